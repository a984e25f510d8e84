"""Many at one instant. Each race has a twin without its guard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

import pytest
from sqlalchemy import Table, func, select, text
from sqlalchemy.orm import Session

from quizapp.db import Store
from quizapp.ledger import LedgerEntry
from quizapp.live import Act, act, join
from quizapp.live.errors import CannotAct, StaleRevision, TooLate
from quizapp.live.room import ANSWERS, PLAYERS
from quizapp.live.service import answering as answering_module
from quizapp.live.service import hosting as hosting_module
from quizapp.people import hash_device
from tests.live.makers import Game

pytestmark = pytest.mark.processes

T = TypeVar("T")


def together(work: Callable[[int], T], *, crowd: int) -> list[T]:
    """What ``crowd`` threads return that begin at one instant."""
    barrier = Barrier(crowd)

    def run(number: int) -> T:
        barrier.wait(timeout=60)
        return work(number)

    with ThreadPoolExecutor(crowd) as pool:
        return list(pool.map(run, range(crowd)))


def count(store: Store, query: Any) -> int:
    with store.read() as session:
        return int(session.execute(query).scalar_one())


def test_thirty_two_sendings_of_one_answer_are_one_row(game: Game) -> None:
    game.come("王小明")
    place = game.ask()
    right, wrong = game.right(place), game.wrong(place)
    sent = together(lambda n: game.send("王小明", right if n % 2 else wrong, nonce=f"n{n % 2}"), crowd=32)
    assert len({kept.atoms for kept in sent}) == 1
    assert sum(kept.is_mine for kept in sent) == 16  # retries of the one that stands
    assert count(game.store, select(func.count()).select_from(ANSWERS)) == 1


@pytest.mark.postgresql_only
def test_twin_without_the_primary_key_keeps_several_answers(game: Game, monkeypatch: pytest.MonkeyPatch) -> None:
    with game.store.write() as session:
        session.execute(text("ALTER TABLE live_answer DROP CONSTRAINT pk_live_answer"))

    def insert(session: Session, table: Table, values: Mapping[str, Any], **_unique: Any) -> int:
        return int(session.execute(table.insert().returning(table.c.player_id), values).scalar_one())

    monkeypatch.setattr(answering_module, "insert_or_ignore", insert)
    game.come("王小明")
    place = game.ask()
    together(lambda n: game.send("王小明", game.right(place), nonce=f"n{n}"), crowd=8)
    assert count(game.store, select(func.count()).select_from(ANSWERS)) == 8


def test_thirty_two_taps_on_join_are_one_player(game: Game) -> None:
    game.come("王小明")
    game.come("李红")
    device = hash_device("李红")
    with game.store.write() as session:
        session.execute(PLAYERS.delete().where(PLAYERS.c.id == game.players["李红"]))

    def tap(_number: int) -> int:
        return game.store.retrying(
            lambda session: join(session, code=game.room.code, device_hash=device, now=game.clock()).id
        )

    assert len(set(together(tap, crowd=32))) == 1
    assert count(game.store, select(func.count()).select_from(PLAYERS)) == 2


def press_next(game: Game, revision: int) -> Callable[[int], bool]:
    """Whether this host's tap was done."""

    def press(_number: int) -> bool:
        wanted = Act(action="next", revision=revision)
        try:
            game.store.retrying(lambda session: act(session, game.room_id, wanted, actor="staff:1", now=game.clock()))
        except (StaleRevision, CannotAct):
            return False
        return True

    return press


def test_of_eight_hosts_one_presses_next(game: Game) -> None:
    game.ask()
    game.tell()
    assert sum(together(press_next(game, game.room.revision), crowd=8)) == 1
    assert game.room.place == 2


def test_twin_without_the_revision_turns_one_tap_into_two(game: Game, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hosts tap "stop joining" and "go on" upon the same picture: without the check both are done."""
    seen = game.room.revision

    def lock() -> None:
        wanted = Act(action="lock", revision=seen)
        game.store.retrying(lambda session: act(session, game.room_id, wanted, actor="staff:1", now=game.clock()))

    assert press_next(game, seen)(0)
    with pytest.raises(StaleRevision):
        lock()
    monkeypatch.setattr(hosting_module, "_checks_revision", False)
    lock()
    assert game.room.joins_locked_at is not None


def test_no_answer_slips_in_beside_the_reveal(game: Game) -> None:
    """Answers and the reveal at one instant: whatever was acknowledged is in the scores."""
    names = [f"选手{number}" for number in range(12)]
    for name in names:
        game.come(name)
    place = game.ask()
    right = game.right(place)
    game.do("close")
    game.clock.advance(seconds=1)  # the last moment of the grace, and the first of the reveal

    def run(number: int) -> bool:
        if number == len(names):
            game.do("reveal")
            return False
        try:
            return game.send(names[number], right, place=place).is_mine
        except TooLate:
            return False

    acknowledged = sum(together(run, crowd=len(names) + 1))
    right_answers = select(func.coalesce(func.sum(PLAYERS.c.right_count), 0)).select_from(PLAYERS)
    assert count(game.store, right_answers) == acknowledged
    credited = (
        select(func.count())
        .select_from(LedgerEntry)
        .where(LedgerEntry.kind == "live_quiz_player", LedgerEntry.measure == "attendance")
    )
    assert count(game.store, credited) == acknowledged
    assert count(game.store, select(func.count()).select_from(ANSWERS)) == acknowledged


@pytest.mark.postgresql_only
def test_twin_without_the_lock_acknowledges_an_answer_that_no_score_has(
    game: Game, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reveal comes between the judgement and the insert."""
    game.come("王小明")
    place = game.ask()
    right = game.right(place)
    game.do("close")
    game.clock.advance(seconds=1)
    unlocked = answering_module._WHO._generate()
    unlocked._for_update_arg = None
    monkeypatch.setattr(answering_module, "_WHO", unlocked)
    read_frozen = answering_module.frozen_question

    def reveal_meanwhile(*about: Any) -> Any:
        with ThreadPoolExecutor(1) as other:
            other.submit(game.do, "reveal").result(timeout=60)
        return read_frozen(*about)

    monkeypatch.setattr(answering_module, "frozen_question", reveal_meanwhile)
    assert game.send("王小明", right).is_mine
    assert (game.player("王小明").right_count, game.player("王小明").score) == (0, 0)


def test_what_a_host_did_cannot_be_changed(game: Game) -> None:
    def change(statement: str) -> None:
        with game.store.write() as session:
            session.execute(text(statement))

    for statement in ("UPDATE live_event SET actor = 'x'", "DELETE FROM live_event"):
        with pytest.raises(Exception, match="append-only") as caught:
            change(statement)
        assert not isinstance(caught.value, AssertionError)
