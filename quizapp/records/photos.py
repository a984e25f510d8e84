"""Photos of a record: wanted by nobody, welcome where they help. Re-encoded; seen by staff of the unit alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session, undefer

from quizapp.db import insert_or_ignore
from quizapp.errors import Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.media import MadePicture, make_picture
from quizapp.records.models import RecordPhoto

MAX_PER_RECORD = 9
#: Largest file taken, bytes.
MAX_BYTES = 10_000_000
_TABLE = cast(Table, RecordPhoto.__table__)


@dataclass(frozen=True, slots=True)
class NewRecordPhoto:
    """A file as it came, and the picture that it is: make it before any transaction, drawing takes a while.

    Raises `Invalid` for what is no picture or is too large.
    """

    content: bytes
    picture: MadePicture = field(init=False)

    def __post_init__(self) -> None:
        if len(self.content) > MAX_BYTES:
            message = N_("照片太大（最多 %(limit)s MB）：请缩小后再上传")
            raise Invalid(message, field="photo", limit=MAX_BYTES // 1_000_000)
        object.__setattr__(self, "picture", make_picture(self.content))


def keep_record_photo(session: Session, record_id: int, new: NewRecordPhoto, *, actor: str, now: datetime) -> int:
    """Id of the photo, kept once however often its file is sent.

    Raises `Invalid` when it was withdrawn there or the record has its number.
    """
    standing = (RecordPhoto.record_id == record_id, RecordPhoto.withdrawn_at.is_(None))
    if (session.scalar(select(func.count(RecordPhoto.id)).where(*standing)) or 0) >= MAX_PER_RECORD:
        raise Invalid(N_("一条记录最多 %(limit)s 张照片"), field="photo", limit=MAX_PER_RECORD)
    made, digest = new.picture, sha256(new.content).hexdigest()
    values = {
        "record_id": record_id, "content": made.content, "width": made.width, "height": made.height, "digest": digest,
        "uploaded_at": now, "actor": actor,
    }  # fmt: skip
    made_id = insert_or_ignore(session, _TABLE, values, unique=("record_id", "digest"))
    if made_id is not None:
        return made_id
    known = session.execute(
        select(RecordPhoto.id, RecordPhoto.withdrawn_at).where(
            RecordPhoto.record_id == record_id, RecordPhoto.digest == digest
        )
    ).one()
    if known.withdrawn_at is not None:
        raise Invalid(N_("这张照片已经撤下，不能再用：请换一张"), field="photo")
    return int(known.id)


def list_record_photos(session: Session, record_id: int) -> list[RecordPhoto]:
    """Photos that stand, oldest first, without their bytes. One statement."""
    query = select(RecordPhoto).where(RecordPhoto.record_id == record_id, RecordPhoto.withdrawn_at.is_(None))
    return list(session.scalars(query.order_by(RecordPhoto.id)))


def record_photo_content(session: Session, record_id: int, photo_id: int) -> bytes:
    """WebP bytes of a photo of the record. Raises `NotFound`."""
    return _find(session, record_id, photo_id).content


def withdraw_record_photo(session: Session, record_id: int, photo_id: int, *, now: datetime) -> None:
    """Take a photo away; its bytes go, the line stays. Raises `NotFound`."""
    found = _find(session, record_id, photo_id)
    found.withdrawn_at, found.content = now, b""
    session.flush()


def _find(session: Session, record_id: int, photo_id: int) -> RecordPhoto:
    query = select(RecordPhoto).options(undefer(RecordPhoto.content)).where(RecordPhoto.id == photo_id)
    found = session.scalars(query).one_or_none()
    if found is None or found.record_id != record_id or found.withdrawn_at is not None:
        raise NotFound(N_("没有这张照片：可能已经撤下"))
    return found
