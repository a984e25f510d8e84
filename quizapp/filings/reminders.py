"""Reminders: an outbox with one line a unit, window and kind. Made in time by a job, or by the level above."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, and_, delete, exists, func, select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor
from quizapp.campaigns import Campaign
from quizapp.db import insert_many_or_ignore, upsert
from quizapp.errors import Invalid
from quizapp.filings.calendar import Calendar, calendar_of, is_on_duty
from quizapp.filings.models import Filing, FilingCalendar, FilingMail, FilingReminder
from quizapp.filings.rules import Window
from quizapp.filings.telling import tell_reminders
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.units import Unit, within_any

_TABLE = cast(Table, FilingReminder.__table__)
_UNIQUE = ("campaign_id", "form_key", "period_key", "unit_id", "kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A reminder that still stands: the unit has not filed."""

    reminder: FilingReminder
    unit: Unit


def remind_due(session: Session, *, now: datetime) -> int:
    """Lay out what is due by itself; how many lines are new. Each unit once a window, however often this runs."""
    made = 0
    query = select(FilingCalendar, Campaign).join(Campaign, Campaign.id == FilingCalendar.campaign_id)
    for row, campaign in session.execute(query.where(FilingCalendar.is_on, FilingCalendar.remind_hours > 0)).all():
        calendar = calendar_of(row, campaign.time_zone)
        for window in calendar.windows:
            if window.due_at - timedelta(hours=row.remind_hours) <= now <= window.due_at:
                made += _lay_out(session, campaign, calendar, window, kind="due", author="", now=now)
    return made


def remind(
    session: Session, campaign: Campaign, calendar: Calendar, window: Window, paths: Collection[str], *, by: Actor,
    now: datetime,
) -> int:  # fmt: skip
    """Remind the units of the subtrees that have not filed; how many. Those reminded by hand before are left alone."""
    return _lay_out(session, campaign, calendar, window, kind="asked", author=by.name, now=now, paths=paths)


def _lay_out(
    session: Session, campaign: Campaign, calendar: Calendar, window: Window, *, kind: str, author: str, now: datetime,
    paths: Collection[str] | None = None,
) -> int:  # fmt: skip
    silent = _silent(session, campaign, calendar, window, paths)
    if not silent:
        return 0
    rows = [
        {
            "campaign_id": campaign.id, "form_key": calendar.row.form_key, "period_key": window.period.key,
            "unit_id": unit_id, "kind": kind, "due_at": window.due_at, "made_at": now, "author": author,
            "mail_after": now, "mail_tries": 0, "mail_error": "",
        }
        for unit_id in silent
    ]  # fmt: skip
    before = session.scalar(select(func.max(FilingReminder.id))) or 0
    insert_many_or_ignore(session, _TABLE, rows, unique=_UNIQUE)
    query = select(FilingReminder, Unit).join(Unit, Unit.id == FilingReminder.unit_id)
    fresh = session.execute(
        query.where(
            FilingReminder.id > before, FilingReminder.campaign_id == campaign.id, FilingReminder.kind == kind,
            FilingReminder.form_key == calendar.row.form_key, FilingReminder.period_key == window.period.key,
        )
    ).all()  # fmt: skip
    tell_reminders(session, [(row[0], row[1]) for row in fresh], now=now)
    return len(fresh)


def _silent(
    session: Session, campaign: Campaign, calendar: Calendar, window: Window, paths: Collection[str] | None
) -> Sequence[int]:
    """Units that are asked and have nothing standing for this window, nor a later week that holds it."""
    root = select(Unit.path).where(Unit.id == campaign.root_unit_id)
    covers = Filing.period_key == window.period.key
    if window.period.last is not None:
        covers = covers | (Filing.last_day > window.period.last)
    has_filed = exists().where(
        Filing.unit_id == Unit.id, Filing.campaign_id == campaign.id, Filing.form_key == calendar.row.form_key,
        Filing.is_standing, covers,
    )  # fmt: skip
    tops = list(paths) if paths is not None else [session.scalars(root).one()]
    return session.scalars(select(Unit.id).where(within_any(tops), is_on_duty(calendar.row), ~has_filed)).all()


def list_notices(session: Session, campaign_id: int, unit_ids: Collection[int]) -> list[Notice]:
    """Reminders of the units that still stand, the newest first."""
    has_filed = exists().where(
        and_(
            Filing.unit_id == FilingReminder.unit_id, Filing.campaign_id == FilingReminder.campaign_id,
            Filing.form_key == FilingReminder.form_key, Filing.period_key == FilingReminder.period_key,
            Filing.is_standing,
        )
    )  # fmt: skip
    rows = session.execute(
        select(FilingReminder, Unit)
        .join(Unit, Unit.id == FilingReminder.unit_id)
        .where(FilingReminder.campaign_id == campaign_id, FilingReminder.unit_id.in_(set(unit_ids)), ~has_filed)
        .order_by(FilingReminder.id.desc())
    )
    return [Notice(reminder=row[0], unit=row[1]) for row in rows]


def save_mail(session: Session, unit_id: int, address: str) -> None:
    """Where the office wants its reminders; empty = no mail. Raises `Invalid`."""
    text = clean_line(address, limit=254)
    if not text:
        session.execute(delete(FilingMail).where(FilingMail.unit_id == unit_id))
        return
    name, _, host = text.partition("@")
    if not name or "." not in host or " " in text or not text.isascii() or text.count("@") != 1:
        raise Invalid(N_("这不像一个邮箱地址"), field="address")
    values = {"unit_id": unit_id, "address": text}
    upsert(session, cast(Table, FilingMail.__table__), values, unique=("unit_id",), change=("address",))


def mail_of(session: Session, unit_id: int) -> str:
    """The office's address; empty when it has given none."""
    return session.scalar(select(FilingMail.address).where(FilingMail.unit_id == unit_id)) or ""
