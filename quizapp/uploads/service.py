"""Keeping, finding and dropping uploads that wait for a decision."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.db import delete_rows
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token
from quizapp.kit.text import clean_line
from quizapp.kit.vault import Vault
from quizapp.uploads.models import Upload

#: How long an upload waits.
KEPT = timedelta(days=1)
_PURPOSE = "upload"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An upload, opened."""

    token: str
    filename: str
    content: bytes
    choices: Mapping[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An upload without its file: what was read from it, as its room encoded it."""

    token: str
    filename: str
    prepared: bytes
    choices: Mapping[str, Any]
    created_at: datetime


def keep_upload(
    session: Session, *, purpose: str, staff_id: int, filename: str, content: bytes, choices: Mapping[str, Any],
    vault: Vault, now: datetime, prepared: bytes | None = None,
) -> str:  # fmt: skip
    """Token of the kept file."""
    token = new_token()
    sealed = vault.seal(base64.b85encode(content).decode(), purpose=_PURPOSE)
    name = clean_line(filename, limit=200)
    kept = Upload(token=token, purpose=purpose, staff_id=staff_id, filename=name, content=sealed, created_at=now)
    kept.choices, kept.prepared = dict(choices), prepared
    session.add(kept)
    session.flush()
    return token


def find_upload(session: Session, token: str, *, purpose: str, staff_id: int, vault: Vault) -> Waiting:
    """The file that this member of staff uploaded for this purpose. Raises `NotFound` for all others."""
    row = session.scalar(select(Upload).where(*_mine(token, purpose, staff_id)))
    if row is None:
        raise NotFound(N_("这次上传已经处理过，或者放了一天以上：请重新上传文件"))
    content = base64.b85decode(vault.open(row.content, purpose=_PURPOSE))
    return Waiting(
        token=row.token, filename=row.filename, content=content, choices=row.choices, created_at=row.created_at
    )


def find_prepared(session: Session, token: str, *, purpose: str, staff_id: int) -> Prepared:
    """What was read from the upload; its file stays sealed. Raises `NotFound` like `find_upload`."""
    columns = (Upload.token, Upload.filename, Upload.prepared, Upload.choices, Upload.created_at)
    row = session.execute(select(*columns).where(*_mine(token, purpose, staff_id))).first()
    if row is None:
        raise NotFound(N_("这次上传已经处理过，或者放了一天以上：请重新上传文件"))
    return Prepared(
        token=row.token,
        filename=row.filename,
        prepared=row.prepared or b"",
        choices=row.choices,
        created_at=row.created_at,
    )


def note_prepared(
    session: Session, token: str, prepared: bytes, choices: Mapping[str, Any], *, purpose: str, staff_id: int
) -> None:
    """Keep what was read in another way, with the choices that led to it."""
    values = {"prepared": prepared, "choices": dict(choices)}
    session.execute(update(Upload).where(*_mine(token, purpose, staff_id)).values(values))


def note_choices(session: Session, token: str, choices: Mapping[str, Any], *, purpose: str, staff_id: int) -> None:
    """Remember what was decided so far."""
    session.execute(update(Upload).where(*_mine(token, purpose, staff_id)).values(choices=dict(choices)))


def drop_upload(session: Session, token: str, *, purpose: str, staff_id: int) -> bool:
    """Forget the file; whether it was still there (False on the second tap of a button)."""
    return delete_rows(session, Upload, *_mine(token, purpose, staff_id)) > 0


def _mine(token: str, purpose: str, staff_id: int) -> tuple[Any, ...]:
    return (Upload.token == token, Upload.purpose == purpose, Upload.staff_id == staff_id)
