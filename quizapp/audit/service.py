"""Writing into the audit log: one more entry at the end of the chain, in the transaction of the deed itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from quizapp.audit.chain import Content, blind, canonical_json, digest_of, link, sign_head
from quizapp.audit.models import AuditEntry, AuditHead
from quizapp.kit.text import clean_line


class Doer(Protocol):
    """Whoever acts: `quizapp.accounts.Actor` is one."""

    @property
    def id(self) -> int | None:
        """Staff id; None for the command line."""

    @property
    def name(self) -> str:
        """Name as shown."""


def record(
    session: Session, *, actor: Doer, action: str, object_type: str, object_id: str, unit_id: int | None,
    detail: Mapping[str, object], now: datetime, key: bytes, personal: Mapping[str, object] | None = None,
) -> int:  # fmt: skip
    """Position of the new entry. Three statements; writers wait for each other until they commit.

    ``action`` is ``room.verb``. ``detail`` holds facts without personal data and stays for ever; ``personal`` what
    may have to be erased one day. ``key`` is ``settings.key_for("audit")``.
    """
    count, last_mac = _lock_head(session)
    text = canonical_json(personal) if personal else None
    salt, personal_digest = blind(text) if text else (None, None)
    content = Content(
        at=now, actor_id=actor.id, actor_name=clean_line(actor.name, limit=120), action=action, object_type=object_type,
        object_id=object_id[:64], unit_id=unit_id, detail=canonical_json(detail), personal_digest=personal_digest,
    )  # fmt: skip
    digest = digest_of(content, key)
    position, mac = count + 1, link(count + 1, digest, last_mac, key)
    session.execute(
        insert(AuditEntry).values(
            position=position, at=content.at, actor_id=content.actor_id, actor_name=content.actor_name, action=action,
            object_type=object_type, object_id=content.object_id, unit_id=unit_id, detail=content.detail, personal=text,
            personal_salt=salt, personal_digest=personal_digest, digest=digest, mac=mac,
        )
    )  # fmt: skip
    session.execute(
        update(AuditHead)
        .where(AuditHead.id == 1)
        .values(count=position, last_mac=mac, mac=sign_head(position, mac, key))
    )
    return position


def _lock_head(session: Session) -> tuple[int, bytes]:
    """Number of entries and the last one's mac; nobody else appends before this transaction ends."""
    head = select(AuditHead.count, AuditHead.last_mac).where(AuditHead.id == 1)
    count, last_mac = session.execute(head.with_for_update()).one()
    return count, last_mac


def erase_personal(session: Session, *, object_type: str, object_id: str) -> int:
    """Forget the personal data of all entries about one thing; how many had some. The chain stays whole."""
    about = (AuditEntry.object_type == object_type, AuditEntry.object_id == object_id[:64])
    erased = session.execute(
        update(AuditEntry)
        .where(*about, AuditEntry.personal.is_not(None))
        .values(personal=None, personal_salt=None)
        .returning(AuditEntry.position)
    )
    return len(erased.all())
