"""What the statistics form has to say on the console's first page: when it is due, and cells that wait for a person.

Where reports are filed the calendar says what is due, and the clerk's desk asks: nothing of it is said twice.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.campaigns import Section, TodayCard, TodayView
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_, Phrase
from quizapp.kit.periods import CUMULATIVE, week_of
from quizapp.statistics.catalogue import load_forms, shipped_forms
from quizapp.statistics.earlier import is_filed
from quizapp.statistics.form import Form
from quizapp.statistics.report import Need, Report, build_report
from quizapp.units import ancestor_ids, get_unit


def cards(session: Session, view: TodayView) -> list[TodayCard]:
    """Deadlines, how many cells of the unit's cumulative form wait, and how many have moved since they were confirmed."""
    if not view.paths or local_date(view.now, view.campaign.time_zone) < view.campaign.starts_on:
        return []
    if not any(view.actor.can(Permission.EDIT_STATISTICS, path) for path in view.paths):
        return []  # nothing for him to hand in
    if is_filed(session, view.campaign, _key_of(view)):
        return []
    return [*_deadlines(view), *_cells(session, view)]


def _deadlines(view: TodayView) -> list[TodayCard]:
    campaign, today = view.campaign, local_date(view.now, view.campaign.time_zone)
    found = []
    week = week_of(today)
    if today <= campaign.ends_on and week.last is not None:
        found.append(_report(N_("本周统计表"), week.last, (week.last - today).days, period=week.key, order=10))
    if (today - campaign.ends_on).days <= 14:
        left = (campaign.ends_on - today).days
        found.append(_report(N_("活动总结统计表"), campaign.ends_on, left, period=CUMULATIVE.key, order=20))
    return found


def _report(title: str, day: date, left: int, *, period: str, order: int) -> TodayCard:
    text = Phrase(N_("%(month)d 月 %(day)d 日"), month=day.month, day=day.day)
    if left > 0:
        chip = Phrase(N_("还有 %(left)d 天"), left=left)
    else:
        chip = Phrase(N_("今天截止")) if left == 0 else Phrase(N_("已过 %(late)d 天"), late=-left)
    return TodayCard(
        section=Section.DUE, title=Phrase(title), text=text, url=f"/console/statistics?period={period}", icon="table",
        chip=chip, tone="warn" if left <= 1 else "", order=order,
    )  # fmt: skip


def _cells(session: Session, view: TodayView) -> list[TodayCard]:
    form = _form_of(session, view)
    if form is None:
        return []  # the installation's own form: its page says the same
    if not view.actor.can(Permission.EDIT_STATISTICS, view.paths[0]):
        return []  # nothing for him to do
    unit = get_unit(session, ancestor_ids(view.paths[0])[-1])
    report = build_report(session, form, view.campaign, unit, CUMULATIVE, now=view.now)
    return [card for card in (_waiting(report), _moved(report)) if card is not None]


def _key_of(view: TodayView) -> str:
    return view.campaign.form_key or next(iter(shipped_forms()))


def _form_of(session: Session, view: TodayView) -> Form | None:
    key = _key_of(view)
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
