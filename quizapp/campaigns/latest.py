"""What came in last, for the console's first page: who took part in what, with the name masked."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from quizapp.campaigns.today import Section, TodayCard, TodayView
from quizapp.kit.evidence import Evidence, describe
from quizapp.kit.i18n import N_, Phrase
from quizapp.kit.text import mask_name
from quizapp.ledger import LedgerEntry, latest_attendances
from quizapp.people import names_of_people

SHOWN = 5


def latest_cards(session: Session, view: TodayView) -> list[TodayCard]:
    """The last papers, check-ins and headcounts of one's units, newest first. A statement a feature, and three more."""
    found = latest_attendances(session, view.campaign.id, view.paths, limit=SHOWN)
    told = describe(session, ((entry.source_table, entry.source_id) for entry, _unit in found))
    names = names_of_people(session, {entry.person_id for entry, _unit in found if entry.person_id is not None})
    return [
        _card(view, entry, unit, told.get((entry.source_table, entry.source_id)), names, order=place)
        for place, (entry, unit) in enumerate(found)
    ]


def _card(
    view: TodayView, entry: LedgerEntry, unit: str, told: Evidence | None, names: dict[int, str], *, order: int
) -> TodayCard:
    at = f"{entry.recorded_at.astimezone(ZoneInfo(view.campaign.time_zone)):%m-%d %H:%M}"
    name = mask_name(names.get(entry.person_id or 0, ""))
    if name:
        text = Phrase(N_("%(time)s，%(name)s，%(unit)s"), time=at, name=name, unit=unit)
    else:
        text = Phrase(N_("%(time)s，%(count)d 人次，%(unit)s"), time=at, count=entry.quantity, unit=unit)
    is_paper = entry.source == "attempt"
    return TodayCard(
        section=Section.LATEST, title=told.title if told else Phrase(N_("参加记录")), text=text,
        url=told.path if told else "", icon="contest" if is_paper else "user-check", order=order,
    )  # fmt: skip
