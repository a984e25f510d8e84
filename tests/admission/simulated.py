"""A server and a herd of phones, simulated: how a pace treats ten thousand people is known in seconds, and always the same.

The server shares one interpreter among 16 threads, whoever comes then waits in front; requests cost what was measured
(`python -m benchmarks.steps`), now and then everything stands still for a moment. The door is the real one, its line is kept
in memory, its clock is the simulation's.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Any, NamedTuple, cast

from quizapp.admission.door import Door, Place
from quizapp.admission.line import Line, Reach

_THREADS, _SLOTS = 16, 4
#: Milliseconds of CPU.
_COSTS = {
    "page": 1.9, "waiting": 0.6, "waiting again": 0.3, "place": 0.25, "identity": 3.0, "start": 2.0, "paper": 0.3,
    "save": 0.55, "submit": 0.85,
}  # fmt: skip
#: What the door does by itself is not worked on: only these show how busy the server is.
_FREE = {"waiting", "waiting again", "place"}
#: Each further thread that wants the interpreter costs so much more.
_FIGHT = 0.02
#: Between two moments in which everything stands still, and how long they are at most.
_STALL_EACH_S, _STALL_S = 1.0, 0.06


class _Line:
    def __init__(self) -> None:
        self._reach = Reach(0, 0)

    def take(self) -> tuple[int, Reach]:
        self._reach = Reach(self._reach.issued + 1, self._reach.called)
        return self._reach.issued, self._reach

    def call(self, more: int) -> Reach:
        self._reach = Reach(self._reach.issued, min(self._reach.issued, self._reach.called + more))
        return self._reach

    def look(self) -> Reach:
        return self._reach


class _Job(NamedTuple):
    """A request: what it is, when it came, what the server does about it as soon as a thread has it."""

    what: str
    came_at: float
    decide: Callable[[], tuple[str, Callable[[], None]]]


@dataclass(slots=True)
class _Phone:
    is_new: bool
    came_at: float
    number: int | None = None
    told: tuple[float, float] | None = None


@dataclass(slots=True)
class Seen:
    """What the phones saw, in seconds."""

    waits: dict[str, list[float]] = field(default_factory=dict)
    entered: int = 0
    done: int = 0
    last_in: float = 0.0
    #: How long each waited for its turn, in multiples of what it had been told first.
    told_right: list[float] = field(default_factory=list)

    def share(self, what: str, percent: int) -> float:
        """The percentile of the waits for an answer of this kind."""
        waits = sorted(self.waits[what])
        return waits[min(len(waits) - 1, len(waits) * percent // 100)]


class Herd:
    """``phones`` come within 70 s, half of them within ten; ``slow``: the server's slowness, in multiples."""

    def __init__(self, phones: int, *, slow: float = 1.0, dip: tuple[float, float, float] | None = None) -> None:
        self._slow, self._dip, self._rng = slow, dip, Random(11)
        self.now, self._order = 0.0, count()
        self._events: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []
        self.door = Door(cast(Line, _Line()), _SLOTS, lambda: self.now)
        # threads share the interpreter evenly: a job is over when the shared clock has gone on by its cost
        self._at_work: list[tuple[float, int, Callable[[], None]]] = []
        self._in_front: deque[_Job] = deque()
        self._shared, self._shared_at, self._stands, self._turn = 0.0, 0.0, False, 0
        self.seen, self._phones = Seen(), phones
        for number in range(phones):
            at = 10 * self._rng.random() if number % 2 else 10 + min(60.0, self._rng.expovariate(1 / 15))
            self._at(at, self._knock, _Phone(number % 10 == 0, at), "page")
        self._at(self._rng.expovariate(1 / _STALL_EACH_S), self._stand, True)

    def run(self) -> Seen:
        """Until everybody has handed in."""
        while self.seen.done < self._phones:
            self.now, _, event, about = heappop(self._events)
            event(*about)
        return self.seen

    # --- the server

    def _at(self, moment: float, event: Callable[..., None], *about: Any) -> None:
        heappush(self._events, (moment, next(self._order), event, about))

    def _speed(self) -> float:
        if self._stands or not self._at_work:
            return 0.0
        slow = self._slow
        if self._dip is not None and self._dip[0] < self.now < self._dip[1]:
            slow *= self._dip[2]
        return 1 / (len(self._at_work) * slow * (1 + _FIGHT * len(self._at_work)))

    def _go_on(self) -> None:
        self._shared += self._speed() * (self.now - self._shared_at)
        self._shared_at = self.now

    def _plan(self) -> None:
        self._turn += 1
        if speed := self._speed():
            self._at(self.now + max(0.0, self._at_work[0][0] - self._shared) / speed, self._finish, self._turn)

    def _stand(self, stands: bool) -> None:
        self._go_on()
        self._stands = stands
        self._plan()
        rest = self._rng.random() * _STALL_S if stands else self._rng.expovariate(1 / _STALL_EACH_S)
        self._at(self.now + rest, self._stand, not stands)

    def _finish(self, turn: int) -> None:
        if turn != self._turn:
            return
        self._go_on()
        until, _, done = heappop(self._at_work)
        self._shared = max(self._shared, until)
        done()
        if self._in_front and len(self._at_work) < _THREADS:
            self._begin(self._in_front.popleft())
        self._plan()

    def _ask(self, what: str, decide: Callable[[], tuple[str, Callable[[], None]]], came_at: float) -> None:
        self._go_on()
        job = _Job(what, came_at, decide)
        if len(self._at_work) < _THREADS:
            self._begin(job)
        else:
            self._in_front.append(job)
        self._plan()

    def _begin(self, job: _Job) -> None:
        does, then = job.decide()
        if does not in _FREE:
            self.door.pace.enter(self.now)

        def done() -> None:
            if does not in _FREE:
                self.door.pace.leave(self.now)
            self.seen.waits.setdefault(job.what, []).append(self.now - job.came_at)
            then()

        cost_s = _COSTS[does] / 1000 * self._rng.uniform(0.6, 1.4)
        heappush(self._at_work, (self._shared + cost_s, next(self._order), done))

    # --- a phone, and what the door says to it (`quizapp.admission.bare`)

    def _knock(self, phone: _Phone, what: str) -> None:
        self._ask(what, lambda: self._judge(phone, what), self.now)

    def _judge(self, phone: _Phone, what: str) -> tuple[str, Callable[[], None]]:
        place = self.door.find(phone.number) if phone.number is not None else None
        if place is None:
            if not self.door.has_line() and self.door.take_slot(wait_s=0):
                return "page", lambda: self._enter(phone)
            place = self.door.join()
            phone.number = place.number
        if place.is_called:
            if self.door.take_slot(wait_s=0):
                return "page", lambda: self._enter(phone)
            self.door.pace.note_turned_away()
        waits = place
        return "waiting" if what == "page" else "waiting again", lambda: self._wait(phone, waits)

    def _wait(self, phone: _Phone, place: Place) -> None:
        if phone.told is None and place.wait_s >= 5:
            phone.told = self.now, place.wait_s
        self._at(self.now + place.again_s * self._rng.uniform(0.8, 1.2), self._look, phone)

    def _look(self, phone: _Phone) -> None:
        found: list[Place] = []

        def decide() -> tuple[str, Callable[[], None]]:
            assert phone.number is not None
            place = self.door.find(phone.number)
            assert place is not None
            found.append(place)
            return "place", then

        def then() -> None:
            if found[0].is_called:
                self._knock(phone, "again")
            else:
                self._wait(phone, found[0])

        self._ask("place", decide, self.now)

    def _enter(self, phone: _Phone) -> None:
        self.door.leave_slot()
        self.door.pace.note_entry()
        self.seen.entered += 1
        if phone.told is not None:
            self.seen.told_right.append((self.now - phone.told[0]) / phone.told[1])
        if phone.is_new:
            self._simply("identity", lambda: self._later(0.5, 3, self._start))
        else:
            self._later(0.5, 3, self._start)

    def _later(self, soonest_s: float, latest_s: float, event: Callable[..., None], *about: Any) -> None:
        self._at(self.now + self._rng.uniform(soonest_s, latest_s), event, *about)

    def _simply(self, what: str, then: Callable[[], None]) -> None:
        self._ask(what, lambda: (what, then), self.now)

    def _start(self) -> None:
        self._simply("start", lambda: self._simply("paper", self._answer))

    def _answer(self) -> None:
        self.seen.last_in = self.now
        self._later(4, 12, self._simply, "save", lambda: None)
        self._later(14, 22, self._simply, "save", lambda: None)
        self._later(24, 40, self._simply, "submit", self._hand_in)

    def _hand_in(self) -> None:
        self.seen.done += 1
