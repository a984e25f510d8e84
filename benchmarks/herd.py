"""The opening minute: thousands of phones within seconds, each from the contest's page to its submitted paper."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import click
import msgspec
from sqlalchemy import func, select

from benchmarks.herd_phones import Herd, PhonePlan
from benchmarks.phones import open_browser
from benchmarks.servers import Server, serving
from benchmarks.table import Row
from benchmarks.world import QUESTIONS, Phone, World, build_world
from quizapp.contests import Attempt
from quizapp.db import Store
from quizapp.kit.ids import new_token
from quizapp.ledger import LedgerEntry

OURS = "quizapp.cli.served:create_served_app"
SMALL, LARGE = 3_000, 10_000
#: Half of the phones come within so many seconds, the others later and later.
_RUSH_S, _LATER_S, _LAST_S = 10.0, 15.0, 60.0
#: One phone in so many is new: it says its name first.
_NEW = 10
#: Carriers put some hundred phones behind one address.
_A_CARRIER = 100


def measure_opening(small: int = SMALL, large: int = LARGE, *, without: bool = True) -> list[Row]:
    """Three thousand phones and ten thousand, these also on two processes; then three thousand with the line switched off."""
    rows = _opening(small, "with the line")
    base = _opening(small, "no line", at_once="0") if without else []
    return [*rows, *_opening(large, "with the line"), *_opening(large, "two processes", workers=2), *base]


def _opening(phones: int, name: str, *, at_once: str = "", workers: int = 1) -> list[Row]:
    environ = {"QUIZAPP_TRUSTED_PROXIES": "1"} | ({"QUIZAPP_OPENINGS_AT_ONCE": at_once} if at_once else {})
    with tempfile.TemporaryDirectory(prefix="quizapp-bench-") as folder:
        world = build_world(Path(folder), phones=phones - phones // _NEW, started=False)
        plan = plan_opening(world, phones, Random(11))
        with serving(world, OURS, workers=workers, environ=environ) as server:
            before_s = server.cpu_s()
            seen = send(server, Path(folder), plan)
            spent_s = server.cpu_s() - before_s
        check_papers(world, phones, seen)
    click.echo(f"{phones} {name}: {seen}", err=True)
    return _rows(f"{phones:,} phones, {name}", phones, seen, spent_s)


def plan_opening(world: World, phones: int, rng: Random) -> Herd:
    """Who comes when, and does what."""
    moments = sorted(
        _RUSH_S * rng.random() if number % 2 else _RUSH_S + min(_LAST_S, rng.expovariate(1 / _LATER_S))
        for number in range(phones)
    )
    return Herd(
        code=world.contest_code, campaign_code=world.campaign_code,
        phones=[_phone(world, number, at, rng) for number, at in enumerate(moments)],
    )  # fmt: skip


def _phone(world: World, number: int, comes_at: float, rng: Random) -> PhonePlan:
    is_new = number % _NEW == 0
    known = world.phones[number - number // _NEW - 1] if not is_new else Phone(device_key=new_token())
    browser = open_browser(world.settings, known, number)
    who = {"name": f"新来的{number}", "unit": f"village-{number % 20:02d}", "consent": "y", "do": "save"}
    answers = {str(place): [rng.randrange(2)] for place in range(1, QUESTIONS + 1)}
    saves = [
        (rng.uniform(4, 12), {"revision": 1, "answers": dict(list(answers.items())[:5])}),
        (rng.uniform(14, 22), {"revision": 2, "answers": answers}),
    ]
    sheet = [(f"q-{place}", str(picked[0])) for place, picked in answers.items()]
    return PhonePlan(
        cookie=browser.cookie, csrf=browser.csrf, address=f"10.0.{number % _A_CARRIER}.7", comes_at=comes_at,
        identity=urlencode(who) if is_new else "", looks_for=rng.uniform(0.5, 3),
        saves=[(at, msgspec.json.encode(body).decode()) for at, body in saves], submits_at=rng.uniform(24, 40),
        sheet=urlencode([("submission_key", f"key-{number:08d}"), ("revision", "2"), *sheet]),
    )  # fmt: skip


def send(server: Server, folder: Path, herd: Herd) -> dict[str, Any]:
    """What the phones saw; they run in another process."""
    file = folder / "herd.bin"
    file.write_bytes(msgspec.msgpack.encode(herd))
    command = [sys.executable, "-m", "benchmarks.herd_phones", str(server.port), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1800, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return dict(msgspec.json.decode(done.stdout))


def check_papers(world: World, phones: int, seen: dict[str, Any]) -> None:
    """Raises unless each phone that was done has one paper, handed in, and one line in the ledger."""
    store = Store(world.settings.database_url)
    try:
        with store.read() as session:
            papers = session.scalar(select(func.count(Attempt.id)).where(Attempt.submitted_at.is_not(None)))
            people = session.scalar(select(func.count(func.distinct(Attempt.person_id))))
            lines = session.scalar(select(func.count(LedgerEntry.id)))
    finally:
        store.close()
    seen["papers"], seen["lines"] = papers, lines
    if not papers == lines == people == seen["done"]:
        raise RuntimeError(f"{seen['done']} phones done, {papers} papers of {people} people, {lines} lines: {seen}")


def _rows(name: str, phones: int, seen: dict[str, Any], spent_s: float) -> list[Row]:
    whole = Row(
        benchmark="opening", variant=name, per_second=seen["done"] / seen["seconds"], cpu_us=spent_s / phones * 1e6,
        p95_ms=seen["in_p95"], seconds=seen["last_in"], ratio=seen["done"] / phones,
    )  # fmt: skip
    parts = [
        Row(
            benchmark="",
            variant=f"  {part}",
            per_second=seen[f"{part}_n"] / seen["seconds"],
            p95_ms=seen[f"{part}_p95"],
        )
        for part in ("page", "place", "start", "paper", "save", "submit")
    ]
    return [whole, *parts]
