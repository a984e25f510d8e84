"""An upload of questions opened for a page: what was read, what was decided, what would happen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from flask import request
from sqlalchemy.orm import Session

from quizapp.banks.desk.duplicates import find_pairs
from quizapp.banks.desk.editing import find_bank
from quizapp.banks.desk.importing import standing_questions
from quizapp.banks.desk.prepared import PreparedFile, decode_prepared
from quizapp.banks.desk.preview import PreviewRow, Show, apply_choices, select_rows
from quizapp.banks.models import QuestionBank
from quizapp.banks.views_bank import EDIT
from quizapp.units import Unit, get_unit
from quizapp.uploads import find_prepared, note_choices
from quizapp.web import actor

PURPOSE = "bank"


def me() -> int:
    """Id of the member of staff whose upload it is."""
    return actor().id or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """An upload opened for a page: what was read, what was decided, and what would happen."""

    token: str
    filename: str
    choices: Mapping[str, Any]
    unit: Unit
    #: None when the import would open a new one.
    bank: QuestionBank | None
    prepared: PreparedFile
    rows: list[PreviewRow]

    @property
    def taken(self) -> int:
        """Questions that importing now would store."""
        return sum(row.is_taken for row in self.rows)

    def count(self, show: Show) -> int:
        """How many rows a filter lists."""
        return len(select_rows(self.rows, show))


def open_desk(session: Session, token: str) -> Desk:
    """The upload, for whoever uploaded it. Five statements, whatever its size; the file is not read again."""
    waiting = find_prepared(session, token, purpose=PURPOSE, staff_id=me())
    unit = get_unit(session, int(waiting.choices["unit_id"]))
    actor().require(EDIT, unit.path)
    prepared = decode_prepared(waiting.prepared)
    bank = find_bank(session, unit_id=unit.id, title=str(waiting.choices["title"]))
    by_key, hashes = standing_questions(session, bank.id if bank else None)
    rows = apply_choices(prepared, waiting.choices, by_key, hashes)
    return Desk(
        token=token,
        filename=waiting.filename,
        choices=waiting.choices,
        unit=unit,
        bank=bank,
        prepared=prepared,
        rows=rows,
    )


def remember(session: Session, token: str, choices: Mapping[str, Any]) -> None:
    """Keep what was decided."""
    note_choices(session, token, choices, purpose=PURPOSE, staff_id=me())


def left_out(desk: Desk) -> set[int]:
    """Places that are not to be imported, after what the form that was sent says about the rows it showed."""
    do = request.form.get("do")
    if do == "all":
        return set()
    if do == "none":
        return {row.place for row in desk.rows}
    if do == "clean":
        return {row.place for row in desk.rows if row.has_warnings}
    shown = {int(place) for place in request.form.getlist("shown") if place.isdecimal()}
    ticked = {int(place) for place in request.form.getlist("place") if place.isdecimal()}
    return (set(desk.choices.get("left_out", ())) - shown) | (shown - ticked)


def replace_choices(desk: Desk, choices: Mapping[str, Any]) -> Desk:
    """The desk after a decision."""
    out = set(choices.get("left_out", ()))
    rows = [replace(row, is_left_out=row.place in out) for row in desk.rows]
    return replace(desk, choices=choices, rows=rows)


def search_pairs(
    session: Session, prepared: PreparedFile, rows: Sequence[PreviewRow], bank_id: int | None
) -> PreparedFile:
    """The file with its pairs of questions that ask the same, as the rows stand now."""
    questions = [(row.place, question) for row in rows if (question := row.prepared.decoded()) is not None]
    pairs, count = find_pairs(session, questions, bank_id=bank_id)
    return msgspec.structs.replace(prepared, pairs=pairs, pair_count=count, is_searched=True)
