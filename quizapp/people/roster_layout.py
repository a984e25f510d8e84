"""Which column of a list holds what: by the header, or by what the cells look like where there is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from quizapp.errors import Invalid
from quizapp.people.phones import normal_phone
from quizapp.sheets import Table, find_header

COLUMNS: Mapping[str, Sequence[str]] = {
    "name": (
        "姓名", "名字", "人员姓名", "员工姓名", "学员姓名", "参加人员", "参赛人员", "参会人员", "人员", "职工姓名", "户主姓名", "学生姓名",
        "参加人", "签到人", "name", "fullname",
    ),
    "unit": (
        "单位", "工作单位", "所属单位", "单位名称", "所在单位", "参赛单位", "单位全称", "公司", "企业名称", "村社区", "村", "社区",
        "村居", "学校", "單位", "unit", "company", "organization",
    ),
    "department": ("部门", "科室", "所属部门", "所在部门", "车间", "部門", "部门名称", "处室", "department", "班级"),
    "team": ("班组", "小组", "组别", "工段", "网格", "组"),
    "phone": (
        "电话", "手机", "手机号码", "手机号", "联系方式", "联系电话", "电话号码", "移动电话", "本人电话", "電話", "手機", "phone",
        "mobile", "tel", "联系号码", "手机/电话", "电话/手机",
    ),
    "post": ("职务", "岗位", "职位", "工种", "职称", "岗位名称", "职务/岗位", "職務", "post", "position", "title"),
    "employee_no": ("工号", "员工编号", "职工编号", "员工号", "人员编号", "学号", "工作证号", "employeeno", "employeeid"),
    "note": ("备注", "说明", "备考", "備註", "note", "remark", "remarks"),
    "number": ("序号", "编号", "序", "no", "no.", "#", "号", "序列"),
}  # fmt: skip
_SURNAMES = set(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾"
    "夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷"
    "詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧阳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤"
    "陽陳張劉楊黃趙吳孫馬鄭羅許馮鄧蕭葉蘇呂盧鍾譚陸賈韋鄒閆賀顧龔嚴湯齊龐顏莊聶歐關蘭祝寧紀畢單駱藍"
)
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·•]{2,8}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """Columns by field; ``groups`` are several when lists stand side by side."""

    #: First row of data, as index into the table's rows.
    first: int
    groups: tuple[Mapping[str, int], ...]
    is_guessed: bool = False
    #: Titles of columns that are not read.
    unused: tuple[str, ...] = ()


def layout_by_header(table: Table) -> Layout | None:
    """The layout that a header row names; it needs a name column."""
    # A bare list may have 姓名 as its only title; with more columns one title alone proves nothing.
    header = find_header(table.rows, COLUMNS, required=("name",), least=1)
    if header is None:
        return None
    repeats = len(header.all_columns["name"])
    groups = [
        {
            field: columns[number] if len(columns) == repeats else columns[0]
            for field, columns in header.all_columns.items()
        }
        for number in range(repeats)
    ]
    used = {column for columns in header.all_columns.values() for column in columns}
    titles = table.rows[header.index]
    unused = tuple(title for column, title in enumerate(titles) if title and column not in used)
    return Layout(first=header.index + 1, groups=tuple(groups), unused=unused)


def layout_by_content(table: Table) -> Layout | None:
    """The layout guessed from the cells: names, phone numbers, and one more column of text as the unit."""
    columns = [[row[column] for row in table.rows[:500] if row[column]] for column in range(table.width)]
    scores = [_share(cells, looks_like_name) for cells in columns]
    if not scores or max(scores) < 0.6:
        return None
    name = max(range(len(scores)), key=lambda column: (scores[column], -column))
    guessed = {"name": name}
    phones = [column for column in range(table.width) if _share(columns[column], looks_like_phone) >= 0.5]
    if phones:
        guessed["phone"] = phones[0]
    texts = [
        column
        for column in range(table.width)
        if column not in guessed.values() and _share(columns[column], _is_text) >= 0.6
    ]
    if texts:
        guessed["unit"] = texts[0]
    return Layout(first=0, groups=(guessed,), is_guessed=True)


def looks_like_name(cell: str) -> bool:
    """Two to four Han characters beginning with a surname, or longer with a middle dot."""
    bare = re.sub(r"\s", "", cell)
    if _NAME.fullmatch(bare) is None:
        return False
    return bare[0] in _SURNAMES and (len(bare) <= 4 or "·" in bare)


def looks_like_phone(cell: str) -> bool:
    """A number that can be called."""
    try:
        return len(normal_phone(cell)) >= 7
    except Invalid:
        return False


def _is_text(cell: str) -> bool:
    return re.search(r"[\u3400-\u9fff]{2}", cell) is not None


def _share(cells: list[str], test: Callable[[str], bool]) -> float:
    return sum(test(cell) for cell in cells) / len(cells) if cells else 0.0
