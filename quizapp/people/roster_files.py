"""Lists of people in whatever file organizers hold: who is in it, and a problem for every line that is not clear."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, fold_key
from quizapp.people.phones import normal_phone
from quizapp.people.roster_layout import Layout, layout_by_content, layout_by_header
from quizapp.sheets import FileRefused, Problem, Table, Workbook, error, fold_title, read_workbook, warning

_HAN_SPACES = re.compile(r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff])\s+(?=[\u3400-\u9fff\U00020000-\U0003ffff])")
_FOOTER = re.compile(
    r"^\s*(?:合\s*计|总\s*计|小\s*计|共\s*计|填\s*表|制\s*表|填\s*报|审\s*核|审\s*批|经办人|负责人签|领导签|签字|盖章|单位[(（]?盖章|"
    r"注\s*[:：]|备注\s*[:：]|说明\s*[:：]|日期\s*[:：]|联系人\s*[:：]|共\s*\d+\s*[人名])"
)
_PHONE_PARTS = re.compile(r"[/、,，;；|\s]+")
_DEFAULT_SHEET = re.compile(r"(?i)sheet\d*|工作表\d*|表\d+")


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedPerson:
    """One line of a list; empty means the file does not say."""

    row: int
    name: str
    unit: str = ""
    #: Digits only, without country code.
    phone: str = ""
    department: str = ""
    post: str = ""
    employee_no: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RosterReading:
    """What a file lists: people in file order, and problems by row."""

    people: tuple[ListedPerson, ...]
    problems: tuple[Problem, ...]
    #: Lines that an error keeps out, with what is clear about them: the name or the phone is empty and can be filled in.
    stopped: tuple[ListedPerson, ...] = ()
    #: Row -> phone as the file writes it, where it cannot be read as a number.
    wrong_phones: Mapping[int, str] = field(default_factory=dict)
    #: ``xlsx``, ``xls``, ``ods``, ``csv``; empty when the file was refused.
    format: str = ""


def read_roster_file(data: bytes, filename: str = "") -> RosterReading:
    """People and problems of a list in xlsx, xls, ods, csv, txt or pasted text; never raises for its content."""
    try:
        workbook = read_workbook(data, filename)
    except FileRefused as refused:
        return RosterReading(people=(), problems=(refused.as_problem(),))
    found = _Found(problems=list(workbook.problems))
    for table, layout in _layouts(workbook, found.problems):
        _TableReader(table, layout, found).read()
    if not found.people and not any(problem.is_error for problem in found.problems):
        found.problems.append(error(0, "E-EMPTY", N_("文件里没有读到人员，请在第一行写明：姓名、单位、电话")))
    problems = sorted(found.problems, key=lambda problem: problem.row)
    return RosterReading(
        people=tuple(found.people), problems=tuple(problems), stopped=tuple(found.stopped),
        wrong_phones=found.wrong_phones, format=workbook.format,
    )  # fmt: skip


def roster_to_json(reading: RosterReading) -> dict[str, Any]:
    """The reading as plain JSON values: ``people`` and ``problems``."""
    return {
        "format": reading.format,
        "people": [asdict(person) for person in reading.people],
        "problems": [asdict(problem) for problem in reading.problems],
    }


@dataclass
class _Found:
    problems: list[Problem]
    people: list[ListedPerson] = field(default_factory=list)
    stopped: list[ListedPerson] = field(default_factory=list)
    wrong_phones: dict[int, str] = field(default_factory=dict)
    seen: dict[tuple[str, ...], int] = field(default_factory=dict)


def _layouts(workbook: Workbook, problems: list[Problem]) -> list[tuple[Table, Layout]]:
    headed = [(table, layout) for table in workbook.visible if (layout := layout_by_header(table))]
    if headed:
        left = [table.name for table in workbook.visible if all(table is not known for known, _ in headed)]
        if left:
            message = N_("工作表“%(names)s”没有“姓名”表头，未读取")
            problems.append(warning(0, "W-SHEETSKIPPED", message, names="、".join(left)))
        return headed
    guessed = [(table, layout) for table in workbook.visible if (layout := layout_by_content(table))]
    if guessed:
        message = N_("没有找到表头，已按内容判断姓名、单位和电话所在的列，请核对预览，最好补上表头")
        problems.append(warning(guessed[0][0].row_numbers[0], "W-NOHEADER", message))
    elif workbook.visible:
        problems.append(error(0, "E-NOHEADER", N_("没有找到“姓名”列，请在第一行写明：姓名、单位、电话")))
    return guessed


class _TableReader:
    def __init__(self, table: Table, layout: Layout, found: _Found) -> None:
        self._table, self._layout, self._found = table, layout, found
        self._titles = [fold_title(title) for title in table.rows[layout.first - 1]] if layout.first else []
        self._unit = ""
        self._filled: list[int] = []
        self._footers: list[int] = []

    def read(self) -> None:
        """Every row below the header."""
        has_unit = any({"unit", "department", "team"} & group.keys() for group in self._layout.groups)
        if not has_unit and not _DEFAULT_SHEET.fullmatch(self._table.name) and self._found.people:
            self._unit = clean_line(self._table.name)
        for place in range(self._layout.first, len(self._table.rows)):
            self._read_row(place, has_unit=has_unit)
        self._report()

    def _read_row(self, place: int, *, has_unit: bool) -> None:
        row, number = self._table.rows[place], self._table.row_numbers[place]
        filled = [cell for cell in row if cell]
        if not filled or [fold_title(cell) for cell in row] == self._titles:
            return
        names = [row[group["name"]] for group in self._layout.groups]
        if any(_FOOTER.match(cell) for cell in filled) and all(not name or _FOOTER.match(name) for name in names):
            self._footers.append(number)
        elif len(set(filled)) == 1 and not self._layout.is_guessed and len(row) > 1 and not any(names[1:]):
            self._read_lone(number, filled[0], names[0], has_unit=has_unit, place=place)
        else:
            for group in self._layout.groups:
                self._read_person(place, group)

    def _read_lone(self, number: int, cell: str, name: str, *, has_unit: bool, place: int) -> None:
        """A row with one text only: a name without more, a group's heading, or a running number."""
        if name and (len(cell) <= 4 or not re.search(r"[部处科室村组队班厂公司局社区中心]$", cell)):
            self._read_person(place, self._layout.groups[0])
        elif cell.isdecimal():
            return
        elif has_unit:
            message = N_("第 %(row)d 行只有“%(text)s”，不像人员，未读取")
            self._found.problems.append(warning(number, "W-IGNORED", message, text=cell[:30]))
        else:
            self._unit = clean_line(re.sub(r"^[一二三四五六七八九十]+[、.．]\s*", "", cell))
            message = N_("第 %(row)d 行“%(text)s”已当作以下人员的单位，请核对")
            self._found.problems.append(warning(number, "W-SECTION", message, field="unit", text=self._unit))

    def _read_person(self, place: int, group: Mapping[str, int]) -> None:
        row, number = self._table.rows[place], self._table.row_numbers[place]
        cells = {name: clean_line(row[column], limit=200) for name, column in group.items() if name != "number"}
        if not any(cells.values()):
            return
        name = clean_name(cells["name"])
        if not name:
            message = N_("第 %(row)d 行没有姓名，请补上姓名或删去这一行")
            if len(self._layout.groups) == 1:
                self._found.problems.append(error(number, "E-NONAME", message, field="name"))
                cell = cells.get("phone", "")
                readable = _try_phone(cell)
                if not readable and not _says_none(cell):
                    self._found.wrong_phones[number] = cell
                self._found.stopped.append(self._listed(place, group, cells, "", readable))
            return
        phone = self._phone(number, cells.get("phone", ""))
        listed = self._listed(place, group, cells, name, phone or "")
        if phone is None:
            self._found.stopped.append(listed)
        else:
            self._keep(listed)

    def _listed(
        self, place: int, group: Mapping[str, int], cells: Mapping[str, str], name: str, phone: str
    ) -> ListedPerson:
        return ListedPerson(
            row=self._table.row_numbers[place],
            name=name,
            unit=self._fill_unit(place, group, cells),
            phone=phone,
            department=" ".join(part for part in (cells.get("department", ""), cells.get("team", "")) if part),
            post=cells.get("post", ""),
            employee_no=cells.get("employee_no", ""),
            note=cells.get("note", ""),
        )

    def _fill_unit(self, place: int, group: Mapping[str, int], cells: Mapping[str, str]) -> str:
        """The unit; without a unit column the department is it; an empty cell continues the one above."""
        column = next((name for name in ("unit", "department", "team") if name in group), None)
        if column is None:
            return self._unit
        if cells[column]:
            self._unit = cells[column]
        elif self._unit:
            self._filled.append(self._table.row_numbers[place])
        return self._unit

    def _phone(self, number: int, cell: str) -> str | None:
        if _says_none(cell):
            return ""
        try:
            return normal_phone(cell)
        except Invalid:
            pass
        numbers = [known for part in _PHONE_PARTS.split(cell) if (known := _try_phone(part))]
        if len(numbers) > 1:
            message = N_("第 %(row)d 行写了 %(count)d 个电话，已取第一个，请核对")
            self._found.problems.append(warning(number, "W-PHONES", message, field="phone", count=len(numbers)))
            return numbers[0]
        message = N_("第 %(row)d 行的电话“%(phone)s”不是 11 位手机号或带区号的座机号，请改正或留空")
        self._found.problems.append(error(number, "E-PHONE", message, field="phone", phone=cell[:30]))
        self._found.wrong_phones[number] = cell
        return None

    def _keep(self, person: ListedPerson) -> None:
        """Add the person; the same name, unit and number (phone or employee) again is the same person."""
        seen, proof = self._found.seen, person.phone or person.employee_no
        first = seen.setdefault((fold_key(person.name), fold_key(person.unit), proof), person.row)
        is_same = bool(proof) and first != person.row
        message = ""
        if is_same:
            message = N_("第 %(row)d 行与第 %(first)d 行是同一个人，只保留一次")
        elif first != person.row:
            message = N_("第 %(row)d 行与第 %(first)d 行同名同单位，请核对是否同一个人")
        elif person.phone and (first := seen.setdefault(("", "", person.phone), person.row)) != person.row:
            message = N_("第 %(row)d 行的电话与第 %(first)d 行相同，请核对")
        if message:
            self._found.problems.append(warning(person.row, "W-DUPLICATE", message, field="name", first=first))
        if not is_same:
            self._found.people.append(person)

    def _report(self) -> None:
        found = self._found.problems
        if self._filled:
            message = N_("第 %(rows)s 行的单位是空的（合并单元格），已沿用上面的单位，请核对")
            found.append(warning(self._filled[0], "W-FILLDOWN", message, field="unit", rows=_ranges(self._filled)))
        if self._footers:
            message = N_("第 %(rows)s 行是合计或填表说明，未读取")
            found.append(warning(self._footers[0], "W-FOOTER", message, rows=_ranges(self._footers)))
        if self._layout.unused:
            message = N_("“%(names)s”列没有用到，其内容未读取")
            found.append(warning(0, "W-COLUMN", message, names="、".join(self._layout.unused)))


def clean_name(raw: str) -> str:
    """A name as it is stored: no invisible characters, and no spaces between Han characters (张　三)."""
    return _HAN_SPACES.sub("", clean_line(raw, limit=60))


def _says_none(cell: str) -> bool:
    """Whether the file says on purpose that there is no phone."""
    return not cell or re.fullmatch(r"[-—–/无]+", cell) is not None


def _try_phone(part: str) -> str:
    try:
        return normal_phone(part)
    except Invalid:
        return ""


def _ranges(rows: Sequence[int]) -> str:
    return "、".join(_spans(rows))


def _spans(rows: Sequence[int]) -> Iterator[str]:
    start = last = rows[0]
    for row in [*rows[1:], -1]:
        if row != last + 1:
            yield str(start) if start == last else f"{start}–{last}"
            start = row
        last = row
