"""Plans and notices that the office writes: started from a text of ours, edited freely, printed with what is known."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign, edition_ordinal
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, clean_text
from quizapp.plans.models import PlanDocument
from quizapp.units import Unit

KIND_LABELS = {"plan": N_("活动方案"), "notice": N_("通知")}
#: A plan of more letters is a book.
MOST_LETTERS = 30_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StartText:
    """A text to start from."""

    key: str
    kind: str
    #: What the picker calls it.
    name: str
    title: str
    addressed_to: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentText:
    """What the office writes."""

    title: str
    body: str
    number: str = ""
    addressed_to: str = ""
    signed_by: str = ""
    signed_on: date | None = None


@lru_cache(maxsize=1)
def start_texts() -> dict[str, StartText]:
    """Key -> text, in the order of the file."""
    table = tomllib.loads(files("quizapp.plans").joinpath("texts.toml").read_text("utf-8"))
    return {row["key"]: StartText(**row) for row in table["text"]}


def start_document(
    session: Session, campaign: Campaign, unit: Unit, key: str, *, actor: str, now: datetime
) -> PlanDocument:
    """A new document of the unit, its text filled with the campaign's words. Raises `Invalid` for an unknown key."""
    start = start_texts().get(key)
    if start is None:
        raise Invalid(N_("没有这份范本：请刷新页面再选"), field="key")
    fill = _words(campaign, unit)
    document = PlanDocument(
        campaign_id=campaign.id, unit_id=unit.id, kind=start.kind, title=start.title.format_map(fill)[:300],
        addressed_to=start.addressed_to, body=start.body.strip().format_map(fill), signed_by=unit.name,
        changed_at=now, actor=actor,
    )  # fmt: skip
    session.add(document)
    session.flush()
    return document


def _words(campaign: Campaign, unit: Unit) -> dict[str, str]:
    def day(each: date) -> str:
        return f"{each.month}月{each.day}日"

    return {
        "title": campaign.title, "ordinal": str(edition_ordinal(campaign.year)), "theme": campaign.theme or "（主题待定）",
        "unit": unit.name, "first": day(campaign.starts_on), "last": day(campaign.ends_on), "year": str(campaign.year),
    }  # fmt: skip


def change_document(
    session: Session, document_id: int, said: DocumentText, *, revision: int, actor: str, now: datetime
) -> PlanDocument:
    """The document as it is now. Raises `Invalid` for no title, `Conflict` when somebody else changed it meanwhile."""
    query = select(PlanDocument).where(PlanDocument.id == document_id).with_for_update()
    document = session.scalar(query.execution_options(populate_existing=True))
    if document is None:
        raise _no_such()
    if document.revision != revision:
        raise Conflict(N_("别人刚刚改过这份文件：请复制您的改动，刷新页面后再改"))
    document.title = clean_line(said.title, limit=200)
    if not document.title:
        raise Invalid(N_("请填写标题"), field="title")
    document.body = clean_text(said.body, limit=MOST_LETTERS)
    document.number, document.addressed_to = clean_line(said.number, limit=80), clean_line(said.addressed_to, limit=200)
    document.signed_by, document.signed_on = clean_line(said.signed_by, limit=100), said.signed_on
    document.revision, document.changed_at, document.actor = revision + 1, now, actor
    session.flush()
    return document


def get_document(session: Session, document_id: int) -> PlanDocument:
    """The document. Raises `NotFound`."""
    document = session.get(PlanDocument, document_id)
    if document is None:
        raise _no_such()
    return document


def _no_such() -> NotFound:
    return NotFound(N_("没有这份文件：可能已经删除"))


def list_documents(session: Session, campaign_id: int, unit_ids: list[int]) -> list[PlanDocument]:
    """Documents of the units, newest change first."""
    mine = (PlanDocument.campaign_id == campaign_id, PlanDocument.unit_id.in_(unit_ids))
    return list(session.scalars(select(PlanDocument).where(*mine).order_by(PlanDocument.changed_at.desc())))


def drop_document(session: Session, document_id: int) -> None:
    """Delete a document; files that were uploaded stay."""
    session.execute(delete(PlanDocument).where(PlanDocument.id == document_id))
