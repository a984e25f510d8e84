"""The result that counts: kept with every paper, and always what a recount from papers and ledger gives."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from quizapp.contests import (
    Attempt,
    Contest,
    ContestResult,
    ContestTally,
    Until,
    expire_overdue,
    find_place,
    list_best,
    rebuild_results,
    restore_attempt,
    roll_up_results,
    stream_results,
    sum_results,
    void_attempt,
)
from quizapp.contests.rules import Counting
from quizapp.ledger import LedgerEntry
from quizapp.units import Unit, move_unit
from tests.contests.conftest import MakeScene, Scene
from tests.contests.makers import Phone, make_phone
from tests.contests.papers import hand_in
from tests.support.counting import statement_counter

COLUMNS = (
    "person_id", "unit_id", "unit_kind", "attempts", "attempt_id", "score", "max_score", "lost", "percent", "correct",
    "seconds", "reached_at", "passed", "score_sum", "max_sum", "correct_sum", "seconds_sum",
)  # fmt: skip


def answer(scene: Scene, phone: Phone, right: int, *, seconds: int = 60) -> int:
    """Hand in a paper with so many right answers after so many seconds; the attempt's id."""
    return hand_in(scene.store, scene.clock, scene.code, phone, right, seconds=seconds)


def rows_of(session: Session, contest_id: int) -> dict[int, dict[str, Any]]:
    """Results that count, as stored."""
    found = session.scalars(
        select(ContestResult).where(ContestResult.contest_id == contest_id, ContestResult.attempts > 0)
    )
    return {row.person_id: {name: getattr(row, name) for name in COLUMNS} for row in found}


def by_hand(session: Session, contest_id: int, counting: Counting) -> dict[int, dict[str, Any]]:
    """The same by another road: the ledger says which papers stand, plain Python says which one counts."""
    entries = session.scalars(select(LedgerEntry).order_by(LedgerEntry.id)).all()
    taken_back = {entry.reverses_id for entry in entries if entry.reverses_id}
    ruling = dict(session.execute(text("SELECT id, attempt_id FROM attempt_ruling")).all())
    standing: dict[int, LedgerEntry] = {}
    for entry in entries:
        if entry.reverses_id is None and entry.id not in taken_back:
            standing[entry.source_id if entry.source_table == "attempt" else ruling[entry.source_id]] = entry
    papers: dict[int, list[Attempt]] = {}
    for attempt in session.scalars(select(Attempt).where(Attempt.id.in_(standing)).order_by(Attempt.id)):
        if attempt.contest_id == contest_id:
            papers.setdefault(attempt.person_id, []).append(attempt)
    kinds = dict(session.execute(select(Unit.id, Unit.kind)).all())
    return {
        person: one_by_hand(found, counting, standing[found[-1].id].unit_id, kinds) for person, found in papers.items()
    }


def one_by_hand(papers: list[Attempt], counting: Counting, unit_id: int, kinds: dict[int, str]) -> dict[str, Any]:
    def seconds(paper: Attempt) -> int:
        assert paper.submitted_at is not None
        return int((paper.submitted_at - paper.started_at).total_seconds())

    def total(name: str) -> int:
        return sum(getattr(paper, name) for paper in papers)

    count, spent = len(papers), sum(map(seconds, papers))
    chosen: Attempt | None = {
        Counting.BEST: lambda: sorted(papers, key=lambda p: (-(p.score or 0), seconds(p), p.submitted_at, p.id))[0],
        Counting.LAST: lambda: papers[-1],
        Counting.FIRST: lambda: papers[0],
        Counting.AVERAGE: lambda: None,
    }[counting]()
    if chosen is None:
        score, full = rounded(total("score"), count), rounded(total("max_score"), count)
        figures = {
            "attempt_id": None, "score": score, "max_score": full, "seconds": rounded(spent, count),
            "correct": rounded(100 * total("correct_count"), count), "reached_at": max(p.submitted_at for p in papers if p.submitted_at),
        }  # fmt: skip
    else:
        assert chosen.score is not None
        assert chosen.max_score is not None
        assert chosen.correct_count is not None
        score, full = chosen.score, chosen.max_score
        figures = {
            "attempt_id": chosen.id, "score": score, "max_score": full, "seconds": seconds(chosen),
            "correct": 100 * chosen.correct_count, "reached_at": chosen.submitted_at,
        }  # fmt: skip
    return figures | {
        "person_id": papers[0].person_id, "unit_id": unit_id, "unit_kind": kinds[unit_id], "attempts": count,
        "lost": full - score, "percent": int(score * 100 / full), "passed": score * 100 >= 60 * full,
        "score_sum": total("score"), "max_sum": total("max_score"), "correct_sum": total("correct_count"),
        "seconds_sum": spent,
    }  # fmt: skip


def rounded(total: int, count: int) -> int:
    whole, rest = divmod(total, count)
    return whole + (2 * rest >= count)


def check(scene: Scene, counting: Counting) -> None:
    """Rows, streams and sums agree with the recount by hand."""
    with scene.store.read() as session:
        expected = by_hand(session, scene.contest_id, counting)
        assert rows_of(session, scene.contest_id) == expected
        streamed = {each.person_id: each.counted for each in stream_results(session, scene.contest_id)}
        assert {person: result.score for person, result in streamed.items()} == {
            person: row["score"] for person, row in expected.items()
        }
        paths = dict(session.execute(select(Unit.id, Unit.path)).all())
        sums = {each.path: (each.people, each.attempts, each.score, each.max_score, each.correct, *each.reached)
                for each in sum_results(session, scene.contest_id, marks=(60, 100))}  # fmt: skip
        assert sums == _summed(expected, paths)


def _summed(rows: dict[int, dict[str, Any]], paths: dict[int, str]) -> dict[str, tuple[int, ...]]:
    sums: dict[str, Counter[str]] = {}
    for row in rows.values():
        adding = sums.setdefault(paths[row["unit_id"]], Counter())
        adding.update({name: row[name] for name in ("attempts", "score", "max_score", "correct")})
        adding.update({"people": 1, "60": row["percent"] >= 60, "100": row["percent"] >= 100})
    names = ("people", "attempts", "score", "max_score", "correct", "60", "100")
    return {path: tuple(int(adding[name]) for name in names) for path, adding in sums.items()}


@pytest.fixture(params=list(Counting))
def counting(request: pytest.FixtureRequest) -> Counting:
    return Counting(request.param)


def test_it_works(make_scene: MakeScene) -> None:
    scene = make_scene(tries_per_day=None)
    for right in (4, 9, 7):
        answer(scene, scene.wang, right)
    with scene.store.read() as session:
        row = rows_of(session, scene.contest_id)[scene.wang.person_id]
    assert (row["score"], row["attempts"], row["correct"], row["seconds"]) == (9000, 3, 900, 60)


@pytest.mark.parametrize(("rule", "score"), [("best", 9000), ("last", 7000), ("first", 4000), ("average", 6667)])
def test_the_rule_says_which_paper_counts(make_scene: MakeScene, rule: str, score: int) -> None:
    scene = make_scene(tries_per_day=None, counting=Counting(rule))
    for right in (4, 9, 7):
        answer(scene, scene.wang, right)
    with scene.store.read() as session:
        assert rows_of(session, scene.contest_id)[scene.wang.person_id]["score"] == score


def test_of_two_best_papers_the_quicker_one_counts(make_scene: MakeScene) -> None:
    scene = make_scene(tries_per_day=None)
    answer(scene, scene.wang, 9, seconds=90)
    quick = answer(scene, scene.wang, 9, seconds=30)
    answer(scene, scene.wang, 9, seconds=40)
    with scene.store.read() as session:
        assert rows_of(session, scene.contest_id)[scene.wang.person_id]["attempt_id"] == quick


def test_voiding_the_counting_paper_brings_the_next_one_forward(make_scene: MakeScene) -> None:
    scene = make_scene(tries_per_day=None)
    answer(scene, scene.wang, 4)
    best = answer(scene, scene.wang, 9)
    with scene.store.write() as session:
        void_attempt(session, best, reason="代答", actor=scene.cast.alice.actor, now=scene.clock())
    with scene.store.read() as session:
        assert rows_of(session, scene.contest_id)[scene.wang.person_id]["score"] == 4000
    with scene.store.write() as session:
        restore_attempt(session, best, reason="核实", actor=scene.cast.alice.actor, now=scene.clock())
    with scene.store.read() as session:
        assert rows_of(session, scene.contest_id)[scene.wang.person_id]["score"] == 9000


def test_a_blank_paper_of_the_deadline_is_no_result(make_scene: MakeScene) -> None:
    scene = make_scene(counting=Counting.LAST)
    answer(scene, scene.wang, 8)
    scene.start()
    scene.clock.advance(hours=1)
    with scene.store.write() as session:
        assert expire_overdue(session, scene.clock()) == 1
    with scene.store.read() as session:
        assert rows_of(session, scene.contest_id)[scene.wang.person_id]["score"] == 8000


def test_a_saved_paper_that_the_deadline_hands_in_counts(make_scene: MakeScene) -> None:
    scene = make_scene()
    started = scene.start()
    scene.save(started.token, {"1": [0]})
    scene.clock.advance(hours=1)
    with scene.store.write() as session:
        assert expire_overdue(session, scene.clock()) == 1
    check(scene, Counting.BEST)
    with scene.store.read() as session:
        assert rows_of(session, scene.contest_id)[scene.wang.person_id]["seconds"] == 900


def crowd(scene: Scene) -> list[Phone]:
    places = (scene.cast.hongxing, scene.cast.qingshan, scene.cast.factory)
    with scene.store.write() as session:
        contest = session.get_one(Contest, scene.contest_id)
        return [
            make_phone(session, contest, place.id, scene.clock(), name=f"村民{number}", key=f"{place.id}-{number}")
            for place in places
            for number in range(2)
        ]


def test_any_month_equals_a_recount(make_scene: MakeScene, counting: Counting) -> None:
    """Papers, voids, restorations, roll-ups and moves of units in random order."""
    rng = Random(f"month {counting}")
    scene = make_scene(tries_per_day=None, counting=counting)
    phones, papers, void = crowd(scene), list[int](), set[int]()
    for step in range(60):
        deed = rng.random()
        if deed < 0.6 or not papers:
            papers.append(answer(scene, rng.choice(phones), rng.randrange(11), seconds=rng.randrange(1, 200)))
        elif deed < 0.8:
            turn_over(scene, rng.choice(papers), void)
        elif deed < 0.95:
            assert roll_up_results(scene.store, step=rng.choice((1, 3, 100))) >= 0
        else:
            move_somewhere(scene, rng)
        if step % 10 == 9:
            check(scene, counting)
    roll_up_results(scene.store)
    check(scene, counting)


def turn_over(scene: Scene, attempt_id: int, void: set[int]) -> None:
    deed = restore_attempt if attempt_id in void else void_attempt
    with scene.store.write() as session:
        deed(session, attempt_id, reason="复核", actor=scene.cast.alice.actor, now=scene.clock())
    void ^= {attempt_id}


def move_somewhere(scene: Scene, rng: Random) -> None:
    parents = (scene.cast.town.id, scene.cast.sister_town.id)
    with scene.store.write() as session:
        move_unit(session, scene.cast.qingshan.id, rng.choice(parents), actor="test", now=scene.clock())


def test_a_lost_table_is_rebuilt(make_scene: MakeScene, counting: Counting) -> None:
    scene = make_scene(tries_per_day=None, counting=counting)
    for number, phone in enumerate(crowd(scene)):
        for right in (number, 10 - number):
            answer(scene, phone, right, seconds=10 + number)
    roll_up_results(scene.store)
    with scene.store.write() as session:
        people = list(session.scalars(select(ContestResult.person_id).order_by(ContestResult.person_id)))
        session.execute(delete(ContestResult).where(ContestResult.person_id.in_(people[:2])))
        session.execute(
            update(ContestResult)
            .where(ContestResult.person_id == people[2])
            .values(score=0, lost=ContestResult.max_score)
        )
        session.execute(delete(ContestTally))
    assert rebuild_results(scene.store, scene.contest_id, chunk=2) == 6
    check(scene, counting)
    with scene.store.read() as session:
        assert sum(session.scalars(select(ContestTally.people))) == 6


def test_results_can_be_recounted_as_they_were(make_scene: MakeScene) -> None:
    scene = make_scene(tries_per_day=None)
    best = answer(scene, scene.wang, 9)
    with scene.store.read() as session:
        position, moment = session.scalars(select(LedgerEntry.id)).all()[-1], scene.clock()
    scene.clock.advance(minutes=5)
    with scene.store.write() as session:
        void_attempt(session, best, reason="代答", actor=scene.cast.alice.actor, now=scene.clock())
    answer(scene, scene.wang, 3)
    for until, score in ((Until(position=position), 9000), (Until(moment=moment), 9000), (None, 3000)):
        assert scores_at(scene, until) == [score]
    assert scores_at(scene, Until(moment=moment - timedelta(seconds=1))) == []


def scores_at(scene: Scene, until: Until | None) -> list[int]:
    with scene.store.read() as session:
        return [each.counted.score for each in stream_results(session, scene.contest_id, until=until)]


def test_places_follow_score_then_time_then_moment(make_scene: MakeScene) -> None:
    scene = make_scene()
    phones = crowd(scene)
    for phone, right, seconds in zip(phones, (9, 10, 9, 9, 3, 9), (60, 80, 50, 60, 5, 60), strict=True):
        answer(scene, phone, right, seconds=seconds)
    expected = [phones[number].person_id for number in (1, 2, 0, 3, 5, 4)]
    with scene.store.read() as session:
        assert [each.person_id for each in list_best(session, scene.contest_id, limit=10)] == expected
        places = [find_place(session, scene.contest_id, person) for person in expected]
        assert [place.number for place in places if place] == [1, 2, 3, 4, 5, 6]
        villages = list_best(session, scene.contest_id, limit=10, unit_kind="village")
        assert [each.person_id for each in villages] == [person for person in expected if person not in factory(phones)]


def factory(phones: list[Phone]) -> set[int]:
    return {phone.person_id for phone in phones[4:]}


def test_equal_results_stand_in_the_order_of_their_numbers(make_scene: MakeScene) -> None:
    scene = make_scene()
    phones = crowd(scene)[:3]
    tokens = [scene.start(phone).token for phone in phones]
    for phone, token in reversed(list(zip(phones, tokens, strict=True))):
        scene.submit(token, {}, phone=phone)
    with scene.store.read() as session:
        found = [each.person_id for each in list_best(session, scene.contest_id, limit=3)]
    assert found == sorted(phone.person_id for phone in phones)


def test_reading_takes_one_statement(make_scene: MakeScene) -> None:
    scene = make_scene()
    answer(scene, scene.wang, 9)
    for read in (sum_results, lambda session, contest: list_best(session, contest, limit=10)):
        with statement_counter(scene.store) as sent, scene.store.read() as session:
            read(session, scene.contest_id)
        assert len(sent) == 1, str(sent)


@pytest.mark.sqlite_only
def test_a_place_is_read_off_the_index(make_scene: MakeScene) -> None:
    scene = make_scene()
    answer(scene, scene.wang, 9)
    with statement_counter(scene.store) as sent, scene.store.read() as session:
        find_place(session, scene.contest_id, scene.wang.person_id)
        sum_results(session, scene.contest_id)
        list_best(session, scene.contest_id, limit=10)
    with scene.store.engine.connect() as raw:
        for statement in sent.texts:
            steps = raw.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", (1,) * statement.count("?")).all()
            told = "\n".join(step[3] for step in steps)
            assert "SCAN contest_result" not in told, told
            assert "USE TEMP B-TREE FOR ORDER BY" not in told, told
