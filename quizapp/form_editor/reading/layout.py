"""From paragraphs and grids to sections, rows and blanks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from quizapp.form_editor.reading.blanks import Blank, cut_sentence, label_unit, strip_number
from quizapp.form_editor.reading.found import FoundBlank, FoundForm, FoundItem, FoundSection
from quizapp.form_editor.reading.grids import Grid, Pages, Paragraph, Spot
from quizapp.form_editor.reading.proposing import propose
from quizapp.form_editor.reading.roles import Roles, find_roles
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, clean_text
from quizapp.sheets import TooLarge

_ANNEX = re.compile(r"附\s*[件表]\s*[\d一二三四五六七八九十]*\s*[:：]?")
_TITLE = re.compile(r"(统计表|情况表|进展表|一览表|汇总表|报表|表)$")
_HEADING = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[)）])")
_FOOT = re.compile(
    r"^(?:注|说明|备注|填表说明)\s*[:：\d]|^(?:单位)?(?:负责人|主要负责人|填报人|填表人|审核人|审批人|联系人|联系电话|电话|填报单位|填报日期|填报时间)\s*[（(:：]?"
)
_YES = re.compile(r"^是否|是否[\u4e00-\u9fff]")
MOST_BLANKS = 500
#: Heading of rows that stand under none; it becomes a part of the form, in its language.
_REST = "活动情况"


@dataclass(slots=True)
class _Found:
    """What was found so far."""

    name: str
    title: str = ""
    annex: str = ""
    sections: list[tuple[str, list[FoundItem]]] = field(default_factory=list)
    unread: list[tuple[int, str]] = field(default_factory=list)
    count: int = 0

    def begin(self, label: str) -> None:
        """A new section, unless this is the one that is open."""
        text = strip_number(re.sub(r"\s+", "", label))[:60] or self.name
        if not self.sections or self.sections[-1][0] != text:
            self.sections.append((text, []))

    def items(self) -> list[FoundItem]:
        """The rows of the open section."""
        if not self.sections:
            self.begin(self.name)
        return self.sections[-1][1]

    def number(self, blanks: tuple[Blank, ...], about: str) -> tuple[FoundBlank, ...]:
        """The blanks with their numbers and proposals."""
        made = []
        for blank in blanks:
            self.count += 1
            if self.count > MOST_BLANKS:
                raise TooLarge(N_("这张表超过 %(most)d 格：请拆成几张表再上传"), most=MOST_BLANKS)
            confidence, proposals = propose(blank, about=f"{about} {self.sections[-1][0] if self.sections else ''}")
            made.append(
                FoundBlank(
                    number=self.count, label=clean_line(blank.label or about, limit=60) or f"第{self.count}格",
                    unit=blank.unit, type=blank.type, confidence=confidence, proposals=proposals,
                    context=clean_line(blank.context, limit=120),
                )
            )  # fmt: skip
        return tuple(made)

    def add(
        self, label: str, text: str, blanks: tuple[Blank, ...], texts: tuple[str, ...], requirement: str, row: int
    ) -> None:
        """A row with a sentence."""
        self.items()
        numbered = self.number(blanks, label)
        pieces = [texts[0]]
        for blank, after in zip(numbered, texts[1:], strict=True):
            pieces += [f"{{{blank.number}}}", after]
        sentence = clean_text("".join(pieces), limit=3000)
        name = clean_line(strip_number(label), limit=60) or numbered[0].label
        self.items().append(
            FoundItem(
                label=name, requirement=clean_text(requirement, limit=1000), sentence=sentence, blanks=numbered, row=row
            )
        )


def read_pages(pages: Pages, *, title: str) -> FoundForm:
    """The form, every blank with its proposals. Raises `TooLarge` for more blanks than any form has."""
    found = _Found(name=_REST)
    is_before = True
    for block in pages.blocks:
        if isinstance(block, Grid):
            _read_grid(block, found)
            is_before = False
        elif block.text:
            _read_paragraph(block, found, is_before=is_before)
    sections = tuple(_section(label, items) for label, items in found.sections if items)
    return FoundForm(title=found.title or title, annex=found.annex, sections=sections, unread=tuple(found.unread[:200]))


def _section(label: str, items: list[FoundItem]) -> FoundSection:
    is_table = all(not item.sentence for item in items)
    return FoundSection(label=label, style="table" if is_table else "sentence", items=tuple(items))


def _read_paragraph(block: Paragraph, found: _Found, *, is_before: bool) -> None:
    plain = re.sub(r"\s+", "", block.text)
    annex = _ANNEX.fullmatch(plain)
    if annex:
        found.annex = plain.rstrip(":：")[:20]
        return
    if _FOOT.match(plain):
        return
    cut = cut_sentence(block.text, about=found.sections[-1][0] if found.sections else "")
    if cut.blanks:
        found.add(_short(cut.texts[0]) or cut.blanks[0].label, block.text, cut.blanks, cut.texts, "", block.number)
    elif _HEADING.match(plain) and len(plain) <= 40:
        found.begin(plain)
    elif is_before and len(plain) <= 60 and (not found.title or _TITLE.search(plain)):
        found.title = plain


def _read_grid(grid: Grid, found: _Found) -> None:
    roles = find_roles(grid)
    _read_top(grid, roles, found)
    is_filled = not any(cut_sentence(spot.text).blanks for row in grid.rows[roles.first_row :] for spot in row)
    for row, number in zip(grid.rows[roles.first_row :], grid.numbers[roles.first_row :], strict=True):
        spots = list(dict.fromkeys(spot for spot in row if spot.text))
        if not spots or _FOOT.match(re.sub(r"\s+", "", spots[0].text)):
            continue
        if len(spots) == 1 and _is_whole(row, spots[0]):
            _read_line(spots[0], number, found, is_filled=is_filled)
        else:
            _read_row(row, roles, number, found, is_filled=is_filled)


def _short(text: str) -> str:
    """What a row is called by the beginning of its sentence."""
    return re.split(r"[，,；;。：:（(\s]", strip_number(text))[0][:30]


def _is_whole(row: tuple[Spot, ...], only: Spot) -> bool:
    """Whether the one text of a row speaks for the whole row: merged over most of it, or a numbered heading."""
    return len(row) == 1 or row.count(only) > len(row) / 2 or bool(_HEADING.match(only.text))


def _read_top(grid: Grid, roles: Roles, found: _Found) -> None:
    """Title and annex above the header, where they stand inside the table."""
    for row in grid.rows[: max(roles.first_row - 1, 0)]:
        for text in dict.fromkeys(re.sub(r"\s+", "", spot.text) for spot in row if spot.text):
            if _ANNEX.fullmatch(text):
                found.annex = found.annex or text[:20]
            elif not found.title and not _FOOT.match(text) and len(text) <= 60:
                found.title = text


def _read_line(spot: Spot, number: int, found: _Found, *, is_filled: bool) -> None:
    """A cell over the whole width: a sentence with blanks, or the heading of what follows."""
    cut = cut_sentence(spot.text, about="", is_filled=is_filled)
    if cut.blanks:
        found.add(_short(cut.texts[0]) or cut.blanks[0].label, spot.text, cut.blanks, cut.texts, "", number)
    elif len(spot.text) <= 60:
        found.begin(spot.text)
    else:
        found.unread.append((number, clean_line(spot.text, limit=120)))


def _read_row(row: tuple[Spot, ...], roles: Roles, number: int, found: _Found, *, is_filled: bool) -> None:
    if roles.section is not None and row[roles.section].text:
        found.begin(row[roles.section].text)
    requirement = row[roles.requirement].text if roles.requirement is not None else ""
    label = _short(requirement) if roles.item == roles.section else row[roles.item].text
    said = row[roles.progress].text if roles.progress is not None else ""
    name = label_unit(label)[0] or requirement
    for text, rest in ((said, requirement), (requirement, ""), (label, requirement)):
        cut = cut_sentence(text, about=name if text != label else "", is_filled=is_filled)
        if cut.blanks and not (roles.unit is not None and len(cut.blanks) == 1 and len(re.sub(r"\W|_", "", text)) == 0):
            short = name if text != label else _short(cut.texts[0])
            found.add(short[:60] or cut.blanks[0].label, text, cut.blanks, cut.texts, rest, number)
            return
    _read_plain(row, roles, label or requirement, number, found)


def _read_plain(row: tuple[Spot, ...], roles: Roles, text: str, number: int, found: _Found) -> None:
    """A row that names one figure: its blank is the empty cell beside it."""
    name, unit = label_unit(text)
    word = re.sub(r"\s+", "", row[roles.unit].text) if roles.unit is not None else ""
    unit = word if word and word not in ("是否", "是/否") else unit
    is_answer = bool(_YES.search(name)) or word in ("是否", "是/否")
    if (
        not name
        or (roles.progress is None and roles.unit is None)
        or not (unit or is_answer or roles.progress is not None)
    ):
        if text:
            found.unread.append((number, clean_line(text, limit=120)))
        return
    if not (unit or is_answer) and len(name) > 40:
        found.unread.append((number, clean_line(text, limit=120)))
        return
    kind = "bool" if is_answer else "persons" if unit in ("人次", "人", "名") else "count" if unit else "text"
    blank = Blank(label=name, unit="是否" if is_answer else unit, type=kind, context=name)
    items = found.items()
    numbered = found.number((blank,), name)
    home = found.sections[-1][0]
    if items and not items[-1].sentence and items[-1].label == home:
        items[-1] = FoundItem(label=home, blanks=(*items[-1].blanks, *numbered), row=items[-1].row)
    else:
        items.append(FoundItem(label=home, blanks=numbered, row=number))
