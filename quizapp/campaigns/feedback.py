"""Complaints and suggestions (投诉建议): taken without a name, listed in the console, settled by somebody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.orm import Session

from quizapp.campaigns.models import Campaign, Feedback
from quizapp.db import insert_or_ignore
from quizapp.errors import Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, clean_text
from quizapp.kit.vault import Vault
from quizapp.units import Unit, within_any

#: Topic -> label (message id), in the order of the form.
TOPICS = {
    "problem": N_("用不了、看不清"),
    "suggestion": N_("建议"),
    "complaint": N_("投诉"),
    "privacy": N_("个人信息"),
}
_PURPOSE = "feedback_contact"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFeedback:
    """What was written. ``unit_id`` None: about the campaign as a whole. ``nonce`` names the form that was sent."""

    campaign_id: int
    unit_id: int | None
    topic: str
    text: str
    nonce: str
    contact: str = ""


def send_feedback(session: Session, new: NewFeedback, *, vault: Vault, now: datetime) -> bool:
    """Store it; False when this form had arrived before. Raises `Invalid` for an empty text or unknown topic."""
    text, contact = clean_text(new.text, limit=1_000), clean_line(new.contact, limit=100)
    if not text:
        raise Invalid(N_("请写几个字，说说是什么事"), field="text")
    if new.topic not in TOPICS:
        raise Invalid(N_("请选择是哪一类"), field="topic")
    values = {
        "campaign_id": new.campaign_id, "unit_id": new.unit_id, "topic": new.topic, "text": text, "nonce": new.nonce[:64],
        "contact_sealed": vault.seal(contact, purpose=_PURPOSE) if contact else None, "sent_at": now,
        "settled_by": "", "answer": "",
    }  # fmt: skip
    return insert_or_ignore(session, cast(Table, Feedback.__table__), values, unique=("nonce",)) is not None


def _reachable(campaign_id: int, paths: Collection[str]) -> ColumnElement[bool]:
    """Feedback about units of the subtrees; what names no unit belongs to the campaign's own unit."""
    about = func.coalesce(Feedback.unit_id, Campaign.root_unit_id)
    units = select(Unit.id).where(within_any(paths))
    return (Feedback.campaign_id == campaign_id) & about.in_(units)


def list_feedback(
    session: Session, campaign_id: int, *, paths: Collection[str], only_open: bool = False, limit: int = 200
) -> list[tuple[Feedback, str]]:
    """Feedback that staff of the subtrees see, with the unit's name, open and newest first."""
    query = (
        select(Feedback, Unit.name)
        .join(Campaign, Campaign.id == Feedback.campaign_id)
        .join(Unit, Unit.id == func.coalesce(Feedback.unit_id, Campaign.root_unit_id))
        .where(_reachable(campaign_id, paths))
        .order_by(Feedback.settled_at.is_not(None), Feedback.id.desc())
        .limit(limit)
    )
    if only_open:
        query = query.where(Feedback.settled_at.is_(None))
    return [(row[0], row[1]) for row in session.execute(query)]


def count_open_feedback(session: Session, campaign_id: int, *, paths: Collection[str]) -> int:
    """How many wait for somebody."""
    query = (
        select(func.count(Feedback.id))
        .join(Campaign, Campaign.id == Feedback.campaign_id)
        .where(_reachable(campaign_id, paths), Feedback.settled_at.is_(None))
    )
    return session.scalar(query) or 0


def get_feedback(session: Session, feedback_id: int) -> tuple[Feedback, Unit]:
    """One piece with the unit whose staff answer it. Raises `NotFound`."""
    row = session.execute(
        select(Feedback, Unit)
        .join(Campaign, Campaign.id == Feedback.campaign_id)
        .join(Unit, Unit.id == func.coalesce(Feedback.unit_id, Campaign.root_unit_id))
        .where(Feedback.id == feedback_id)
    ).first()
    if row is None:
        raise NotFound(N_("没有这条意见"))
    return row[0], row[1]


def reveal_contact(session: Session, feedback_id: int, vault: Vault) -> str:
    """How to answer, in clear; empty when none was left. The caller writes who looked into the audit log."""
    feedback, _ = get_feedback(session, feedback_id)
    return vault.open(feedback.contact_sealed, purpose=_PURPOSE) if feedback.contact_sealed else ""


def settle_feedback(session: Session, feedback_id: int, answer: str, *, actor: str, now: datetime) -> Feedback:
    """Mark it as done, with what was done; the contact is forgotten then. Raises `Invalid` without an answer."""
    feedback, _ = get_feedback(session, feedback_id)
    cleaned = clean_line(answer, limit=300)
    if not cleaned:
        raise Invalid(N_("请写明怎么处理的"), field="answer")
    feedback.answer, feedback.settled_at, feedback.settled_by = cleaned, now, actor[:120]
    feedback.contact_sealed = None
    session.flush()
    return feedback
