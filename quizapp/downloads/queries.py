"""Reading downloads: one's own, and the pieces of one that is ready."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.db import Store
from quizapp.downloads.models import Download, DownloadPart
from quizapp.downloads.rules import KEPT, DownloadState, percent
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.vault import Vault
from quizapp.units import Unit

PURPOSE = "download"


class DownloadRow(NamedTuple):
    """A file as its page shows it."""

    id: int
    token: str
    title: str
    format: str
    state: str
    done: int
    total: int | None
    size: int | None
    origin: str
    permission: str
    unit_id: int
    unit_path: str
    created_at: datetime
    ready_at: datetime | None

    @property
    def is_ready(self) -> bool:
        """Whether it can be fetched."""
        return self.state == DownloadState.READY

    @property
    def is_over(self) -> bool:
        """Whether nothing happens to it any more by itself."""
        return DownloadState(self.state).is_over

    @property
    def percent(self) -> int:
        """How far it is."""
        return 100 if self.is_ready else percent(self.done, self.total)

    @property
    def expires_at(self) -> datetime | None:
        """When it goes away."""
        return self.ready_at + KEPT if self.ready_at else None


_ROWS = select(
    Download.id, Download.token, Download.title, Download.format, Download.state, Download.done, Download.total,
    Download.size, Download.origin, Download.permission, Download.unit_id, Unit.path, Download.created_at,
    Download.ready_at,
).join(Unit, Unit.id == Download.unit_id)  # fmt: skip


def find_download(session: Session, token: str, *, staff_id: int, now: datetime) -> DownloadRow:
    """The file that this member of staff ordered. Raises `NotFound` for all others and when its day is over."""
    row = session.execute(_ROWS.where(Download.token == token, Download.staff_id == staff_id)).first()
    found = DownloadRow._make(row) if row is not None else None
    if found is None or (found.expires_at is not None and found.expires_at <= now):
        raise NotFound(N_("这个文件不在了：导出的文件只保留一天，请重新导出"))
    return found


def list_downloads(session: Session, *, staff_id: int, now: datetime) -> list[DownloadRow]:
    """This person's files, newest first. One statement."""
    rows = session.execute(_ROWS.where(Download.staff_id == staff_id).order_by(Download.id.desc()))
    found = (DownloadRow._make(row) for row in rows)
    return [each for each in found if each.expires_at is None or each.expires_at > now]


class Backlog(NamedTuple):
    """What is still to be made, and since when."""

    waiting: int
    making: int
    oldest: datetime | None


def read_backlog(session: Session) -> Backlog:
    """All files that somebody waits for. One statement."""
    columns = (Download.state, func.count(), func.min(Download.created_at))
    open_states = (DownloadState.WAITING, DownloadState.MAKING)
    rows = session.execute(select(*columns).where(Download.state.in_(open_states)).group_by(Download.state)).all()
    counts = {state: count for state, count, _since in rows}
    return Backlog(
        waiting=counts.get(DownloadState.WAITING, 0), making=counts.get(DownloadState.MAKING, 0),
        oldest=min((since for _state, _count, since in rows), default=None),
    )  # fmt: skip


def read_parts(store: Store, vault: Vault, download_id: int) -> Iterator[bytes]:
    """The file piece by piece, each read by a transaction of its own: a slow phone keeps no snapshot open."""
    number = 0
    while True:
        with store.read() as session:
            wanted = (DownloadPart.download_id == download_id, DownloadPart.number == number)
            sealed = session.scalar(select(DownloadPart.content).where(*wanted))
        if sealed is None:
            return
        yield vault.open_bytes(sealed, purpose=PURPOSE)
        number += 1
