"""The demo's games: a live quiz and a team contest that are over, and one of each that somebody can begin now."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest
from sqlalchemy import func, select

from quizapp.callbacks import CallSample, list_samples, sample_lines, shares_of
from quizapp.campaigns import get_campaign
from quizapp.db import Store
from quizapp.demo import load_demo, play_month
from quizapp.demo.content import unit_rows
from quizapp.demo.load import demo_actor
from quizapp.demo.month import Phone
from quizapp.demo.rooms import play_room
from quizapp.kit.periods import CUMULATIVE
from quizapp.kit.vault import Vault
from quizapp.live import Act, act, host_room, void_room
from quizapp.live.models import LivePlayer, LiveRoom
from quizapp.live.results import list_questions, list_results
from quizapp.live.showing import team_lines
from quizapp.practice import list_opponents, read_board, sit_down
from quizapp.stage import Deed, StageContest, compare_presses, do, find_row, read_course
from quizapp.statistics import build_report, shipped_forms
from quizapp.units import Unit, get_unit_by_code

NOW = datetime(2026, 6, 22, 2, tzinfo=UTC)
PLAYERS = 18
SCORES = [(1, "红星村代表队", 140), (2, "东明中学代表队", 135), (3, "青山村代表队", 130), (4, "化工厂代表队", 110)]
#: The services behind them are tested on both databases where they live.
pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def campaign_id(store: Store) -> int:
    """A month of sixty people, eighteen of them from the township's villages and works."""
    with store.write() as session:
        campaign_id = load_demo(session, now=NOW, rng=Random(1)).campaign_id
    played = play_month(store, campaign_id, participants=60, vault=Vault(b"v" * 32), now=NOW, rng=Random(2026))
    assert played.players == PLAYERS
    return campaign_id


def test_the_games_of_a_month(store: Store, campaign_id: int) -> None:
    _is_played_room(store)
    _is_played_alike(store, campaign_id)
    _is_played_contest(store)
    _are_figures(store, campaign_id)
    _can_be_begun(store)
    _was_called(store, campaign_id)
    _is_practised(store)


def _is_practised(store: Store) -> None:
    """Ten on the challenge board, and somebody to race against."""
    with store.read() as session:
        desk = sit_down(session, code="demo", device_hash="a new phone", now=NOW)
        board, others = read_board(session, desk), list_opponents(session, desk, desk.pool(session))
    assert len(board.rows) == 10
    assert [each.right > 0 for each in others] == [True] * 3


def _was_called(store: Store, campaign_id: int) -> None:
    """A sample whose people can mostly be called, under numbers that nobody has; some are still to be called."""
    with store.read() as session:
        (unit_id,) = session.scalars(select(CallSample.unit_id)).all()
        (sample,) = list_samples(session, campaign_id, [unit_id])
        lines = sample_lines(session, sample.id, vault=Vault(b"v" * 32))
        shares = shares_of(session, sample.id)
    assert {line.phone[:5] for line in lines if line.has_phone} == {"00001"}
    assert sum(line.has_phone for line in lines) / len(lines) > 0.5
    assert 0 < shares.called < shares.drawn == len(lines)


def _is_played_room(store: Store) -> None:
    with store.read() as session:
        room_id = session.scalars(select(LiveRoom.id).where(LiveRoom.phase == "finished")).one()
        room = host_room(session, room_id)
        people, questions = list_results(session, room_id), list_questions(session, room)
        units = team_lines(session, room, limit=None)
    assert (room.title, room.is_practice, len(questions)) == ("安全生产月直播答题", False, 8)
    assert (len(people), people[0].rank) == (PLAYERS, 1)
    assert len({each.score for each in people}) > 3, "a distribution"
    assert {each.unit for each in people} == {each.unit for each in units}
    assert sum(each.players for each in units) == PLAYERS
    assert len(units) > 3
    assert all(sum(line.counts or ()) >= (line.answered or 0) > 0 for line in questions)


def _is_played_alike(store: Store, campaign_id: int) -> None:
    """The same crowd and the same seed: the same questions, answers and places; voided, since one evening is shown."""
    with store.read() as session:
        campaign, units = (
            get_campaign(session, campaign_id),
            {each.code: each for each in session.scalars(select(Unit))},
        )
        codes = {unit.id: unit.code for unit in units.values()}
        players = session.scalars(select(LivePlayer).order_by(LivePlayer.id)).all()
    crowd = [
        Phone(person_id=each.person_id, unit_code=codes[each.unit_id], device_hash=each.device_hash or "", knows=0.6)
        for each in players
    ]
    results = []
    for _ in range(2):
        assert play_room(store, campaign, units, crowd, rng=Random(7)) == PLAYERS
        with store.write() as session:
            newest = session.scalars(select(func.max(LiveRoom.id))).one()
            results.append([(each.name, each.score, each.time_ms) for each in list_results(session, newest)])
            void_room(session, newest, reason="重演", actor="staff:1", now=NOW)
    assert results[0] == results[1]


def _is_played_contest(store: Store) -> None:
    with store.read() as session:
        row = find_row(session, session.scalars(select(StageContest.id).where(StageContest.phase == "finished")).one())
        course = read_course(session, row)
        presses = compare_presses(session, row.contest)
    scores = [(rank, line.team.name, course.board.scores[line.team.id]) for rank, line in course.ranks]
    assert scores == SCORES
    assert (row.contest.audience, row.contest.referees) == (120, "周评委、吴评委（演示）")
    assert [len(each.presses) for each in presses.values()] == [3, 2, 3, 2, 3, 2]


def _are_figures(store: Store, campaign_id: int) -> None:
    """What the general form of the township says of both."""
    with store.read() as session:
        campaign, town = get_campaign(session, campaign_id), get_unit_by_code(session, "dm-zhen")
        cells = build_report(session, shipped_forms()["national_2026"], campaign, town, CUMULATIVE, now=NOW).cells
    assert (cells["live_quiz_sessions"].value, cells["live_quiz_participations"].value) == (1, PLAYERS)


def _can_be_begun(store: Store) -> None:
    with store.write() as session:
        waiting = session.scalars(select(LiveRoom.id).where(LiveRoom.phase == "lobby")).one()
        room = host_room(session, waiting)
        act(session, waiting, Act(action="next", revision=room.revision), actor="staff:1", now=NOW)
        ready = session.scalars(select(StageContest).where(StageContest.phase == "ready")).one()
        course = read_course(session, find_row(session, ready.id))
        assert [len(line.members) for line in course.teams] == [3, 3, 3, 3]
        assert [len(line.questions) for line in course.rounds] == [8, 10, 5, 12, 3]
        actor = demo_actor(get_unit_by_code(session, unit_rows()[0].code))
        do(session, ready.id, Deed(act="start", seen=course.contest.host_revision), actor=actor, now=NOW)
        assert (ready.phase, host_room(session, waiting).phase) == ("running", "asking")
