"""Keeping, listing and withdrawing photos."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import cast

from sqlalchemy import Select, Table, func, select
from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts
from quizapp.db import insert_or_ignore
from quizapp.errors import Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.media import MadePicture, make_picture
from quizapp.photos.looks import are_alike, look_of
from quizapp.photos.models import WITH_CONTENT, EvidencePhoto

#: Photos that one session may have: more are a film, and films belong elsewhere.
MAX_PER_SESSION = 60
#: Largest file taken, bytes.
MAX_BYTES = 10_000_000


class Subject(StrEnum):
    """What a photo shows."""

    SITE = "site"
    SHEET = "sheet"
    PROOF = "proof"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPhoto:
    """A file as it came from a phone, and the picture that it is: make it before any transaction, drawing takes a while.

    Raises `Invalid` for what is no picture or is too large.
    """

    content: bytes
    subject: Subject = Subject.SITE
    caption: str = ""
    picture: MadePicture = field(init=False)
    look: bytes = field(init=False)

    def __post_init__(self) -> None:
        if len(self.content) > MAX_BYTES:
            message = N_("照片太大（最多 %(limit)s MB）：请缩小后再上传")
            raise Invalid(message, field="photo", limit=MAX_BYTES // 1_000_000)
        picture = make_picture(self.content)
        object.__setattr__(self, "picture", picture)
        object.__setattr__(self, "look", look_of(picture.content))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPhoto:
    """A photo without its bytes."""

    id: int
    subject: Subject
    caption: str
    width: int
    height: int
    uploaded_at: datetime
    #: Other sessions of the campaign that show the same photo.
    also_in: tuple[int, ...] = ()


def keep_photo(session: Session, facts: SessionFacts, new: NewPhoto, *, actor: str, now: datetime) -> int:
    """Id of the photo, kept once however often its file is sent.

    Raises `Invalid` when it was withdrawn there or the session has its number.
    """
    digest = sha256(new.content).hexdigest()
    if (known := _known(session, facts.id, new.subject, digest)) is not None:
        return known
    if (session.scalar(_standing(facts.id).with_only_columns(func.count())) or 0) >= MAX_PER_SESSION:
        raise Invalid(N_("一场最多 %(limit)s 张照片：请先撤下几张"), field="photo", limit=MAX_PER_SESSION)
    values = {
        "session_id": facts.id, "campaign_id": facts.campaign_id, "subject": new.subject.value, "digest": digest,
        "caption": clean_line(new.caption, limit=100), "content": new.picture.content, "width": new.picture.width,
        "height": new.picture.height, "look": new.look, "uploaded_at": now, "actor": actor,
    }  # fmt: skip
    table = cast(Table, EvidencePhoto.__table__)
    made_id = insert_or_ignore(session, table, values, unique=("session_id", "subject", "digest"))
    if made_id is not None:
        return made_id
    known = _known(session, facts.id, new.subject, digest)
    assert known is not None
    return known


def _known(session: Session, session_id: int, subject: Subject, digest: str) -> int | None:
    """The same file, sent before; one that was withdrawn is given back its bytes by nobody."""
    found = session.execute(
        select(EvidencePhoto.id, EvidencePhoto.withdrawn_at).where(
            EvidencePhoto.session_id == session_id, EvidencePhoto.subject == subject.value,
            EvidencePhoto.digest == digest,
        )
    ).first()  # fmt: skip
    if found is not None and found.withdrawn_at is not None:
        raise Invalid(N_("这张照片在这一场里已经撤下，不能再用：请换一张"), field="photo")
    return None if found is None else found.id


def list_photos(session: Session, facts: SessionFacts, subject: Subject) -> list[KeptPhoto]:
    """Photos that stand, oldest first, with the other sessions that use the same ones. Two statements."""
    kept = session.scalars(_standing(facts.id, subject).order_by(EvidencePhoto.id)).all()
    elsewhere = session.execute(
        select(EvidencePhoto.look, EvidencePhoto.session_id).where(
            EvidencePhoto.campaign_id == facts.campaign_id, EvidencePhoto.session_id != facts.id,
            EvidencePhoto.withdrawn_at.is_(None),
        )
    ).all() if kept else []  # fmt: skip
    return [
        KeptPhoto(
            id=each.id, subject=Subject(each.subject), caption=each.caption, width=each.width, height=each.height,
            uploaded_at=each.uploaded_at,
            also_in=tuple(sorted({other for look, other in elsewhere if are_alike(each.look, look)})),
        )
        for each in kept
    ]  # fmt: skip


def photo_content(session: Session, session_id: int, photo_id: int) -> tuple[Subject, bytes]:
    """Subject and WebP bytes of a photo of the session. Raises `NotFound`."""
    query = select(EvidencePhoto).options(WITH_CONTENT).where(EvidencePhoto.id == photo_id)
    found = session.scalars(query).one_or_none()
    if found is None or found.session_id != session_id or found.withdrawn_at is not None:
        raise NotFound(N_("没有这张照片：可能已经撤下"))
    return Subject(found.subject), found.content


def withdraw_photo(session: Session, session_id: int, photo_id: int, *, reason: str, now: datetime) -> bool:
    """Take a photo away; its bytes go, the line stays. False when that was done before.

    Raises `NotFound` for a photo of another session and `Invalid` without a reason.
    """
    why = clean_line(reason, limit=200)
    if not why:
        raise Invalid(N_("请写明撤下原因"), field="reason")
    found = session.get(EvidencePhoto, photo_id)
    if found is None or found.session_id != session_id:
        raise NotFound(N_("没有这张照片：可能已经撤下"))
    if found.withdrawn_at is not None:
        return False
    found.withdrawn_at, found.withdrawn_reason, found.content = now, why, b""
    session.flush()
    return True


def _standing(session_id: int, subject: Subject | None = None) -> Select[EvidencePhoto]:
    query = select(EvidencePhoto).where(EvidencePhoto.session_id == session_id, EvidencePhoto.withdrawn_at.is_(None))
    return query if subject is None else query.where(EvidencePhoto.subject == subject.value)
