"""Spreadsheets of questions: our template and whatever organizers keep, found by the titles of the columns."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.banks.draft import Draft
from quizapp.banks.formats.sheet_rows import gather_cases, row_draft, take_row_pictures
from quizapp.banks.formats.xlsx_pictures import RowPictures, SheetPictures
from quizapp.banks.laws import LawIndex
from quizapp.banks.reading import BankReading, finish_all
from quizapp.banks.reading_options import Context
from quizapp.banks.settling import settle
from quizapp.banks.words import COLUMNS, LETTERS, type_of
from quizapp.kit.i18n import N_
from quizapp.sheets import Header, Mark, Problem, Table, Workbook, column_name, error, find_header, fold_title, warning

KEY = "sheet"
_SECTION = re.compile(r"^\s*(?:第?[一二三四五六七八九十]+[、.．部分\s]*|[(（【]\s*)?([^（(【】]{2,8}题)")
_FIELD_OF = {fold_title(word): name for name, words in COLUMNS.items() for word in words}
#: What divides a title that names two things: 备注/解析. Rows and characters as far as a header is looked for.
_DIVIDERS = re.compile("[/／、]")
_HEADER_ROWS, _LONGEST_TITLE = 30, 60
#: Sheets that explain rather than hold questions.
_HELPER_NAMES = ("说明", "填写说明", "使用说明", "字典", "示例", "说明页", "instructions")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Layout:
    header: Header
    #: Option columns in order of their letters.
    options: tuple[int, ...]


def read_workbook_bank(workbook: Workbook, context: Context, pictures: SheetPictures | None = None) -> BankReading:
    """Questions of every visible sheet that has a header with a stem column, with the pictures that stand in its rows."""
    found = [(table, layout) for table in workbook.visible if (layout := _layout(table)) is not None]
    problems = list(workbook.problems)
    problems += _skipped(workbook, [table for table, _ in found])
    drafts: list[Draft] = []
    for table, layout in found:
        near = pictures.of_sheet(table.name) if pictures else None
        ours = list(gather_cases(_drafts(table, layout, context.index, near)))
        _name_continuations(ours)
        problems += _unused_columns(table, layout)
        problems += near.unplaced() if near else ()
        for draft in ours:
            draft.sheet = table.name if len(found) > 1 else ""
        drafts += ours
    problems += settle(drafts, context.options)
    meta = {"encoding": workbook.encoding} if workbook.encoding else {}
    files = pictures.files if pictures else None
    return finish_all(drafts, KEY, problems=problems, meta={**meta, "file_format": workbook.format}, files=files)


def has_questions(table: Table) -> bool:
    """Whether the table has a header that names a stem and something else of a question."""
    return _layout(table) is not None


def _layout(table: Table) -> _Layout | None:
    header = find_header([_titles(row) for row in table.rows[:_HEADER_ROWS]], COLUMNS, required=("stem",), least=2)
    if header is None or not ({"key", "options", "option_a", "type"} & header.columns.keys()):
        return None
    lettered = [header.columns[name] for letter in LETTERS if (name := f"option_{letter.casefold()}") in header.columns]
    if not lettered and "options" in header.columns:
        lettered = _untitled_after(table.rows[header.index], header.columns["options"])
    return _Layout(header=header, options=tuple(lettered))


def _titles(row: Sequence[str]) -> list[str]:
    """The row with the first side that is known in place of a combined title, unless a column has that title alone."""
    if not any(_DIVIDERS.search(title) for title in row):
        return list(row)
    folded = [fold_title(title) if len(title) <= _LONGEST_TITLE else "" for title in row]
    named = {_FIELD_OF[title] for title in folded if title in _FIELD_OF}
    return [
        title if whole in _FIELD_OF else next(
            (side for side in _DIVIDERS.split(whole) if side in _FIELD_OF and _FIELD_OF[side] not in named), title
        )
        for title, whole in zip(row, folded, strict=True)
    ]  # fmt: skip


def _untitled_after(titles: Sequence[str], first: int) -> list[int]:
    """The 选项 column and the untitled ones right of it: a merged title stands over all of them."""
    columns = [first]
    while columns[-1] + 1 < len(titles) and not titles[columns[-1] + 1]:
        columns.append(columns[-1] + 1)
    return columns


def _drafts(table: Table, layout: _Layout, index: LawIndex, pictures: RowPictures | None) -> Iterator[Draft]:
    section = table.name if type_of(table.name) else ""
    titles = [fold_title(title) for title in table.rows[layout.header.index]]
    stem = layout.header.columns["stem"]
    for place in range(layout.header.index + 1, len(table.rows)):
        row = table.rows[place]
        filled = [cell for cell in row if cell]
        # The header printed again: only a row whose stem is the title is compared as a whole.
        is_header = len(row[stem]) <= 60 and fold_title(row[stem]) == titles[stem]
        if not filled or (is_header and [fold_title(cell) for cell in row] == titles):
            continue
        heading = _SECTION.match(filled[0]) if len(filled) == 1 or len(set(filled)) == 1 else None
        if heading and type_of(heading[1]) is not None and type_of(heading[1]) != "":
            section = heading[1]
            continue
        draft = row_draft(row, table.row_numbers[place], layout.header, layout.options, section, index)
        _name_dates(draft, table, place, layout)
        if pictures is not None:
            take_row_pictures(draft, pictures, layout.options, layout.header.columns.get("key", -1))
        yield draft


def _name_dates(draft: Draft, table: Table, place: int, layout: _Layout) -> None:
    watched = {*layout.options, layout.header.columns["stem"], layout.header.columns.get("key", -1)}
    for column in sorted(watched):
        if table.marks.get((place, column)) is Mark.DATE:
            message = N_(
                "第 %(row)d 行%(column)s列是日期 %(text)s，可能是 3-5 之类的文字被表格自动改成的，请核对并设为文本格式"
            )
            draft.warn("W-DATECELL", message, column=column_name(column), text=table.rows[place][column])


def _name_continuations(drafts: list[Draft]) -> None:
    """Rows that look like the second half of a row cut by a line break."""
    for before, draft in itertools.pairwise(drafts):
        if draft.row == before.row + 1 and not before.key_text and (not draft.stem or not any(draft.options)):
            message = N_("第 %(row)d 行像是上一行被换行截断的后半段，请把两行合并")
            draft.warn("W-CONTINUATION", message, "stem")


def _unused_columns(table: Table, layout: _Layout) -> Iterator[Problem]:
    titles = table.rows[layout.header.index]
    used = {column for columns in layout.header.all_columns.values() for column in columns} | set(layout.options)
    names = [title for column, title in enumerate(titles) if title and column not in used]
    if names:
        message = N_("第 %(row)d 行表头中的“%(names)s”列没有用到，其内容未读取")
        yield warning(table.row_numbers[layout.header.index], "W-COLUMN", message, names="、".join(names))
    if "key" not in layout.header.columns:
        message = N_("第 %(row)d 行表头中没有“答案”列，请核对表头")
        yield warning(table.row_numbers[layout.header.index], "W-NOKEYCOLUMN", message, field="correct")


def _skipped(workbook: Workbook, read: list[Table]) -> Iterator[Problem]:
    left = [table for table in workbook.visible if table not in read and table.name not in _HELPER_NAMES]
    if not read:
        message = N_("前 30 行里没有找到表头，请在第一行写明：题型、题干、选项A、选项B、答案，或使用标准模板")
        yield error(0, "E-NOHEADER", message)
    elif left:
        names = "、".join(table.name for table in left)
        yield warning(0, "W-SHEETSKIPPED", N_("工作表“%(names)s”没有题目表头，未读取"), names=names)
    hidden = [table.name for table in workbook.tables if table.is_hidden and has_questions(table)]
    if hidden:
        message = N_("工作表“%(names)s”是隐藏的，未读取；需要的话请取消隐藏后重新上传")
        yield warning(0, "W-HIDDENSHEET", message, names="、".join(hidden))
