"""Reading filings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from quizapp.errors import NotFound
from quizapp.filings.models import FiledForm, Filing, FilingAmount, FilingEvent
from quizapp.filings.snapshot import Snapshot, decode, decode_form, rebuild
from quizapp.kit.i18n import N_
from quizapp.kit.periods import CUMULATIVE, Period
from quizapp.statistics import Report, Sheet
from quizapp.units import Unit, within


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A filing with the report in it."""

    filing: Filing
    snapshot: Snapshot
    report: Report


def get_filing(session: Session, filing_id: int) -> Filing:
    """The filing. Raises `NotFound`."""
    found = session.get(Filing, filing_id)
    if found is None:
        raise NotFound(N_("没有这份报表"))
    return found


def open_filing(session: Session, filing: Filing) -> Filed:
    """The report as it was filed, from what was kept alone. One statement."""
    query = select(Filing.content, FiledForm.content).join(FiledForm, FiledForm.hash == Filing.form_hash)
    content, form = session.execute(query.where(Filing.id == filing.id)).one()
    snapshot = decode(content)
    report = rebuild(snapshot, decode_form(form), position=filing.position)
    return Filed(filing=filing, snapshot=snapshot, report=report)


def _of_sheet(campaign_id: int, form_key: str, unit_id: int, period_key: str) -> list[ColumnElement[bool]]:
    return [*_of_unit(campaign_id, form_key, unit_id), Filing.period_key == period_key]


def _of_unit(campaign_id: int, form_key: str, unit_id: int) -> list[ColumnElement[bool]]:
    return [Filing.campaign_id == campaign_id, Filing.form_key == form_key, Filing.unit_id == unit_id]


def list_versions(session: Session, campaign_id: int, form_key: str, unit_id: int, period_key: str) -> list[Filing]:
    """Everything that was filed for one sheet, newest first."""
    query = select(Filing).where(*_of_sheet(campaign_id, form_key, unit_id, period_key))
    return list(session.scalars(query.order_by(Filing.version.desc(), Filing.round.desc())))


def latest_of_unit(session: Session, campaign_id: int, form_key: str, unit_id: int) -> dict[str, Filing]:
    """Period key -> the newest filing of the unit."""
    query = select(Filing).where(*_of_unit(campaign_id, form_key, unit_id), Filing.is_latest)
    return {filing.period_key: filing for filing in session.scalars(query)}


def list_filings(
    session: Session, campaign_id: int, *, path: str, form_key: str | None = None, only_latest: bool = True,
    limit: int = 500,
) -> list[tuple[Filing, Unit]]:  # fmt: skip
    """Filings of the subtree with their units, newest first."""
    query = select(Filing, Unit).join(Unit, Unit.id == Filing.unit_id)
    query = query.where(Filing.campaign_id == campaign_id, within(path))
    if form_key is not None:
        query = query.where(Filing.form_key == form_key)
    if only_latest:
        query = query.where(Filing.is_latest)
    return [(row[0], row[1]) for row in session.execute(query.order_by(Filing.id.desc()).limit(limit))]


def events_of(session: Session, filing_ids: Collection[int]) -> Sequence[FilingEvent]:
    """What happened to the filings, oldest first."""
    query = select(FilingEvent).where(FilingEvent.filing_id.in_(set(filing_ids))).order_by(FilingEvent.id)
    return session.scalars(query).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class LastWeek:
    """A filed week, as far as the week after it looks at it."""

    id: int
    #: Field -> the ledger's figure of everything until its end.
    until: Mapping[str, int]


def last_weeks(session: Session, sheet: Sheet, unit_ids: Collection[int], before: date) -> dict[int, LastWeek]:
    """Unit id -> its last week that stands, of those that end before ``before``. One statement, without the reports."""
    table = aliased(Filing)
    newest = (
        select(table.unit_id, func.max(table.last_day).label("last_day"))
        .where(table.campaign_id == sheet.campaign.id, table.form_key == sheet.form.key, table.is_standing)
        .where(table.unit_id.in_(set(unit_ids)), table.last_day < before)
        .group_by(table.unit_id)
        .subquery()
    )
    query = select(Filing.unit_id, Filing.id, Filing.until).join(
        newest, (Filing.unit_id == newest.c.unit_id) & (Filing.last_day == newest.c.last_day)
    )
    found = session.execute(
        query.where(Filing.campaign_id == sheet.campaign.id, Filing.form_key == sheet.form.key, Filing.is_standing)
    )
    return {row[0]: LastWeek(id=row[1], until=row[2]) for row in found}


def later_below(session: Session, campaign_id: int, form_key: str, unit: Unit, period: Period) -> list[str]:
    """Units below, in the order of the tree, that filed after ``unit``: that period, or any for the total. One statement."""
    own = aliased(Filing)
    of_unit = (own.campaign_id == campaign_id, own.form_key == form_key, own.unit_id == unit.id)
    same = and_(
        Filing.campaign_id == own.campaign_id, Filing.form_key == own.form_key, Filing.period_key == own.period_key,
        Filing.id > own.id,
    )  # fmt: skip
    query = select(Unit.path, Unit.name).join(Filing, Filing.unit_id == Unit.id).join(own, same)
    query = query.where(*of_unit, own.is_standing, Filing.is_standing, within(unit.path))
    if period != CUMULATIVE:
        query = query.where(own.period_key == period.key)
    return [row[1] for row in session.execute(query.distinct().order_by(Unit.path))]


def last_content(session: Session, sheet: Sheet, before: datetime) -> str | None:
    """What the unit's newest filing that stands holds."""
    query = select(Filing.content).where(
        *_of_unit(sheet.campaign.id, sheet.form.key, sheet.unit.id), Filing.is_standing, Filing.filed_at < before
    )
    return session.scalar(query.order_by(Filing.filed_at.desc(), Filing.id.desc()).limit(1))


def amounts_of(session: Session, filing_id: int) -> dict[str, int]:
    """Field -> what the filing has beside the ledger."""
    rows = session.execute(
        select(FilingAmount.field_key, FilingAmount.amount).where(FilingAmount.filing_id == filing_id)
    )
    return {row[0]: row[1] for row in rows}
