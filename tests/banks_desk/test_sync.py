"""Shipped banks in the database: brought up to date once, by versions, without touching what stands."""

from __future__ import annotations

from dataclasses import replace
from operator import itemgetter

from sqlalchemy import select

from quizapp.banks import (
    BankQuestion,
    QuestionBank,
    ShippedBank,
    load_questions,
    load_shipped_banks,
    media_of_question,
    sync_shipped_banks,
)
from quizapp.db import Store
from quizapp.media import MediaFile
from quizapp.questions import Question
from tests.support.clock import OPENING
from tests.support.counting import statement_counter


def question(key: str, stem: str = "火警电话是多少？", **changes: object) -> Question:
    made = Question(
        type="single", stem=stem, options=("119", "110"), correct=(0,), explanation="119 是火警电话", key=key
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def bank(*questions: Question, key: str = "fire", title: str = "消防") -> ShippedBank:
    return ShippedBank(key=key, title=title, summary="", verified_on=None, questions=questions)


def test_it_works(store: Store) -> None:
    with store.write() as session:
        done = sync_shipped_banks(session, OPENING)
    shipped = load_shipped_banks()
    assert (done.banks, done.added) == (len(shipped), sum(len(each.questions) for each in shipped))
    assert done.added >= 200
    with store.read() as session:
        banks = {each.key: each for each in session.scalars(select(QuestionBank))}
        for each in shipped:
            asked = [(q.key, q.stem, q.options, q.correct) for q in load_questions(session, banks[each.key].id)]
            assert asked == sorted(((q.key, q.stem, q.options, q.correct) for q in each.questions), key=itemgetter(0))
        held = [question for each in banks.values() for question in load_questions(session, each.id)]
        kept = {media.file for question in held for media in media_of_question(question)}
        assert kept == set(session.scalars(select(MediaFile.name)))
        assert len(kept) >= 100
        assert all(session.scalars(select(BankQuestion.source)))


def test_again_changes_nothing_and_costs_three_statements(store: Store) -> None:
    with store.write() as session:
        sync_shipped_banks(session, OPENING)
    with statement_counter(store) as sent, store.write() as session:
        done = sync_shipped_banks(session, OPENING)
    assert (done.added, done.changed, done.retired) == (0, 0, 0)
    assert len(sent) <= 3, str(sent)


def test_a_changed_question_becomes_the_next_version(store: Store) -> None:
    with store.write() as session:
        sync_shipped_banks(session, OPENING, banks=[bank(question("f1"), question("f2", "另一题？"))])
    changed = question("f1", explanation="拨打 119，说清地点")
    with store.write() as session:
        done = sync_shipped_banks(session, OPENING, banks=[bank(changed, question("f2", "另一题？"))])
    assert (done.added, done.changed, done.retired) == (0, 1, 0)
    with store.read() as session:
        rows = session.scalars(
            select(BankQuestion).where(BankQuestion.key == "f1").order_by(BankQuestion.version)
        ).all()
        assert [(row.version, row.retired_at is None) for row in rows] == [(1, False), (2, True)]
        assert rows[0].content["secret"]["explanation"] == "119 是火警电话"  # the old version is as it was


def test_what_is_not_shipped_any_more_is_retired_and_may_come_back(store: Store) -> None:
    both = bank(question("f1"), question("f2", "另一题？"))
    for banks, expected in (
        ([both], (2, 0, 0)),
        ([bank(question("f1"))], (0, 0, 1)),
        ([both], (1, 0, 0)),
        ([], (0, 0, 2)),
    ):
        with store.write() as session:
            done = sync_shipped_banks(session, OPENING, banks=banks)
        if banks:
            assert (done.added, done.changed, done.retired) == expected
    with store.read() as session:
        assert session.scalars(select(QuestionBank.archived_at)).one() == OPENING
        newest = select(BankQuestion.version).where(BankQuestion.key == "f2").order_by(BankQuestion.version)
        assert session.scalars(newest).all() == [1, 2]
