"""Answers while something else goes on: the last minute before the end, three hundred reports, an organizer who edits."""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import click
import msgspec
from sqlalchemy import func, select, update

from benchmarks.herd import OURS, send
from benchmarks.herd_phones import Herd, PhonePlan
from benchmarks.phones import open_browsers, submits
from benchmarks.servers import Load, Server, serving
from benchmarks.table import Row
from benchmarks.world import QUESTIONS, World, build_world
from quizapp.contests import Attempt, Contest
from quizapp.db import Store
from quizapp.units import NewUnit, add_unit, get_unit_by_code

#: A fifth of ten thousand sheets comes in the last minute, some in the grace, some after it.
LAST_MINUTE, IN_GRACE, TOO_LATE = 2_000, 200, 100
_UNTIL_END_S = 70.0
#: Answers a second beside reports and edits, and for how long.
PACE, SECONDS = 20, 40


def measure_last_minute() -> list[Row]:
    """Two thousand sheets in the last minute, two hundred in the thirty seconds of grace, a hundred after it."""
    count = LAST_MINUTE + IN_GRACE + TOO_LATE
    with tempfile.TemporaryDirectory(prefix="quizapp-bench-") as folder:
        world = build_world(Path(folder), phones=count)
        herd = _plan(world, Random(5))
        with serving(world, OURS, environ={"QUIZAPP_TRUSTED_PROXIES": "1"}) as server:
            ends_at = datetime.now(UTC) + timedelta(seconds=_UNTIL_END_S + 1)
            _end_at(world, ends_at)
            before_s = server.cpu_s()
            seen = send(server, Path(folder), herd)
            spent_s = server.cpu_s() - before_s
        by_phone, by_deadline = _handed_in(world)
    click.echo(f"last minute: {seen} by phone {by_phone}, by the deadline {by_deadline}", err=True)
    if (seen["done"], by_phone, by_deadline) != (count, LAST_MINUTE + IN_GRACE, TOO_LATE):
        raise RuntimeError(f"{by_phone} by phone, {by_deadline} by the deadline, {seen}")
    return [
        Row(
            benchmark="last_minute", variant=f"{count:,} sheets, grace exact", per_second=seen["submit_n"] / seen["seconds"],
            cpu_us=spent_s / count * 1e6, p95_ms=seen["submit_p95"], seconds=seen["seconds"],
        )
    ]  # fmt: skip


def _plan(world: World, rng: Random) -> Herd:
    late = [_UNTIL_END_S + rng.uniform(1, 22) for _ in range(IN_GRACE)]
    too_late = [_UNTIL_END_S + rng.uniform(36, 45) for _ in range(TOO_LATE)]
    # the nearer the end the more of them, as it is
    moments = [_UNTIL_END_S - 60 * (1 - rng.random() ** 0.5) for _ in range(LAST_MINUTE)] + late + too_late
    phones = []
    for number, (at, browser) in enumerate(zip(moments, open_browsers(world), strict=True)):
        answers = {str(place): [rng.randrange(2)] for place in range(1, QUESTIONS + 1)}
        sheet = [(f"q-{place}", str(picked[0])) for place, picked in answers.items()]
        saves = [(rng.uniform(0, 8), msgspec.json.encode({"revision": 1, "answers": answers}).decode())]
        phones.append(
            PhonePlan(
                cookie=browser.cookie, csrf=browser.csrf, address=f"10.0.{number % 100}.7", comes_at=0, identity="",
                looks_for=0, saves=saves, submits_at=at, sheet=urlencode([("submission_key", f"key-{number:08d}"), *sheet]),
                paper=f"/q/{world.contest_code}/a/{world.phones[number].token}",
            )
        )  # fmt: skip
    return Herd(code=world.contest_code, campaign_code=world.campaign_code, phones=phones)


def _end_at(world: World, ends_at: datetime) -> None:
    store = Store(world.settings.database_url)
    try:
        with store.write() as session:
            session.execute(update(Contest).values(closes_at=ends_at))
            session.execute(update(Attempt).values(deadline_at=ends_at))
    finally:
        store.close()


def _handed_in(world: World) -> tuple[int, int]:
    store = Store(world.settings.database_url)
    try:
        with store.read() as session:
            rows = session.execute(select(Attempt.submitted_by, func.count()).group_by(Attempt.submitted_by))
            found = dict(row._tuple() for row in rows)
    finally:
        store.close()
    return found.get("phone", 0), found.get("autosubmit", 0)


def measure_evening() -> list[Row]:
    """Twenty answers a second alone, and while the week's form of three hundred units is built."""
    return _both("evening", "300 weekly reports", "benchmarks.beside:reports_beside")


def measure_editing() -> list[Row]:
    """Twenty answers a second alone, and while the contest is renamed and ten thousand people are imported."""
    return _both("editing", "title and 10,000 people", "benchmarks.beside:editing_beside")


def _both(benchmark: str, what: str, factory: str) -> list[Row]:
    alone, _none = _paced("benchmarks.beside:nothing_beside")
    beside, took_s = _paced(factory)
    return [
        Row(
            benchmark=benchmark, variant=f"answers beside {what}", per_second=PACE, cpu_us=beside.cpu_us, p95_ms=beside.p95_ms,
            seconds=took_s,
        ),
        Row(
            benchmark="", variant="answers alone", per_second=PACE, cpu_us=alone.cpu_us, p95_ms=alone.p95_ms,
            ratio=alone.p95_ms / beside.p95_ms,
        ),
    ]  # fmt: skip


def _paced(factory: str) -> tuple[Load, float | None]:
    """What the answers' phones saw, and how long the other thing took."""
    with tempfile.TemporaryDirectory(prefix="quizapp-bench-") as folder:
        world = build_world(Path(folder), phones=PACE * SECONDS + 200)
        _add_villages(world, 280)
        requests = submits(world)
        with serving(world, factory) as server:
            server.load(Path(folder), requests[:200], connections=8)
            (Path(folder) / "go").touch()
            seen = server.load(Path(folder), requests[200:], connections=0, per_second=PACE)
            return seen, None if factory.endswith("nothing_beside") else _took(server, Path(folder))


def _took(server: Server, folder: Path) -> float:
    deadline = time.monotonic() + 120
    while not (folder / "done").exists():
        if time.monotonic() > deadline or not server.process.is_running():
            raise RuntimeError((folder / "server.log").read_text(errors="replace")[-3000:])
        time.sleep(0.1)
    return float((folder / "done").read_text())


def _add_villages(world: World, count: int) -> None:
    store = Store(world.settings.database_url)
    try:
        with store.write() as session:
            town = get_unit_by_code(session, "dongming-town")
            for number in range(count):
                new = NewUnit(
                    code=f"more-{number:03d}",
                    name=f"青山{number}村",
                    level="village",
                    kind="village",
                    parent_id=town.id,
                )
                add_unit(session, new, actor="system", now=datetime.now(UTC))
    finally:
        store.close()
