"""A sample that nobody picks, phones for a reason only, answers as shares, people who can go."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.activities import ActivitySession
from quizapp.audit.models import AuditEntry
from quizapp.callbacks import Outcome, SampledPerson, choose, forget_people, read_pool
from quizapp.callbacks.person_data import describe, erase
from quizapp.callbacks.pool import Target
from quizapp.callbacks.rules import commitment_of
from quizapp.checkins import (
    Attendance,
    Door,
    NewScan,
    WalkIn,
    check_in_walk_in,
    record_scan,
    undo_check_in,
)
from quizapp.db import Store
from quizapp.kit.vault import Vault
from quizapp.ledger import Scope
from quizapp.people import PHONE_PURPOSE, Person
from quizapp.web.context import Services
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.counting import statement_counter
from tests.support.month import VAULT, Month, plan_session
from tests.support.visitor import Visitor


def test_each_unit_gives_its_share_and_at_least_one() -> None:
    pool = {1: list(range(1000, 1250)), 2: [7], 3: list(range(2000, 2101))}
    drawn = choose(pool, "a seed", 10)
    assert [sum(unit == each for unit, _ in drawn) for each in pool] == [3, 1, 2]
    assert len(set(drawn)) == len(drawn)
    assert all(person in pool[unit] for unit, person in drawn)


def test_the_seed_alone_decides() -> None:
    pool = {1: list(range(500))}
    backwards = {1: list(range(499, -1, -1))}
    assert choose(pool, "a", 100) == choose(backwards, "a", 100)
    assert choose(pool, "a", 100) != choose(pool, "b", 100)


def test_everybody_has_the_same_chance() -> None:
    pool, hits = {1: list(range(20))}, dict.fromkeys(range(20), 0)
    for number in range(2_000):
        for _, person in choose(pool, f"seed {number}", 100):
            hits[person] += 1
    assert all(120 < count < 285 for count in hits.values()), hits


def test_who_is_counted_under_two_units_answers_for_the_smaller_and_is_asked_once() -> None:
    pool = {1: list(range(1000, 1200)), 2: [1000]}
    for seed in ("a", "b", "c"):
        drawn = choose(pool, seed, 10)
        assert [unit for unit, _ in drawn] == [1, 1, 2]
        assert drawn[-1] == (2, 1000)
        assert len({person for _, person in drawn}) == 3
    assert choose({1: [7], 2: [7]}, "a", 10) == [(1, 7)], "one person is one call"


@pytest.fixture
def played(store: Store, cast: Cast, month: Month, client: Visitor) -> Visitor:
    """Twelve of 红星村 and one of 青山村 at a lecture, three of them at a drill; a phone for each."""
    services: Services = client.application.extensions["quizapp"]
    vault: Vault = services.vault
    with store.write() as session:
        lecture = plan_session(session, month, cast.town)
        drill = plan_session(session, month, cast.town, kind="escape_drill", title="避险演练")
        for number in range(13):
            unit = cast.qingshan if number == 12 else cast.hongxing
            walk_in = WalkIn(name=f"村民{number:02}", unit_id=unit.id, nonce=f"l-{number}")
            check_in_walk_in(session, lecture.id, walk_in, vault=VAULT, actor="staff:1", now=OPENING)
            if number < 3:
                again = WalkIn(name=f"村民{number:02}", unit_id=unit.id, nonce=f"d-{number}")
                check_in_walk_in(session, drill.id, again, vault=VAULT, actor="staff:1", now=OPENING)
        for person in session.query(Person):
            person.phone_sealed = vault.seal(f"138000010{person.id:02}", purpose=PHONE_PURPOSE)
    client.sign_in(cast.adam)
    return client


def _drawn(client: Visitor, cast: Cast, month: Month, field: str = "") -> str:
    """Address of a drawn sample."""
    answer = client.post(f"/console/callbacks/{month.id}/{cast.town.id}", data={"nonce": f"n-{field}", "field": field})
    assert answer.status_code == 303, answer.text
    before = client.get(answer.location).text
    commitment = re.findall(r"[0-9a-f]{64}", before)
    assert len(commitment) == 1, "the fingerprint, not the seed"
    assert client.post(f"{answer.location}/draw").status_code == 303
    after = client.get(answer.location).text
    assert commitment[0] in {commitment_of(seed) for seed in re.findall(r"[0-9a-f]{64}", after)}
    return str(answer.location)


def test_from_plan_to_shares(played: Visitor, store: Store, cast: Cast, month: Month) -> None:
    where = _drawn(played, cast, month)
    page = played.get(where).text
    assert "从 13 人里" in page
    assert "红星村" in page
    assert "青山村" in page
    assert "村民" not in page, "names are masked"
    assert "1380000" not in page
    assert played.post(f"{where}/draw").status_code == 409, "nobody draws again"
    with store.read() as session:
        lines = [(each.id, each.person_id) for each in session.query(SampledPerson)]
    assert len(lines) == 2
    assert played.post(f"{where}/sheet", data={"reason": ""}).status_code == 422
    sheet = played.post(f"{where}/sheet", data={"reason": "核实参加情况"})
    assert sheet.headers["Cache-Control"] == "no-store"
    assert len(re.findall(r"tel:138000010\d\d", sheet.text)) == 2
    form = {f"outcome-{lines[0][0]}": "confirmed", f"outcome-{lines[1][0]}": "denied", f"note-{lines[1][0]}": "说没去"}
    assert played.post(f"{where}/results", data=form).status_code == 303
    assert played.post(f"{where}/results", data={f"outcome-{lines[0][0]}": "maybe"}).status_code == 422
    page = played.get(where).text
    assert "说没参加 1 人" in page
    assert ">50<" in page
    with store.read() as session:
        actions = [each.action for each in session.query(AuditEntry)]
        reason = next(each.detail for each in session.query(AuditEntry) if each.action == "callback.reveal")
    assert sorted(actions) == ["callback.draw", "callback.plan", "callback.results", "callback.reveal"]
    assert "核实参加情况" in str(reason)


def test_two_callers_with_the_same_list_open_do_not_wipe_each_others_answers(
    played: Visitor, store: Store, cast: Cast, month: Month
) -> None:
    where = _drawn(played, cast, month)
    with store.read() as session:
        one, two = [each.id for each in session.query(SampledPerson).order_by(SampledPerson.id)]
    shown = {f"was-{one}": "", f"noted-{one}": "", f"was-{two}": "", f"noted-{two}": ""}
    assert f'name="was-{one}"' in played.get(where).text
    first = shown | {f"outcome-{one}": "confirmed", f"note-{one}": "", f"outcome-{two}": "", f"note-{two}": ""}
    second = shown | {f"outcome-{one}": "", f"note-{one}": "", f"outcome-{two}": "denied", f"note-{two}": "说没去"}
    assert played.post(f"{where}/results", data=first).status_code == 303
    assert played.post(f"{where}/results", data=second).status_code == 303
    with store.read() as session:
        kept = {each.id: each.outcome for each in session.query(SampledPerson)}
    assert kept == {one: "confirmed", two: "denied"}
    other = shown | {f"outcome-{one}": "denied", f"note-{one}": ""}
    assert played.post(f"{where}/results", data=other).status_code == 409, "answered otherwise meanwhile"


def test_a_cell_is_asked_about_its_own_people(played: Visitor, store: Store, cast: Cast, month: Month) -> None:
    assert "从 3 人里" in played.get(_drawn(played, cast, month, "escape_drill_attendances")).text
    bad = played.post(f"/console/callbacks/{month.id}/{cast.town.id}", data={"nonce": "x", "field": "slogans_posters"})
    assert bad.status_code == 422


def test_who_moved_answers_under_both_units_while_both_count_him(
    played: Visitor, store: Store, cast: Cast, month: Month
) -> None:
    with store.write() as session:
        moved = session.query(Person).order_by(Person.id).first()
        assert moved is not None
        lecture, drill = session.query(ActivitySession).order_by(ActivitySession.id)
        undone = session.scalars(
            select(Attendance.id).where(Attendance.session_id == drill.id, Attendance.person_id == moved.id)
        ).one()
        moved.unit_id = cast.qingshan.id
        late = plan_session(session, month, cast.town, title="再讲一次")
        scan = NewScan(nonce="moved", person_id=moved.id, door=Door.HELPER, scanned_at=OPENING)
        record_scan(session, late.id, scan, actor="staff:1", now=OPENING)
        everybody = Target(scope=Scope(campaign_id=month.id, unit_path=cast.town.path))
        pool = read_pool(session, everybody)
        assert {unit: moved.id in people for unit, people in pool.items()} == {
            cast.hongxing.id: True, cast.qingshan.id: True,
        }  # fmt: skip
        undo_check_in(session, drill.id, undone, reason="点错了", actor="staff:1", now=OPENING)
        first = session.scalars(
            select(Attendance.id).where(Attendance.session_id == lecture.id, Attendance.person_id == moved.id)
        ).one()
        undo_check_in(session, lecture.id, first, reason="点错了", actor="staff:1", now=OPENING)
        pool = read_pool(session, everybody)
        assert moved.id not in pool[cast.hongxing.id], "taken back there, whichever unit has the lower number"
        assert moved.id in pool[cast.qingshan.id]


def test_phones_are_for_those_who_may(played: Visitor, cast: Cast, month: Month) -> None:
    where = _drawn(played, cast, month)
    played.sign_in(cast.vera)
    assert "打电话用的名单" not in played.get(where).text
    assert played.post(f"{where}/sheet", data={"reason": "看看"}).status_code == 403
    assert played.post(f"{where}/results", data={}).status_code == 403


def test_people_go_and_answers_stay(played: Visitor, store: Store, cast: Cast, month: Month) -> None:
    where = _drawn(played, cast, month)
    with store.write() as session:
        line = session.query(SampledPerson).order_by(SampledPerson.id).first()
        assert line is not None
        assert line.person_id is not None
        line.outcome, line.note = Outcome.CONFIRMED.value, "很清楚"
        session.flush()
        assert str(describe(session, line.person_id)[0][1]) == "被抽中 1 次"
        erase(session, line.person_id)
    with store.write() as session:
        kept = session.query(SampledPerson).order_by(SampledPerson.id).all()
        assert (kept[0].person_id, kept[0].note, kept[0].outcome) == (None, "", "confirmed")
        assert forget_people(session, now=OPENING) == 0
        assert forget_people(session, now=OPENING + timedelta(days=400)) == 1
    assert "确认参加" in played.get(where).text


def test_a_crowd_without_names_cannot_be_drawn(client: Visitor, store: Store, cast: Cast, month: Month) -> None:
    client.sign_in(cast.adam)
    answer = client.post(f"/console/callbacks/{month.id}/{cast.town.id}", data={"nonce": "n", "field": ""})
    assert client.post(f"{answer.location}/draw").status_code == 422


def test_drawing_costs_the_same_for_many(played: Visitor, store: Store, cast: Cast, month: Month) -> None:
    where = _drawn(played, cast, month)
    with statement_counter(store) as sent:
        played.get(where)
    assert len(sent) <= 9, str(sent)
