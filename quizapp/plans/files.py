"""Signed plans and notices as files: kept once, handed out as downloads, withdrawn with a reason."""

from __future__ import annotations

import zipfile
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from quizapp.db import upsert
from quizapp.errors import Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.media import make_picture
from quizapp.plans.models import WITH_CONTENT, PlanFile
from quizapp.units import Unit, ancestor_ids, within_any

#: Largest file taken, bytes.
MAX_BYTES = 20_000_000
#: Files that one unit may keep in a campaign.
MOST_FILES = 20
MIMES = {
    "pdf": "application/pdf", "webp": "image/webp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip
_KEY = ("campaign_id", "unit_id", "digest")
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"RIFF")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A file as it came, and as it is kept: make it before any transaction, drawing a picture takes a while.

    Raises `Invalid` for nothing, for what is neither PDF, Word nor picture, and for what is too large.
    """

    title: str
    filename: str
    content: bytes
    ending: str = field(init=False)
    kept: bytes = field(init=False)

    def __post_init__(self) -> None:
        if not self.content:
            raise Invalid(N_("请选择文件"), field="file")
        if len(self.content) > MAX_BYTES:
            raise Invalid(N_("文件太大（最多 %(limit)s MB）"), field="file", limit=MAX_BYTES // 1_000_000)
        ending, kept = _read(self.content)
        object.__setattr__(self, "ending", ending)
        object.__setattr__(self, "kept", kept)


def keep_file(session: Session, campaign_id: int, unit_id: int, new: NewFile, *, actor: str, now: datetime) -> int:
    """Id of the file, kept once however often it is sent.

    Raises `Invalid` when it has no name or the unit has its number.
    """
    title = clean_line(new.title, limit=100) or clean_line(new.filename, limit=100)
    if not title:
        raise Invalid(N_("请选择文件"), field="file")
    digest = sha256(new.content).hexdigest()
    mine = (PlanFile.campaign_id == campaign_id, PlanFile.unit_id == unit_id)
    known = session.scalar(select(PlanFile).where(*mine, PlanFile.digest == digest))
    if known is not None and known.withdrawn_at is None:
        return known.id
    if (
        session.scalar(select(func.count(PlanFile.id)).where(*mine, PlanFile.withdrawn_at.is_(None))) or 0
    ) >= MOST_FILES:
        raise Invalid(N_("一个单位最多留 %(limit)s 个文件：请先撤下几个"), field="file", limit=MOST_FILES)
    values = {
        "campaign_id": campaign_id, "unit_id": unit_id, "title": title, "filename": clean_line(new.filename, limit=200),
        "ending": new.ending, "size": len(new.kept), "digest": digest, "content": new.kept, "uploaded_at": now, "actor": actor,
    }  # fmt: skip
    # a file that was withdrawn by mistake comes back with its own line
    values |= {"withdrawn_at": None, "withdrawn_reason": ""}
    changed = [name for name in values if name not in _KEY]
    upsert(session, cast(Table, PlanFile.__table__), values, unique=_KEY, change=changed)
    return session.scalars(select(PlanFile.id).where(*mine, PlanFile.digest == digest)).one()


def _read(content: bytes) -> tuple[str, bytes]:
    """The ending and the bytes to keep, by what the bytes are; a picture is drawn anew."""
    if content.startswith(b"%PDF-"):
        return "pdf", content
    if content.startswith(b"PK\x03\x04") and _is_word(content):
        return "docx", content
    if content.startswith(_PICTURES):
        return "webp", make_picture(content).content
    raise Invalid(N_("只收 PDF、Word（docx）和图片：请另存为其中一种"), field="file")


def _is_word(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return False
    # a document with macros is handed out to others: never
    return "word/document.xml" in names and not any("vbaProject" in name for name in names)


def list_files(session: Session, campaign_id: int, paths: Collection[str]) -> list[tuple[PlanFile, Unit]]:
    """Files that stand, of the subtrees' units and of those above them, from the top down. One statement."""
    above = {unit_id for path in paths for unit_id in ancestor_ids(path)}
    rows = session.execute(
        select(PlanFile, Unit)
        .join(Unit, Unit.id == PlanFile.unit_id)
        .where(PlanFile.campaign_id == campaign_id, PlanFile.withdrawn_at.is_(None))
        .where(within_any(paths) | Unit.id.in_(above))
        .order_by(Unit.path, PlanFile.id)
    )
    return [(row[0], row[1]) for row in rows]


def get_file(session: Session, file_id: int, *, with_content: bool = False) -> PlanFile:
    """The file that stands. Raises `NotFound`."""
    query = select(PlanFile).where(PlanFile.id == file_id, PlanFile.withdrawn_at.is_(None))
    file = session.scalar(query.options(WITH_CONTENT) if with_content else query)
    if file is None:
        raise NotFound(N_("没有这个文件：可能已经撤下"))
    return file


def withdraw_file(session: Session, file_id: int, *, reason: str, now: datetime) -> None:
    """Take a file away; its bytes go, the line stays. Raises `Invalid` without a reason."""
    why = clean_line(reason, limit=200)
    if not why:
        raise Invalid(N_("请写明撤下原因"), field="reason")
    file = get_file(session, file_id)
    file.withdrawn_at, file.withdrawn_reason, file.content = now, why, b""
    session.flush()
