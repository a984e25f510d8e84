"""Integrity on the console's first page: papers that wait for a look, appeals that wait for an answer."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.campaigns import Section, TodayCard, TodayView
from quizapp.integrity.queries import Where, count_marked
from quizapp.kit.i18n import N_, Phrase


def cards(session: Session, view: TodayView) -> list[TodayCard]:
    """At most two cards. Two statements."""
    counts = count_marked(session, Where(paths=view.paths, campaign_id=view.campaign.id))
    found = []
    if counts.appeals:
        found.append(
            TodayCard(
                section=Section.EYES, title=Phrase(N_("%(n)d 条申诉等您答复"), n=counts.appeals), icon="megaphone",
                text=Phrase(N_("答卷被作废的人写了理由，请看一看")), url="/console/integrity", tone="warn",
                chip=Phrase(N_("待答复")), order=15,
            )
        )  # fmt: skip
    if counts.waiting:
        found.append(
            TodayCard(
                section=Section.EYES, title=Phrase(N_("%(n)d 份答卷存疑"), n=counts.waiting), icon="shield",
                text=Phrase(N_("只是线索，不影响任何人；由您核实后决定")), url="/console/integrity", tone="warn",
                chip=Phrase(N_("待核实")), order=45,
            )
        )  # fmt: skip
    return found
