"""What all participants' pages of a campaign need: the campaign, who this phone speaks for, words in one's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from babel.dates import format_skeleton
from flask import Blueprint
from flask_babel import get_locale
from sqlalchemy.orm import Session

from quizapp.campaigns.models import Campaign
from quizapp.campaigns.service import get_campaign_by_code
from quizapp.errors import NotFound
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_
from quizapp.people import Person, current_person, hash_device
from quizapp.units import Unit, get_unit
from quizapp.web import known_device_key, now, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One phone on one campaign's pages."""

    campaign: Campaign
    root: Unit
    person: Person | None
    unit: Unit | None
    #: Today in the campaign's time zone.
    today: date

    @property
    def state(self) -> str:
        """before | running | over"""
        if self.today < self.campaign.starts_on:
            return "before"
        return "over" if self.today > self.campaign.ends_on else "running"


def visit(session: Session, code: str) -> Visit:
    """The campaign behind ``code`` and who this phone speaks for. Raises `NotFound` for unpublished ones. 4 statements."""
    campaign = get_campaign_by_code(session, code)
    if not campaign.is_published:
        raise NotFound(N_("没有这个活动，请核对网址或重新扫码"))
    key = known_device_key()
    person = current_person(session, hash_device(key), campaign.id) if key else None
    return Visit(
        campaign=campaign, root=get_unit(session, campaign.root_unit_id), person=person,
        unit=get_unit(session, person.unit_id) if person else None, today=local_date(now(), campaign.time_zone),
    )  # fmt: skip


def month_day(day: date | None) -> str:
    """6月1日 or Jun 1."""
    return str(format_skeleton("MMMd", day, locale=get_locale())) if day else ""


def add_filters(blueprint: Blueprint) -> None:
    """Give templates ``|say`` and ``|month_day``."""
    blueprint.add_app_template_filter(say, "say")
    blueprint.add_app_template_filter(month_day, "month_day")
