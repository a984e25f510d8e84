"""What the campaign itself has to say on the console's first page: its beginning, silent units, open complaints."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.campaigns.feedback import count_open_feedback
from quizapp.campaigns.latest import latest_cards
from quizapp.campaigns.today import Section, TodayCard, TodayView
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_, Phrase
from quizapp.ledger import Scope, sums
from quizapp.people import Person
from quizapp.units import Unit, within_any

#: So many silent units are named; the rest are counted.
NAMED = 4


def cards(session: Session, view: TodayView) -> list[TodayCard]:
    """The beginning, figures, units without activity, feedback, what came in last; as many statements for many units as for few."""
    return [
        *_deadlines(view), *_figures(session, view), *_silent(session, view), *_complaints(session, view),
        *latest_cards(session, view),
    ]  # fmt: skip


def _deadlines(view: TodayView) -> list[TodayCard]:
    """When the campaign begins; what is to be reported then is said by the form's own room."""
    campaign, today = view.campaign, local_date(view.now, view.campaign.time_zone)
    if today >= campaign.starts_on:
        return []
    return [_starts(campaign.starts_on, (campaign.starts_on - today).days)]


def _starts(day: date, left: int) -> TodayCard:
    text = Phrase(N_("%(month)d 月 %(day)d 日开始，还有 %(left)d 天"), month=day.month, day=day.day, left=left)
    return TodayCard(
        section=Section.DUE, title=Phrase(N_("活动还没有开始")), text=text, url="/console/campaign", icon="calendar"
    )


def _figures(session: Session, view: TodayView) -> list[TodayCard]:
    people = session.scalar(
        select(func.count(Person.id))
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.campaign_id == view.campaign.id, within_any(view.paths))
    )
    totals = {"attendance": 0, "session_held": 0}
    for path in view.paths:  # one for almost everybody: the topmost units of one's roles
        for each in sums(session, Scope(campaign_id=view.campaign.id, unit_path=path)):
            if each.measure in totals:
                totals[each.measure] += each.quantity
    figures = (
        (N_("登记的参与者"), people or 0, "people", "/console/people"),
        (N_("参加人次"), totals["attendance"], "user-check", "/console/statistics"),
        (N_("已办场次"), totals["session_held"], "activity", "/console/activities"),
    )
    return [
        TodayCard(section=Section.FIGURE, title=Phrase(title), value=value, icon=icon, url=url, order=10 * place)
        for place, (title, value, icon, url) in enumerate(figures, 1)
    ]


def _silent(session: Session, view: TodayView) -> list[TodayCard]:
    """Units that report for themselves and have nothing in the ledger yet. Named quietly, to staff only."""
    if local_date(view.now, view.campaign.time_zone) < view.campaign.starts_on:
        return []
    active: set[int] = set()
    for path in view.paths:
        scope = Scope(campaign_id=view.campaign.id, unit_path=path)
        active |= {each.unit_id for each in sums(session, scope, by_unit=True) if each.unit_id and each.quantity}
    units = session.execute(
        select(Unit.id, Unit.name, Unit.path)
        .where(within_any(view.paths), Unit.is_active)
        .order_by(Unit.depth, Unit.position)
    ).all()
    busy_paths = {row.path for row in units if row.id in active}
    tops = _with_parents(busy_paths)
    silent = [row.name for row in units if row.path not in tops]
    if not silent:
        return []
    names = "、".join(silent[:NAMED])
    text = Phrase(N_("%(names)s 等 %(count)d 个单位"), names=names, count=len(silent)) if len(silent) > NAMED else names
    card = TodayCard(
        section=Section.EYES, title=Phrase(N_("还没有活动记录的单位")), text=text, url="/console/units", icon="unit",
        chip=Phrase(N_("%(count)d 个"), count=len(silent)), order=30,
    )  # fmt: skip
    return [card]


def _with_parents(paths: set[str]) -> set[str]:
    """The paths and every path above them: a township whose village is busy is not silent."""
    found: set[str] = set()
    for path in paths:
        parts = path.strip("/").split("/")
        found |= {f"/{'/'.join(parts[: end + 1])}/" for end in range(len(parts))}
    return found


def _complaints(session: Session, view: TodayView) -> list[TodayCard]:
    waiting = count_open_feedback(session, view.campaign.id, paths=view.paths)
    if not waiting:
        return []
    text = Phrase(N_("参与者留言，等待处理"))
    card = TodayCard(
        section=Section.EYES, title=Phrase(N_("投诉建议")), text=text, url="/console/campaign/feedback", icon="megaphone",
        chip=Phrase(N_("%(count)d 条"), count=waiting), tone="warn", order=10,
    )  # fmt: skip
    return [card]
