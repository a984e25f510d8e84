"""Who goes on to the next round. Pure, and short enough to be written again by whoever doubts a list."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

_TICKET_LENGTH = 10
#: Most persons, of each unit too, that a rule may let through.
MAX_AMOUNT = 10_000


class Kind(StrEnum):
    """How those who go on are found."""

    #: The first N of all.
    TOP = "top"
    #: The first N of each unit below the host.
    TOP_PER_UNIT = "top_per_unit"
    #: The first N of each kind of unit: enterprises, villages, schools.
    TOP_PER_KIND = "top_per_kind"
    #: Everybody with at least this share of the full score.
    ABOVE = "above"


class Role(StrEnum):
    """What a place on a list is."""

    LISTED = "listed"
    RESERVE = "reserve"


class PlaceState(StrEnum):
    """What became of a place after the list was published."""

    STANDS = "stands"
    #: Given up by the person.
    DECLINED = "declined"
    #: Taken away by the organizer, with a reason.
    REMOVED = "removed"


class Verdict(StrEnum):
    """What somebody decided about a person and a list."""

    ADD = "add"
    REMOVE = "remove"
    UNDO = "undo"
    DECLINE = "decline"
    MOVE_UP = "move_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Who goes on; ``amount`` is a number of persons, for `Kind.ABOVE` percent of the full score."""

    kind: Kind = Kind.TOP
    amount: int = 10
    #: How many wait behind them, of each group.
    reserves: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A person with the result that counts; scores are hundredths of a point."""

    #: 1-based place among all.
    rank: int
    person_id: int
    score: int
    max_score: int
    seconds: int
    reached_at: datetime
    #: The unit credited then, the child of the host that it lies in (0 = none), and its kind.
    unit_id: int
    branch_id: int
    unit_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a rule makes of a ranking, each in order of rank."""

    listed: tuple[Ranked, ...] = field(default=())
    reserves: tuple[Ranked, ...] = field(default=())


def choose(ranking: Sequence[Ranked], rule: Rule, *, without: Collection[int] = ()) -> Chosen:
    """Who goes on and who waits; persons in ``without`` are passed over and the next ones come in their place."""
    groups: dict[str, list[Ranked]] = {}
    for each in ranking:
        if each.person_id not in without:
            groups.setdefault(group_of(each, rule), []).append(each)
    listed: list[Ranked] = []
    reserves: list[Ranked] = []
    for group in groups.values():
        going = _how_many(group, rule)
        listed += group[:going]
        reserves += group[going : going + rule.reserves]
    return Chosen(listed=_in_order(listed), reserves=_in_order(reserves))


def group_of(each: Ranked, rule: Rule) -> str:
    """Name of the group whose places a person competes for; empty where there is one for all."""
    if rule.kind is Kind.TOP_PER_UNIT:
        return str(each.branch_id)
    return each.unit_kind if rule.kind is Kind.TOP_PER_KIND else ""


def _how_many(group: Sequence[Ranked], rule: Rule) -> int:
    if rule.kind is not Kind.ABOVE:
        return rule.amount
    return sum(100 * each.score >= rule.amount * each.max_score for each in group)


def _in_order(people: Iterable[Ranked]) -> tuple[Ranked, ...]:
    return tuple(sorted(people, key=lambda each: each.rank))


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """A line of the published file."""

    role: str
    rank: int | None
    ticket: str
    score: int | None
    is_by_hand: bool


def ticket_of(ticket_key: str, person_id: int) -> str:
    """A person's number on public lists: it says nothing about him without the event's secret key."""
    digest = hmac.digest(ticket_key.encode(), str(person_id).encode(), "sha256")
    return base64.b32encode(digest)[:_TICKET_LENGTH].decode()


def list_file(*, contest_code: str, rule: Rule, position: int, lines: Iterable[FileLine]) -> bytes:
    """The published file: the rule and the ledger's position on top, then a line a person without any name."""
    head = f"contest {contest_code}\nrule {rule.kind} {rule.amount} {rule.reserves}\nposition {position}\n"
    body = "".join(
        f"{line.role}\t{'-' if line.rank is None else line.rank}\t{line.ticket}\t"
        f"{'-' if line.score is None else line.score}\t{'hand' if line.is_by_hand else 'rule'}\n"
        for line in lines
    )
    return (head + body).encode()


def hash_list(file: bytes) -> str:
    """SHA-256 (hex) of the published file."""
    return hashlib.sha256(file).hexdigest()
