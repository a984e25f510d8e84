"""Checking the chain from the first entry to the head, and naming what was done to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.audit.chain import blinded, digest_of, link, same, sign_head
from quizapp.audit.models import AuditEntry, AuditHead
from quizapp.kit.i18n import N_

_BATCH = 5_000


class Damage(StrEnum):
    """What can be wrong with an entry."""

    CHANGED = "changed"
    MOVED = "moved"
    MISSING = "missing"
    ADDED = "added"
    UNLINKED = "unlinked"
    PERSONAL_CHANGED = "personal_changed"
    TAIL_CUT = "tail_cut"
    HEAD_CHANGED = "head_changed"
    ANCHOR_DIFFERS = "anchor_differs"

    @property
    def label(self) -> str:
        """What it means (a message id)."""
        return DAMAGE_LABELS[self]


DAMAGE_LABELS = {
    Damage.CHANGED: N_("内容被改动"),
    Damage.MOVED: N_("被换了位置"),
    Damage.MISSING: N_("缺失"),
    Damage.ADDED: N_("不经系统添加"),
    Damage.UNLINKED: N_("与前一条的链接被改动"),
    Damage.PERSONAL_CHANGED: N_("个人信息被改动"),
    Damage.TAIL_CUT: N_("末尾被截断"),
    Damage.HEAD_CHANGED: N_("链尾签名被改动"),
    Damage.ANCHOR_DIFFERS: N_("与打印件上的校验值不一致"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One damaged place: the entry's position (0 = the head) and what happened to it."""

    position: int
    damage: Damage


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Outcome of a check. ``problems`` ascend by position and are empty when the log is whole."""

    checked: int
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """An end of the chain that was written down elsewhere, for instance printed on a filed form."""

    count: int
    mac: bytes


class _Row(NamedTuple):
    position: int
    at: datetime
    actor_id: int | None
    actor_name: str
    action: str
    object_type: str
    object_id: str
    unit_id: int | None
    detail: str
    personal: str | None
    personal_salt: bytes | None
    personal_digest: bytes | None
    digest: bytes
    mac: bytes


#: Of the table, not of the class: the ORM would cost as much again as the hashing.
_COLUMNS = tuple(AuditEntry.__table__.c[name] for name in _Row._fields)


def read_head(session: Session) -> Anchor:
    """The present end of the chain, to be printed or copied where nobody can change it."""
    count, mac = session.execute(select(AuditHead.count, AuditHead.last_mac).where(AuditHead.id == 1)).one()
    return Anchor(count=count, mac=mac)


def verify(session: Session, key: bytes, *, anchor: Anchor | None = None) -> Verification:
    """Whether every entry is as it was written, in its place, and none is missing; about 1 s for 100,000.

    ``anchor`` also proves that the chain was not replaced as a whole by someone who holds the key.
    """
    problems: list[Problem] = []
    expected, previous = 1, b""
    for row in _rows(session):
        problems += [_problem(gap, Damage.MISSING) for gap in range(expected, row.position)]
        problems += _check_row(row, previous, key, after_gap=row.position > expected)
        if anchor is not None and row.position == anchor.count and not same(row.mac, anchor.mac):
            problems.append(_problem(row.position, Damage.ANCHOR_DIFFERS))
        expected, previous = row.position + 1, row.mac
    problems += _check_head(session, expected - 1, previous, key)
    if anchor is not None and anchor.count >= expected:
        problems.append(_problem(anchor.count, Damage.ANCHOR_DIFFERS))
    return Verification(checked=expected - 1, problems=tuple(problems))


def _rows(session: Session) -> Iterator[_Row]:
    result = session.execute(
        select(*_COLUMNS)
        .order_by(AuditEntry.__table__.c.position)
        .execution_options(yield_per=_BATCH, stream_results=True)
    )
    for partition in result.partitions():
        yield from (_Row._make(row) for row in partition)


def _check_row(row: _Row, previous: bytes, key: bytes, *, after_gap: bool) -> list[Problem]:
    """What is wrong with ``row`` itself; after a gap its link cannot be checked."""
    genuine = same(row.digest, digest_of(row, key))
    linked = after_gap or same(row.mac, link(row.position, row.digest, previous, key))
    told = row.personal is None or same(row.personal_digest, blinded(row.personal, row.personal_salt or b""))
    if genuine and linked and told:
        return []
    damages = [] if genuine else [Damage.CHANGED]
    if not linked:
        damages.append(Damage.MOVED if genuine else Damage.UNLINKED)
    if not told:
        damages.append(Damage.PERSONAL_CHANGED)
    return [_problem(row.position, damage) for damage in damages]


def _check_head(session: Session, count: int, last_mac: bytes, key: bytes) -> list[Problem]:
    head = session.execute(select(AuditHead.count, AuditHead.last_mac, AuditHead.mac).where(AuditHead.id == 1)).first()
    if head is None:
        return [_problem(0, Damage.HEAD_CHANGED)]
    claimed, claimed_mac, signature = head
    untouched = claimed == 0 and not signature and not claimed_mac
    if not untouched and not same(signature, sign_head(claimed, claimed_mac, key)):
        return [_problem(0, Damage.HEAD_CHANGED)]
    if claimed > count:
        return [_problem(gap, Damage.TAIL_CUT) for gap in range(count + 1, claimed + 1)]
    if claimed < count:
        return [_problem(extra, Damage.ADDED) for extra in range(claimed + 1, count + 1)]
    return [] if claimed_mac == last_mac else [_problem(0, Damage.HEAD_CHANGED)]


def _problem(position: int, damage: Damage) -> Problem:
    return Problem(position=position, damage=damage)
