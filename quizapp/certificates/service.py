"""Writing a contest's certificate, switching it on and off."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.certificates.models import CertificateOffer, CertificateTemplate
from quizapp.certificates.rules import PLACES, Rule, tidy_text
from quizapp.contests import read_contest
from quizapp.db import upsert
from quizapp.errors import Conflict, Invalid
from quizapp.exports import CertificateDesign
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, clean_text

#: What fits on one page at a size that can be read.
MAX_TITLE, MAX_TEXT, MAX_PARAGRAPHS, MAX_ISSUERS, MAX_ISSUER = 20, 300, 6, 3, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSettings:
    """What an organizer decides about the certificate."""

    title: str
    text: str
    #: One to three, one a line.
    issuers: str
    rule: Rule = Rule.PASSED
    percent: int = 90
    design: CertificateDesign = CertificateDesign.CLASSIC
    is_landscape: bool = True
    has_seal_box: bool = True
    shows_band: bool = False
    language: str = "zh_Hans"


_NAMES = tuple(each.name for each in fields(TemplateSettings))


def save_template(
    session: Session, settings: TemplateSettings, *, contest_id: int, actor: Actor, now: datetime
) -> CertificateTemplate:
    """The version that holds from now on: a new one, or the standing one when nothing has changed.

    What was issued keeps its version. Certificates that are off stay off. Raises `Invalid` with the field.
    """
    contest = read_contest(session, contest_id, Permission.EDIT_CONTESTS, actor)
    tidy = _tidy(settings)
    standing = current_template(session, contest_id)
    if standing is not None and all(getattr(standing, name) == getattr(tidy, name) for name in _NAMES):
        return standing
    latest = select(func.max(CertificateTemplate.version)).where(CertificateTemplate.contest_id == contest_id)
    made = CertificateTemplate(
        contest_id=contest.id, version=(session.scalar(latest) or 0) + 1, created_at=now,
        created_by=f"staff:{actor.id}" if actor.id is not None else "system", **_columns(tidy),
    )  # fmt: skip
    session.add(made)
    session.flush()
    values = {"contest_id": contest.id, "template_id": made.id}
    upsert(session, cast(Table, CertificateOffer.__table__), values, unique=("contest_id",), change=("template_id",))
    return made


def open_offer(session: Session, contest_id: int, *, actor: Actor, now: datetime) -> CertificateOffer:
    """From now on whoever meets the rule gets a certificate. Raises `Conflict` before there is a template."""
    offer = _offer_for(session, contest_id, actor)
    offer.opened_at = offer.opened_at or now
    session.flush()
    return offer


def close_offer(session: Session, contest_id: int, *, actor: Actor) -> CertificateOffer:
    """No new ones any more; those that were issued stay valid and can still be fetched."""
    offer = _offer_for(session, contest_id, actor)
    offer.opened_at = None
    session.flush()
    return offer


def current_template(session: Session, contest_id: int) -> CertificateTemplate | None:
    """The contest's newest version; None when it has no certificate. One statement."""
    query = select(CertificateTemplate).join(CertificateOffer, CertificateOffer.template_id == CertificateTemplate.id)
    return session.scalar(query.where(CertificateOffer.contest_id == contest_id))


def _offer_for(session: Session, contest_id: int, actor: Actor) -> CertificateOffer:
    read_contest(session, contest_id, Permission.EDIT_CONTESTS, actor)
    query = select(CertificateOffer).where(CertificateOffer.contest_id == contest_id).with_for_update()
    offer = session.scalar(query.execution_options(populate_existing=True))
    if offer is None:
        raise Conflict(N_("请先写好证书，预览无误后再开启"))
    return offer


def _columns(settings: TemplateSettings) -> dict[str, Any]:
    values = {name: getattr(settings, name) for name in _NAMES}
    return values | {"rule": settings.rule.value, "design": settings.design.value}


def _tidy(settings: TemplateSettings) -> TemplateSettings:
    words = tidy_words(title=settings.title, text=settings.text, issuers=settings.issuers)
    if not 1 <= settings.percent <= 100:
        raise Invalid(N_("请填写 1 到 100 之间的百分数"), field="percent")
    return replace(settings, title=words["title"], text=words["text"], issuers=words["issuers"])


def tidy_words(*, title: str, text: str, issuers: str, places: tuple[str, ...] = PLACES) -> dict[str, str]:
    """Title, text and issuers as they are stored and fit on the page. Raises `Invalid` with the field."""
    title, text = clean_line(title, limit=200), tidy_text(clean_text(text), places)
    names = [name for name in (clean_line(line) for line in issuers.split("\n")) if name]
    if not 0 < len(title) <= MAX_TITLE:
        raise Invalid(N_("请填写证书标题，最多 %(most)d 个字"), field="title", most=MAX_TITLE)
    if not 0 < len(text) <= MAX_TEXT:
        raise Invalid(N_("请填写证书正文，最多 %(most)d 个字"), field="text", most=MAX_TEXT)
    if sum(bool(line.strip()) for line in text.split("\n")) > MAX_PARAGRAPHS:
        raise Invalid(N_("正文最多 %(most)d 段，多了排不下"), field="text", most=MAX_PARAGRAPHS)
    if "{姓名}" not in text:
        raise Invalid(N_("正文里要有 %(place)s，不然看不出是谁的证书"), field="text", place="{姓名}")
    if not 0 < len(names) <= MAX_ISSUERS:
        raise Invalid(N_("请填写 1 到 %(most)d 个发证单位，一行一个"), field="issuers", most=MAX_ISSUERS)
    if long := next((name for name in names if len(name) > MAX_ISSUER), ""):
        raise Invalid(N_("发证单位“%(name)s”太长，最多 %(most)d 个字"), field="issuers", name=long, most=MAX_ISSUER)
    return {"title": title, "text": text, "issuers": "\n".join(names)}
