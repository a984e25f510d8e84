"""A row of a table of questions as a draft; rows of a case's questions go to the case above them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from quizapp.banks.citations import source_from_text
from quizapp.banks.draft import Draft
from quizapp.banks.formats.template_cells import (
    read_day,
    read_lines,
    read_media,
    read_option_media,
    read_regions,
    read_review,
)
from quizapp.banks.formats.xlsx_pictures import RowPictures
from quizapp.banks.laws import LawIndex
from quizapp.banks.options import split_options
from quizapp.banks.words import AUDIENCE_OF, fold_word, part_type, type_of
from quizapp.kit.i18n import N_
from quizapp.questions import Media
from quizapp.sheets import Header


def row_draft(
    row: Sequence[str], number: int, header: Header, option_columns: Sequence[int], section: str, index: LawIndex
) -> Draft:
    """What the cells say; ``section`` is the type where the row names none."""
    options = [row[column] for column in option_columns]
    if len(option_columns) == 1 or len([option for option in options if option]) == 1:
        options = split_options(next((option for option in options if option), ""))
    while options and not options[-1]:
        options.pop()
    draft = Draft(
        row=number,
        type_text=header.cell(row, "type") or section,
        stem=header.cell(row, "stem"),
        options=options,
        key_text=header.cell(row, "key"),
        explanation=header.cell(row, "explanation"),
        difficulty=header.cell(row, "difficulty"),
        topic=header.cell(row, "topic"),
        source=source_from_text(header.cell(row, "source"), index),
        tags=_words(header.cell(row, "tags")),
        audience=_audience(header.cell(row, "audience")),
        key=header.cell(row, "name"),
    )
    _take_more(draft, row, header)
    return draft


def gather_cases(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """The drafts with every 小题 put under the 案例题 above it."""
    case: Draft | None = None
    held: list[Draft] = []
    for draft in drafts:
        part = part_type(draft.type_text)
        if part is not None and case is not None:
            draft.type_text = part
            case.parts.append(draft)
            continue
        yield from held
        held = [draft]
        if part is not None:
            message = N_("第 %(row)d 行：小题上面没有材料（题型为“案例题”的一行），请补上")
            draft.give_up("E-NOMATERIAL", message, "type")
        case = draft if type_of(draft.type_text) == "case" else None
    yield from held


def take_row_pictures(draft: Draft, pictures: RowPictures, option_columns: Sequence[int], key_column: int) -> None:
    """Pictures inserted in the draft's row, or that its cells name by id: over an option column they are the option's."""
    by_option: dict[int, Media] = {}
    for column, media in pictures.take(draft.row):
        if column in option_columns:
            by_option.setdefault(option_columns.index(column), media)
        elif column != key_column:
            draft.media = (*draft.media, media)
    if by_option:
        count = max(len(draft.options), max(by_option) + 1)
        draft.options += [""] * (count - len(draft.options))
        draft.option_media = tuple(by_option.get(place) for place in range(count))
    draft.stem, found = pictures.take_named(draft.stem)
    draft.media += found
    for place, option in enumerate(draft.options):
        draft.options[place], named = pictures.take_named(option)
        if named:
            known = list(draft.option_media) or [None] * len(draft.options)
            known[place] = named[0]
            draft.option_media = tuple(known)


def _take_more(draft: Draft, row: Sequence[str], header: Header) -> None:
    columns = header.columns
    if "left" in columns and header.cell(row, "left"):
        draft.prompts = read_lines(header.cell(row, "left"))
        if "right" in columns and not any(draft.options):
            draft.options = read_lines(header.cell(row, "right"))
    if type_of(draft.type_text) == "hotspot":
        draft.regions, draft.key_text = read_regions(draft, draft.key_text), ""
    if "picture" in columns:
        draft.media = read_media(header.cell(row, "picture"))
    if "audio" in columns:
        draft.media += read_media(header.cell(row, "audio"), "audio")
    if "option_pictures" in columns:
        draft.option_media = read_option_media(header.cell(row, "option_pictures"), len(draft.options))
        draft.options += [""] * (len(draft.option_media) - len(draft.options))
    draft.valid_from = read_day(draft, header.cell(row, "valid_from"), "valid_from")
    draft.valid_to = read_day(draft, header.cell(row, "valid_to"), "valid_to")
    draft.reviewed = read_review(header.cell(row, "reviewed"))


def _audience(cell: str) -> tuple[str, ...]:
    folded = (fold_word(part) for part in _words(cell))
    return tuple(AUDIENCE_OF[word] for word in folded if word in AUDIENCE_OF)


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word for part in re.split(r"[,，、;；/|\s]+", cell) if (word := part.strip())) if cell else ()
