"""Who gets a certificate, when, on which paper, and never two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.orm import Session

from quizapp.accounts import SYSTEM
from quizapp.certificates import (
    CHUNK,
    NUMBER_LENGTH,
    Certificate,
    CertificateOffer,
    Rule,
    close_offer,
    count_certificates,
    find_by_number,
    find_by_token,
    is_due,
    issuing,
    list_certificates,
    list_units,
    show_number,
    stream_certificates,
)
from quizapp.contests import Attempt, restore_attempt, void_attempt
from quizapp.db import insert_many_or_ignore
from quizapp.errors import NotFound
from quizapp.ledger import LedgerEntry
from quizapp.people import erase_person, rename_person
from quizapp.units import rename_unit
from tests.certificates.makers import MakeScene, Scene
from tests.contests.test_races import together
from tests.support.counting import statement_counter

pytestmark = pytest.mark.processes


def test_it_works(scene: Scene) -> None:
    wang = scene.person(1)
    with scene.store.read() as session:
        assert is_due(session, scene.contest_id, wang)
    assert scene.issue(wang) == 1
    mine = scene.mine(wang)
    assert mine is not None
    assert (mine.name, mine.unit_name, mine.contest_title) == ("甲乙1", "红星村", "安全知识竞赛")
    assert (mine.score, mine.max_score, mine.is_withdrawn) == (10_000, 10_000, False)
    assert len(mine.number) == NUMBER_LENGTH
    with scene.store.read() as session:
        assert not is_due(session, scene.contest_id, wang)
        assert find_by_number(session, f" {show_number(mine.number).lower()} ").id == mine.id
        assert find_by_token(session, mine.token).id == mine.id
    assert scene.issue(wang) == 0
    assert len(scene.all()) == 1


@pytest.mark.parametrize(
    ("rule", "percent", "earned"),
    [
        (Rule.TOOK_PART, 90, {2, 6, 9, 10}),
        (Rule.PASSED, 90, {6, 9, 10}),
        (Rule.SCORE, 90, {9, 10}),
        (Rule.SCORE, 91, {10}),
    ],
)
def test_the_rule_decides(make_scene: MakeScene, rule: Rule, percent: int, earned: set[int]) -> None:
    scene = make_scene(rule=rule, percent=percent)
    people = {right: scene.person(right, right=right) for right in (2, 6, 9, 10)}
    scene.issue()
    assert {right for right, person in people.items() if scene.mine(person)} == earned


def test_off_by_default_and_nothing_new_when_switched_off(scene: Scene) -> None:
    first, second = scene.person(1), scene.person(2)
    scene.issue(first)
    with scene.store.write() as session:
        close_offer(session, scene.contest_id, actor=SYSTEM)
    assert scene.issue() == 0
    mine = scene.mine(first)
    assert mine is not None
    assert not mine.is_withdrawn
    assert scene.mine(second) is None


def test_a_better_paper_moves_it_and_keeps_its_number(scene: Scene) -> None:
    wang = scene.person(1, right=7)
    scene.issue(wang)
    before = scene.mine(wang)
    scene.clock.advance(days=1)
    assert scene.person(1, right=9) == wang
    assert scene.issue(wang) == 1
    after = scene.mine(wang)
    assert before is not None
    assert after is not None
    assert (after.number, after.token, after.score) == (before.number, before.token, 9_000)
    assert after.earned_on == before.earned_on + timedelta(days=1)
    assert scene.person(1, right=8) == wang
    assert scene.issue(wang) == 0


def test_a_paper_taken_back_withdraws_it(scene: Scene) -> None:
    wang = scene.person(1)
    scene.issue(wang)
    scene.take_back(wang)
    mine = scene.mine(wang)
    assert mine is not None
    assert mine.is_withdrawn
    assert scene.issue(wang) == 0
    with scene.store.read() as session:
        assert find_by_number(session, mine.number).is_withdrawn
        with pytest.raises(NotFound, match="撤回"):
            find_by_token(session, mine.token)
        assert list(stream_certificates(session, scene.contest_id)) == []
        assert len(list(stream_certificates(session, scene.contest_id, only_standing=False))) == 1
        counts = count_certificates(session, scene.contest_id)
    assert (counts.earned, counts.issued, counts.withdrawn) == (0, 1, 1)


def test_a_voided_paper_withdraws_it_and_a_restored_one_brings_it_back(scene: Scene) -> None:
    wang = scene.person(1)
    scene.issue(wang)
    with scene.store.write() as session:
        paper = session.scalars(select(Attempt.id)).one()
        void_attempt(session, paper, reason="代答", actor=SYSTEM, now=scene.clock())
    mine = scene.mine(wang)
    assert mine is not None
    assert mine.is_withdrawn
    with scene.store.write() as session:
        restore_attempt(session, paper, reason="查明是本人", actor=SYSTEM, now=scene.clock())
    mine = scene.mine(wang)
    assert mine is not None
    assert not mine.is_withdrawn
    assert scene.issue(wang) == 0


def test_another_paper_that_stands_holds_it(scene: Scene) -> None:
    wang = scene.person(1, right=8)
    scene.clock.advance(minutes=1)
    scene.person(1, right=10)
    scene.issue(wang)
    scene.take_back(wang)
    assert scene.issue(wang) == 1
    mine = scene.mine(wang)
    assert mine is not None
    assert (mine.score, mine.is_withdrawn) == (8_000, False)


def test_a_paper_taken_back_before_earns_nothing(scene: Scene) -> None:
    wang = scene.person(1)
    scene.take_back(wang)
    assert scene.issue(wang) == 0


def test_issued_keeps_its_wording_and_later_ones_get_the_new(scene: Scene) -> None:
    wang, li = scene.person(1), scene.person(2)
    scene.issue(wang)
    scene.write(title="优胜证书", rule=Rule.SCORE, percent=100)
    with scene.store.write() as session:
        rename_unit(session, scene.cast.hongxing.id, "红星社区", actor="chen", now=scene.clock())
    scene.issue()
    first, second = scene.mine(wang), scene.mine(li)
    assert first is not None
    assert second is not None
    assert (first.template.title, first.template.version, first.unit_name) == ("荣誉证书", 1, "红星村")
    assert (second.template.title, second.template.version, second.unit_name) == ("优胜证书", 2, "红星社区")


def test_erased_people_lose_the_name_and_keep_the_number(scene: Scene) -> None:
    wang = scene.person(1)
    scene.issue(wang)
    mine = scene.mine(wang)
    assert mine is not None
    with scene.store.write() as session:
        erase_person(session, wang, now=scene.clock())
    with scene.store.read() as session:
        found = find_by_number(session, mine.number)
        with pytest.raises(NotFound, match="删除"):
            find_by_token(session, mine.token)
        assert list(stream_certificates(session, scene.contest_id)) == []
    assert (found.name, found.is_withdrawn) == ("", False)


def test_a_corrected_name_is_shown(scene: Scene) -> None:
    wang = scene.person(1)
    scene.issue(wang)
    with scene.store.write() as session:
        rename_person(session, wang, "𠮷田䶮")
    mine = scene.mine(wang)
    assert mine is not None
    assert mine.name == "𠮷田䶮"


def test_all_at_once_by_steps(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuing, "CHUNK", 3)
    for number in range(7):
        scene.person(number)
    assert [scene.issue() for _ in range(4)] == [3, 3, 1, 0]
    assert len({row.number for row in scene.all()} | {row.token for row in scene.all()}) == 14


def test_sixteen_looks_at_one_instant_are_one_certificate(scene: Scene) -> None:
    wang = scene.person(1)
    together(lambda _: scene.issue(wang), crowd=16)
    assert len(scene.all()) == 1


@pytest.mark.postgresql_only
def test_looks_that_have_all_seen_none_are_still_one(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    wang = scene.person(1)
    _hold_before_insert(monkeypatch, 8)
    together(lambda _: scene.issue(wang), crowd=8)
    assert len(scene.all()) == 1


@pytest.mark.postgresql_only
def test_twin_without_the_constraint_issues_eight(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    wang = scene.person(1)
    with scene.store.write() as session:
        session.execute(text("ALTER TABLE certificate DROP CONSTRAINT uq_certificate_person"))
    _hold_before_insert(monkeypatch, 8, guarded=False)
    together(lambda _: scene.issue(wang), crowd=8)
    assert len(scene.all()) == 8


def _hold_before_insert(monkeypatch: pytest.MonkeyPatch, crowd: int, *, guarded: bool = True) -> None:
    """Everybody looks before anybody inserts."""
    barrier = Barrier(crowd)

    def held(session: Session, table: Table, rows: Sequence[Mapping[str, Any]], *, unique: Sequence[str]) -> None:
        barrier.wait(timeout=30)
        if guarded:
            insert_many_or_ignore(session, table, rows, unique=unique)
        elif rows:
            session.execute(insert(table), list(rows))

    monkeypatch.setattr(issuing, "insert_many_or_ignore", held)


def test_nothing_is_written_to_the_ledger(scene: Scene) -> None:
    wang = scene.person(1)
    with scene.store.read() as session:
        before = session.scalar(select(func.count(LedgerEntry.id)))
    scene.issue(wang)
    with scene.store.read() as session:
        assert session.scalar(select(func.count(LedgerEntry.id))) == before
        assert session.scalar(select(func.count(Certificate.id))) == 1
        assert session.scalar(select(func.count()).select_from(CertificateOffer)) == 1


def test_list_finds_by_name_number_and_unit(scene: Scene) -> None:
    people = [scene.person(number) for number in (1, 2)] + [scene.person(3, unit_id=scene.cast.factory.id)]
    scene.issue()
    mine = scene.mine(people[1])
    assert mine is not None

    def found(search: str, *, with_names: bool = True) -> list[str]:
        with scene.store.read() as session:
            rows, total = list_certificates(session, scene.contest_id, search=search, with_names=with_names)
        assert len(rows) == total
        return sorted(row.name for row in rows)

    assert found("") == ["甲乙1", "甲乙2", "甲乙3"]
    assert found("甲乙2") == ["甲乙2"]
    assert found("甲乙2", with_names=False) == []
    assert found(show_number(mine.number)[:9].lower()) == ["甲乙2"]
    assert found("化工") == ["甲乙3"]
    assert found("100%") == []
    with scene.store.read() as session:
        tree = [(unit.name, unit.depth, unit.people) for unit in list_units(session, scene.contest_id)]
        in_factory = list(stream_certificates(session, scene.contest_id, path=scene.cast.factory.path))
    assert ("东明县", 0, 3) in tree
    assert ("红星村", 2, 2) in tree
    assert [row.name for row in in_factory] == ["甲乙3"]


def test_costs_the_same_at_any_size(scene: Scene) -> None:
    for number in range(6):
        scene.person(number)
    with statement_counter(scene.store) as sent:
        scene.issue()
    assert len(sent) <= 3, str(sent)
    with statement_counter(scene.store) as sent, scene.store.read() as session:
        assert len(list_certificates(session, scene.contest_id)[0]) == 6
    assert len(sent) == 3, str(sent)
    with statement_counter(scene.store) as sent, scene.store.read() as session:
        assert len(list(stream_certificates(session, scene.contest_id))) == 6
    assert len(sent) == 2, str(sent)
    assert CHUNK == 500
