"""A reviewer voids a paper and restores it: one decision, one ledger line, whoever presses at once."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.contests import (
    Attempt,
    AttemptRuling,
    CannotStart,
    ContestFigures,
    count_figures,
    find_contest,
    judge_standing,
    list_my_attempts,
    list_results,
    restore_attempt,
    void_attempt,
    void_attempts,
)
from quizapp.contests.analysis import analyse
from quizapp.contests.errors import NoSuchAttempt
from quizapp.contests.evidence import describe_rulings
from quizapp.contests.service import void as void_module
from quizapp.errors import Conflict, Invalid, NotAllowed, NotFound
from quizapp.leaderboards import BoardSettings, read_unit_board, save_settings
from quizapp.ledger import LedgerEntry
from tests.contests.conftest import MakeScene, Scene
from tests.contests.test_races import together
from tests.contests.test_submit_attempt import right_answers
from tests.support.counting import statement_counter

pytestmark = pytest.mark.processes


def hand_in(scene: Scene, key: str = "key-1") -> int:
    """Wang hands a perfect paper in; its id."""
    token = scene.start().token
    scene.submit(token, right_answers(scene, token), key=key)
    with scene.store.read() as session:
        return session.scalars(select(Attempt.id).where(Attempt.token == token)).one()


def void(scene: Scene, attempt_id: int, **changes: Any) -> int:
    with scene.store.write() as session:
        values: dict[str, Any] = {
            "reason": "一部手机交了三十份",
            "actor": scene.cast.alice.actor,
            "now": scene.clock(),
        } | changes
        return void_attempt(session, attempt_id, **values)


def restore(scene: Scene, attempt_id: int, **changes: Any) -> int:
    with scene.store.write() as session:
        values: dict[str, Any] = {
            "reason": "核实过，是本人",
            "actor": scene.cast.alice.actor,
            "now": scene.clock(),
        } | changes
        return restore_attempt(session, attempt_id, **values)


def lines(scene: Scene) -> list[tuple[str, int, str]]:
    with scene.store.read() as session:
        rows = session.scalars(select(LedgerEntry).order_by(LedgerEntry.id)).all()
        return [(row.source_table, row.quantity, row.reason) for row in rows]


def counted(scene: Scene) -> int:
    with scene.store.read() as session:
        return session.scalar(select(func.sum(LedgerEntry.quantity))) or 0


def figures(scene: Scene) -> ContestFigures:
    with scene.store.read() as session:
        return count_figures(session, scene.contest_id)


def test_it_works_and_can_be_taken_back(scene: Scene) -> None:
    attempt_id = hand_in(scene)
    void(scene, attempt_id)
    assert lines(scene) == [("attempt", 1, ""), ("ledger_entry", -1, "一部手机交了三十份")]
    assert (figures(scene).participants, figures(scene).attempts, figures(scene).voided_attempts) == (0, 0, 1)
    ruling_id = restore(scene, attempt_id)
    assert lines(scene)[2] == ("attempt_ruling", 1, "核实过，是本人")
    assert counted(scene) == 1
    assert (figures(scene).participants, figures(scene).voided_attempts) == (1, 0)
    with scene.store.read() as session:
        assert describe_rulings(session, [ruling_id])[ruling_id].title == "安全知识竞赛"
        first, again = session.scalars(
            select(LedgerEntry).where(LedgerEntry.quantity == 1).order_by(LedgerEntry.id)
        ).all()
        for name in ("campaign_id", "unit_id", "host_unit_id", "kind", "person_id", "occurred_at", "day", "tags"):
            assert getattr(first, name) == getattr(again, name)
        assert again.actor == f"staff:{scene.cast.alice.id}"


def test_it_can_be_voided_again_and_again(scene: Scene) -> None:
    attempt_id = hand_in(scene)
    for _ in range(3):
        void(scene, attempt_id)
        assert counted(scene) == 0
        restore(scene, attempt_id)
        assert counted(scene) == 1
    with scene.store.read() as session:
        rounds = session.execute(select(AttemptRuling.round, AttemptRuling.verdict).order_by(AttemptRuling.round)).all()
    assert [tuple(row) for row in rounds] == list(zip(range(1, 7), ("void", "restore") * 3, strict=True))


def test_only_what_stands_is_voided_and_only_what_is_void_is_restored(scene: Scene) -> None:
    token = scene.start().token
    with scene.store.read() as session:
        open_id = session.scalars(select(Attempt.id).where(Attempt.token == token)).one()
    with pytest.raises(Conflict, match="还没有交"):
        void(scene, open_id)
    scene.submit(token, {"1": [0]})
    with pytest.raises(Conflict, match="没有作废"):
        restore(scene, open_id)
    void(scene, open_id)
    with pytest.raises(Conflict, match="已经作废"):
        void(scene, open_id)
    with pytest.raises(Invalid, match="原因"):
        restore(scene, open_id, reason="  ")
    with pytest.raises(NoSuchAttempt):
        void(scene, 999_999)


def test_it_needs_the_right_at_the_contest_s_unit(scene: Scene) -> None:
    attempt_id = hand_in(scene)
    with pytest.raises(NotAllowed):
        void(scene, attempt_id, actor=scene.cast.vera.actor)
    for stranger in (scene.cast.sun, scene.cast.hong, scene.cast.zhao):
        with pytest.raises(NotFound):
            void(scene, attempt_id, actor=stranger.actor)
        with pytest.raises(NotFound):
            restore(scene, attempt_id, actor=stranger.actor)


def test_a_voided_paper_is_a_used_try_unless_it_is_given_back(make_scene: MakeScene) -> None:
    scene = make_scene(tries_total=1, tries_per_day=1)
    attempt_id = hand_in(scene)
    void(scene, attempt_id)
    with pytest.raises(CannotStart):
        scene.start()
    restore(scene, attempt_id)
    void(scene, attempt_id, returns_try=True)
    started = scene.start()
    assert (started.is_new, started.attempt_no) == (True, 2)
    scene.submit(started.token, {"1": [0]}, key="key-2")
    with pytest.raises(CannotStart):
        scene.start()


def test_the_best_paper_is_one_that_counts(scene: Scene) -> None:
    attempt_id = hand_in(scene)
    token = scene.start().token
    scene.submit(token, {"1": [0]}, key="key-2")
    void(scene, attempt_id)
    with scene.store.read() as session:
        contest = find_contest(session, scene.code)
        standing = judge_standing(contest, list_my_attempts(session, scene.wang.person_id), now=scene.clock())
    assert standing.best is not None
    assert standing.best.attempt_no == 2
    assert standing.tries.used == 2


def people_on_board(session: Session, scene: Scene) -> list[str]:
    brackets = read_unit_board(session, scene.code, now=scene.clock()).brackets
    return [name for bracket in brackets for name in bracket.small]


def test_board_analysis_and_export_leave_it_out(scene: Scene) -> None:
    attempt_id = hand_in(scene)
    with scene.store.write() as session:
        settings = BoardSettings(shows_units=True, min_people=3)
        save_settings(session, scene.contest_id, settings, actor=scene.cast.alice.actor, now=scene.clock())
    with scene.store.read() as session:
        contest = find_contest(session, scene.code)
        assert analyse(session, contest).papers == 1
    void(scene, attempt_id)
    with scene.store.read() as session:
        assert analyse(session, contest).papers == 0
        assert people_on_board(session, scene) == []
        line = next(list_results(session, scene.contest_id))
    assert (line.is_voided, line.is_counted, line.is_verified) == (True, False, False)
    restore(scene, attempt_id)
    with scene.store.read() as session:
        assert analyse(session, contest).papers == 1
        assert people_on_board(session, scene) == ["红星村"]


def test_voiding_one_while_another_comes_in_is_seen_by_the_analysis(scene: Scene) -> None:
    first = hand_in(scene)
    with scene.store.read() as session:
        contest = find_contest(session, scene.code)
        assert analyse(session, contest, first_only=False).items[0].figures.facility == 1.0
    token = scene.start().token
    scene.submit(token, {"1": [99]}, key="key-2")
    void(scene, first)
    with scene.store.read() as session:
        assert analyse(session, contest, first_only=False).items[0].figures.facility == 0.0


@pytest.mark.parametrize("size", [1, 5])
def test_the_number_of_statements_does_not_grow(make_scene: MakeScene, size: int) -> None:
    scene = make_scene(tries_per_day=10)
    ids = [hand_in(scene, f"key-{number}") for number in range(size)]
    with statement_counter(scene.store) as sent, scene.store.write() as session:
        made = void_attempts(session, ids, reason="同一份答案", actor=scene.cast.alice.actor, now=scene.clock())
    assert made.attempt_ids == ids
    assert len(sent) == 11, str(sent)  # four of them recount the results of all the people at once
    assert counted(scene) == 0


def both(scene: Scene, deed: Callable[..., int], attempt_id: int) -> list[str]:
    """What eight reviewers are told who press at one instant."""
    ready = Barrier(8)

    def work(number: int) -> str:
        ready.wait(timeout=60)
        try:
            deed(scene, attempt_id, reason=f"审核人 {number}")
        except Conflict:
            return "late"
        except IntegrityError:
            return "refused"
        return "done"

    return sorted(together(work, crowd=8))


def test_reviewers_at_once_are_one_decision(scene: Scene) -> None:
    attempt_id = hand_in(scene)
    assert both(scene, void, attempt_id) == ["done", *["late"] * 7]
    assert [line[1] for line in lines(scene)] == [1, -1]
    assert both(scene, restore, attempt_id) == ["done", *["late"] * 7]
    assert [line[1] for line in lines(scene)] == [1, -1, 1]


@pytest.mark.postgresql_only
def test_twin_without_the_guards_counts_a_restored_paper_eight_times(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt_id = hand_in(scene)
    void(scene, attempt_id)
    monkeypatch.setattr(void_module, "_IS_VOID", ())
    with scene.store.write() as session:
        session.execute(text("ALTER TABLE attempt_ruling DROP CONSTRAINT ck_attempt_ruling_rulings_alternate"))
    assert both(scene, restore, attempt_id).count("done") > 1
    assert counted(scene) > 1


def test_the_database_alone_refuses_a_second_restoration(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt_id = hand_in(scene)
    void(scene, attempt_id)
    monkeypatch.setattr(void_module, "_IS_VOID", ())
    told = both(scene, restore, attempt_id)
    assert told.count("done") == 1
    assert counted(scene) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"voided_reason": "没有时间"},
        {"voided_at": func.now()},
        {"voided_at": func.now(), "voided_reason": "还计着"},
        {"returns_try": True},
    ],
)
def test_the_database_refuses_half_a_void(scene: Scene, values: dict[str, Any]) -> None:
    attempt_id = hand_in(scene)
    with pytest.raises(IntegrityError), scene.store.write() as session:
        session.execute(update(Attempt).where(Attempt.id == attempt_id).values(values))
