"""The doctor: what could go wrong on this machine, found before the month opens."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select, text

from quizapp import audit
from quizapp.db import Store, migrate
from quizapp.errors import QuizError
from quizapp.kit.clock import utc_now
from quizapp.ledger import LedgerEntry
from quizapp.live import check_fanout
from quizapp.settings import Settings

#: Below this much free space a busy day can fill the disk.
ENOUGH_BYTES = 1 << 30
#: By more than this hosts may not differ: the windows of contests and doors open by their clocks.
MOST_SKEW = timedelta(seconds=2)


class Level(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    what: str
    level: Level
    message: str


def examine(settings: Settings, *, clock: Callable[[], datetime] = utc_now) -> list[Finding]:
    """All findings by this host's ``clock``; database checks are left out when it cannot be opened."""
    findings = [_secret(settings), _disk(settings), _address(settings), _limits(settings), _live_fanout(settings)]
    try:
        store = Store(settings.database_url)
    except QuizError as error:
        return [*findings, Finding(what="database", level=Level.FAIL, message=str(error))]
    try:
        for name, check in _checks(clock).items():
            findings.append(_guarded(name, check, store, settings))
            if findings[-1].level is Level.FAIL:
                break  # what follows would only stumble over the same stone
        return findings
    finally:
        store.close()


def _guarded(name: str, check: Callable[[Store, Settings], Finding], store: Store, settings: Settings) -> Finding:
    try:
        return check(store, settings)
    except QuizError as error:
        return Finding(what=name, level=Level.FAIL, message=str(error))


def _secret(settings: Settings) -> Finding:
    path = settings.home / "secret.key"
    if len(settings.secret_key) < 32:
        return Finding(what="secret key", level=Level.FAIL, message="shorter than 32 characters")
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        return Finding(what="secret key", level=Level.FAIL, message=f"others can read {path}: chmod 600 it")
    return Finding(what="secret key", level=Level.OK, message="long enough, readable by its owner only")


def _disk(settings: Settings) -> Finding:
    folder = settings.home if settings.home.exists() else Path.cwd()
    free = shutil.disk_usage(folder).free
    level = Level.OK if free >= ENOUGH_BYTES else Level.WARN
    return Finding(what="disk", level=level, message=f"{free / (1 << 30):.1f} GiB free at {folder}")


def _address(settings: Settings) -> Finding:
    if not settings.public_url:
        return Finding(
            what="public address",
            level=Level.WARN,
            message="QUIZAPP_PUBLIC_URL is empty: QR codes use the address of the request",
        )
    if settings.public_url.startswith("https://") and not settings.secure_cookies:
        return Finding(what="public address", level=Level.WARN, message="HTTPS without QUIZAPP_SECURE_COOKIES=1")
    return Finding(what="public address", level=Level.OK, message=settings.public_url)


def _limits(settings: Settings) -> Finding:
    if settings.limits_url.startswith("memory"):
        return Finding(what="rate limits", level=Level.OK, message="counted in this process's memory")
    return Finding(what="rate limits", level=Level.OK, message="counted in Redis, in memory while it is away")


def _live_fanout(settings: Settings) -> Finding:
    what, alone = "live quizzes", "each process looks at the database ten times a second"
    if not settings.live_fanout_url:
        return Finding(what=what, level=Level.OK, message=alone)
    problem = check_fanout(settings.live_fanout_url)
    if problem:
        return Finding(what=what, level=Level.WARN, message=f"QUIZAPP_LIVE_FANOUT: {problem}; {alone}")
    return Finding(what=what, level=Level.OK, message="processes tell each other of changes over Redis, which answers")


def _revision(store: Store, _settings: Settings) -> Finding:
    migrate.require_current(store)
    return Finding(what="database", level=Level.OK, message=f"revision {migrate.current_revision(store)}")


def _durability(store: Store, _settings: Settings) -> Finding:
    with store.write() as session:
        if store.is_sqlite:
            level = session.execute(text("PRAGMA synchronous")).scalar_one()
            return Finding(what="durability", level=Level.OK, message=f"SQLite WAL, synchronous={level}")
        values = {name: session.execute(text(f"SHOW {name}")).scalar_one() for name in ("fsync", "synchronous_commit")}
    safe = values == {"fsync": "on", "synchronous_commit": "on"} or values["synchronous_commit"] in {
        "remote_apply",
        "remote_write",
    }
    return Finding(what="durability", level=Level.OK if safe else Level.FAIL, message=f"PostgreSQL {values}")


def _integrity(store: Store, _settings: Settings) -> Finding:
    if not store.is_sqlite:
        return Finding(what="integrity", level=Level.OK, message="left to PostgreSQL's checksums")
    with store.read() as session:
        answer = session.execute(text("PRAGMA quick_check(1)")).scalar_one()
    return Finding(what="integrity", level=Level.OK if answer == "ok" else Level.FAIL, message=str(answer))


def _audit(store: Store, settings: Settings) -> Finding:
    with store.read() as session:
        found = audit.verify(session, settings.key_for("audit"))
    level = Level.OK if found.ok else Level.FAIL
    return Finding(what="audit log", level=level, message=f"{found.checked} entries, {len(found.problems)} problems")


def _clock(store: Store, clock: Callable[[], datetime]) -> Finding:
    """This host's clock against the database server's and against what hosts have written: windows open by it."""
    before = clock()
    with store.read() as session:
        asked = None if store.is_sqlite else session.execute(text("SELECT clock_timestamp()")).scalar_one()
        after = clock()
        newest = session.scalar(select(LedgerEntry.recorded_at).order_by(LedgerEntry.id.desc()).limit(1))
    if asked is not None and not before - MOST_SKEW <= asked <= after + MOST_SKEW:
        off = (before - asked).total_seconds()
        message = (
            f"{abs(off):.0f} s {'ahead of' if off > 0 else 'behind'} the database server: set both by one time server"
        )
        return Finding(what="clock", level=Level.WARN, message=message)
    if newest is not None and newest > after + MOST_SKEW:
        ahead = (newest - after).total_seconds()
        message = f"the ledger has an entry from {ahead:.0f} s ahead: a clock was set back, or hosts differ"
        return Finding(what="clock", level=Level.WARN, message=message)
    return Finding(what="clock", level=Level.OK, message=f"within {MOST_SKEW.total_seconds():.0f} s of what others say")


def _checks(clock: Callable[[], datetime]) -> dict[str, Callable[[Store, Settings], Finding]]:
    return {
        "database": _revision,
        "clock": lambda store, _settings: _clock(store, clock),
        "durability": _durability,
        "integrity": _integrity,
        "audit log": _audit,
    }
