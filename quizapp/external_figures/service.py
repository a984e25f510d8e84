"""Adding, listing and withdrawing figures that somebody else counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, cast
from urllib.parse import urlsplit

from sqlalchemy import Table, select
from sqlalchemy.orm import Session, undefer

from quizapp.db import insert_or_ignore
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.external_figures.models import ExternalFigure
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.media import make_picture
from quizapp.units import Unit, within

#: Largest proof taken, bytes.
MAX_BYTES = 10_000_000
_TABLE = cast(Table, ExternalFigure.__table__)


class Author(Protocol):
    """Who speaks: `quizapp.accounts.Actor` is one."""

    @property
    def id(self) -> int | None:
        """Staff id."""

    @property
    def name(self) -> str:
        """Name as shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The sheet that a figure stands on."""

    campaign_id: int
    unit_id: int
    form_key: str
    period_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A file as it is handed out."""

    content: bytes
    type: str


NO_PROOF = Proof(content=b"", type="")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFigure:
    """A figure as it was typed, with the file that proves it."""

    field_key: str
    value: int
    source: str
    as_of: date
    nonce: str
    is_approximate: bool = False
    link: str = ""
    proof: Proof = NO_PROOF


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFigure:
    """A figure with the unit that brought it, without the bytes of its proof."""

    id: int
    unit_id: int
    unit_name: str
    field_key: str
    value: int
    is_approximate: bool
    source: str
    link: str
    as_of: date
    has_proof: bool
    author: str
    at: datetime


def add_figure(session: Session, place: Place, new: NewFigure, *, by: Author, now: datetime, today: date) -> int:
    """Id of the figure, kept once however often its form is sent.

    Raises `Invalid` naming the form's field: without a source, with a day to come, or with neither link nor proof.
    """
    known = session.scalar(select(ExternalFigure).where(ExternalFigure.nonce == new.nonce))
    if known is not None:
        return _same_as(known, place, new)
    source, link = clean_line(new.source, limit=200), _checked_link(new.link)
    if not source:
        raise Invalid(N_("请填写数据来源，例如平台或发布单位的名称"), field="source")
    if new.as_of > today:
        raise Invalid(N_("日期不能晚于今天"), field="as_of")
    if not link and not new.proof.content:
        raise Invalid(N_("链接和佐证文件至少要有一样"), field="link")
    values = {
        "campaign_id": place.campaign_id, "unit_id": place.unit_id, "form_key": place.form_key,
        "period_key": place.period_key, "field_key": new.field_key, "value": new.value,
        "is_approximate": new.is_approximate, "source": source, "link": link, "as_of": new.as_of,
        "proof": new.proof.content, "proof_type": new.proof.type, "nonce": new.nonce, "staff_id": by.id, "author": by.name,
        "at": now, "withdrawn_by": "", "withdrawn_reason": "",
    }  # fmt: skip
    made = insert_or_ignore(session, _TABLE, values, unique=("nonce",))
    return made or session.scalars(select(ExternalFigure.id).where(ExternalFigure.nonce == new.nonce)).one()


def _same_as(known: ExternalFigure, place: Place, new: NewFigure) -> int:
    """Id of what the same form brought before. Raises `Conflict` when it says something else now."""
    said = (
        place.campaign_id, place.unit_id, place.form_key, place.period_key, new.field_key, new.value, new.is_approximate,
        clean_line(new.source, limit=200), new.as_of,
    )  # fmt: skip
    kept = (
        known.campaign_id, known.unit_id, known.form_key, known.period_key, known.field_key, known.value,
        known.is_approximate, known.source, known.as_of,
    )  # fmt: skip
    if said != kept:
        raise Conflict(N_("这次提交和之前的一次编号相同、内容不同，没有保存：请刷新页面再试"))
    return known.id


def _checked_link(text: str) -> str:
    link = clean_line(text, limit=500)
    if not link:
        return ""
    try:
        parts = urlsplit(link)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Invalid(N_("链接要以 http:// 或 https:// 开头"), field="link")
    return link


def read_proof(content: bytes) -> Proof:
    """The file as it is kept: call it before any transaction, drawing a picture takes a while.

    Raises `Invalid` for what is neither picture nor PDF, or too large.
    """
    if not content:
        return NO_PROOF
    if len(content) > MAX_BYTES:
        raise Invalid(N_("文件太大（最多 %(limit)s MB）"), field="proof", limit=MAX_BYTES // 1_000_000)
    if content.startswith(b"%PDF-"):
        return Proof(content=content, type="application/pdf")
    try:
        return Proof(content=make_picture(content).content, type="image/webp")
    except Invalid:
        raise Invalid(N_("佐证文件要是图片或 PDF"), field="proof") from None


def list_figures(
    session: Session, *, campaign_id: int, form_key: str, period_key: str, unit_path: str
) -> list[KeptFigure]:
    """The figures that stand on the sheets of the subtree, the top's own first. One statement."""
    table = ExternalFigure
    rows = session.execute(
        select(
            table.id, table.unit_id, Unit.name, table.field_key, table.value, table.is_approximate, table.source,
            table.link, table.as_of, table.proof_type, table.author, table.at,
        )
        .join(Unit, Unit.id == table.unit_id)
        .where(table.campaign_id == campaign_id, table.form_key == form_key, table.period_key == period_key)
        .where(within(unit_path), table.withdrawn_at.is_(None))
        .order_by(Unit.depth, Unit.path, table.id)
    )  # fmt: skip
    return [
        KeptFigure(
            id=row[0], unit_id=row[1], unit_name=row[2], field_key=row[3], value=row[4], is_approximate=row[5],
            source=row[6], link=row[7], as_of=row[8], has_proof=bool(row[9]), author=row[10], at=row[11],
        )
        for row in rows
    ]  # fmt: skip


def proof_of(session: Session, figure_id: int, *, unit_path: str) -> Proof:
    """The file behind a figure of the subtree. Raises `NotFound`."""
    query = select(ExternalFigure).join(Unit, Unit.id == ExternalFigure.unit_id)
    query = query.where(ExternalFigure.id == figure_id, within(unit_path)).options(undefer(ExternalFigure.proof))
    found = session.scalar(query)
    if found is None or not found.proof_type or found.withdrawn_at is not None:
        raise NotFound(N_("没有这份佐证"))
    return Proof(content=found.proof, type=found.proof_type)


def withdraw_figure(
    session: Session, figure_id: int, *, unit_id: int, reason: str, by: Author, now: datetime
) -> bool:  # fmt: skip
    """Take a figure of the unit away, its file with it; False when that was done before. Raises `NotFound`, `Invalid`."""
    why = clean_line(reason, limit=200)
    if not why:
        raise Invalid(N_("请写明撤销原因"), field="withdraw_reason")
    query = select(ExternalFigure).where(ExternalFigure.id == figure_id, ExternalFigure.unit_id == unit_id)
    found = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise NotFound(N_("没有这条外部数据"))
    if found.withdrawn_at is not None:
        return False
    found.withdrawn_at, found.withdrawn_by, found.withdrawn_reason = now, by.name, why
    found.proof, found.proof_type = b"", ""
    session.flush()
    return True
