"""A whole game by the services: what is stored, what it scores, what the ledger gets."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from quizapp.db import Store
from quizapp.ledger import LedgerEntry
from quizapp.live.errors import (
    BadAnswer,
    CannotAct,
    CannotJoin,
    DroppedOut,
    NotOpenYet,
    NotPlaying,
    Paused,
    Removed,
    RoomFixed,
    StaleRevision,
    StillOpen,
    TooLate,
)
from quizapp.live.service.making import move_question, remove_question
from tests.live.makers import Game, make_game
from tests.support.cast import Cast
from tests.support.clock import FakeClock

MakeGame = Callable[..., Game]


@pytest.fixture
def new_game(store: Store, cast: Cast, clock: FakeClock) -> MakeGame:
    """A room with other rules."""
    return lambda **rules: make_game(store, cast, clock, **rules)


def credited(game: Game) -> int:
    """Attendances of live quizzes in the ledger."""
    with game.store.read() as session:
        query = select(func.coalesce(func.sum(LedgerEntry.quantity), 0)).where(
            LedgerEntry.kind == "live_quiz_player", LedgerEntry.measure == "attendance"
        )
        return int(session.execute(query).scalar_one())


def ranks(game: Game) -> list[str]:
    """Names by place."""
    found = {name: game.player(name).rank for name in game.players}
    return sorted((name for name in found if found[name]), key=lambda name: found[name])


def test_it_works(game: Game) -> None:
    for name in ("王小明", "李红", "赵强"):
        game.come(name)
    place = game.ask()
    kept = game.send("王小明", game.right(place))
    game.clock.advance(seconds=2)
    game.send("李红", game.right(place))
    game.send("赵强", game.wrong(place))
    assert kept.is_mine
    game.tell()
    assert [game.player(name).score for name in ("王小明", "李红", "赵强")] == [10, 10, 0]
    assert ranks(game) == ["王小明", "李红", "赵强"]
    assert credited(game) == 3
    game.ask()
    game.tell()
    game.do("finish")
    assert credited(game) == 3


def test_the_first_answer_stands_and_a_retry_gets_its_receipt(game: Game) -> None:
    game.come("王小明")
    place = game.ask()
    first = game.send("王小明", game.wrong(place), nonce="a")
    again = game.send("王小明", game.wrong(place), nonce="a")
    other = game.send("王小明", game.right(place), nonce="b")
    assert (again.is_mine, again.received_at) == (True, first.received_at)
    assert (other.is_mine, other.atoms) == (False, game.wrong(place))
    game.tell()
    assert game.send("王小明", game.wrong(place), nonce="a").is_mine  # the line was broken: it asks after the end
    with pytest.raises(TooLate):
        game.send("王小明", game.right(place), nonce="b", place=place)


def test_the_clock_of_the_server_decides(game: Game) -> None:
    game.come("王小明")
    game.come("李红")
    with pytest.raises(NotOpenYet):
        game.send("王小明", (0,), place=1)
    game.do("next")
    with pytest.raises(NotOpenYet):
        game.send("王小明", game.right(1))
    game.clock.advance(seconds=3 + 20, milliseconds=999)
    game.send("王小明", game.right(1))  # on its way when the clock ran down
    assert game.player("王小明").score == 0
    with pytest.raises(StillOpen):
        game.do("reveal")
    game.clock.advance(milliseconds=2)
    with pytest.raises(TooLate):
        game.send("李红", game.right(1))
    with pytest.raises(NotOpenYet):
        game.send("李红", game.right(2), place=2)
    game.do("reveal")
    assert (game.player("王小明").score, game.player("王小明").time_ms) == (10, 20_000)


def test_a_pause_stops_the_clock_for_everybody(game: Game) -> None:
    game.come("王小明")
    place = game.ask()
    game.clock.advance(seconds=15)
    game.do("pause")
    with pytest.raises(Paused):
        game.send("王小明", game.right(place))
    game.clock.advance(minutes=5)
    game.do("resume")
    game.clock.advance(seconds=4)
    game.send("王小明", game.right(place))
    game.tell()
    assert game.player("王小明").time_ms == 19_000


def test_who_may_not_answer_is_told_why(game: Game) -> None:
    player = game.come("王小明")
    place = game.ask()
    with pytest.raises(NotPlaying):
        game.send("路人", game.right(place))
    for atoms in ((99,), (), ("x",), (0, 0)):
        with pytest.raises(BadAnswer):
            game.send("王小明", atoms)
    game.do("remove", player_id=player)
    with pytest.raises(Removed):
        game.send("王小明", game.right(place))
    with pytest.raises(Removed):
        game.come("王小明")
    game.do("allow", player_id=player)
    assert game.send("王小明", game.right(place)).is_mine


def test_elimination_ends_with_a_mistake_and_nobody_falls_alone(new_game: MakeGame) -> None:
    game = new_game(mode="elimination")
    for name in ("王小明", "李红", "赵强"):
        game.come(name)
    place = game.ask()
    game.send("王小明", game.right(place))
    game.send("李红", game.right(place))
    game.tell()
    assert game.player("赵强").out_at == 1
    place = game.ask()
    with pytest.raises(DroppedOut):
        game.send("赵强", game.right(place))
    game.send("王小明", game.wrong(place))
    game.tell()
    assert [game.player(name).out_at for name in ("王小明", "李红")] == [None, None]  # nobody was right: both stay
    game.come("迟到的人")
    assert game.player("迟到的人").out_at == 2
    place = game.ask()
    game.send("李红", game.right(place))
    game.tell()
    assert ranks(game) == ["李红", "王小明", "迟到的人", "赵强"]


def test_streaks_add_up_and_break(new_game: MakeGame) -> None:
    game = new_game(preset="speed_linear", has_streak=True, points=1000)
    game.come("王小明")
    scores = []
    for is_right in (True, True, False, True):
        place = game.ask()
        game.send("王小明", game.right(place) if is_right else game.wrong(place))
        game.tell()
        scores.append(game.player("王小明").score)
    assert scores == [1000, 2100, 2100, 3100]


def test_a_skipped_question_counts_nowhere(game: Game) -> None:
    game.come("王小明")
    place = game.ask()
    game.send("王小明", game.right(place))
    game.do("skip")
    assert (game.room.phase, credited(game), game.player("王小明").score) == ("board", 0, 0)


def test_removing_takes_the_attendance_back_and_allowing_gives_it_again(game: Game) -> None:
    player = game.come("王小明")
    place = game.ask()
    game.send("王小明", game.right(place))
    game.tell()
    found = []
    for action in ("remove", "allow", "remove", "allow"):
        game.do(action, player_id=player)
        found.append(credited(game))
    assert found == [0, 1, 0, 1]
    with pytest.raises(CannotAct):
        game.do("allow", player_id=player)


def test_a_rehearsal_counts_nowhere(new_game: MakeGame) -> None:
    game = new_game(is_practice=True)
    game.come("王小明")
    place = game.ask()
    game.send("王小明", game.right(place))
    game.tell()
    assert (credited(game), game.player("王小明").rank) == (0, 1)


def test_doors_close_for_new_people_alone(new_game: MakeGame) -> None:
    game = new_game(join_limit=2)
    game.come("王小明")
    game.do("lock")
    with pytest.raises(CannotJoin):
        game.come("李红")
    assert game.come("王小明") == game.players["王小明"]
    game.do("unlock")
    game.come("李红")
    with pytest.raises(CannotJoin):
        game.come("赵强")


def test_only_people_on_the_list_where_the_room_says_so(new_game: MakeGame) -> None:
    game = new_game(roster_only=True)
    with pytest.raises(CannotJoin):
        game.come("王小明")


def test_one_phone_plays_for_one_person_at_a_time(game: Game) -> None:
    game.come("王小明", phone="tablet")
    game.clock.advance(seconds=1)
    game.come("李红", phone="tablet")
    assert game.player("王小明").device_hash is None
    game.clock.advance(seconds=1)
    game.come("王小明", phone="tablet")
    assert game.player("李红").device_hash is None
    assert len({game.players["王小明"], game.players["李红"]}) == 2


def test_rude_names_stay_off_the_screen(new_game: MakeGame) -> None:
    game = new_game(bad_words=("东明",))
    player = game.come("大东 明人")
    assert game.player("大东 明人").is_hidden
    game.do("rename", player_id=player, name="李红")
    assert (game.player("大东 明人").is_hidden, game.player("大东 明人").shown_name) == (False, "李红")


def test_an_act_upon_an_old_state_is_refused(game: Game) -> None:
    before = game.room.revision
    game.do("next")
    with pytest.raises(StaleRevision):
        game.do("next", revision=before)
    with pytest.raises(CannotAct):
        game.do("finish")


def test_an_opened_room_keeps_its_questions(game: Game) -> None:
    with game.store.write() as session, pytest.raises(RoomFixed):
        remove_question(session, game.room_id, 1)


def test_questions_of_a_draft_move_and_go(new_game: MakeGame) -> None:
    game = new_game(is_open=False)
    stems = [game.frozen(place).question.stem for place in (1, 2, 3, 4)]
    with game.store.write() as session:
        move_question(session, game.room_id, 1, 1)
        move_question(session, game.room_id, 4, 1)
        remove_question(session, game.room_id, 3)
    assert [game.frozen(place).question.stem for place in (1, 2, 3)] == [stems[1], stems[0], stems[3]]
    assert game.room.question_count == 3
