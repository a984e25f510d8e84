"""One question a day: the same for all, frozen, first answer stands, late answers stay out of the share."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from quizapp.banks import BankQuestion, QuestionBank
from quizapp.errors import NotFound
from quizapp.people import hash_device
from quizapp.practice import (
    DailyAnswer,
    DailyQuestion,
    DayMark,
    Mode,
    PracticeSetting,
    Share,
    answer_day,
    calendar,
    my_days,
    open_day,
    share_of,
    sit_down,
)
from quizapp.questions import Atom, commit_seed, decode_question, draw_paper
from tests.practice.makers import CODE, Room, daily_atoms

pytestmark = pytest.mark.processes

TODAY = date(2026, 6, 16)


def ask(room: Room, day: date = TODAY) -> int:
    with room.store.write() as session:
        desk = sit_down(session, code=CODE, device_hash=hash_device("a"), now=room.clock(), mode=Mode.DAILY)
        return open_day(session, desk, day).item.id


def reply(room: Room, phone: str, day: date = TODAY, *, right: bool = True) -> bool:
    ask(room, day)
    chosen: tuple[Atom, ...] = daily_atoms(room.store, day) if right else ()
    with room.store.write() as session:
        _, judged = answer_day(
            session, code=CODE, device_hash=hash_device(phone), day=day, chosen=chosen, now=room.clock()
        )
        return judged.is_right


def told(room: Room, day: date) -> Share:
    with room.store.read() as session:
        desk = sit_down(session, code=CODE, device_hash=hash_device("a"), now=room.clock())
        return share_of(session, desk.opened, day, today=desk.today)


def test_everybody_gets_the_same_and_it_stays(room: Room) -> None:
    first = ask(room)
    with room.store.write() as session:
        session.get_one(BankQuestion, first).retired_at = room.clock()
        session.get_one(QuestionBank, room.bank_id).updated_at = room.clock.advance(minutes=1)
    assert ask(room) == first


def test_no_question_comes_twice_while_there_are_others(room: Room) -> None:
    assert len({ask(room, date(2026, 6, day)) for day in range(1, 17)}) == 16


def test_the_committed_seed_tells_the_question(room: Room) -> None:
    """Whoever knows the revealed seed and the pool finds the same place."""
    ask(room)
    with room.store.read() as session:
        setting = session.get_one(PracticeSetting, room.campaign_id)
        row = session.scalars(select(DailyQuestion)).one()
    assert commit_seed(setting.seed) == setting.seed_commitment
    questions = list(room.questions().values())
    assert row.pool_size == len(questions)
    drawn = draw_paper(questions, 1, seed=setting.seed, person_key="daily", attempt_no=TODAY.toordinal())[0]
    assert (drawn.question_index, list(drawn.option_order)) == (row.place, row.option_order)
    assert questions[row.place] == decode_question(row.content)


def test_tomorrow_and_other_months_have_no_question(room: Room) -> None:
    for day in (TODAY + timedelta(days=1), date(2026, 5, 31), date(2026, 7, 1)):
        with pytest.raises(NotFound):
            ask(room, day)


def test_the_first_answer_stands(room: Room) -> None:
    assert not reply(room, "a", right=False)
    assert not reply(room, "a", right=True)
    with room.store.read() as session:
        assert session.scalars(select(DailyAnswer.is_right)).all() == [False]


def test_yesterdays_share_leaves_late_answers_out(room: Room) -> None:
    for number in range(5):
        reply(room, f"phone-{number}", right=number > 0)
    room.clock.advance(days=1)
    reply(room, "late", TODAY, right=False)
    share = told(room, TODAY)
    assert (share.answered, share.right, share.percent, share.is_shown) == (5, 4, 80, True)


def test_a_share_of_few_is_not_told(room: Room) -> None:
    for number in range(4):
        reply(room, f"phone-{number}")
    assert not told(room, TODAY).is_shown


def test_the_calendar_has_no_gaps_to_be_ashamed_of(room: Room) -> None:
    reply(room, "a")
    reply(room, "a", TODAY - timedelta(days=3), right=False)
    with room.store.read() as session:
        desk = sit_down(session, code=CODE, device_hash=hash_device("a"), now=room.clock())
        marks = dict(calendar(desk.opened, my_days(session, desk.learner_id), desk.today))
    assert marks[TODAY] is DayMark.RIGHT
    assert marks[TODAY - timedelta(days=3)] is DayMark.WRONG
    assert marks[TODAY - timedelta(days=1)] is DayMark.OPEN
    assert marks[TODAY + timedelta(days=1)] is DayMark.AHEAD
    assert len(marks) == 30


def test_the_day_is_the_campaigns_day(room: Room) -> None:
    """23:30 in Shanghai is still the 16th, half an hour later it is the 17th, whatever UTC says."""
    room.clock.advance(hours=13, minutes=30)
    with room.store.read() as session:
        assert sit_down(session, code=CODE, device_hash="x", now=room.clock()).today == TODAY
        room.clock.advance(minutes=31)
        assert sit_down(session, code=CODE, device_hash="x", now=room.clock()).today == TODAY + timedelta(days=1)


def test_many_first_visitors_meet_in_one_row(room: Room) -> None:
    start, seen = Barrier(8), []

    def visit() -> None:
        start.wait()
        seen.append(ask(room))

    threads = [Thread(target=visit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert len(set(seen)) == 1
