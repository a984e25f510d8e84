"""The standard Excel template: downloaded empty, filled by organizers, or written full of questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any

from quizapp.banks.citations import cite_with_version
from quizapp.banks.formats.template_cells import answer_cell, more_cells
from quizapp.banks.laws import EMPTY_INDEX, LawIndex
from quizapp.banks.words import LETTERS
from quizapp.kit.later import later
from quizapp.questions import Question

if TYPE_CHECKING:
    import xlsxwriter
else:
    xlsxwriter = later("xlsxwriter")

#: Written in Chinese whatever the language of the page: the reader finds columns by these words.
TYPE_NAMES = {
    "single": "单选题", "multiple": "多选题", "true_false": "判断题", "fill_in": "填空题", "matching": "匹配题",
    "ordering": "排序题", "case": "案例题", "hotspot": "找隐患题",
}  # fmt: skip
#: Rows of a case's questions stand below it and begin with this word.
_PART = "小题："
_PART_TYPES = ("single", "multiple", "true_false")
#: Columns that an export has only when some question needs them; ``左列`` and ``图片`` are always offered.
_MORE = ("选项图片", "音频", "有效期起", "有效期止", "复核")
DIFFICULTY_NAMES = {"easy": "易", "medium": "中", "hard": "难"}
AUDIENCE_NAMES = {
    "resident": "居民",
    "worker": "职工",
    "manager": "管理人员",
    "student": "学生",
    "elder": "老人",
    "village": "村民",
}
_OPTION_COLUMNS = 8
_PREPARED_ROWS = 2_000
_NOTES = (
    "怎样填写题库模板",
    "1. 在“题目”工作表里填写，一行一道题，第一行表头不要改动。",
    "2. 题型从下拉列表选择；简答、论述等没有标准答案的题型不支持。",
    "3. 单选题、多选题至少填两个选项；判断题、填空题不用填选项。",
    "4. 答案写选项字母：单选写 B，多选写 ABD；判断题写“正确”或“错误”。",
    "   填空题：题干里用四个下划线 ____ 表示空；答案中各空用 || 隔开，同一空的几种写法用 | 隔开，数值可写 3.5±0.1。",
    "   匹配题：左列一行写一项，选项是右边（可以多几项），答案按左列的次序写选项字母，如 BAD。",
    "   排序题：选项任意次序，答案按正确的先后写选项字母，如 CABD。",
    "   案例题：这一行写材料，不写答案；下面各行题型选“小题：……”，就是这段材料的题。",
    "   图片：直接插入到“图片”列或选项格里（选项可以只有图片），或者写图片文件名。",
    "5. 依据写全称和条号，如《中华人民共和国消防法》第44条；标准写编号，如 GB 17761-2024。",
    "6. 难度写 易、中、难；适用人群可写多个，用顿号隔开：居民、职工、管理人员、学生、老人、村民。",
    "7. 选项会为每个人打乱次序，请不要写“以上都对”，解析里也不要提到选项字母。",
    "8. 上传后先看到预览和每一行的问题，确认后才导入；同一文件重复导入不会增加题目。",
    "示例（请勿在本页填写）",
)
_EXAMPLES = (
    ("单选题", "发现火情应当拨打哪个电话？", ("110", "119", "120", "122"), "B"),
    ("多选题", "家中闻到燃气味应当怎么做？", ("开窗通风", "关闭阀门", "打开抽油烟机", "到室外打电话报修"), "ABD"),
    ("判断题", "电动自行车可以停放在楼梯间充电。", (), "错误"),
    ("填空题", "火警电话是____，急救电话是____。", (), "119|一一九||120"),
    ("排序题", "发现燃气泄漏，正确的先后是？", ("到室外打电话", "关闭阀门", "开窗通风"), "BCA"),
)


def write_template(stream: IO[bytes]) -> None:
    """An empty template with instructions, drop-down lists and text-formatted cells, as xlsx."""
    _write(stream, (), EMPTY_INDEX)


def write_questions(stream: IO[bytes], questions: Sequence[Question], index: LawIndex = EMPTY_INDEX) -> None:
    """The questions in the template's layout, as xlsx; reading it back with the same index gives them again."""
    _write(stream, questions, index)


def _write(stream: IO[bytes], questions: Sequence[Question], index: LawIndex) -> None:
    rows = [row for question in questions for row in _rows(question)]
    options = max([_OPTION_COLUMNS, *(len(question.options) for _, question in rows)])
    with xlsxwriter.Workbook(
        stream, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    ) as book:
        _write_sheet(book, rows, index, options)
        _write_notes(book)


def _rows(question: Question) -> Iterator[tuple[str, Question]]:
    """Type name and question of each row: a case is followed by its parts."""
    yield TYPE_NAMES.get(question.type, question.type), question
    for part in question.parts:
        yield _PART + TYPE_NAMES.get(part.type, part.type), part


def _titles(options: int) -> list[str]:
    letters = [f"选项{letter}" for letter in LETTERS[:options]]
    return [
        "题型",
        "题干",
        *letters,
        "答案",
        "解析",
        "难度",
        "知识点",
        "依据",
        "适用人群",
        "标签",
        "题目代码",
        "左列",
        "图片",
    ]


def _write_sheet(book: Any, rows: list[tuple[str, Question]], index: LawIndex, options: int) -> None:
    sheet = book.add_worksheet("题目")
    title = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    extra = [more_cells(question) for _, question in rows]
    titles = [*_titles(options), *(name for name in _MORE if any(cells[name] for cells in extra))]
    sheet.set_column(0, len(titles) - 1, 14, text)
    sheet.set_column(1, 1, 48, text)
    for column, name in enumerate(titles):
        sheet.write_string(0, column, name, title)
    sheet.freeze_panes(1, 2)
    last = max(_PREPARED_ROWS, len(rows) + 1)
    _offer(sheet, last, 0, [*TYPE_NAMES.values(), *(_PART + TYPE_NAMES[kind] for kind in _PART_TYPES)])
    _offer(sheet, last, titles.index("难度"), list(DIFFICULTY_NAMES.values()))
    for row, ((kind, question), more) in enumerate(zip(rows, extra, strict=True), start=1):
        cells = [kind, *_cells(question, index, options), *(more[name] for name in titles[len(_titles(options)) - 2 :])]
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell, text)


def _offer(sheet: Any, last: int, column: int, words: list[str]) -> None:
    message = "请从列表中选择：" + "、".join(words)
    rule = {"validate": "list", "source": words, "error_title": "请从列表中选择", "error_message": message}
    sheet.data_validation(1, column, last, column, rule)


def _cells(question: Question, index: LawIndex, options: int) -> Iterator[str]:
    """What stands between the type and the left side."""
    yield question.stem
    shown = () if question.type == "true_false" else question.options
    yield from (*shown, *[""] * (options - len(shown)))
    yield answer_cell(question)
    yield question.explanation
    yield DIFFICULTY_NAMES.get(question.difficulty, question.difficulty)
    yield question.topic
    yield cite_with_version(question.source, index)
    yield "、".join(AUDIENCE_NAMES.get(name, name) for name in question.audience)
    yield "、".join(question.tags)
    yield question.key


def _write_notes(book: Any) -> None:
    sheet = book.add_worksheet("填写说明")
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 40)
    sheet.set_column(2, 6, 18)
    bold = book.add_format({"bold": True})
    for row, note in enumerate(_NOTES):
        sheet.write_string(row, 0, note, bold if row in (0, len(_NOTES) - 1) else None)
    for row, (kind, stem, options, answer) in enumerate(_EXAMPLES, start=len(_NOTES)):
        for column, cell in enumerate((kind, stem, *options, *[""] * (4 - len(options)), f"答案：{answer}")):
            sheet.write_string(row, column, cell)
