"""Pure decisions of the muster: what contradicting words mean, who counts as accounted for, when a share was reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from quizapp.kit.i18n import N_


class State(StrEnum):
    """Where a person stands on the muster board. The stored value never changes."""

    EXPECTED = "expected"
    ARRIVED = "arrived"
    EXEMPT = "exempt"
    MISSING = "missing"
    NEEDS_HELP = "needs_help"

    @property
    def is_accounted_for(self) -> bool:
        """Whether nobody has to look for the person."""
        return self in {State.ARRIVED, State.EXEMPT}


#: From harmless to worst: of two words the one further on stands. "Expected" is no word: it takes one's own back.
_SEVERITY = {State.EXEMPT: 0, State.ARRIVED: 1, State.MISSING: 2, State.NEEDS_HELP: 3}

STATE_LABELS: Mapping[State, str] = {
    State.EXPECTED: N_("未到"), State.ARRIVED: N_("已到"), State.EXEMPT: N_("免到"), State.MISSING: N_("找不到"),
    State.NEEDS_HELP: N_("需要救助"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One word about one person. ``voice`` is who says it: all scans are one voice, each warden his own."""

    voice: str
    state: State
    at: datetime
    #: Order in which the server heard it.
    heard: int
    #: Settles everything heard before.
    clears: bool = False
    point_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What all words about one person come to."""

    state: State = State.EXPECTED
    #: First time the person was known to be there; None unless arrived.
    arrived_at: datetime | None = None
    #: Where; None when nobody said.
    point_id: int | None = None
    #: Whether voices contradict one another: the worse word stands until a person clears it.
    is_contested: bool = False
    #: Whether a scan, and not only a warden, says so.
    by_scan: bool = False


SCAN_VOICE = "scan"


def resolve(marks: Iterable[Mark]) -> Standing:
    """What stands: each voice's latest word counts, of different voices the worst, after a clearing only what follows.

    Somebody who corrects his own slip is believed; two people who disagree are not averaged.
    """
    heard = sorted(marks, key=lambda mark: mark.heard)
    cleared = max((place for place, mark in enumerate(heard) if mark.clears), default=0)
    earlier, valid = heard[:cleared], heard[cleared:]
    latest = {mark.voice: mark for mark in valid}
    latest = {voice: mark for voice, mark in latest.items() if mark.state is not State.EXPECTED}
    if not latest:
        return Standing()
    worst = max(latest.values(), key=lambda mark: _SEVERITY[mark.state])
    contested = len({mark.state for mark in latest.values()}) > 1
    if worst.state is not State.ARRIVED:
        return Standing(state=worst.state, is_contested=contested)
    seen = [mark for voice in latest for mark in _unbroken(valid, voice)]
    if valid[0].clears:  # a scan that was doubted and then believed keeps its time
        seen += [mark for mark in earlier if mark.voice == SCAN_VOICE and mark.state is State.ARRIVED]
    return _arrived(seen, contested=contested)


def _unbroken(marks: Sequence[Mark], voice: str) -> list[Mark]:
    """The voice's latest words as long as they all say "arrived"."""
    found: list[Mark] = []
    for mark in marks:
        if mark.voice == voice:
            found = [*found, mark] if mark.state is State.ARRIVED else []
    return found


def _arrived(seen: Sequence[Mark], *, contested: bool) -> Standing:
    first = min(seen, key=lambda mark: (mark.at, mark.heard))
    placed = [mark for mark in seen if mark.point_id is not None]
    where = max(placed, key=lambda mark: mark.heard).point_id if placed else None
    return Standing(
        state=State.ARRIVED, arrived_at=first.at, point_id=where, is_contested=contested,
        by_scan=any(mark.voice == SCAN_VOICE for mark in seen),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One word about an unnamed crowd: so many are there by now."""

    voice: str
    people: int
    at: datetime
    heard: int
    clears: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CountStanding:
    """What all counts of one zone come to."""

    people: int = 0
    is_contested: bool = False
    #: How the number that stands grew: (moment, people), in order; it may also fall.
    steps: tuple[tuple[datetime, int], ...] = ()


def resolve_counts(counts: Iterable[Count]) -> CountStanding:
    """Each voice's latest number counts, of different voices the smallest, after a clearing only what follows."""
    latest: dict[str, int] = {}
    steps: list[tuple[datetime, int]] = []
    for count in sorted(counts, key=lambda each: each.heard):
        if count.clears:
            latest = {}
        latest[count.voice] = count.people
        steps.append((count.at, min(latest.values())))
    if not latest:
        return CountStanding()
    return CountStanding(people=min(latest.values()), is_contested=len(set(latest.values())) > 1, steps=tuple(steps))
