"""Answers are graded here, counted once a showing, one row a question; nothing goes to the ledger."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from quizapp.banks import BankQuestion, QuestionBank
from quizapp.errors import Conflict
from quizapp.ledger import LedgerEntry
from quizapp.practice import Mode, PracticeAnswer, PracticeClosed, Sent, answer_question, find_opened, read_marks
from tests.practice.makers import CODE, Room, open_practice


def test_it_works(room: Room) -> None:
    first, second = list(room.questions())[:2]
    assert room.answer(first, right=True).judged.is_right
    wrong = room.answer(second, right=False)
    assert not wrong.judged.is_right
    assert wrong.judged.review.explanation
    assert wrong.judged.review.source
    with room.store.read() as session:
        marks = {mark.is_mistake for mark in read_marks(session, 1).values()}
        assert marks == {True, False}
        assert session.scalar(select(func.count()).select_from(LedgerEntry)) == 0


def test_one_row_a_question_however_often_it_is_tapped(room: Room) -> None:
    first = next(iter(room.questions()))
    for number in range(5):
        room.answer(first, right=number % 2 == 0, nonce=f"showing{number}")
    with room.store.read() as session:
        (row,) = session.scalars(select(PracticeAnswer)).all()
    assert (row.asked, row.right_count, row.is_mistake) == (5, 3, True)


def test_a_form_sent_again_counts_once(room: Room) -> None:
    first = next(iter(room.questions()))
    one, two = (room.answer(first, right=True, nonce="showing01") for _ in range(2))
    assert one.judged == two.judged
    with room.store.read() as session:
        assert session.scalars(select(PracticeAnswer.asked)).all() == [1]


def test_a_mistake_leaves_after_two_days(room: Room) -> None:
    first = next(iter(room.questions()))
    room.answer(first, right=False)
    room.clock.advance(days=1)
    assert not room.answer(first, right=True, mode=Mode.MISTAKES).has_left_book
    room.clock.advance(days=1)
    assert room.answer(first, right=True, mode=Mode.MISTAKES).has_left_book


def test_two_phones_do_not_share(room: Room) -> None:
    first = next(iter(room.questions()))
    room.answer(first, right=False, phone="a")
    room.answer(first, right=True, phone="b")
    with room.store.read() as session:
        assert session.scalars(select(PracticeAnswer.is_mistake).order_by(PracticeAnswer.id)).all() == [True, False]


def test_a_question_taken_out_of_use_is_not_graded(room: Room) -> None:
    first = next(iter(room.questions()))
    room.answer(first, right=True)
    with room.store.write() as session:
        session.get_one(BankQuestion, first).retired_at = room.clock()
        session.get_one(QuestionBank, room.bank_id).updated_at = room.clock.advance(minutes=1)
    sent = Sent(
        code=CODE, device_hash="d" * 64, question_id=first, nonce="showing01", number=1, chosen=(0,)
    )  # fmt: skip
    with room.store.write() as session, pytest.raises(Conflict):
        answer_question(session, sent, mode=Mode.FREE, now=room.clock())


def test_what_is_not_open_is_not_found(room: Room) -> None:
    first = next(iter(room.questions()))
    with room.store.write() as session:
        open_practice(session, room.campaign_id, (room.bank_id,), room.clock(), modes=frozenset({Mode.DAILY}))
    with pytest.raises(PracticeClosed):
        room.answer(first, right=True)
    with room.store.write() as session:
        open_practice(session, room.campaign_id, (room.bank_id,), room.clock(), is_open=False)
    with room.store.read() as session, pytest.raises(PracticeClosed):
        find_opened(session, CODE)
