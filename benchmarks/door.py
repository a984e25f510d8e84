"""The door: what helpers' scanners send, one scan a request or a batch, and twenty a second on the dot."""

from __future__ import annotations

import io
import sqlite3
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import msgspec
import xlsxwriter
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.servers import serving
from benchmarks.table import Row
from benchmarks.world import World, build_world
from quizapp.activities import SessionFacts, load_facts_by_code
from quizapp.checkins import issue_codes
from quizapp.db import Store
from quizapp.devices import DeviceRole, invite_device, redeem_invite
from quizapp.devices.views_token import CODES_KEY
from quizapp.kit.vault import Vault
from quizapp.people import Person, import_roster, read_roster_file, work_out_people
from quizapp.units import get_unit

#: Scanners at the door: each may send 240 requests a minute.
SCANNERS = 150
BATCH = 50
PACED_PER_S = 20
_PACED = 400
#: People of one list.
ROSTER = 2_000
_REPEATS = 3


def scans(world: World) -> list[bytes]:
    """Each person's code scanned once, one scan a request, by scanners in turn."""
    tokens, codes = equip(world)
    return [_request(tokens[at % SCANNERS], [_scan(f"scan-{at:08d}", code)], at) for at, code in enumerate(codes)]


def batches(world: World) -> list[bytes]:
    """The same scans as scanners that come back into the network send them: fifty a request."""
    tokens, codes = equip(world)
    said = [_scan(f"scan-{at:08d}", code) for at, code in enumerate(codes)]
    return [
        _request(tokens[at // BATCH % SCANNERS], said[at : at + BATCH], at) for at in range(0, len(said), BATCH)
    ]  # fmt: skip


def measure_paced() -> list[Row]:
    """Twenty scans a second, sent when they are due whether or not the ones before were answered."""
    with tempfile.TemporaryDirectory(prefix="quizapp-bench-") as folder:
        world = build_world(Path(folder), phones=_PACED, started=False)
        requests = scans(world)
        with serving(world, "quizapp.cli.served:create_served_app") as server:
            seen = server.load(world.settings.home, requests, connections=PACED_PER_S, per_second=PACED_PER_S)
    return [
        Row(
            benchmark="scan", variant=f"at {PACED_PER_S} a second", per_second=seen.per_second, cpu_us=seen.cpu_us,
            p95_ms=seen.p95_ms,
        )
    ]  # fmt: skip


def equip(world: World) -> tuple[list[str], list[str]]:
    """Tokens of scanners and personal codes of everybody."""
    store, now = Store(world.settings.database_url), datetime.now(UTC)
    try:
        with store.write() as session:
            facts = load_facts_by_code(session, world.session_code)
            people = session.scalars(select(Person.id).order_by(Person.id)).all()
            key = world.settings.key_for(CODES_KEY)
            codes = issue_codes(session, people, key=key, actor="system", now=now)
            tokens = [_scanner(session, facts, f"{number} 号门", world, now) for number in range(SCANNERS)]
    finally:
        store.close()
    return tokens, [codes[each] for each in people]


def _scanner(session: Session, facts: SessionFacts, name: str, world: World, now: datetime) -> str:
    key = world.settings.key_for("door-devices")
    invite = invite_device(
        session, facts, role=DeviceRole.STEWARD, name=name, hours=None, key=key, actor="system", now=now
    )
    return redeem_invite(session, invite.secret, browser="bench", now=now).token


def _scan(nonce: str, code: str) -> dict[str, str]:
    return {"nonce": nonce, "scanned_at": datetime.now(UTC).isoformat(), "code": code, "via": "camera"}


def _request(token: str, said: list[dict[str, str]], at: int) -> bytes:
    body = msgspec.json.encode({"sent_at": datetime.now(UTC).isoformat(), "scans": said})
    return (
        f"POST /api/door/scans HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def measure_roster() -> list[Row]:
    """A list of two thousand people as a clerk sends it: read, checked, phones sealed, stored in one transaction."""
    content = _roster_file()
    ours_s, bare_s = (
        median(_import_s(content) for _ in range(_REPEATS)),
        median(_bare_s(content) for _ in range(_REPEATS)),
    )
    return [
        Row(benchmark="roster", variant="ours, 2,000 people, xlsx", per_second=ROSTER / ours_s, seconds=ours_s),
        Row(
            benchmark="", variant="calamine and executemany", per_second=ROSTER / bare_s, seconds=bare_s,
            ratio=bare_s / ours_s,
        ),
    ]  # fmt: skip


def _roster_file() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("姓名", "单位", "手机号"))
        for number in range(ROSTER):
            sheet.write_row(number + 1, 0, (f"王{number}", f"红星{number % 20}村", f"139{number:08d}"))
    return stream.getvalue()


def _import_s(content: bytes) -> float:
    with tempfile.TemporaryDirectory(prefix="quizapp-bench-") as folder:
        world = build_world(Path(folder), phones=1, started=False)
        vault, store = Vault(world.settings.key_for("vault")), Store(world.settings.database_url)
        try:
            began = time.perf_counter()
            reading = read_roster_file(content, "roster.xlsx")
            worked = work_out_people(reading, vault)
            with store.write() as session:
                done = import_roster(
                    session, reading, "roster.xlsx", worked=worked, campaign_id=world.campaign_id,
                    unit=get_unit(session, world.town_id), vault=vault, now=datetime.now(UTC),
                )  # fmt: skip
            assert done.added == ROSTER, done
            return time.perf_counter() - began
        finally:
            store.close()


def _bare_s(content: bytes) -> float:
    with tempfile.TemporaryDirectory(prefix="quizapp-bench-") as folder, sqlite3.connect(f"{folder}/bare.db") as bare:
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT, unit TEXT, phone TEXT)")
        began = time.perf_counter()
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[1:]
        bare.executemany("INSERT INTO person (name, unit, phone) VALUES (?, ?, ?)", rows)
        bare.commit()
        return time.perf_counter() - began
