"""Filing a report: what a unit's office does on Wednesday at five."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.accounts import Actor
from quizapp.db import insert_many_or_ignore
from quizapp.errors import Conflict
from quizapp.filings.amounts import (
    Amount,
    amounts_beside_the_ledger,
    answered_nil,
    cumulative_figures,
    looked_at_again,
)
from quizapp.filings.calendar import get_calendar, lock_calendar
from quizapp.filings.errors import NotReady
from quizapp.filings.models import FiledForm, Filing, FilingAmount, FilingEvent, FilingSeen
from quizapp.filings.placing import Handing, Place, Settled, choose_place
from quizapp.filings.problems import find_problems, keep_findings, own_findings
from quizapp.filings.queries import amounts_of, last_weeks
from quizapp.filings.rules import State
from quizapp.filings.snapshot import encode, encode_form, sign, take
from quizapp.filings.telling import tell_filings
from quizapp.kit.i18n import N_
from quizapp.kit.periods import CUMULATIVE, up_to
from quizapp.kit.text import clean_line
from quizapp.statistics import (
    Finding,
    Report,
    Sheet,
    build_report,
    confirm_all,
    figures_before,
    ledger_figures,
    run_checks,
)
from quizapp.units import Unit


def file_report(
    session: Session, sheet: Sheet, settled: Settled, handing: Handing, *, by: Actor, now: datetime, key: bytes
) -> Filing:
    """The new filing. ``key`` is ``settings.key_for("filings")``.

    Raises `FilingClosed` when the calendar or the state of the report forbids it, `NotReady` with the list of what is
    missing, `Conflict` when somebody else files the same sheet now.
    """
    # one report of a unit after the other: two weeks filed at once would both hold what came late
    session.execute(select(Unit.id).where(Unit.id == sheet.unit.id).with_for_update(key_share=True))
    lock_calendar(session, sheet.campaign.id, sheet.form.key, to_change=False)
    calendar = get_calendar(session, sheet.campaign, sheet.form.key)
    place = choose_place(session, sheet, calendar, settled, handing, now)
    report = _build(session, sheet, place, now)
    if handing.seen and confirm_all(session, report, handing.seen, by=by, now=now)[0]:
        report = _build(session, sheet, place, now)
    findings = [] if handing.is_nil else find_findings(session, report, now=now)
    problems = find_problems(report, findings, handing.explanations, is_nil=handing.is_nil)
    if problems:
        raise NotReady(problems)
    if handing.is_nil:
        report = answered_nil(report, by=by.name, now=now)
    return _store(session, report, place, findings, handing, by=by, now=now, key=key)


def find_findings(session: Session, report: Report, *, now: datetime) -> list[Finding]:
    """What the form's rules and the unit's earlier reports say about the sheet."""
    sheet, first = report.sheet, report.period.first
    if first is None:
        return run_checks(report, previous=figures_before(session, sheet, now=now, closed=now))
    last = last_weeks(session, sheet, [sheet.unit.id], first).get(sheet.unit.id)
    typed = amounts_of(session, last.id) if last is not None else {}
    return [*run_checks(report), *own_findings(report, typed)]


def _build(session: Session, sheet: Sheet, place: Place, now: datetime) -> Report:
    report = build_report(
        session, sheet.form, sheet.campaign, sheet.unit, sheet.period, now=now, position=place.settled.position
    )
    return looked_at_again(report) if place.is_followed else report


def _store(
    session: Session, report: Report, place: Place, findings: list[Finding], handing: Handing, *, by: Actor,
    now: datetime, key: bytes,
) -> Filing:  # fmt: skip
    sheet, amounts = report.sheet, amounts_beside_the_ledger(report, is_nil=handing.is_nil)
    try:
        with session.begin_nested():
            _make_room(session, sheet)
            columns = _columns(session, report, place, handing, by=by, now=now)
            snapshot = take(
                report, findings=keep_findings(findings, handing.explanations),
                cumulative=_cumulative(session, report, place, columns, amounts, now),
            )  # fmt: skip
            filing = Filing(**columns, content=encode(snapshot), digest="")
            filing.digest = sign(filing, key)
            session.add(filing)
            session.flush()
    except IntegrityError:  # a double tap, or two clerks at once: the second meets what the first has filed
        raise Conflict(N_("这一期刚刚有人报送了，请刷新看看")) from None
    _write_down(session, filing, amounts, by=by, now=now)
    return filing


def _columns(
    session: Session, report: Report, place: Place, handing: Handing, *, by: Actor, now: datetime
) -> dict[str, Any]:  # fmt: skip
    """The new row without what it says."""
    sheet = report.sheet
    return {
        "campaign_id": sheet.campaign.id, "unit_id": sheet.unit.id, "form_key": sheet.form.key,
        "form_hash": _keep_form(session, sheet), "period_key": sheet.period.key, "last_day": sheet.period.last,
        "version": place.version, "round": place.round, "state": State.SUBMITTED.value, "is_nil": handing.is_nil,
        "is_late": place.is_late, "is_latest": True, "is_standing": True, "filed_at": now, "staff_id": by.id,
        "author": by.name, "position": place.settled.position, "head": place.settled.head,
        "reason": clean_line(handing.reason, limit=300) if place.version > 1 else "", "until": _until(session, report),
    }  # fmt: skip


def _cumulative(
    session: Session, report: Report, place: Place, columns: Mapping[str, Any], amounts: Mapping[str, Amount], now: datetime
) -> dict[str, int]:  # fmt: skip
    """The cumulative form's figures at the same position, as they are once this report is filed.

    What units below typed in the week is in this report already, so that the total is asked for with the report in
    place, and the place is given back.
    """
    if report.period == CUMULATIVE:
        return cumulative_figures(report)
    trial = session.begin_nested()
    try:
        filed = insert(Filing).values(**columns, content=b"", digest="").returning(Filing.id)
        _keep_amounts(session, session.scalars(filed).one(), amounts)
        total = _build(session, replace(report.sheet, period=CUMULATIVE), place, now)
    finally:
        trial.rollback()
    return cumulative_figures(total)


def _make_room(session: Session, sheet: Sheet) -> None:
    session.execute(
        update(Filing)
        .where(Filing.campaign_id == sheet.campaign.id, Filing.form_key == sheet.form.key)
        .where(Filing.period_key == sheet.period.key, Filing.unit_id == sheet.unit.id)
        .values(is_latest=False, is_standing=False)
    )


def _keep_form(session: Session, sheet: Sheet) -> str:
    content, name = encode_form(sheet.form)
    if session.scalar(select(FiledForm.hash).where(FiledForm.hash == name)) is None:
        values = {"hash": name, "form_key": sheet.form.key, "version": sheet.form.version, "content": content}
        insert_many_or_ignore(session, cast(Table, FiledForm.__table__), [values], unique=("hash",))
    return name


def _until(session: Session, report: Report) -> dict[str, int]:
    """What the ledger says of everything until the week's end: what a later week has to leave out."""
    if report.period.last is None:
        return {}
    unit = report.unit
    found = ledger_figures(
        session, report.sheet, {unit.id: unit.path}, period=up_to(report.period.last), position=report.position
    )
    return found[unit.id]


def _keep_amounts(session: Session, filing_id: int, amounts: Mapping[str, Amount]) -> None:
    rows = [
        {"filing_id": filing_id, "field_key": name, "amount": each.amount, "is_own": each.is_own}
        for name, each in amounts.items()
    ]
    if rows:
        session.execute(insert(FilingAmount), rows)
    seen = [
        {"filing_id": filing_id, "field_key": name, "unit_id": unit_id, "amount": part}
        for name, each in amounts.items()
        for unit_id, part in each.seen.items()
    ]
    if seen:
        session.execute(insert(FilingSeen), seen)


def _write_down(session: Session, filing: Filing, amounts: Mapping[str, Amount], *, by: Actor, now: datetime) -> None:
    if filing.last_day is not None:
        _keep_amounts(session, filing.id, amounts)
    session.add(
        FilingEvent(
            filing_id=filing.id, action=State.SUBMITTED.value, at=now, staff_id=by.id, author=by.name,
            remark=filing.reason,
        )
    )  # fmt: skip
    session.flush()
    tell_filings(session, [filing], state=State.SUBMITTED.value, now=now)
