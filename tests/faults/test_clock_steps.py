"""The server's clock is set forward and back at random: windows are right to the second, and nobody used less than no time."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select, update

from benchmarks.phones import open_browser
from benchmarks.world import Phone as Device
from benchmarks.world import World, build_world
from quizapp.accounts import Role, open_session
from quizapp.contests import GRACE, Attempt, Contest
from quizapp.db import Store
from tests.contests.test_window_borders import CHINA, MINUTES, SECOND, code_of, served, set_window
from tests.faults.phones import Phone, phones_of
from tests.support.factories import insert_grant, insert_staff
from tests.support.faketime import ServerClock
from tests.support.gate import Shown, size
from tests.support.patience import PATIENCE_S

TIMES = size(60, done=1_000)
PHONES = 48


@dataclass(frozen=True, kw_only=True)
class Hall:
    """A served contest that takes any number of papers, its clock, and people with phones."""

    world: World
    clock: ServerClock
    opens_at: datetime
    closes_at: datetime
    phones: list[Phone]
    port: int


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    home = tmp_path_factory.mktemp("hall")
    world = build_world(home, phones=PHONES, started=False)
    tomorrow = datetime.now(CHINA) + timedelta(days=1)
    opens_at = tomorrow.replace(hour=9, minute=0, second=0, microsecond=0).astimezone(UTC)
    closes_at = opens_at + timedelta(hours=8)
    set_window(world, opens_at, closes_at)
    store = Store(world.settings.database_url)
    with store.write() as session:
        session.execute(update(Contest).values(tries_per_day=None))
    store.close()
    clock = ServerClock(home)
    clock.set(opens_at)
    with served(world, clock) as port, phones_of(world, port, PHONES) as phones:
        yield Hall(world=world, clock=clock, opens_at=opens_at, closes_at=closes_at, phones=phones, port=port)


def near(border: datetime, rng: Random) -> datetime:
    """At the border, a second beside it, or within a minute and a half."""
    return border + rng.choice([-1, 0, 1, rng.randint(-90, 90)]) * SECOND


def test_starts_are_taken_by_the_clock_alone_wherever_it_jumps(hall: Hall, shown: Shown) -> None:
    rng, wrong = Random(8), []
    for number in range(TIMES):
        moment, phone = near(rng.choice([hall.opens_at, hall.closes_at]), rng), hall.phones[number % PHONES]
        hall.clock.set(moment)
        started = phone.start()
        if (code_of(started) == "") != (hall.opens_at <= moment < hall.closes_at):
            wrong.append((moment, started))
        elif started.status == 200:
            assert phone.submit(started.body["token"], f"k{number}", {}).status == 200
    assert wrong == []
    shown(8, "starts at random times around the borders", TIMES, asked=1_000)


def test_sheets_are_taken_until_deadline_and_grace_wherever_it_jumps(hall: Hall, shown: Shown) -> None:
    rng, wrong = Random(9), []
    for number in range(TIMES):
        phone, begun = hall.phones[number % PHONES], hall.opens_at + rng.randrange(3_600) * SECOND
        hall.clock.set(begun)
        token = phone.start().body["token"]
        last = begun + timedelta(minutes=MINUTES) + GRACE
        moment = rng.choice([near(last, rng), begun - rng.randrange(600) * SECOND])
        hall.clock.set(moment)
        saved = phone.save(token, 1)
        if (code_of(saved) == "") != (moment <= last):
            wrong.append((begun, moment, saved))
        assert phone.submit(token, f"s{number}", {}).status == 200
    assert wrong == []
    shown(8, "sheets at random times around the deadline", TIMES, asked=1_000)


def test_nobody_used_less_than_no_time(hall: Hall) -> None:
    """The clock was set back between start and submission, and the list of results says 0."""
    hall.clock.set(hall.opens_at + timedelta(hours=2))
    token = hall.phones[0].start().body["token"]
    hall.clock.set(hall.opens_at + timedelta(hours=1))
    assert hall.phones[0].submit(token, "back", {}).status == 200
    store = Store(hall.world.settings.database_url)
    with store.read() as session:
        backwards = select(func.count(Attempt.id)).where(Attempt.submitted_at < Attempt.started_at)
        assert session.scalar(backwards), "the clock was never set back: nothing was tried"
    store.close()
    rows = list(csv.reader(io.StringIO(_export(hall))))
    used = [int(row[rows[0].index("用时（秒）")]) for row in rows[1:]]
    assert min(used) == 0
    assert len(used) > 1 or used == [0]


def _export(hall: Hall) -> str:
    """The list of results as staff of the town gets it."""
    world, now = hall.world, hall.opens_at + timedelta(hours=1)
    store = Store(world.settings.database_url)
    with store.write() as session:
        staff_id = insert_staff(session, now, username="alice")
        insert_grant(session, now, staff_id=staff_id, role=Role.CAMPAIGN_ADMIN, unit_id=world.town_id)
        token = open_session(session, staff_id, now=now)
        contest_id = session.scalars(select(Contest.id)).one()
    store.close()
    staff = open_browser(world.settings, Device(device_key="desk"), PHONES, signed_in=token)
    line = HTTPConnection("127.0.0.1", hall.port, timeout=PATIENCE_S)
    line.request("GET", f"/console/contests/{contest_id}/results.csv", headers={"Cookie": staff.cookie})
    answer = line.getresponse()
    content = answer.read().decode("utf-8-sig")
    line.close()
    assert answer.status == 200, content[:300]
    return content


def test_the_clock_of_the_test_is_the_servers(tmp_path: Path, hall: Hall) -> None:
    """The twin that lives by the machine's own clock is a day behind: the jumps are what the others see."""
    hall.clock.set(hall.opens_at)
    with served(hall.world, _Honest(tmp_path)) as port, phones_of(hall.world, port, 1) as (phone,):
        assert code_of(phone.start()) == "cannot_start"


class _Honest(ServerClock):
    """No clock of ours: the system's."""

    @property
    def environ(self) -> dict[str, str]:
        return {}
