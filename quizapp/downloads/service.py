"""Ordering a file, and every step of its life; each is a short transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from quizapp.downloads.models import Download, DownloadPart
from quizapp.downloads.rules import KEPT, MOST_AT_ONCE, MOST_TRIES, STALE, DownloadState
from quizapp.errors import Conflict
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token
from quizapp.kit.text import clean_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What somebody wants: see `Download` for the meaning."""

    purpose: str
    staff_id: int
    unit_id: int
    permission: str
    title: str
    format: str
    origin: str
    choices: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A file that this process makes now."""

    id: int
    run: int
    purpose: str
    format: str
    choices: Mapping[str, Any]


def order_download(session: Session, order: Order, *, now: datetime) -> str:
    """Token of the new order. Raises `Conflict` while too many of this person are not finished."""
    open_states = (DownloadState.WAITING, DownloadState.MAKING)
    waiting = session.scalar(
        select(func.count(Download.id)).where(Download.staff_id == order.staff_id, Download.state.in_(open_states))
    )
    if (waiting or 0) >= MOST_AT_ONCE:
        raise Conflict(N_("您已有 %(most)d 个文件正在生成，请等它们完成后再导出"), most=MOST_AT_ONCE)
    token = new_token()
    session.add(
        Download(
            token=token, purpose=order.purpose, staff_id=order.staff_id, unit_id=order.unit_id,
            permission=order.permission, title=clean_line(order.title, limit=120), format=order.format,
            origin=order.origin, choices=dict(order.choices), created_at=now,
        )
    )  # fmt: skip
    session.flush()
    return token


def has_waiting(session: Session, *, now: datetime) -> bool:
    """Whether there may be something to make: a cheap look that takes nobody's turn. One statement."""
    return session.scalar(select(Download.id).where(_fits(now)).limit(1)) is not None


def claim_next(session: Session, *, now: datetime) -> Claim | None:
    """The oldest file that waits or whose maker fell silent, now ours; None when there is nothing to do.

    Compare and set: of two processes that see the same file one gets it.
    """
    _give_up(session, now)
    fits = _fits(now)
    columns = (Download.id, Download.run, Download.purpose, Download.format, Download.choices)
    row = session.execute(select(*columns).where(fits).order_by(Download.id).limit(1)).first()
    if row is None:
        return None
    values = {"state": DownloadState.MAKING, "run": row.run + 1, "touched_at": now, "done": 0, "total": None}
    ours = session.execute(
        update(Download)
        .where(Download.id == row.id, Download.run == row.run, fits)
        .values(values)
        .returning(Download.id)
    ).first()
    if ours is None:
        return None
    session.execute(delete(DownloadPart).where(DownloadPart.download_id == row.id))
    return Claim(id=row.id, run=row.run + 1, purpose=row.purpose, format=row.format, choices=row.choices)


def _fits(now: datetime) -> ColumnElement[bool]:
    fell_silent = (Download.state == DownloadState.MAKING) & (Download.touched_at < now - STALE)
    return or_(Download.state == DownloadState.WAITING, fell_silent)


def _give_up(session: Session, now: datetime) -> None:
    """What broke its maker three times (a machine without room, for instance) is not tried for ever."""
    silent = (Download.state == DownloadState.MAKING, Download.touched_at < now - STALE, Download.run >= MOST_TRIES)
    session.execute(update(Download).where(*silent).values(state=DownloadState.FAILED))


def note_progress(session: Session, claim: Claim, *, done: int, total: int, now: datetime) -> bool:
    """Whether the file is still ours; it was dropped or taken over otherwise, and making it should end."""
    return _change(session, claim, {"done": done, "total": total, "touched_at": now})


def store_part(session: Session, claim: Claim, number: int, content: bytes, *, now: datetime) -> bool:
    """Whether the file is still ours and the sealed piece was kept."""
    if not _change(session, claim, {"touched_at": now}):
        return False
    session.execute(insert(DownloadPart).values(download_id=claim.id, number=number, content=content))
    return True


def finish(session: Session, claim: Claim, *, rows: int, size: int, now: datetime) -> bool:
    """Whether it is ready to be fetched."""
    values = {"state": DownloadState.READY, "done": rows, "total": rows, "size": size, "ready_at": now}
    return _change(session, claim, values)


def fail(session: Session, claim: Claim) -> bool:
    """Say that it cannot be made."""
    return _change(session, claim, {"state": DownloadState.FAILED})


def _change(session: Session, claim: Claim, values: Mapping[str, Any]) -> bool:
    ours = (Download.id == claim.id, Download.run == claim.run, Download.state == DownloadState.MAKING)
    return session.execute(update(Download).where(*ours).values(values).returning(Download.id)).first() is not None


def drop_download(session: Session, token: str, *, staff_id: int) -> bool:
    """Whether the file was there; it is gone now."""
    return _drop(session, session.scalars(_ids().where(Download.token == token, Download.staff_id == staff_id)).all())


def drop_expired(session: Session, *, now: datetime) -> int:
    """How many files went away: those made a day ago, and orders of which nothing became."""
    old = or_(Download.ready_at < now - KEPT, Download.created_at < now - 2 * KEPT)
    found = session.scalars(_ids().where(old)).all()
    _drop(session, found)
    return len(found)


def drop_all(session: Session) -> None:
    """Drop every file: somebody in them was erased."""
    _drop(session, session.scalars(_ids()).all())


def _ids() -> Select[int]:
    return select(Download.id)


def _drop(session: Session, ids: Sequence[int]) -> bool:
    if ids:
        session.execute(delete(DownloadPart).where(DownloadPart.download_id.in_(ids)))
        session.execute(delete(Download).where(Download.id.in_(ids)))
    return bool(ids)
