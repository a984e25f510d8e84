"""Keeping pictures and sounds once, finding them by name, and clearing away what no question shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, cast

from sqlalchemy import Table, delete, func, select
from sqlalchemy.orm import Session

from quizapp.db import upsert
from quizapp.errors import Conflict
from quizapp.kit.i18n import N_
from quizapp.media.models import MediaFile
from quizapp.media.pictures import MadePicture, make_picture
from quizapp.media.sounds import MadeSound, make_sound
from quizapp.media.trusted import read_trusted

#: How long something that no question shows is kept: a form may stand open over a weekend.
ORPHAN_AGE = timedelta(days=7)

#: Files cleared away at a time; the rest waits for tomorrow.
_ROUND = 1_000

MadeMedia = MadePicture | MadeSound
_TABLE = cast(Table, MediaFile.__table__)
_ABOUT = (MediaFile.name, MediaFile.kind, MediaFile.mime, MediaFile.size, MediaFile.width, MediaFile.height)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMedia:
    """What is known of a stored file without its bytes."""

    name: str
    #: picture | audio
    kind: str
    mime: str
    size: int
    width: int
    height: int


def make_media(kind: str, content: bytes) -> MadeMedia:
    """The uploaded picture or sound, re-encoded: call it before any transaction. Raises `Invalid`."""
    return make_sound(content) if kind == "audio" else make_picture(content)


def store_media(
    session: Session, kind: str, content: bytes, *, now: datetime, quota_bytes: int, made: MadeMedia | None = None
) -> StoredMedia:
    """The uploaded picture or sound, stored as ``made`` before; the same file again is found.

    Raises `Invalid` for what cannot be read and `Conflict` when all files together would pass ``quota_bytes``.
    """
    digest = sha256(content).hexdigest()
    known = known_media(session, {digest}).get(digest)
    if known is not None and known.kind == kind:
        _touch(session, known.name, now)
        return known
    made = made or make_media(kind, content)
    used = session.scalar(select(func.coalesce(func.sum(MediaFile.size), 0))) or 0
    if used + len(made.content) > quota_bytes:
        message = N_("图片和音频的总量已到上限（%(limit)d MB），这次没有存：请停用不再用的题目，或请管理员清理")
        raise Conflict(message, limit=quota_bytes // 1024**2)
    return _keep(session, kind, made, original_hash=digest, now=now)


def keep_trusted(session: Session, files: Mapping[str, bytes], *, now: datetime) -> dict[str, StoredMedia]:
    """Path -> stored file, for files that ship with the software: kept byte by byte, vector pictures too.

    Two statements when all of them stand already.
    """
    digests = {path: sha256(content).hexdigest() for path, content in files.items()}
    known = known_media(session, set(digests.values()))
    found = {}
    for path, content in files.items():
        stored = known.get(digests[path])
        if stored is None:
            kind, made = read_trusted(path, content)
            stored = known[digests[path]] = _keep(session, kind, made, original_hash=digests[path], now=now)
        found[path] = stored
    return found


def known_media(session: Session, original_hashes: Collection[str]) -> dict[str, StoredMedia]:
    """Hash of an uploaded file -> what it is stored as, for those that were uploaded before. One statement."""
    rows = session.execute(
        select(MediaFile.original_hash, *_ABOUT)
        .where(MediaFile.original_hash.in_(original_hashes))
        .order_by(MediaFile.name)
    )
    return {digest: StoredMedia(**_named(about)) for digest, *about in rows}


def find_stored(session: Session, names: Collection[str]) -> dict[str, StoredMedia]:
    """Name -> stored file, for those that exist. One statement."""
    rows = session.execute(select(*_ABOUT).where(MediaFile.name.in_(names)))
    return {row.name: StoredMedia(**row._mapping) for row in rows}


def find_content(session: Session, name: str) -> tuple[str, bytes] | None:
    """MIME type and bytes of a stored file; None when there is none of this name. One statement."""
    row = session.execute(select(MediaFile.mime, MediaFile.content).where(MediaFile.name == name)).first()
    return None if row is None else (row.mime, row.content)


def drop_orphans(session: Session, in_use: Iterable[str], *, now: datetime) -> int:
    """How many files were removed that nothing shows and nobody has uploaded for a week."""
    old = set(session.scalars(select(MediaFile.name).where(MediaFile.created_at < now - ORPHAN_AGE)))
    gone = sorted(old.difference(in_use) if old else old)[:_ROUND]
    if gone:
        # The age is asked again: somebody may have uploaded the same picture a moment ago.
        fits = (MediaFile.name.in_(gone), MediaFile.created_at < now - ORPHAN_AGE)
        session.execute(delete(MediaFile).where(*fits).execution_options(synchronize_session=False))
    return len(gone)


def _keep(session: Session, kind: str, made: Any, *, original_hash: str, now: datetime) -> StoredMedia:
    name = f"{sha256(made.content).hexdigest()}.{made.ending}"
    stored = StoredMedia(
        name=name, kind=kind, mime=made.mime, size=len(made.content), width=made.width, height=made.height
    )
    values = {field: getattr(stored, field) for field in StoredMedia.__slots__}
    values |= {"content": made.content, "original_hash": original_hash, "created_at": now}
    upsert(session, _TABLE, values, unique=["name"], change=["created_at"])
    return stored


def _touch(session: Session, name: str, now: datetime) -> None:
    session.execute(_TABLE.update().where(_TABLE.c.name == name).values(created_at=now))


def _named(about: Collection[Any]) -> dict[str, Any]:
    return dict(zip(StoredMedia.__slots__, about, strict=True))
