"""The live quiz: a hall of phones on one server, and what became of every answer."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from typing import Any

import msgspec
from sqlalchemy import func, select

from benchmarks.live_phones import Plan
from benchmarks.phones import Browser, get, open_browser, open_browsers, post_json
from benchmarks.servers import Server, serving
from benchmarks.table import Row
from benchmarks.world import Phone, World, build_world
from quizapp.banks import BankQuestion
from quizapp.db import Store
from quizapp.live import Act, Draft, act, issue_remote, make_room
from quizapp.live.room import ANSWERS, PLAYERS, QUESTIONS, to_frozen
from quizapp.live.service.making import draw_questions
from quizapp.questions import find_type

PHONES = 1_000
QUESTIONS_ASKED = 3


def measure(
    phones: int = PHONES, *, name: str = "live", database_url: str = "", workers: int = 1, fanout_url: str = ""
) -> list[Row]:
    """A thousand phones join within ten seconds and answer each of three questions within three."""
    environ = {"QUIZAPP_LIVE_FANOUT": fanout_url}
    with tempfile.TemporaryDirectory(prefix="quizapp-bench-") as folder:
        world = build_world(Path(folder), phones=phones, started=False, database_url=database_url)
        code, remote, right = _open_room(world)
        browsers = open_browsers(world)
        plan = _plan(code, remote, right, browsers, open_browser(world.settings, Phone(device_key="host"), phones))
        with serving(
            world, "quizapp.cli.served:create_served_app", workers=workers, environ=environ
        ) as server:  # fmt: skip
            seen, cpu_s = _play(server, world, plan)
        exact = _is_exact(world, phones, seen)
    print(f"exact {exact}: {msgspec.json.encode(seen).decode()}", file=sys.stderr)
    variant = f"{phones} phones" + (f", {workers} processes" if workers > 1 else "")
    rows = [("join", "join"), ("answer", "answer stored"), ("shown", "question seen"), ("told", "reveal seen")]
    polls = int(seen["poll_n"])
    return [
        *(_row(seen, each, f"{variant}: {word}", benchmark=name if each == "join" else "") for each, word in rows),
        Row(
            benchmark="", variant=f"{variant}: polls", per_second=polls / seen["seconds"], p95_ms=seen["poll_p95"],
            cpu_us=cpu_s / max(1, polls) * 1e6,
        ),
    ]  # fmt: skip


def _row(seen: dict[str, Any], name: str, variant: str, *, benchmark: str) -> Row:
    return Row(
        benchmark=benchmark, variant=variant, per_second=seen[f"{name}_n"] / seen["seconds"],
        p95_ms=seen[f"{name}_p95"],
    )  # fmt: skip


def measure_polls() -> list[Row]:
    """The state as fast as it is answered: unchanged, whole, and what only one phone is told, by the framework."""
    with tempfile.TemporaryDirectory(prefix="quizapp-bench-") as folder:
        world = build_world(Path(folder), phones=200, started=False)
        code, _remote, _right = _open_room(world)
        browsers = open_browsers(world)
        state = f"GET /live-state/{code} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        with serving(world, "quizapp.cli.served:create_served_app") as server:
            etag = _etag(server.port, code)
            loads = {
                "poll, unchanged (304)": [f"{state}If-None-Match: {etag}\r\n\r\n".encode()] * 10_000,
                "poll, whole state": [f"{state}\r\n".encode()] * 10_000,
                "me, by the framework": [get(f"/api/live/{code}/me", browser) for browser in browsers] * 5,
            }
            seen = {name: server.load(Path(folder), requests, connections=64) for name, requests in loads.items()}
    return [
        Row(benchmark="", variant=name, per_second=each.per_second, cpu_us=each.cpu_us, p95_ms=each.p95_ms)
        for name, each in seen.items()
    ]  # fmt: skip


def _etag(port: int, code: str) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", f"/live-state/{code}")
    answer = connection.getresponse()
    answer.read()
    return answer.headers["ETag"]


def _open_room(world: World) -> tuple[str, str, list[tuple[Any, Any]]]:
    """Its code, its remote, and for each question a right and a wrong answer."""
    store, now = Store(world.settings.database_url), datetime.now(UTC)
    try:
        with store.write() as session:
            room = make_room(
                session, Draft(title="6·16 直播答题", join_limit=20_000), campaign_id=world.campaign_id,
                unit_id=world.town_id, actor="bench", now=now,
            )  # fmt: skip
            bank_ids = session.scalars(select(BankQuestion.bank_id).distinct()).all()
            draw_questions(
                session, room.id, bank_ids=bank_ids, count=QUESTIONS_ASKED, seconds=120, points=10, rng=Random(3), now=now
            )  # fmt: skip
            act(session, room.id, Act(action="open", revision=0), actor="bench", now=now)
            token = issue_remote(session, room.id, actor="bench", now=now)
            rows = session.execute(select(QUESTIONS).order_by(QUESTIONS.c.place)).all()
            return room.code, token, [_answers(to_frozen(row)) for row in rows]
    finally:
        store.close()


def _answers(frozen: Any) -> tuple[Any, Any]:
    right = find_type(frozen.question.type).right_answer(frozen.question, frozen.order)
    wrong = right[::-1] if frozen.question.type == "ordering" else [next(n for n in range(9) if n not in right)]
    return list(right), list(wrong)


def _plan(code: str, remote: str, right: list[tuple[Any, Any]], browsers: list[Browser], host: Browser) -> Plan:
    room = f"/api/live/{code}"
    answers = [
        [
            post_json(
                f"{room}/answers", browser,
                {"place": place, "answer": given[number % 3 == 0], "nonce": f"{place}-{number:06d}"},
            )
            for number, browser in enumerate(browsers)
        ]
        for place, given in enumerate(right, start=1)
    ]  # fmt: skip
    head = (
        f"POST /api/live-remote/{remote} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {host.cookie}\r\n"
        f"X-CSRFToken: {host.csrf}\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
    )
    return Plan(
        poll=f"GET /live-state/{code} HTTP/1.1\r\nHost: 127.0.0.1\r\n".encode(),
        joins=[post_json(f"{room}/join", browser, {}) for browser in browsers], answers=answers,
        mine=[get(f"{room}/me", browser) for browser in browsers], host_head=head.encode(), join_within_s=10,
        answer_within_s=3,
    )  # fmt: skip


def _play(server: Server, world: World, plan: Plan) -> tuple[dict[str, Any], float]:
    file = world.settings.home / "plan.bin"
    file.write_bytes(msgspec.msgpack.encode(plan))
    before_s = server.cpu_s()
    command = [sys.executable, "-m", "benchmarks.live_phones", str(server.port), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return msgspec.json.decode(done.stdout), server.cpu_s() - before_s


def _is_exact(world: World, phones: int, seen: dict[str, Any]) -> bool:
    """Whether every acknowledged answer is stored once and every place and score is what the answers say."""
    store = Store(world.settings.database_url)
    try:
        with store.read() as session:
            stored = session.scalar(select(func.count()).select_from(ANSWERS))
            players = session.execute(select(PLAYERS).order_by(PLAYERS.c.rank)).all()
            given = session.execute(select(ANSWERS)).all()
    finally:
        store.close()
    scores = {player.id: [0, 0] for player in players}
    for row in given:
        scores[row.player_id][0] += row.points
        scores[row.player_id][1] += row.elapsed_ms if row.is_right else 0
    acknowledged = seen["answer"].get("200", 0)
    places = [(-scores[each.id][0], scores[each.id][1]) for each in players]
    return (
        stored == acknowledged == phones * QUESTIONS_ASKED and len(players) == phones and places == sorted(places)
        and [each.rank for each in players] == list(range(1, phones + 1))
        and all([each.score, each.time_ms] == scores[each.id] for each in players)
    )  # fmt: skip
