"""The drill: load on the whole site, one machine after the other killed or cut off, and what was promised held against it."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg
from sqlalchemy import select

from benchmarks.world import World
from deploy.lab.crowd import Clock, Door, TimedCrowd, dial
from deploy.lab.machines import LabMachine
from deploy.lab.topology import Lab
from quizapp.checkins.models import Scan
from quizapp.db import Store
from quizapp.ledger import read_lag
from tests.faults.checker import Verdict, judge
from tests.faults.phones import Dial

#: Load before a blow, and after the site has come back.
_CALM_S = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Blow:
    """One thing that was done to the site under load."""

    what: str
    #: Longest time in which nothing at all was acknowledged.
    silence_s: float
    #: From the blow until that silence was over.
    back_s: float
    #: Acknowledged in the five seconds before it.
    before_per_s: float
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the checker found at the end."""

    verdict: Verdict
    scans: int
    scans_lost: int
    scans_doubled: int
    surprises: Sequence[object]

    @property
    def is_clean(self) -> bool:
        """Nothing acknowledged is missing, nothing is there twice."""
        return self.verdict.is_clean and not (self.scans_lost or self.scans_doubled)


@dataclass
class Drill:
    """Load on ``lab`` until `finish`."""

    lab: Lab
    world: World
    crowd: TimedCrowd
    door: Door
    clock: Clock
    blows: list[Blow] = field(default_factory=list)

    def strike(self, what: str, blow: Callable[[], None], *, watch_s: float, note: Callable[[], str] = str) -> None:
        """Do ``blow`` and watch for so long; the load goes on."""
        time.sleep(_CALM_S)
        struck = time.monotonic()
        blow()
        time.sleep(watch_s)
        silence, back = self.clock.outage(struck, time.monotonic())
        before = self.clock.between(struck - 5.0, struck) / 5.0
        sys.stdout.write(f"{what}: silence {silence:.1f} s, back after {back:.1f} s\n")
        sys.stdout.flush()
        self.blows.append(Blow(what=what, silence_s=silence, back_s=back, before_per_s=before, note=note()))

    def catch_up(self) -> float:
        """Seconds from now until the workers' totals hold everything; the load must be over. Raises when they never do."""
        store = Store(self.lab.app_url())
        try:
            return self.lab.wait_for(lambda: _is_rolled_up(store), "totals that hold everything", 180.0)
        finally:
            store.close()

    def judge(self) -> Outcome:
        """Hold the database against everything that was acknowledged; the load must be over."""
        self.lab.wait_for(lambda: self.lab.primary() is not None, "a primary to read from")
        kept = replace(self.world, settings=replace(self.world.settings, database_url=self.lab.app_url()))
        stored = _scans(kept)
        told = self.door.acknowledged
        surprises = [*self.crowd.history.surprises, *(each for queue in self.door.queues for each in queue.surprises)]
        return Outcome(
            verdict=judge(kept, self.crowd.history), scans=len(told), scans_lost=sum(nonce not in stored for nonce in told),
            scans_doubled=sum(count - 1 for count in stored.values()), surprises=surprises,
        )  # fmt: skip


def _is_rolled_up(store: Store) -> bool:
    with store.read() as session:
        return read_lag(session).since is None


def _scans(world: World) -> Counter[str]:
    store = Store(world.settings.database_url)
    try:
        with store.read() as session:
            return Counter(session.scalars(select(Scan.nonce)))
    finally:
        store.close()


@contextmanager
def drilling(lab: Lab, world: World, *, threads: int = 12, scans_per_s: float = 3.0) -> Iterator[Drill]:
    """People answer and are scanned through the proxy while the block runs; at its end they finish what they are at."""
    name, edge = lab.site.values["name"], lab.site.address("edge")
    to_site: Dial = dial(name, edge, lab.folder / "edge/etc/ssl/quizapp/fullchain.pem")
    clock = Clock()
    crowd = TimedCrowd(world, to_site, threads=threads)
    crowd.clock = clock
    door = Door(world, to_site, scanners=6, per_second=scans_per_s)
    with crowd.at_work(), door.at_work():
        yield Drill(lab=lab, world=world, crowd=crowd, door=door, clock=clock)


class LonelyWriter:
    """A client beside a primary that is cut off: it writes there as often as it is answered.

    What it was told is "stored" must be in the database that the others have: otherwise there were two primaries.
    """

    def __init__(self, machine: LabMachine) -> None:
        self._machine = machine
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.acknowledged: list[int] = []

    def prepare(self, url: str) -> None:
        """Its table."""
        with psycopg.connect(url, autocommit=True) as line:
            line.execute("CREATE TABLE IF NOT EXISTS lonely (number integer PRIMARY KEY)")

    def start(self) -> None:
        """Write in the background, with `psql` on the machine itself."""
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            # ten seconds, then the client goes away without an answer, as a phone would
            asked = ["timeout", "-s", "KILL", "3", "psql", "-h", "/run/postgresql", "-d", "quizapp", "-qtA", "-c"]
            try:
                said = self._machine.command(
                    *asked, f"INSERT INTO lonely VALUES ({number}) RETURNING 'stored'", user="postgres"
                )
            except RuntimeError:
                continue
            if "stored" in said:
                self.acknowledged.append(number)

    def stop(self) -> None:
        """No more."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def lost(self, url: str) -> int:
        """How many of the acknowledged numbers the database at ``url`` does not have."""
        with psycopg.connect(url) as line:
            kept = {row[0] for row in line.execute("SELECT number FROM lonely")}
        return sum(number not in kept for number in self.acknowledged)


def certificate_of(lab: Lab) -> Path:
    """What the lab's proxy shows."""
    return lab.folder / "edge/etc/ssl/quizapp/fullchain.pem"
