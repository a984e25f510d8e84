"""The borders of a contest to the second, in a real server process whose clock the test sets."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from benchmarks.servers import environment, free_port, wait_until_up
from benchmarks.world import World, build_world
from quizapp.contests import GRACE, Contest
from quizapp.db import Store
from tests.faults.phones import Answer, Phone, phones_of
from tests.faults.server import ROOT
from tests.support.faketime import ServerClock

SECOND = timedelta(seconds=1)
MINUTES = 5
CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, kw_only=True)
class Hall:
    """A served contest with one try a day and five minutes, its clock, and people with phones."""

    clock: ServerClock
    opens_at: datetime
    closes_at: datetime
    phones: list[Phone]


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    home = tmp_path_factory.mktemp("hall")
    world = build_world(home, phones=4, started=False)
    # ahead of the real time: what was made by it (cookies, people) is old already, as in life
    tomorrow = datetime.now(CHINA) + timedelta(days=1)
    opens_at = tomorrow.replace(hour=9, minute=0, second=0, microsecond=0).astimezone(UTC)
    closes_at = opens_at + timedelta(days=3)
    set_window(world, opens_at, closes_at)
    clock = ServerClock(home)
    clock.set(opens_at - SECOND)
    with served(world, clock) as port, phones_of(world, port, 4) as phones:
        yield Hall(clock=clock, opens_at=opens_at, closes_at=closes_at, phones=phones)


@contextmanager
def served(world: World, clock: ServerClock) -> Iterator[int]:
    """The port of a server process that lives by ``clock``.

    Our own server waits by clocks that libfaketime cannot stand in for; `wsgi.py` runs in any other one just as well.
    """
    port, log = free_port(), world.settings.home / "server.log"
    command = f"import wsgi; from werkzeug.serving import run_simple; run_simple('127.0.0.1', {port}, wsgi.app, threaded=True)"
    with log.open("ab") as stream:
        process = subprocess.Popen(
            [sys.executable, "-c", command],
            env=environment(world) | clock.environ,
            cwd=ROOT,
            stdout=stream,
            stderr=stream,
        )
    try:
        wait_until_up(port, process, log)
        yield port
    finally:
        process.kill()
        process.wait()


def set_window(world: World, opens_at: datetime, closes_at: datetime) -> None:
    values = {"opens_at": opens_at, "closes_at": closes_at, "minutes_limit": MINUTES, "tries_per_day": 1}
    store = Store(world.settings.database_url)
    with store.write() as session:
        session.execute(update(Contest).values(values))
    store.close()


def code_of(answer: Answer) -> str:
    """The error's code; empty when it went well."""
    return "" if answer.status == 200 else str(answer.body["error"]["code"])


def test_it_opens_to_the_second(hall: Hall) -> None:
    hall.clock.set(hall.opens_at - SECOND)
    assert code_of(hall.phones[0].start()) == "cannot_start"
    hall.clock.set(hall.opens_at)
    assert code_of(hall.phones[0].start()) == ""


def test_answers_are_taken_until_deadline_and_grace(hall: Hall) -> None:
    begun = hall.opens_at + timedelta(hours=1)
    hall.clock.set(begun)
    token = hall.phones[1].start().body["token"]
    last = begun + timedelta(minutes=MINUTES) + GRACE
    hall.clock.set(last)
    assert code_of(hall.phones[1].save(token, 1)) == ""
    hall.clock.set(last + SECOND)
    assert code_of(hall.phones[1].save(token, 2)) == "attempt_closed"
    late = hall.phones[1].submit(token, "k", {})
    assert late.body["submitted_by"] == "autosubmit"
    assert datetime.fromisoformat(late.body["submitted_at"]) == begun + timedelta(minutes=MINUTES)


def test_tries_come_back_at_midnight_of_the_campaign(hall: Hall) -> None:
    """Midnight in China is four in the afternoon by UTC: the day is the campaign's."""
    midnight = (hall.opens_at.astimezone(CHINA) + timedelta(days=1)).replace(hour=0, minute=0, second=0)
    hall.clock.set(midnight - 2 * SECOND)
    token = hall.phones[2].start().body["token"]
    assert code_of(hall.phones[2].submit(token, "k", {})) == ""
    hall.clock.set(midnight - SECOND)
    assert code_of(hall.phones[2].start()) == "cannot_start"
    hall.clock.set(midnight)
    assert hall.phones[2].start().body["attempt_no"] == 2


def test_it_closes_to_the_second_and_nobody_gets_longer(hall: Hall) -> None:
    hall.clock.set(hall.closes_at - SECOND)
    started = hall.phones[3].start()
    assert datetime.fromisoformat(started.body["deadline_at"]) == hall.closes_at
    hall.clock.set(hall.closes_at)
    assert code_of(hall.phones[1].start()) == "cannot_start"
    assert hall.phones[3].start().body["is_new"] is False
    hall.clock.set(hall.closes_at + GRACE)
    assert code_of(hall.phones[3].save(started.body["token"], 1)) == ""
    hall.clock.set(hall.closes_at + GRACE + SECOND)
    assert code_of(hall.phones[3].save(started.body["token"], 2)) == "attempt_closed"


def test_without_the_library_the_borders_are_not_proved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "glob", lambda *_: iter(()))
    with pytest.raises(AssertionError, match="prepare_machine"):
        _ = ServerClock(tmp_path).environ
