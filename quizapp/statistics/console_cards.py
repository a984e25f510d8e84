"""What the statistics form has to say on the console's first page: cells that only a person can answer."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.campaigns import Section, TodayCard, TodayView
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_, Phrase
from quizapp.kit.periods import CUMULATIVE
from quizapp.statistics.catalogue import load_forms, shipped_forms
from quizapp.statistics.form import Form
from quizapp.statistics.report import Need, Report, build_report
from quizapp.units import ancestor_ids, get_unit


def cards(session: Session, view: TodayView) -> list[TodayCard]:
    """How many cells of the unit's cumulative form wait for somebody, and how many have moved since they were confirmed."""
    if not view.paths or local_date(view.now, view.campaign.time_zone) < view.campaign.starts_on:
        return []
    form = _form_of(session, view)
    if form is None:
        return []  # the installation's own form: its page says the same
    if not view.actor.can(Permission.EDIT_STATISTICS, view.paths[0]):
        return []  # nothing for him to do
    unit = get_unit(session, ancestor_ids(view.paths[0])[-1])
    report = build_report(session, form, view.campaign, unit, CUMULATIVE, now=view.now)
    return [card for card in (_waiting(report), _moved(report)) if card is not None]


def _form_of(session: Session, view: TodayView) -> Form | None:
    key = view.campaign.form_key or next(iter(shipped_forms()))
    offices = ancestor_ids(get_unit(session, view.campaign.root_unit_id).path)
    return shipped_forms().get(key) or load_forms(None, session, units=offices).get(key)


def _address(report: Report) -> str:
    return f"/console/statistics/{report.campaign.id}/{report.unit.id}/{report.form.key}/{report.period.key}"


def _waiting(report: Report) -> TodayCard | None:
    waiting = [cell for cell in report.waiting() if cell.need is not Need.CONFIRM_AGAIN]
    if not waiting:
        return None
    labels = "、".join(cell.field.label for cell in waiting[:3])
    text = Phrase(N_("%(labels)s 等"), labels=labels) if len(waiting) > 3 else labels
    return TodayCard(
        section=Section.EYES, title=Phrase(N_("统计表里等您回答的格")), text=text, url=_address(report), icon="table",
        chip=Phrase(N_("%(count)d 格"), count=len(waiting)), order=20,
    )  # fmt: skip


def _moved(report: Report) -> TodayCard | None:
    moved = [cell for cell in report.waiting() if cell.need is Need.CONFIRM_AGAIN]
    if not moved:
        return None
    text = "、".join(cell.field.label for cell in moved[:3])
    return TodayCard(
        section=Section.EYES, title=Phrase(N_("确认以后又有变化的数字")), text=text, url=_address(report), icon="refresh",
        chip=Phrase(N_("%(count)d 格"), count=len(moved)), tone="warn", order=15,
    )  # fmt: skip
