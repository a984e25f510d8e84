"""Seals: a keyed hash chain over blocks of entries. Who changes an old entry in the database file is found out.

Each seal covers all entries since the one before. The key is not in the database, so a forger cannot seal again.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.db import Store
from quizapp.ledger.models import LedgerEntry, LedgerSeal
from quizapp.ledger.positions import lock_position, safe_position, write_position

GENESIS = "0" * 64
#: Positions in one statement.
_AT_ONCE = 500
_FIELDS = list(LedgerEntry.__table__.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealCheck:
    """What verification found: ``problems`` is empty when every sealed entry is as it was."""

    seals: int
    entries: int
    unsealed: int
    head: str
    problems: tuple[str, ...]
    #: The first entry that a damaged seal covers; None when there is none.
    damaged_from: int | None = None

    @property
    def is_ok(self) -> bool:
        """Whether nothing was changed."""
        return not self.problems


def seal(store: Store, *, key: bytes, now: datetime) -> int:
    """Seal everything up to a safe position; how many entries the new seal covers (0 when there was nothing)."""
    with store.write() as session:
        target = safe_position(session)
    with store.write() as session:
        start = lock_position(session, "seal")
        if target <= start:
            return 0
        head = _head(session)
        digest, count = _digest(session, key, head, start, target)
        session.add(
            LedgerSeal(
                first_id=start + 1, last_id=target, entries=count, previous_hash=head, hash=digest, sealed_at=now
            )
        )
        write_position(session, "seal", target)
        return count


def latest_head(session: Session) -> tuple[int, str]:
    """The last entry that is sealed and the hash over everything up to it: what is printed on filed forms."""
    found = session.execute(select(LedgerSeal.last_id, LedgerSeal.hash).order_by(LedgerSeal.id.desc()).limit(1)).first()
    return (found[0], found[1]) if found else (0, GENESIS)


def heads_at(session: Session, positions: Collection[int]) -> dict[int, str]:
    """Position -> hash of the seal that ends there; positions at which none ends are left out."""
    found = {0: GENESIS} if 0 in positions else {}
    wanted = sorted(set(positions))
    for start in range(0, len(wanted), _AT_ONCE):
        query = select(LedgerSeal.last_id, LedgerSeal.hash)
        rows = session.execute(query.where(LedgerSeal.last_id.in_(wanted[start : start + _AT_ONCE])))
        found |= {row[0]: row[1] for row in rows}
    return found


def _head(session: Session) -> str:
    return session.scalar(select(LedgerSeal.hash).order_by(LedgerSeal.id.desc()).limit(1)) or GENESIS


def _canonical(rows: Iterator[tuple[object, ...]]) -> Iterator[bytes]:
    """One JSON line an entry, columns in table order: what the hash is taken over."""
    for row in rows:
        yield msgspec.json.encode(list(row)) + b"\n"


def _digest(session: Session, key: bytes, previous: str, start: int, target: int) -> tuple[str, int]:
    mac = hmac.new(key, previous.encode(), hashlib.sha256)
    query = (
        select(*_FIELDS)
        .where(LedgerEntry.id > start, LedgerEntry.id <= target)
        .order_by(LedgerEntry.id)
        .execution_options(yield_per=2000)
    )
    count = 0
    for encoded in _canonical(tuple(row) for row in session.execute(query)):
        mac.update(encoded)
        count += 1
    return mac.hexdigest(), count


def verify(session: Session, *, key: bytes) -> SealCheck:
    """Recompute every seal from the entries as they are now; names each seal that does not fit."""
    problems: list[str] = []
    damaged: list[int] = []
    previous, last, total = GENESIS, 0, 0
    seals = session.scalars(select(LedgerSeal).order_by(LedgerSeal.id)).all()
    for each in seals:
        if each.previous_hash != previous or each.first_id != last + 1:
            problems.append(f"seal {each.id}: does not follow the seal before it")
            damaged.append(min(each.first_id, last + 1))
        digest, count = _digest(session, key, each.previous_hash, each.first_id - 1, each.last_id)
        if digest != each.hash or count != each.entries:
            problems.append(
                f"seal {each.id}: entries {each.first_id}-{each.last_id} were changed ({count} of {each.entries} found)"
            )
            damaged.append(each.first_id)
        previous, last, total = each.hash, each.last_id, total + count
    tail = session.scalars(select(LedgerEntry.id).where(LedgerEntry.id > last)).all()
    return SealCheck(
        seals=len(seals), entries=total, unsealed=len(tail), head=previous, problems=tuple(problems),
        damaged_from=min(damaged, default=None),
    )  # fmt: skip
