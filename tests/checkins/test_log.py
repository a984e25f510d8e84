"""The log of the door: everything is in it, and every filter shows what it says."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.activities import DoorSettings, SessionFacts, change_door
from quizapp.checkins import (
    Clues,
    CodeState,
    Door,
    NewScan,
    Scan,
    Verdict,
    issue_codes,
    record_scan,
    set_gates,
    undo_check_in,
)
from quizapp.checkins.log import Clock, LogFilter, Shown, count_doubtful, count_log, read_log, stream_log
from quizapp.checkins.person_data import describe
from quizapp.db import Store
from quizapp.people import erase_person
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.month import Month, add_person, plan_session
from tests.support.visitor import Visitor

EVENING = OPENING + timedelta(hours=9)


@pytest.fixture
def facts(store: Store, cast: Cast, month: Month) -> SessionFacts:
    """A session with a gate: somebody came, came late, was refused, was taken back; a far phone; an unknown code."""
    with store.write() as session:
        planned = plan_session(session, month, cast.town)
        placed = DoorSettings(latitude=31.0, longitude=121.0)
        facts = change_door(session, planned.id, placed)
        (gate,) = set_gates(session, facts.id, ["东门"], now=OPENING)
        one, two, three = (add_person(session, month, cast.town, name).id for name in ("张三", "李四", "王五"))
        scans = [
            NewScan(nonce="a", person_id=one, door=Door.KIOSK, scanned_at=OPENING, gate_id=gate.id),
            NewScan(nonce="c", person_id=two, door=Door.HELPER, scanned_at=OPENING - timedelta(hours=5)),
            NewScan(nonce="b", person_id=two, door=Door.HELPER, scanned_at=OPENING + timedelta(minutes=5), clock_offset_s=-400),
            NewScan(
                nonce="d", person_id=three, door=Door.SCAN, scanned_at=OPENING + timedelta(minutes=6), device_hash="d" * 64,
                clues=Clues(distance_m=4000, accuracy_m=30, prefix="203.0.113.0/24"),
            ),
            NewScan(nonce="e", person_id=None, door=Door.KIOSK, scanned_at=OPENING, code=CodeState.WRONG, code_read="=1+1"),
        ]  # fmt: skip
        results = [
            record_scan(session, facts.id, scan, actor="staff:1", now=EVENING if scan.nonce == "b" else scan.scanned_at)
            for scan in scans
        ]
        attendance_id = results[0].attendance_id
        assert attendance_id is not None
        undo_check_in(session, facts.id, attendance_id, reason="认错人", actor="staff:1", now=EVENING)
    return facts


def _read(store: Store, facts: SessionFacts, **wanted: object) -> list[str]:
    with store.read() as session:
        found = LogFilter(**wanted)  # type: ignore[arg-type]
        lines = read_log(session, facts.id, found)
        assert count_log(session, facts.id, found) == len(lines) == len(list(stream_log(session, facts.id, found)))
    return sorted(line.verdict.value for line in lines)


def test_everything_is_in_it(store: Store, facts: SessionFacts) -> None:
    assert _read(store, facts) == ["accepted"] * 3 + ["not_open_yet", "undone", "wrong_code"]


@pytest.mark.parametrize(
    ("shown", "verdicts"),
    [
        (Shown.SEEN, ["accepted"] * 3), (Shown.REFUSED, ["not_open_yet", "wrong_code"]), (Shown.UNDONE, ["undone"]),
        (Shown.LATE, ["accepted"]), (Shown.DOUBTFUL, ["accepted", "accepted", "not_open_yet"]),
    ],
)  # fmt: skip
def test_each_view_shows_its_own(store: Store, facts: SessionFacts, shown: Shown, verdicts: list[str]) -> None:
    assert _read(store, facts, shown=shown) == verdicts


def test_a_late_upload_is_found_by_either_time(store: Store, facts: SessionFacts) -> None:
    evening = {"start": EVENING - timedelta(hours=1), "end": EVENING + timedelta(hours=1)}
    assert _read(store, facts, clock=Clock.UPLOADED, **evening) == ["accepted", "undone"]
    assert _read(store, facts, clock=Clock.SCANNED, **evening) == ["undone"]


def test_one_gate_can_be_looked_at(store: Store, facts: SessionFacts) -> None:
    with store.read() as session:
        gate_id = session.scalar(select(Scan.gate_id).where(Scan.nonce == "a"))
    assert _read(store, facts, gate_id=gate_id) == ["accepted"]


def test_a_line_says_what_was_noted(store: Store, facts: SessionFacts) -> None:
    with store.read() as session:
        lines = {line.name or line.code_read: line for line in read_log(session, facts.id, LogFilter(shown=Shown.SEEN))}
        assert count_doubtful(session, facts.id) == 2
    assert (lines["张三"].gate, lines["张三"].is_undone) == ("东门", True)
    assert (lines["李四"].is_late, lines["李四"].clock_offset_s) == (True, -400)
    assert lines["李四"].clues.doubts == ("clock_off", "late_upload")
    assert (lines["王五"].device, lines["王五"].clues.doubts) == ("dddddd", ("far",))


def test_erasing_somebody_takes_phone_network_and_codes_and_leaves_the_scan(store: Store, facts: SessionFacts) -> None:
    with store.write() as session:
        person_id = session.scalar(select(Scan.person_id).where(Scan.nonce == "d"))
        assert person_id is not None
        issue_codes(session, [person_id], key=b"k" * 32, actor="staff:1", now=OPENING)
        assert describe(session, person_id)[0][1].params == {"scans": 1, "noted": 1, "codes": 1}
        erase_person(session, person_id, now=EVENING)
        session.expire_all()
        kept = session.scalars(select(Scan).where(Scan.nonce == "d")).one()
        assert (kept.device_hash, kept.evidence, kept.verdict) == (None, None, Verdict.ACCEPTED.value)
        assert describe(session, person_id)[0][1].params == {"scans": 1, "noted": 0, "codes": 0}


def test_the_page_masks_names_and_shows_them_on_request(client: Visitor, cast: Cast, facts: SessionFacts) -> None:
    client.sign_in(cast.alice)
    page = client.get(f"/console/sessions/{facts.id}/log").text
    assert "张*" in page
    assert "张三" not in page
    assert "读到：=1+1" in page
    assert "张三" in client.get(f"/console/sessions/{facts.id}/log?names=full").text


def test_the_page_of_doubts_says_that_they_are_no_proof(client: Visitor, cast: Cast, facts: SessionFacts) -> None:
    client.sign_in(cast.alice)
    page = client.get(f"/console/sessions/{facts.id}/log?shown=doubtful").text
    assert "这些只是线索，不是结论" in page
    assert all(word in page for word in ("离会场远", "离会场 4000 米（误差 30 米）", "设备时钟不准", "203.0.113.0/24"))


def test_files_say_what_the_page_says(client: Visitor, cast: Cast, facts: SessionFacts) -> None:
    client.sign_in(cast.alice)
    base = f"/console/sessions/{facts.id}/log/file"
    table = list(csv.DictReader(io.StringIO(client.get(f"{base}.csv?names=full").data.decode("utf-8-sig"))))
    assert len(table) == 6
    late = next(row for row in table if row["姓名"] == "李四" and row["未成功"] == "否")
    assert (late["事后上传"], late["时钟偏差（秒）"], late["方式"]) == ("是", "-400", "工作人员")
    assert {row["读到的码"].lstrip("'\t") for row in table} == {"", "=1+1"}
    refused = list(csv.DictReader(io.StringIO(client.get(f"{base}.csv?shown=refused").data.decode("utf-8-sig"))))
    assert sorted(row["结果"] for row in refused) == ["码不对", "还没到时间"]
    assert client.get(f"{base}.pdf").data.startswith(b"%PDF")
    assert client.get(f"{base}.xlsx").data.startswith(b"PK")


@pytest.mark.parametrize("query", ["from=x&to=y&shown=z&clock=q&gate=none", "from=9999-12-31&to=9999-12-31T23:59"])
def test_a_filter_that_cannot_be_read_is_left_out(client: Visitor, cast: Cast, facts: SessionFacts, query: str) -> None:
    client.sign_in(cast.alice)
    assert client.get(f"/console/sessions/{facts.id}/log?{query}").status_code == 200
