"""A whole contest on a stage, by its deeds: scores, corrections, the ledger, and a test run that leaves nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError

from quizapp.campaigns import Campaign
from quizapp.db import Store
from quizapp.errors import Invalid
from quizapp.kit.evidence import describe as describe_evidence
from quizapp.ledger import LedgerEntry
from quizapp.people import NewPerson, Person, register_person
from quizapp.settings import Settings
from quizapp.stage import (
    Act,
    RoundKind,
    StageEvent,
    StageMember,
    StageMoved,
    StageNotReady,
    compare_presses,
    find_row,
    fold,
)
from quizapp.stage.jobs import forget_names
from quizapp.stage.person_data import describe, erase
from tests.stage.conftest import Show
from tests.support.clock import OPENING
from tests.support.month import VAULT, figure


def play(show: Show) -> None:
    """Required, pressed with a false start and a wrong answer, risk, audience: 化工厂 leads."""
    for seat, verdict in ((1, "right"), (2, "wrong"), (3, "right")):
        show.call(RoundKind.REQUIRED, team_id=show.seat(seat))
        show.do("clock")
        show.do("judge", team_id=show.seat(seat), verdict=verdict)
    show.do("reveal")
    show.call(RoundKind.BUZZER)
    assert show.press(1) == "early"
    assert show.press(1, after_ms=100) == "early", "told again, paid once"
    show.do("open")
    assert [show.press(3, after_ms=40), show.press(2, after_ms=25)] == ["in", "in"]
    assert show.settle() == show.seat(2), "received first, stored second"
    assert show.press(1) == "taken"
    show.do("judge", team_id=show.seat(2), verdict="wrong")
    show.call(RoundKind.AUDIENCE)
    show.do("reveal")
    for seat, value, verdict in ((1, 10, "right"), (2, 30, "wrong"), (3, 30, "partial")):
        show.call(RoundKind.RISK, team_id=show.seat(seat), value=value)
        show.do("judge", team_id=show.seat(seat), verdict=verdict, points=15)


def test_a_whole_contest(show: Show, store: Store) -> None:
    show.do("start")
    play(show)
    assert show.scores() == [110, 60, 125]
    show.do("award", team_id=show.seat(2), points=20, reason="题目有歧义，评委一致同意")
    show.do("award", team_id=show.seat(1), points=5, reason="记错了")
    last = show.course().events[-1]
    show.do("undo", event_id=last.id, reason="点错队")
    with pytest.raises(Invalid):
        show.do("undo", event_id=last.id, reason="再撤一次")
    assert show.scores() == [110, 80, 125]
    wrong = next(each for each in show.course().events if each.kind is Act.JUDGE and each.verdict == "wrong")
    show.do("rejudge", event_id=wrong.id, verdict="right", reason="复核录像，答案正确")
    assert show.scores() == [110, 90, 125]
    with pytest.raises(StageNotReady):
        show.do("end_test")
    course = show.finish(
        audience=160, audience_is_approximate=True, referees="周评委、吴评委", recorder="郑记录", absent="孙工"
    )
    assert course.contest.phase == "finished"
    show.do("award", team_id=show.seat(3), points=-5, reason="赛后核查：场外提示")
    assert show.scores() == [110, 90, 120]
    with pytest.raises(StageNotReady):
        show.call(RoundKind.BUZZER)
    with store.write() as session:
        assert figure(session, show.month, show.cast.town, "session_held", "knowledge_contest") == 1
        assert figure(session, show.month, show.cast.town, "attendance", "knowledge_contest") == 160 + 4
        assert figure(session, show.month, show.cast.hongxing, "attendance") == 2
        records = session.execute(select(LedgerEntry.source_table, LedgerEntry.source_id)).all()
        told = describe_evidence(session, [(row[0], row[1]) for row in records])
        assert len(told) == len(records) == 6
        assert {each.path for each in told.values()} == {f"/console/stage/{show.id}"}


def test_the_row_says_what_the_events_come_to(show: Show) -> None:
    show.do("start")
    play(show)
    events = show.course().events
    assert [each.id for each in events] == sorted(each.id for each in events)
    course = show.course()
    board = fold(course.setup, course.events)
    contest = course.contest
    assert (contest.gate, contest.opening_id, contest.barred) == (board.gate, board.opening_id, sorted(board.barred))


def test_a_test_run_leaves_no_trace(show: Show, store: Store) -> None:
    show.do("test")
    play(show)
    with pytest.raises(StageNotReady):
        show.finish()
    show.do("end_test")
    course = show.course()
    assert (course.contest.phase, course.events, show.scores()) == ("ready", [], [100, 100, 100])
    with store.read() as session:
        assert session.scalar(select(func.count(LedgerEntry.id))) == 0
        assert session.scalar(select(func.count(Person.id))) == 0
    show.do("start")
    assert show.press(1) == "shut"
    show.call(RoundKind.BUZZER)
    assert show.press(1) == "early"


def test_presses_are_compared_for_the_record(show: Show, store: Store) -> None:
    show.do("start")
    play(show)
    with store.read() as session:
        found = list(compare_presses(session, find_row(session, show.id).contest).values())
    assert [each.presses[:2] for each in found] == [((show.seat(2), 0, 22), (show.seat(3), 15, 23))]


def test_a_wrong_buzz_of_a_preset_that_reopens_and_a_tie(show: Show, store: Store) -> None:
    show.do("start")
    line = show.line(RoundKind.TIE)
    with pytest.raises(StageNotReady):
        show.do("call", round_id=line.round.id, teams=(show.seat(1),))
    show.do("call", round_id=line.round.id, teams=(show.seat(1), show.seat(2)))
    show.do("open")
    assert show.press(3) == "barred"
    assert show.press(1, after_ms=5) == "in"
    show.settle()
    with pytest.raises(StageNotReady):
        show.do("judge", team_id=show.seat(2), verdict="right")
    show.do("judge", team_id=show.seat(1), verdict="right")
    course = show.course()
    assert show.scores() == [100, 100, 100]
    assert [(place, each.team.seat) for place, each in course.ranks] == [(1, 1), (2, 2), (2, 3)]


def test_a_press_that_came_before_the_opening_and_was_stored_after_it_is_a_false_start(show: Show) -> None:
    show.do("start")
    show.call(RoundKind.BUZZER)
    show.do("open")
    assert show.press(1, after_ms=-3) == "early"
    assert show.press(2, after_ms=80) == "in"
    assert show.settle() == show.seat(2)
    assert show.scores() == [90, 100, 100]


def test_a_hand_up_and_a_new_opening_need_a_reason(show: Show) -> None:
    show.do("start")
    show.call(RoundKind.BUZZER)
    with pytest.raises(Invalid):
        show.do("pick", team_id=show.seat(1))
    show.do("open")
    show.press(1)
    show.settle()
    with pytest.raises(Invalid):
        show.do("open")
    show.do("open", reason="题目念错了")
    assert show.course().board.gate == "open"
    show.do("pick", team_id=show.seat(2), reason="抢答器没电，举手")
    assert show.course().board.answering == show.seat(2)


def test_a_page_that_is_behind_does_nothing(show: Show) -> None:
    show.do("start")
    seen = show.course().contest.host_revision
    show.call(RoundKind.BUZZER)
    with pytest.raises(StageMoved):
        show.do("open", seen=seen)
    seen = show.course().contest.host_revision
    show.press(2)
    show.do("open", seen=seen)
    assert show.course().board.gate == "open", "a false start is not in the operator's way"


def test_the_database_keeps_what_was_said(show: Show, store: Store) -> None:
    show.do("start")
    show.do("award", team_id=show.seat(1), points=5, reason="王小明答得好")
    for sql in ("DELETE FROM stage_event", "UPDATE stage_event SET points = 50", "UPDATE stage_event SET reason = 'x'"):
        with pytest.raises(DBAPIError), store.write() as session:
            session.execute(text(sql))
    with store.write() as session:
        session.execute(update(StageEvent).values(reason="（已删除）"))


def test_somebody_who_took_part_before_is_the_same_person_and_can_go(
    show: Show, store: Store, settings: Settings
) -> None:
    with store.write() as session:
        new = NewPerson(campaign_id=show.month.id, unit_id=show.cast.hongxing.id, name="王小明")
        wang = register_person(session, new, device_hash=None, vault=VAULT, now=OPENING).id
    show.do("start")
    show.do("award", team_id=show.seat(1), points=5, reason="王小明救场")
    show.finish()
    with store.write() as session:
        assert session.scalar(select(StageMember.person_id).where(StageMember.name == "王小明")) == wang
        assert session.scalar(select(func.count(Person.id))) == 5
        assert str(describe(session, wang)[0][1]) == "上台 1 次"
        erase(session, wang)
    course = show.course()
    assert [each.name for each in course.teams[0].members] == ["", "李小红"]
    assert {each.reason for each in course.events} == {"", "（已删除）"}
    with store.read() as session:
        ends_on = session.get_one(Campaign, show.month.id).ends_on
        days = session.get_one(Campaign, show.month.id).retention_days
    assert forget_names(store, settings, OPENING) == 0
    after = OPENING.replace(year=ends_on.year, month=ends_on.month, day=ends_on.day) + timedelta(days=days + 2)
    assert forget_names(store, settings, after) == 4
