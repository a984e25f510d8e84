"""Voiding a paper (作废) and restoring it: a person decides, with a reason; the ledger only ever grows.

The update says ``WHERE voided_at IS NULL`` (or ``IS NOT NULL``): of two reviewers at one instant exactly one changes
the row and writes to the ledger. What is restored stands by a new entry whose source is the ruling itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, func, insert, select, update
from sqlalchemy.orm import Session

from quizapp import ledger
from quizapp.accounts import Actor, Permission
from quizapp.contests.attempts import ATTEMPTS
from quizapp.contests.counted import recount_people
from quizapp.contests.credits import RULING, entry_ids
from quizapp.contests.errors import NoSuchAttempt
from quizapp.contests.models import Attempt, AttemptRuling, Contest
from quizapp.errors import Conflict, Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.ledger import Entry, LedgerEntry, Measure, Source
from quizapp.units import Unit

_RULINGS = cast(Table, AttemptRuling.__table__)
#: Only a paper that stands is voided, only a voided one is restored; everything rests on these conditions.
_STANDS = (ATTEMPTS.c.voided_at.is_(None), ATTEMPTS.c.is_counted)
_IS_VOID = (ATTEMPTS.c.voided_at.is_not(None),)
_SUBJECT = (
    select(
        Attempt.id,
        Attempt.contest_id,
        Attempt.person_id,
        Attempt.submitted_at,
        Attempt.voided_at,
        Attempt.is_counted,
        Unit.path,
    )
    .join(Contest, Contest.id == Attempt.contest_id)
    .join(Unit, Unit.id == Contest.unit_id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voided:
    """What a decision changed: papers, in ascending order, and the ruling made about each."""

    ruling_of: dict[int, int]

    @property
    def attempt_ids(self) -> list[int]:
        """The papers."""
        return sorted(self.ruling_of)


def void_attempt(
    session: Session, attempt_id: int, *, reason: str, actor: Actor, now: datetime, returns_try: bool = False
) -> int:
    """Id of the ruling that voids the paper; its ledger entry is reversed in the same transaction.

    Raises `Invalid` without a reason, `Conflict` when somebody voided it before or there is nothing to void, and
    `NoSuchAttempt`, `NotFound` or `NotAllowed` for papers outside of the actor's reach.
    """
    made = void_attempts(session, [attempt_id], reason=reason, actor=actor, now=now, returns_try=returns_try)
    if not made.ruling_of:
        raise _nothing_to_void(_subjects(session, [attempt_id], actor)[0])
    return made.ruling_of[attempt_id]


def void_attempts(
    session: Session, attempt_ids: Collection[int], *, reason: str, actor: Actor, now: datetime,
    returns_try: bool = False,
) -> Voided:  # fmt: skip
    """Void those of the papers that stand; the others stay as they are. Twelve statements at most for a contest."""
    why = require_reason(reason)
    subjects = _subjects(session, attempt_ids, actor)
    values = {"voided_at": now, "voided_reason": why, "returns_try": returns_try, "is_counted": False}
    changed = _change(session, attempt_ids, _STANDS, values)
    if not changed:
        return Voided(ruling_of={})
    by = actor_name(actor)
    made = _rule(session, changed, "void", why, by, now)
    ledger.reverse_many(session, entry_ids(session, changed), reason=why, actor=by, now=now)
    _recount(session, subjects)
    return made


def restore_attempt(session: Session, attempt_id: int, *, reason: str, actor: Actor, now: datetime) -> int:
    """Id of the ruling that lets the paper count again, by a new ledger entry on the day it was handed in.

    Raises as `void_attempt`; `Conflict` when it is not void.
    """
    why = require_reason(reason)
    subjects = _subjects(session, [attempt_id], actor)
    values = {"voided_at": None, "voided_reason": "", "returns_try": False, "is_counted": True}
    if not _change(session, [attempt_id], _IS_VOID, values):
        raise Conflict(N_("这份答卷没有作废，或刚刚已被恢复：请刷新页面"))
    by = actor_name(actor)
    ruling_id = _rule(session, [attempt_id], "restore", why, by, now).ruling_of[attempt_id]
    ledger.append(session, _again(session, attempt_id, ruling_id, why, by, now))
    _recount(session, subjects)
    return ruling_id


def actor_name(actor: Actor) -> str:
    """How the ledger and rulings name who acted."""
    return "system" if actor.id is None else f"staff:{actor.id}"


def require_reason(reason: str) -> str:
    """The reason, tidied. Raises `Invalid` without one."""
    why = clean_line(reason, limit=200)
    if not why:
        raise Invalid(N_("请写明原因：答卷人会看到"), field="reason")
    return why


def _subjects(session: Session, attempt_ids: Collection[int], actor: Actor) -> Sequence[Row[Any]]:
    found: list[Row[Any]] = list(session.execute(_SUBJECT.where(Attempt.id.in_(attempt_ids))))
    if len(found) < len(set(attempt_ids)):
        raise NoSuchAttempt(N_("没有这份答卷，请回到竞赛页重新进入"))
    for path in {row.path for row in found}:
        actor.require(Permission.EDIT_CONTESTS, path)
    return found


def _recount(session: Session, subjects: Sequence[Row[Any]]) -> None:
    people: dict[int, set[int]] = defaultdict(set)
    for row in subjects:
        people[row.contest_id].add(row.person_id)
    for contest_id in sorted(people):
        recount_people(session, contest_id, people[contest_id])


def _nothing_to_void(row: Row[Any]) -> Conflict:
    if row.voided_at is not None:
        return Conflict(N_("这份答卷已经作废：请刷新页面"))
    if row.submitted_at is None:
        return Conflict(N_("这份答卷还没有交，交了才能作废"))
    return Conflict(N_("这份是空白卷，本来就不计人次，不用作废"))


def _change(session: Session, ids: Collection[int], condition: Sequence[Any], values: dict[str, Any]) -> list[int]:
    statement = update(ATTEMPTS).where(ATTEMPTS.c.id.in_(ids), *condition).values(values)
    return sorted(session.scalars(statement.returning(ATTEMPTS.c.id)))


def _rule(session: Session, ids: Sequence[int], verdict: str, why: str, by: str, now: datetime) -> Voided:
    rounds = select(AttemptRuling.attempt_id, func.max(AttemptRuling.round)).where(AttemptRuling.attempt_id.in_(ids))
    last = {row[0]: row[1] for row in session.execute(rounds.group_by(AttemptRuling.attempt_id))}
    rows = [
        {
            "attempt_id": attempt_id, "round": last.get(attempt_id, 0) + 1, "verdict": verdict, "reason": why,
            "decided_at": now, "decided_by": by,
        }
        for attempt_id in ids
    ]  # fmt: skip
    made = session.execute(insert(_RULINGS).returning(_RULINGS.c.attempt_id, _RULINGS.c.id), rows)
    return Voided(ruling_of={row.attempt_id: row.id for row in made})


def _again(session: Session, attempt_id: int, ruling_id: int, why: str, by: str, now: datetime) -> Entry:
    """The paper's latest entry once more: credited to the unit it was credited to then."""
    latest = session.get_one(LedgerEntry, max(entry_ids(session, [attempt_id])))
    return Entry(
        campaign_id=latest.campaign_id, unit_id=latest.unit_id, host_unit_id=latest.host_unit_id, kind=latest.kind,
        measure=Measure.ATTENDANCE, person_id=latest.person_id, occurred_at=latest.occurred_at, day=latest.day,
        recorded_at=now, source=Source(latest.source), source_table=RULING, source_id=ruling_id,
        tags=tuple(latest.tags.split()), actor=by, reason=why,
    )  # fmt: skip
