"""Opening and describing campaigns."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from quizapp.campaigns.models import Campaign
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, clean_text
from quizapp.units import Unit, ancestor_ids, within_any

#: The first national safety month was in 2002.
FIRST_YEAR = 2001


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCampaign:
    """What is needed to open a campaign."""

    root_unit_id: int
    code: str
    title: str
    year: int
    starts_on: date
    ends_on: date
    theme: str = ""
    form_key: str = ""
    privacy_notice: str = ""
    contact_name: str = ""
    contact_phone: str = ""


def edition_ordinal(year: int) -> int:
    """Which national safety month the year has: 2021 is the 20th."""
    return year - FIRST_YEAR


def open_campaign(session: Session, new: NewCampaign, *, now: datetime) -> Campaign:
    """The new campaign. Raises `Conflict` for a code in use and `Invalid` for days in the wrong order."""
    if new.ends_on < new.starts_on:
        raise Invalid(N_("结束日期不能早于开始日期"), field="ends_on")
    if session.scalar(select(Campaign.id).where(Campaign.code == new.code)) is not None:
        raise Conflict(N_("活动代号“%(code)s”已被使用，请换一个"), code=new.code)
    campaign = Campaign(
        root_unit_id=new.root_unit_id, code=new.code, title=clean_line(new.title, limit=100),
        theme=clean_line(new.theme, limit=100), year=new.year, starts_on=new.starts_on, ends_on=new.ends_on,
        form_key=new.form_key, privacy_notice=new.privacy_notice, contact_name=new.contact_name,
        contact_phone=new.contact_phone, created_at=now, options={},
    )  # fmt: skip
    session.add(campaign)
    session.flush()
    return campaign


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignText:
    """What can be changed about a campaign later."""

    title: str
    theme: str
    starts_on: date
    ends_on: date
    form_key: str
    privacy_notice: str
    contact_name: str
    contact_phone: str
    retention_days: int
    is_published: bool


def update_campaign(session: Session, campaign_id: int, text: CampaignText) -> Campaign:
    """The changed campaign. Another notice or retention gets the next version, so that consents say what was shown.

    Raises `Invalid` for days in the wrong order or no title.
    """
    campaign = get_campaign(session, campaign_id)
    title = clean_line(text.title, limit=100)
    if not title:
        raise Invalid(N_("请填写活动名称"), field="title")
    if text.ends_on < text.starts_on:
        raise Invalid(N_("结束日期不能早于开始日期"), field="ends_on")
    if not 0 <= text.retention_days <= 1095:
        raise Invalid(N_("保存天数请填 0 到 1095"), field="retention_days")
    notice = clean_text(text.privacy_notice, limit=5_000)
    if (notice, text.retention_days) != (campaign.privacy_notice, campaign.retention_days):
        campaign.notice_version += 1
    campaign.title, campaign.theme = title, clean_line(text.theme, limit=100)
    campaign.starts_on, campaign.ends_on, campaign.form_key = text.starts_on, text.ends_on, text.form_key
    campaign.privacy_notice, campaign.retention_days = notice, text.retention_days
    campaign.contact_name = clean_line(text.contact_name, limit=80)
    campaign.contact_phone = clean_line(text.contact_phone, limit=40)
    campaign.is_published = text.is_published
    session.flush()
    return campaign


def get_campaign(session: Session, campaign_id: int) -> Campaign:
    """The campaign. Raises `NotFound`."""
    campaign = session.get(Campaign, campaign_id)
    if campaign is None:
        raise NotFound(N_("没有这个活动"))
    return campaign


def get_campaign_by_code(session: Session, code: str) -> Campaign:
    """The campaign behind /c/<code>. Raises `NotFound`."""
    campaign = session.scalar(select(Campaign).where(Campaign.code == code))
    if campaign is None:
        raise NotFound(N_("没有这个活动，请核对网址或重新扫码"))
    return campaign


def list_published(session: Session, *, today: date) -> list[Campaign]:
    """Campaigns that participants may open, the running ones first, then those to come, then the latest past."""
    found = list(session.scalars(select(Campaign).where(Campaign.is_published).order_by(Campaign.ends_on.desc())))
    return sorted(found, key=lambda each: (each.ends_on < today, each.starts_on > today))


def list_campaigns(session: Session, *, paths: Collection[str]) -> list[Campaign]:
    """Campaigns in which units of the given subtrees take part (their own, those above and those below), newest first."""
    above = {unit_id for path in paths for unit_id in ancestor_ids(path)}
    query = (
        select(Campaign)
        .join(Unit, Unit.id == Campaign.root_unit_id)
        .where(or_(within_any(paths), Unit.id.in_(above)))
        .order_by(Campaign.year.desc(), Campaign.id.desc())
    )
    return list(session.scalars(query))


def keeps_until(campaign: Campaign) -> date:
    """The last day on which it keeps contacts, devices and names."""
    return campaign.ends_on + timedelta(days=campaign.retention_days)


def list_forgotten(session: Session, *, now: datetime) -> list[int]:
    """Ids of the campaigns whose retention has ended, each by its own calendar. One statement."""
    return [
        campaign.id
        for campaign in session.scalars(select(Campaign))
        if keeps_until(campaign) < local_date(now, campaign.time_zone)
    ]
