"""A contest's board, read from the ledger."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.contests import Contest, Submission, show_unit_board, start_attempt, submit_attempt
from quizapp.db import Store
from quizapp.errors import NotFound
from quizapp.leaderboards import Board, read_unit_board
from quizapp.ledger import LedgerEntry, reverse
from tests.contests.makers import make_contest, make_phone
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.counting import statement_counter
from tests.support.factories import Place
from tests.support.visitor import Visitor


def take_part(session: Session, contest: Contest, place: Place, number: int, clock: FakeClock) -> None:
    phone = make_phone(session, contest, place.id, clock(), name=f"村民{number}", key=f"{place.code}-{number}")
    started = start_attempt(session, code=contest.code, device_hash=phone.device_hash, now=clock())
    submission = Submission(code=contest.code, token=started.token, device_hash=phone.device_hash, key="k", answers={})
    submit_attempt(session, submission, now=clock())


def read(store: Store, code: str) -> Board:
    with store.read() as session:
        return read_unit_board(session, code)


@pytest.fixture
def board_code(store: Store, cast: Cast, clock: FakeClock) -> str:
    """An open board: seven people of 红星村 (one twice), five of 青山村, two of 东明化工厂, one each of 东明镇 and 南河镇."""
    with store.write() as session:
        contest = make_contest(session, cast, clock())
        show_unit_board(session, contest.id, is_shown=True, actor=cast.alice.actor)
        who = {cast.hongxing: 7, cast.qingshan: 5, cast.factory: 2, cast.town: 1, cast.sister_town: 1}
        for place, people in who.items():
            for number in range(people):
                take_part(session, contest, place, number, clock)
        take_part(session, contest, cast.hongxing, 0, clock)
        return contest.code


def test_it_works(store: Store, board_code: str) -> None:
    board = read(store, board_code)
    lines = [(line.rank, line.tally.name, line.tally.people, line.tally.attempts) for line in board.lines]
    assert lines == [(1, "红星村", 7, 8), (2, "青山村", 5, 5), (None, "东明化工厂", 2, 2)]
    assert board.others == 2


def test_an_entry_taken_back_no_longer_counts(store: Store, board_code: str, clock: FakeClock) -> None:
    with store.write() as session:
        newest = session.scalars(select(LedgerEntry.id).order_by(LedgerEntry.id.desc()).limit(1)).one()
        reverse(session, newest, reason="重复", actor="staff:1", now=clock())
    board = read(store, board_code)
    assert [line.tally.attempts for line in board.lines] == [7, 5, 2]


def test_it_is_closed_by_default(store: Store, cast: Cast, clock: FakeClock) -> None:
    with store.write() as session:
        code = make_contest(session, cast, clock()).code
    with pytest.raises(NotFound):
        read(store, code)


def test_the_number_of_statements_does_not_grow(store: Store, board_code: str) -> None:
    with statement_counter(store) as sent:
        read(store, board_code)
    assert len(sent) == 3, str(sent)


def test_the_rule_is_printed_on_the_board(client: Visitor, board_code: str) -> None:
    page = client.get(f"/q/{board_code}/board").text
    assert "先比参与人数" in page
    assert "不足 5 人的单位不排名" in page
    assert "东明化工厂" in page
    assert "2 人 ·" not in page  # small units are named without figures
