"""What evaluations say on the console's first page: improvements that are late, given to the reader, or to be verified."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.campaigns import Section, TodayCard, TodayView
from quizapp.evaluations.improvements import ImprovementFilter, count_improvements
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_, Phrase

_URL = "/console/improvements"


def cards(session: Session, view: TodayView) -> list[TodayCard]:
    """Up to three lines. One statement."""
    wanted = ImprovementFilter(
        campaign_id=view.campaign.id, paths=view.paths, today=local_date(view.now, view.campaign.time_zone),
        staff_id=view.actor.id,
    )  # fmt: skip
    counts = count_improvements(session, wanted)
    found = []
    if counts["overdue"]:
        title = Phrase(N_("%(n)d 项整改已逾期"), n=counts["overdue"])
        text = Phrase(N_("请催办责任人，或说明原因后改期"))
        found.append(_card(title, text, "overdue", tone="warn"))
    if counts["mine"]:
        title = Phrase(N_("%(n)d 项整改交给您"), n=counts["mine"])
        found.append(_card(title, Phrase(N_("改好后写明做了什么，附一张照片")), "mine"))
    if counts["done"]:
        title = Phrase(N_("%(n)d 项整改待核实"), n=counts["done"])
        found.append(_card(title, Phrase(N_("由报告人以外的人核实后销号")), "done", section=Section.EYES))
    return found


def _card(title: Phrase, text: Phrase, shown: str, *, section: Section = Section.DUE, tone: str = "") -> TodayCard:
    return TodayCard(
        section=section, title=title, text=text, url=f"{_URL}?shown={shown}", icon="flag", tone=tone, order=35
    )
