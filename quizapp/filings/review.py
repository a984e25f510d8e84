"""What the level above does with what was filed: return it with remarks, accept it, freeze it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, insert, or_, select, update
from sqlalchemy.orm import Session, load_only

from quizapp.accounts import SYSTEM, Actor, Permission
from quizapp.errors import Invalid
from quizapp.filings.errors import FilingClosed
from quizapp.filings.models import Filing, FilingCalendar, FilingEvent
from quizapp.filings.rules import State
from quizapp.filings.telling import tell_filings
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.units import Unit


def parent_path(path: str) -> str:
    """``/1/5/`` for ``/1/5/9/``; ``/`` above the top of a tree."""
    return path[: path.rstrip("/").rindex("/") + 1]


def may_review(actor: Actor, unit_path: str) -> bool:
    """Whether he works for a unit above this one: nobody accepts his own unit's report."""
    return actor.can(Permission.EDIT_STATISTICS, parent_path(unit_path))


def _require_reviewer(actor: Actor, filing: Filing, unit_path: str) -> None:
    if not may_review(actor, unit_path):
        raise FilingClosed(N_("本单位的报表由上级单位审核"))
    if filing.staff_id is not None and filing.staff_id == actor.id:
        raise FilingClosed(N_("这份报表是您报送的，请由另一位同事审核"))


def return_filing(session: Session, filing: Filing, unit_path: str, *, remark: str, by: Actor, now: datetime) -> None:
    """Give it back with remarks; what stood before it stands again. Raises `Invalid` without remarks."""
    _require_reviewer(by, filing, unit_path)
    said = clean_line(remark, limit=300)
    if not said:
        raise Invalid(N_("请写明哪里要改"), field="remark")
    _move(session, [filing.id], {State.SUBMITTED, State.ACCEPTED}, State.RETURNED, remark=said, by=by, now=now)
    _restore(session, filing)
    tell_filings(session, [filing], state=State.RETURNED.value, now=now)


def _restore(session: Session, filing: Filing) -> None:
    """The newest filing of the sheet that was not returned counts again."""
    newest = (
        select(Filing.id)
        .where(Filing.campaign_id == filing.campaign_id, Filing.form_key == filing.form_key)
        .where(Filing.period_key == filing.period_key, Filing.unit_id == filing.unit_id)
        .where(Filing.state != State.RETURNED)
        .order_by(Filing.version.desc(), Filing.round.desc())
        .limit(1)
    )
    number = session.scalar(newest)
    if number is not None:
        session.execute(update(Filing).where(Filing.id == number).values(is_standing=True))


def accept_filing(session: Session, filing: Filing, unit_path: str, *, by: Actor, now: datetime) -> None:
    """Say that it is in order."""
    _require_reviewer(by, filing, unit_path)
    _move(session, [filing.id], {State.SUBMITTED}, State.ACCEPTED, by=by, now=now)
    tell_filings(session, [filing], state=State.ACCEPTED.value, now=now)


def accept_many(session: Session, filing_ids: Collection[int], *, by: Actor, now: datetime) -> list[Filing]:
    """Accept those of the filings that wait for it and that he may accept; which ones. Six statements at most."""
    rows = session.execute(
        select(Filing, Unit.path)
        .join(Unit, Unit.id == Filing.unit_id)
        .where(Filing.id.in_(set(filing_ids)), Filing.is_latest, Filing.state == State.SUBMITTED)
    ).all()
    mine = [filing for filing, path in rows if may_review(by, path) and (by.id is None or filing.staff_id != by.id)]
    if mine:
        _move(session, [filing.id for filing in mine], {State.SUBMITTED}, State.ACCEPTED, by=by, now=now)
        tell_filings(session, mine, state=State.ACCEPTED.value, now=now)
    return mine


def freeze_filing(session: Session, filing: Filing, unit: Unit, *, root_unit_id: int, by: Actor, now: datetime) -> None:
    """Settle it for good; only an amendment with its reason comes after. The top unit freezes its own."""
    is_top = unit.id == root_unit_id and by.can(Permission.EDIT_CAMPAIGN, unit.path)
    if not is_top and not may_review(by, unit.path):
        raise FilingClosed(N_("本单位的报表由上级单位审核"))
    allowed = {State.ACCEPTED, State.SUBMITTED} if is_top else {State.ACCEPTED}
    _move(session, [filing.id], allowed, State.FROZEN, by=by, now=now)
    tell_filings(session, [filing], state=State.FROZEN.value, now=now)


def freeze_due(session: Session, *, now: datetime) -> dict[int, list[int]]:
    """Freeze what was accepted in calendars whose final deadline is over; campaign id -> filings. Few statements."""
    is_of = and_(FilingCalendar.campaign_id == Filing.campaign_id, FilingCalendar.form_key == Filing.form_key)
    due = session.scalars(
        select(Filing)
        .options(load_only(Filing.campaign_id, Filing.unit_id, Filing.form_key, Filing.period_key, Filing.version))
        .join(FilingCalendar, is_of)
        .where(FilingCalendar.is_on, FilingCalendar.final_at < now, Filing.is_latest, Filing.state == State.ACCEPTED)
        .order_by(Filing.id)
    ).all()
    found: dict[int, list[Filing]] = {}
    for filing in due:
        found.setdefault(filing.campaign_id, []).append(filing)
    if due:
        _move(session, [each.id for each in due], {State.ACCEPTED}, State.FROZEN, by=SYSTEM, now=now)
    for filings in found.values():
        tell_filings(session, filings, state=State.FROZEN.value, now=now)
    return {campaign_id: [each.id for each in filings] for campaign_id, filings in found.items()}


_AT_ONCE = 500


def _move(
    session: Session, ids: Collection[int], allowed: Collection[State], state: State, *, by: Actor, now: datetime,
    remark: str = "",
) -> None:  # fmt: skip
    """Move filings on, and write down who did; all of them, or none. Raises `FilingClosed`."""
    values: dict[str, Any] = {"state": state.value} | ({"is_standing": False} if state is State.RETURNED else {})
    wanted, moved = sorted(ids), 0
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        done = session.scalars(
            update(Filing)
            .where(Filing.id.in_(part), Filing.is_latest, _is_in(allowed))
            .values(**values)
            .returning(Filing.id)
            .execution_options(synchronize_session="fetch")
        ).all()
        moved += len(done)
    if moved != len(wanted):
        raise FilingClosed(N_("这份报表的状态刚刚变了，请刷新看看"))
    events = [
        {"filing_id": each, "action": state.value, "at": now, "staff_id": by.id, "author": by.name, "remark": remark}
        for each in wanted
    ]
    session.execute(insert(FilingEvent), events)


def _is_in(allowed: Collection[State]) -> ColumnElement[bool]:
    return or_(*(Filing.state == state for state in allowed))
