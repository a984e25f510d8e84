"""Opening a paper again: its answers stand, its person goes on, and the ledger adds up at every moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from quizapp.contests import (
    Attempt,
    AttemptReopening,
    Contest,
    Receipt,
    expire_overdue,
    read_result,
    reopen_attempt,
    restore_attempt,
    restored_by,
    void_attempt,
)
from quizapp.contests.service import reopen as reopen_module
from quizapp.errors import Conflict, Invalid, NotAllowed, NotFound
from quizapp.ledger import LedgerEntry
from tests.contests.conftest import MakeScene, Scene
from tests.contests.test_races import together
from tests.contests.test_submit_attempt import right_answers
from tests.support.cast import Officer

pytestmark = pytest.mark.processes

REASON = "误点了交卷"


def reopen(scene: Scene, token: str, *, minutes: int = 20, by: Officer | None = None, reason: str = REASON) -> int:
    """Alice opens it again; the reopening's id."""
    with scene.store.write() as session:
        attempt_id = session.scalars(select(Attempt.id).where(Attempt.token == token)).one()
        return reopen_attempt(
            session, attempt_id, deadline_at=scene.clock() + timedelta(minutes=minutes), reason=reason,
            actor=(by or scene.cast.alice).actor, now=scene.clock(),
        )  # fmt: skip


def lines(scene: Scene) -> list[tuple[str, int]]:
    with scene.store.read() as session:
        rows = session.execute(select(LedgerEntry.source_table, LedgerEntry.quantity).order_by(LedgerEntry.id))
        return [(row[0], row[1]) for row in rows]


def counted(scene: Scene) -> int:
    """人次 by the ledger."""
    return sum(quantity for _table, quantity in lines(scene))


def on_board(scene: Scene) -> int:
    """Papers that readers beside the ledger take as standing."""
    reversal = select(LedgerEntry.reverses_id).where(LedgerEntry.reverses_id.is_not(None))
    query = (
        select(func.count())
        .select_from(Attempt)
        .join(LedgerEntry, (LedgerEntry.source_table == "attempt") & (LedgerEntry.source_id == Attempt.id))
        .where(Attempt.is_counted, LedgerEntry.id.not_in(reversal) | restored_by())
    )
    with scene.store.read() as session:
        return session.scalar(query) or 0


def answered(scene: Scene) -> Receipt:
    """A paper of which one answer was right."""
    token = scene.start().token
    return scene.submit(token, {"1": right_answers(scene, token)["1"]})


def test_it_works(scene: Scene) -> None:
    first = answered(scene)
    scene.clock.advance(hours=1)
    reopen(scene, first.token)
    assert (counted(scene), on_board(scene)) == (0, 0)
    again = scene.start()
    assert (again.token, again.is_new) == (first.token, False)
    assert again.deadline_at == scene.clock() + timedelta(minutes=20)
    second = scene.submit(first.token, right_answers(scene, first.token), key="key-2")
    assert (second.is_new, second.score, second.attempt_no) == (True, 10_000, 1)
    assert (counted(scene), on_board(scene)) == (1, 1)
    assert [line[0] for line in lines(scene)] == ["attempt", "ledger_entry", "attempt_reopening"]


def test_answers_stand_when_nothing_more_comes(scene: Scene) -> None:
    first = answered(scene)
    reopen(scene, first.token)
    scene.clock.advance(minutes=21)
    with scene.store.write() as session:
        assert expire_overdue(session, scene.clock()) == 1
    assert scene.submit(first.token, {}, key="late").score == first.score
    assert counted(scene) == 1


def test_no_key_is_shown_while_it_is_open(scene: Scene) -> None:
    first = answered(scene)
    reopen(scene, first.token)
    with scene.store.read() as session:
        device = scene.wang.device_hash
        assert read_result(session, code=scene.code, token=first.token, device_hash=device) is None


def test_a_blank_paper_of_the_deadline_counts_once_it_is_answered(scene: Scene) -> None:
    token = scene.start().token
    scene.clock.advance(minutes=16)
    with scene.store.write() as session:
        expire_overdue(session, scene.clock())
    assert counted(scene) == 0
    reopen(scene, token)
    scene.submit(token, {"1": [0]}, key="key-2")
    assert (counted(scene), on_board(scene)) == (1, 1)


def test_again_and_again(scene: Scene) -> None:
    token = answered(scene).token
    for round_ in range(3):
        reopen(scene, token)
        assert (counted(scene), on_board(scene)) == (0, 0)
        scene.submit(token, {"1": [0]}, key=f"again-{round_}")
        assert (counted(scene), on_board(scene)) == (1, 1)
    with scene.store.read() as session:
        assert session.scalars(select(AttemptReopening.round).order_by(AttemptReopening.id)).all() == [1, 2, 3]


def test_void_and_restore_go_with_the_latest_entry(scene: Scene) -> None:
    token = answered(scene).token
    reopen(scene, token)
    scene.clock.advance(minutes=5)
    scene.submit(token, {}, key="key-2")
    with scene.store.write() as session:
        attempt_id = session.scalars(select(Attempt.id)).one()
        void_attempt(session, attempt_id, reason=REASON, actor=scene.cast.alice.actor, now=scene.clock())
    assert (counted(scene), on_board(scene)) == (0, 0)
    with pytest.raises(Conflict, match="已经作废"):
        reopen(scene, token)
    with scene.store.write() as session:
        restore_attempt(session, attempt_id, reason=REASON, actor=scene.cast.alice.actor, now=scene.clock())
    assert (counted(scene), on_board(scene)) == (1, 1)
    with scene.store.read() as session:
        moments = session.scalars(select(LedgerEntry.occurred_at).order_by(LedgerEntry.id)).all()
    assert moments[-1] == scene.clock()


@pytest.mark.parametrize("minutes", [0, -5, 60 * 24 * 8])
def test_the_deadline_lies_ahead_and_within_the_contest(scene: Scene, minutes: int) -> None:
    token = answered(scene).token
    with pytest.raises(Invalid) as refused:
        reopen(scene, token, minutes=minutes)
    assert refused.value.field == "deadline_at"


def test_after_the_end_the_contest_comes_first(scene: Scene) -> None:
    token = answered(scene).token
    with scene.store.write() as session:
        session.execute(update(Contest).values(closes_at=scene.clock()))
    with pytest.raises(Conflict, match="竞赛已经结束"):
        reopen(scene, token)


def test_an_open_paper_needs_no_reopening(scene: Scene) -> None:
    token = scene.start().token
    with pytest.raises(Conflict, match="还没有交"):
        reopen(scene, token)


def test_nobody_answers_two_papers_at_once(scene: Scene) -> None:
    token = answered(scene).token
    scene.start()
    with pytest.raises(Conflict, match="另一份"):
        reopen(scene, token)


def test_the_database_alone_refuses_a_second_open_paper(scene: Scene) -> None:
    answered(scene)
    scene.start()
    opened: dict[str, object] = {"submitted_at": None, "score": None, "max_score": None, "is_counted": False}
    with pytest.raises(IntegrityError), scene.store.write() as session:
        session.execute(update(Attempt).where(Attempt.attempt_no == 1).values(opened))


def test_no_reason_no_reopening(scene: Scene) -> None:
    token = answered(scene).token
    with pytest.raises(Invalid) as refused:
        reopen(scene, token, reason=" ")
    assert refused.value.field == "reason"


def test_out_of_reach_nothing_is_found(scene: Scene) -> None:
    token = answered(scene).token
    with pytest.raises(NotFound):
        reopen(scene, token, by=scene.cast.zhao)
    with pytest.raises(NotAllowed):
        reopen(scene, token, by=scene.cast.vera)


def test_the_person_is_told_why(scene: Scene) -> None:
    token = answered(scene).token
    reopen(scene, token)
    with scene.store.read() as session:
        row = session.execute(select(Attempt.reopened_reason, Attempt.deadline_at)).one()
    assert row == (REASON, scene.clock() + timedelta(minutes=20))
    with scene.store.read() as session:
        kept = session.scalars(select(AttemptReopening)).one()
        assert (kept.was_submitted_by, kept.was_score) == ("phone", 1000)
        assert isinstance(kept.was_submitted_at, datetime)


def test_eight_organizers_at_one_instant_open_it_once(make_scene: MakeScene) -> None:
    scene = make_scene()
    token = answered(scene).token
    assert sum(together(lambda _number: tried(scene, token), crowd=8)) == 1
    assert counted(scene) == 0


def tried(scene: Scene, token: str) -> bool:
    try:
        reopen(scene, token)
    except Conflict:
        return False
    return True


@pytest.mark.postgresql_only
def test_eight_that_have_all_seen_it_handed_in_are_still_one(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    token = answered(scene).token
    hold_before_deciding(monkeypatch, 8)
    assert sum(together(lambda _number: tried(scene, token), crowd=8)) == 1
    with scene.store.read() as session:
        assert session.scalar(select(func.count()).select_from(AttemptReopening)) == 1


@pytest.mark.postgresql_only
def test_twin_without_the_guards_opens_it_eight_times(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    token = answered(scene).token
    with scene.store.write() as session:
        session.connection().exec_driver_sql("ALTER TABLE attempt_reopening DROP CONSTRAINT uq_attempt_reopening_round")
    monkeypatch.setattr(reopen_module, "_IS_HANDED_IN", ())
    hold_before_deciding(monkeypatch, 8)
    assert sum(together(lambda _number: tried(scene, token), crowd=8)) == 8


def hold_before_deciding(monkeypatch: pytest.MonkeyPatch, crowd: int) -> None:
    """Everybody has seen the paper as handed in before anybody decides."""
    barrier, check = Barrier(crowd), reopen_module._check_paper

    def waiting(*args: object) -> None:
        check(*args)  # type: ignore[arg-type]
        barrier.wait(timeout=30)

    monkeypatch.setattr(reopen_module, "_check_paper", waiting)
