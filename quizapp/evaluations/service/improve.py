"""The life of an improvement: raised, changed, reported as done, verified by another person or sent back, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts
from quizapp.db import insert_or_ignore
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.evaluations.errors import SamePerson
from quizapp.evaluations.models import Improvement, ImprovementEvent
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, clean_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be mended, by whom, until when."""

    problem: str
    owner_unit_id: int
    owner_name: str
    due_on: date
    measure: str = ""
    owner_staff_id: int | None = None
    evaluation_id: int | None = None
    #: ``section.item`` of the evaluation.
    item: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was done, on which day, with the photo that shows it."""

    note: str
    on: date
    photo_id: int | None = None


def raise_improvement(
    session: Session, facts: SessionFacts, wanted: Wanted, *, nonce: str, actor: str, now: datetime
) -> int:
    """Id of the improvement; the same nonce meets the same one. Raises `Invalid` naming the field."""
    values = {
        **_values(wanted), "session_id": facts.id, "campaign_id": facts.campaign_id, "evaluation_id": wanted.evaluation_id,
        "item": wanted.item, "nonce": nonce, "raised_at": now, "raised_by": actor, "state": "open", "done_note": "",
        "done_by": "", "verified_by": "", "reopened": 0,
    }  # fmt: skip
    made = insert_or_ignore(session, cast(Table, Improvement.__table__), values, unique=("nonce",))
    if made is None:
        return session.scalars(select(Improvement.id).where(Improvement.nonce == nonce)).one()
    _say(session, made, "raised", actor=actor, now=now)
    return made


def _values(wanted: Wanted) -> dict[str, object]:
    problem, owner = clean_text(wanted.problem, limit=2000).strip(), clean_line(wanted.owner_name, limit=60)
    if not problem:
        raise Invalid(N_("请写明发现了什么问题"), field="problem")
    if not owner:
        raise Invalid(N_("请写明由谁整改"), field="owner_name")
    return {
        "problem": problem, "measure": clean_text(wanted.measure, limit=2000).strip(), "owner_unit_id": wanted.owner_unit_id,
        "owner_name": owner, "owner_staff_id": wanted.owner_staff_id, "due_on": wanted.due_on,
    }  # fmt: skip


def change_improvement(
    session: Session, improvement_id: int, wanted: Wanted, *, note: str = "", actor: str, now: datetime
) -> Improvement:
    """The improvement with other words, owner or deadline. Raises `Conflict` once it is verified or withdrawn."""
    row = get_improvement(session, improvement_id, alone=True)
    if row.state in {"verified", "withdrawn"}:
        raise Conflict(N_("这一项已经了结，不能再改"))
    values = _values(wanted)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return row
    later = f"{row.due_on} → {wanted.due_on}" if "due_on" in changed else ""
    for name, value in changed.items():
        setattr(row, name, value)
    _say(session, row.id, "changed", note=" ".join(part for part in (later, note) if part), actor=actor, now=now)
    session.flush()
    return row


def report_done(session: Session, improvement_id: int, done: Done, *, actor: str, now: datetime) -> Improvement:
    """The improvement, waiting to be verified; reported again it gets the newer words.

    Raises `Invalid` without words or for a day to come, `Conflict` once it is verified or withdrawn.
    """
    row, note = get_improvement(session, improvement_id, alone=True), clean_text(done.note, limit=2000).strip()
    if row.state in {"verified", "withdrawn"}:
        raise Conflict(N_("这一项已经了结，不能再改"))
    if not note:
        raise Invalid(N_("请写明做了什么"), field="note")
    if (
        row.state == "done"
        and (row.done_note, row.done_on, row.done_by) == (note, done.on, actor)
        and not done.photo_id
    ):
        return row
    row.state, row.done_note, row.done_on, row.done_by = "done", note, done.on, actor
    row.photo_id = done.photo_id or row.photo_id
    _say(session, row.id, "done", note=note, photo_id=done.photo_id, actor=actor, now=now)
    session.flush()
    return row


def verify_improvement(session: Session, improvement_id: int, *, note: str, actor: str, now: datetime) -> Improvement:
    """The improvement, closed; verifying again changes nothing.

    Raises `SamePerson` for whoever reported it as done, `Conflict` when nobody has.
    """
    row = get_improvement(session, improvement_id, alone=True)
    if row.state == "verified":
        return row
    if row.state != "done":
        raise Conflict(N_("还没有人报告整改完成，不能核实"))
    if row.done_by == actor:
        raise SamePerson(N_("整改是您报告完成的，要由另一个人来核实"))
    row.state, row.verified_at, row.verified_by = "verified", now, actor
    _say(session, row.id, "verified", note=note, actor=actor, now=now)
    session.flush()
    return row


def reopen_improvement(session: Session, improvement_id: int, *, reason: str, actor: str, now: datetime) -> Improvement:
    """The improvement, to be done again; photo and words of before stay in its history. Raises `Invalid` without a reason."""
    row, why = get_improvement(session, improvement_id, alone=True), clean_line(reason, limit=500)
    if row.state == "open":
        return row
    if row.state == "withdrawn":
        raise Conflict(N_("这一项已经撤回：问题还在的话，请重新登记"))
    if not why:
        raise Invalid(N_("请写明退回的原因"), field="note")
    row.state, row.verified_at, row.verified_by, row.photo_id = "open", None, "", None
    row.done_note, row.done_on, row.done_by, row.reopened = "", None, "", row.reopened + 1
    _say(session, row.id, "reopened", note=why, actor=actor, now=now)
    session.flush()
    return row


def withdraw_improvement(
    session: Session, improvement_id: int, *, reason: str, actor: str, now: datetime
) -> Improvement:
    """The improvement, taken back: raised by mistake or twice. Raises `Invalid` without a reason."""
    row, why = get_improvement(session, improvement_id, alone=True), clean_line(reason, limit=500)
    if row.state == "withdrawn":
        return row
    if row.state == "verified":
        raise Conflict(N_("这一项已经了结，不能再改"))
    if not why:
        raise Invalid(N_("请写明撤回的原因"), field="note")
    row.state = "withdrawn"
    _say(session, row.id, "withdrawn", note=why, actor=actor, now=now)
    session.flush()
    return row


def get_improvement(session: Session, improvement_id: int, *, alone: bool = False) -> Improvement:
    """The row, held alone until the transaction ends where asked. Raises `NotFound`."""
    query = select(Improvement).where(Improvement.id == improvement_id).execution_options(populate_existing=True)
    row = session.scalar(query.with_for_update() if alone else query)
    if row is None:
        raise NotFound(N_("没有这一项整改：它可能不在您负责的单位里"))
    return row


def _say(
    session: Session, improvement_id: int, kind: str, *, note: str = "", photo_id: int | None = None, actor: str,
    now: datetime,
) -> None:  # fmt: skip
    said = clean_text(note, limit=2000)
    session.add(
        ImprovementEvent(improvement_id=improvement_id, kind=kind, at=now, actor=actor, note=said, photo_id=photo_id)
    )
    session.flush()
