"""Switching a big screen on and off, and finding it by its address."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.dashboards.models import PublicScreen
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token


def standing_screen(session: Session, campaign_id: int, unit_id: int) -> PublicScreen | None:
    """The screen that is on for this unit, if any."""
    here = (PublicScreen.campaign_id == campaign_id, PublicScreen.unit_id == unit_id)
    return session.scalar(select(PublicScreen).where(*here, PublicScreen.closed_at.is_(None)).order_by(PublicScreen.id))


def switch_on(session: Session, campaign_id: int, unit_id: int, *, actor: str, now: datetime) -> PublicScreen:
    """The screen, under a new address; the one that was on before is off."""
    switch_off(session, campaign_id, unit_id, actor=actor, now=now)
    made = PublicScreen(campaign_id=campaign_id, unit_id=unit_id, token=new_token(), opened_at=now, opened_by=actor)
    session.add(made)
    session.flush()
    return made


def switch_off(session: Session, campaign_id: int, unit_id: int, *, actor: str, now: datetime) -> bool:
    """Whether one was on; its address shows nothing any more."""
    closed = session.execute(
        update(PublicScreen)
        .where(
            PublicScreen.campaign_id == campaign_id, PublicScreen.unit_id == unit_id, PublicScreen.closed_at.is_(None)
        )
        .values(closed_at=now, closed_by=actor)
        .returning(PublicScreen.id)
        .execution_options(synchronize_session=False)
    )
    return bool(closed.all())


def find_screen(session: Session, token: str) -> PublicScreen:
    """The screen with this address, while it is on. Raises `NotFound`."""
    found = session.scalar(select(PublicScreen).where(PublicScreen.token == token, PublicScreen.closed_at.is_(None)))
    if found is None:
        raise NotFound(N_("这个大屏没有打开，或者换了网址：请向主办单位要新的链接"))
    return found
