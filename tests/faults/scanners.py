"""Scanners at the door: a queue that forgets a scan only when the server has said what became of it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from random import Random
from typing import Any

import msgspec
from sqlalchemy import func, select

from benchmarks.door import SCANNERS, equip
from benchmarks.world import World
from quizapp.checkins.models import Attendance, Scan
from quizapp.db import Store
from quizapp.devices import DoorUpload
from quizapp.ledger.models import LedgerEntry
from tests.faults.phones import AGAIN, Dial
from tests.support.patience import PATIENCE_S

FINAL = {"stored", "refused", "review"}


@dataclass
class Queue:
    """What one scanner keeps: scans that nobody has acknowledged, and those that somebody has."""

    token: str
    waiting: list[dict[str, str]]
    acknowledged: dict[str, str] = field(default_factory=dict)
    #: Answers that should never come.
    surprises: list[tuple[int, bytes]] = field(default_factory=list)

    def flush(self, server: int | Dial, rng: Random, stop: threading.Event) -> None:
        """Send until nothing waits: in batches of any size, in any order, again after every broken line."""
        line: HTTPConnection | None = None
        while self.waiting and not stop.is_set():
            rng.shuffle(self.waiting)
            batch = self.waiting[: rng.randint(1, 12)]
            line = line or _dial(server)
            try:
                receipts = self._send(line, batch)
            except (OSError, HTTPException):
                line.close()
                line = None
                time.sleep(0.02)
                continue
            self.acknowledged |= {each["nonce"]: each["verdict"] for each in receipts if each["outcome"] in FINAL}
            self.waiting = [each for each in self.waiting if each["nonce"] not in self.acknowledged]
        if line is not None:
            line.close()

    def _send(self, line: HTTPConnection, batch: list[dict[str, str]]) -> list[Any]:
        body = msgspec.json.encode({"sent_at": datetime.now(UTC).isoformat(), "scans": batch})
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        line.request("POST", "/api/door/scans", body, headers)
        answer = line.getresponse()
        content = answer.read()
        if answer.status == 200:
            return list(msgspec.json.decode(content)["receipts"])
        if answer.status not in {429} | AGAIN:
            self.surprises.append((answer.status, content))
        time.sleep(0.1)
        return []


def _dial(server: int | Dial) -> HTTPConnection:
    return server() if callable(server) else HTTPConnection("127.0.0.1", server, timeout=PATIENCE_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What the database holds."""

    heads: int
    credited: int
    scans: int
    uploads: int


def queues(world: World, scanners: int) -> list[Queue]:
    """Everybody's code scanned once, shared out among so many scanners."""
    tokens, codes = equip(world)
    now = datetime.now(UTC).isoformat()
    said = [{"nonce": f"scan-{at:08d}", "scanned_at": now, "code": code} for at, code in enumerate(codes)]
    step = SCANNERS // scanners
    return [Queue(tokens[at * step], said[at::scanners]) for at in range(scanners)]


def count(world: World) -> Counts:
    """Count what stands."""
    store = Store(world.settings.database_url)
    try:
        with store.read() as session:
            of_heads = LedgerEntry.source_table == "attendance"
            sums = [
                select(func.count(Attendance.person_id.distinct())).where(Attendance.undone_at.is_(None)),
                select(func.coalesce(func.sum(LedgerEntry.quantity), 0)).where(of_heads),
                select(func.count()).select_from(Scan),
                select(func.count()).select_from(DoorUpload),
            ]
            heads, credited, scans, uploads = (int(session.scalar(each) or 0) for each in sums)
    finally:
        store.close()
    return Counts(heads=heads, credited=credited, scans=scans, uploads=uploads)
