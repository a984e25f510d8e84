"""What a live room is in the general form: one session (场) and its players (人次), at the unit that held it and above."""

from __future__ import annotations

from quizapp.campaigns import get_campaign
from quizapp.db import Store
from quizapp.kit.periods import CUMULATIVE
from quizapp.live import void_room
from quizapp.statistics import build_report, shipped_forms
from quizapp.units import Unit
from tests.live.makers import Game, make_game
from tests.support.cast import Cast
from tests.support.clock import FakeClock

FORM = "national_2026"


def told(game: Game, unit: Unit) -> tuple[object, object]:
    """场 and 人次 of live quizzes on the unit's sheet."""
    form = shipped_forms()[FORM]
    with game.store.read() as session:
        campaign = get_campaign(session, game.campaign_id)
        report = build_report(session, form, campaign, unit, CUMULATIVE, now=game.clock())
    return report.cells["live_quiz_sessions"].value, report.cells["live_quiz_participations"].value


def play(game: Game, *, rounds: int = 2) -> None:
    """Two people of 红星村 answer every question, and the end."""
    for name in ("王小明", "李红"):
        game.come(name)
    for _ in range(rounds):
        place = game.ask()
        game.send("王小明", game.right(place))
        game.send("李红", game.wrong(place))
        game.tell()
    game.do("finish")


def test_a_room_played_to_its_end_is_one_session_in_the_form(game: Game) -> None:
    assert told(game, game.cast.town) == (0, 0)
    play(game)
    assert told(game, game.cast.town) == told(game, game.cast.county) == (1, 2)
    assert told(game, game.cast.hongxing) == (0, 2), "the village took part; the township held it"
    assert told(game, game.cast.sister_town) == (0, 0)


def test_a_void_room_is_none(game: Game) -> None:
    play(game)
    with game.store.write() as session:
        void_room(session, game.room_id, reason="题目放错了", actor="staff:1", now=game.clock())
    assert told(game, game.cast.town) == told(game, game.cast.county) == (0, 0)


def test_a_rehearsal_is_none(store: Store, cast: Cast, clock: FakeClock) -> None:
    rehearsal = make_game(store, cast, clock, is_practice=True)
    play(rehearsal)
    assert told(rehearsal, cast.county) == (0, 0)


def test_the_sentence_says_both() -> None:
    form = shipped_forms()[FORM]
    assert form.version == 2
    sentences = [item.progress for section in form.sections for item in section.items]
    assert any(
        "直播答题（{live_quiz_sessions}）场，参与（{live_quiz_participations}）人次" in each for each in sentences
    )
