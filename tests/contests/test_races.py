"""Many at one instant: one attempt, one submission, one line in the ledger. Each race has a twin without its guard."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any, TypeVar

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from quizapp.contests import (
    Attempt,
    CannotStart,
    Graded,
    Receipt,
    Submission,
    Tries,
    expire_overdue,
    judge_submission,
    record_submission,
    start_attempt,
)
from quizapp.contests import queries as queries_module
from quizapp.contests.attempts import ATTEMPTS
from quizapp.contests.service import start as start_module
from quizapp.contests.service import submit as submit_module
from quizapp.ledger import LedgerEntry
from tests.contests.conftest import MakeScene, Scene
from tests.contests.test_submit_attempt import right_answers
from tests.support.gate import Shown, size

pytestmark = pytest.mark.processes

T = TypeVar("T")
CROWD = 64
ROUNDS = size(3, done=1_000)


def together(work: Callable[[int], T], *, crowd: int = CROWD) -> list[T]:
    """What ``crowd`` threads return that begin at one instant."""
    barrier = Barrier(crowd)

    def run(number: int) -> T:
        barrier.wait(timeout=60)
        return work(number)

    with ThreadPoolExecutor(crowd) as pool:
        return list(pool.map(run, range(crowd)))


def rows(scene: Scene, model: type[Any]) -> int:
    with scene.store.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def start_once(scene: Scene) -> Callable[[int], bool]:
    def work(_number: int) -> bool:
        with scene.store.write() as session:
            return start_attempt(session, code=scene.code, device_hash=scene.wang.device_hash, now=scene.clock()).is_new

    return work


def test_sixty_four_taps_on_start_are_one_attempt(scene: Scene) -> None:
    assert sum(together(start_once(scene))) == 1
    assert rows(scene, Attempt) == 1


@pytest.mark.postgresql_only
def test_starts_that_have_all_seen_no_attempt_are_still_one(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    hold_before_insert(monkeypatch, 8)
    assert sum(together(start_once(scene), crowd=8)) == 1
    assert rows(scene, Attempt) == 1


@pytest.mark.postgresql_only
def test_twin_without_the_constraint_starts_eight_times(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    with scene.store.write() as session:
        for name in ("uq_attempt_number", "uq_attempt_day_number"):
            session.execute(text(f"ALTER TABLE attempt DROP CONSTRAINT {name}"))
        session.execute(text("DROP INDEX uq_attempt_one_open"))

    def plain_insert(session: Any, table: Any, values: Any, *, unique: Any) -> int:
        return int(session.execute(insert(table).values(values).returning(table.c.id)).scalar_one())

    monkeypatch.setattr(start_module, "insert_or_ignore", plain_insert)
    hold_before_insert(monkeypatch, 8)
    together(start_once(scene), crowd=8)
    assert rows(scene, Attempt) == 8


def hold_before_insert(monkeypatch: pytest.MonkeyPatch, crowd: int) -> None:
    """Everybody has read the attempts before anybody inserts one."""
    barrier, draw = Barrier(crowd), start_module._draw

    def waiting(*args: Any) -> Any:
        barrier.wait(timeout=30)
        return draw(*args)

    monkeypatch.setattr(start_module, "_draw", waiting)


@pytest.mark.parametrize("changes", [{}, {"attempt_no": 2}, {"day_no": 2}])
def test_the_database_refuses_a_number_that_is_taken(scene: Scene, changes: dict[str, int]) -> None:
    scene.start()
    with scene.store.read() as session:
        row = dict(session.execute(select(ATTEMPTS)).mappings().one())
    del row["id"]
    with pytest.raises(IntegrityError), scene.store.write() as session:
        session.execute(insert(ATTEMPTS).values(row | {"token": "another"} | changes))


def submit_together(scene: Scene, token: str) -> list[Receipt]:
    """All have judged the paper as open before anybody stores it: the worst moment."""
    sheet = right_answers(scene, token)
    judged_by_all = Barrier(CROWD)

    def work(number: int) -> Receipt:
        answers = sheet if number % 2 else {}
        submission = Submission(
            code=scene.code, token=token, device_hash=scene.wang.device_hash, key=f"k{number % 4}", answers=answers
        )
        with scene.store.read() as session:
            judged = judge_submission(session, submission, now=scene.clock())
        assert isinstance(judged, Graded)
        judged_by_all.wait(timeout=60)
        with scene.store.write() as session:
            return record_submission(session, judged, now=scene.clock())

    return together(work)


def test_sixty_four_submits_are_one(scene: Scene) -> None:
    receipts = submit_together(scene, scene.start().token)
    assert sum(receipt.is_new for receipt in receipts) == 1
    assert len({(receipt.score, receipt.submitted_at) for receipt in receipts}) == 1
    assert rows(scene, LedgerEntry) == 1
    with scene.store.read() as session:
        assert session.scalar(select(Attempt.score)) == receipts[0].score


def test_round_after_round_of_sixty_four_is_one_row_each(make_scene: MakeScene, shown: Shown) -> None:
    scene = make_scene(tries_per_day=None)
    for _ in range(ROUNDS):
        receipts = submit_together(scene, scene.start().token)
        assert sum(receipt.is_new for receipt in receipts) == 1
    assert (rows(scene, Attempt), rows(scene, LedgerEntry)) == (ROUNDS, ROUNDS)
    shown(3, f"rounds of 64 submits at one instant on {scene.store.url.get_backend_name()}", ROUNDS, asked=1_000)


def test_twin_without_the_condition_stores_every_submit(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    unguarded = update(ATTEMPTS).where(ATTEMPTS.c.id == submit_module.bindparam("attempt_id"))
    monkeypatch.setattr(submit_module, "_SUBMIT_ONCE", unguarded)
    receipts = submit_together(scene, scene.start().token)
    assert sum(receipt.is_new for receipt in receipts) == CROWD
    assert len({receipt.score for receipt in receipts}) == 2


def test_the_deadline_and_a_late_phone_together_hand_in_once(scene: Scene) -> None:
    token = scene.start().token
    scene.save(token, {"1": [0]})
    scene.clock.now += timedelta(minutes=16)

    def work(number: int) -> int:
        with scene.store.write() as session:
            if number % 2:
                return expire_overdue(session, scene.clock())
            submission = Submission(code=scene.code, token=token, device_hash=scene.wang.device_hash, key="k")
            judged = judge_submission(session, submission, now=scene.clock())
            return (
                0 if isinstance(judged, Receipt) else int(record_submission(session, judged, now=scene.clock()).is_new)
            )

    assert sum(together(work, crowd=16)) == 1
    assert rows(scene, LedgerEntry) == 1


def test_sixty_four_people_tapping_on_through_three_tries_use_three(make_scene: MakeScene) -> None:
    """Start and hand in, over and over, from sixty-four hands on one phone: the limit holds to the try."""
    scene = make_scene(tries_total=3, tries_per_day=None)

    def work(_number: int) -> int:
        used = 0
        for _round in range(4):
            try:
                token = scene.start().token
            except CannotStart:
                break
            used += scene.submit(token, {}, key=f"{_number}-{_round}").is_new
        return used

    assert sum(together(work)) == 3
    assert (rows(scene, Attempt), rows(scene, LedgerEntry)) == (3, 3)


def test_twin_that_does_not_count_tries_starts_more(make_scene: MakeScene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = make_scene(tries_total=3, tries_per_day=None)
    generous = Tries(used=0, used_today=0, limit=None, limit_today=None)
    monkeypatch.setattr(queries_module, "Tries", lambda **_counts: generous)

    for number in range(4):
        scene.submit(scene.start().token, {}, key=f"k{number}")
    assert rows(scene, Attempt) == 4


@pytest.mark.parametrize(("keys", "winners"), [(1, 1), (CROWD, 1)])
def test_sixty_four_submits_with_one_key_or_with_many(scene: Scene, keys: int, winners: int) -> None:
    """One key: one row and sixty-four equal answers. Many keys: exactly one wins, and all are told its result."""
    token = scene.start().token
    sheet = right_answers(scene, token)
    receipts = together(lambda number: scene.submit(token, sheet if number % 2 else {}, key=f"k{number % keys}"))
    assert sum(receipt.is_new for receipt in receipts) == winners
    assert len({(receipt.token, receipt.score, receipt.submitted_at) for receipt in receipts}) == 1
    assert rows(scene, Attempt) == 1
    assert rows(scene, LedgerEntry) == 1
