"""The challenge: up by right answers, over at the first mistake, own best kept; a board only for many."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from quizapp.errors import Conflict
from quizapp.people import NewPerson, hash_device, register_person
from quizapp.practice import (
    ChallengeBest,
    Mode,
    PracticeAnswer,
    Run,
    Sent,
    Stepped,
    answer_step,
    nonce_of,
    question_at,
    read_board,
    read_run,
    shuffle,
    sit_down,
    start_run,
)
from tests.contests.makers import VAULT
from tests.practice.makers import CODE, Room, atoms_of

pytestmark = pytest.mark.processes


def start(room: Room, run: str = "run-one-abcdefgh", phone: str = "a") -> None:
    with room.store.write() as session:
        start_run(session, code=CODE, device_hash=hash_device(phone), run=run, now=room.clock())


def where(room: Room, phone: str = "a") -> Run:
    with room.store.read() as session:
        desk = sit_down(session, code=CODE, device_hash=hash_device(phone), now=room.clock(), mode=Mode.CHALLENGE)
        found = read_run(session, desk.learner_id)
    assert found is not None
    return found


def sheet(room: Room, phone: str = "a", *, right: bool = True) -> Sent:
    with room.store.read() as session:
        desk = sit_down(session, code=CODE, device_hash=hash_device(phone), now=room.clock())
        run = read_run(session, desk.learner_id)
        assert run is not None
        item = question_at(desk.pool(session), run)
    assert item is not None
    nonce = nonce_of(run)
    chosen = atoms_of(item.question, shuffle(item.question, nonce)) if right else ()
    return Sent(
        code=CODE, device_hash=hash_device(phone), question_id=item.id, nonce=nonce, number=run.step + 1, chosen=chosen
    )


def send(room: Room, sent: Sent) -> Stepped:
    with room.store.write() as session:
        return answer_step(session, sent, now=room.clock())


def climb_to(room: Room, steps: int, phone: str = "a") -> None:
    for _ in range(steps):
        send(room, sheet(room, phone))


def test_it_works(room: Room) -> None:
    start(room)
    climb_to(room, 3)
    ended = send(room, sheet(room, right=False))
    assert (ended.step, ended.best, ended.is_over, ended.is_complete) == (3, 3, True, False)
    start(room, "run-two-abcdefgh")
    assert (where(room).step, where(room).best, where(room).is_over) == (0, 3, False)


def test_it_rises(room: Room) -> None:
    start(room)
    levels = []
    for _ in range(8):
        sent = sheet(room)
        levels.append(room.questions()[sent.question_id].difficulty)
        send(room, sent)
    assert levels == ["easy"] * 5 + ["medium"] * 3


def test_to_the_end_without_a_mistake(room: Room) -> None:
    start(room)
    climb_to(room, 24)
    ended = send(room, sheet(room))
    assert (ended.step, ended.is_over, ended.is_complete) == (25, True, True)
    with room.store.read() as session:
        desk = sit_down(session, code=CODE, device_hash=hash_device("a"), now=room.clock())
        assert question_at(desk.pool(session), where(room)) is None


def test_a_step_is_answered_once(room: Room) -> None:
    start(room)
    sent = sheet(room)
    send(room, sent)
    with pytest.raises(Conflict):
        send(room, sent)
    assert where(room).step == 1


def test_a_mistake_cannot_be_taken_back(room: Room) -> None:
    start(room)
    wrong, right = sheet(room, right=False), sheet(room)
    send(room, wrong)
    with pytest.raises(Conflict):
        send(room, right)
    with room.store.read() as session:
        assert session.scalars(select(PracticeAnswer.is_mistake)).all() == [True]


def test_of_many_at_one_instant_one_moves_the_run(room: Room) -> None:
    start(room)
    sent, together, done = sheet(room), Barrier(8), []

    def tap() -> None:
        together.wait()
        try:
            send(room, sent)
            done.append("moved")
        except Conflict:
            done.append("met it")

    threads = [Thread(target=tap) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["met it"] * 7 + ["moved"]
    assert where(room).step == 1


def name(room: Room, phone: str, text: str) -> None:
    new = NewPerson(campaign_id=room.campaign_id, unit_id=room.cast.hongxing.id, name=text, notice_version=1)
    with room.store.write() as session:
        register_person(session, new, device_hash=hash_device(phone), vault=VAULT, now=room.clock())


def test_the_board_waits_for_ten_named_people(room: Room) -> None:
    for number in range(10):
        phone = f"phone-{number}"
        if number:
            name(room, phone, f"王小{'甲乙丙丁戊己庚辛壬'[number - 1]}")
        start(room, f"run-of-{number}-abcdefgh", phone)
        climb_to(room, 1 + number % 3, phone)
    with room.store.read() as session:
        desk = sit_down(session, code=CODE, device_hash=hash_device("phone-2"), now=room.clock())
        few = read_board(session, desk)
    assert (few.people, few.rows) == (9, [])
    name(room, "phone-0", "李大明")
    climb_to(room, 1, "phone-0")
    with room.store.read() as session:
        board = read_board(session, desk)
        assert len(session.scalars(select(ChallengeBest)).all()) == 10
    assert board.people == 10
    assert [row[2] for row in board.rows] == sorted((row[2] for row in board.rows), reverse=True)
    assert [row[0] for row in board.rows if row[3]] != []
    assert all("*" in row[1] for row in board.rows)
