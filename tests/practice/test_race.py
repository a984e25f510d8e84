"""The race: same questions, the pace of a recorded run beside one's own, keys only after answers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from threading import Barrier

import pytest
from sqlalchemy import func, select, update

from quizapp.db import Store
from quizapp.errors import Conflict, NotFound
from quizapp.ledger import LedgerEntry
from quizapp.people import NewPerson, hash_device, register_person
from quizapp.practice import (
    Desk,
    Opponent,
    Outcome,
    Pace,
    PracticeAnswer,
    Race,
    RaceRun,
    Sent,
    answer_race,
    forget_learners,
    list_opponents,
    own_best,
    race,
    race_nonce,
    race_order,
    race_question,
    read_race,
    review_race,
    sit_down,
    start_race,
)
from quizapp.practice.rules import RACE_SIZE
from tests.contests.makers import VAULT
from tests.practice.makers import CODE, Room, atoms_of, replace_bank

pytestmark = pytest.mark.processes

Plan = tuple[tuple[int, bool], ...]
#: Eight answers, ten seconds each, six of them right.
STEADY: Plan = tuple((10, number not in {2, 5}) for number in range(RACE_SIZE))


def sit(room: Room, phone: str) -> Desk:
    with room.store.read() as session:
        return sit_down(session, code=CODE, device_hash=hash_device(phone), now=room.clock())


def name(room: Room, phone: str, who: str) -> int:
    new = NewPerson(campaign_id=room.campaign_id, unit_id=room.cast.hongxing.id, name=who, notice_version=1)
    with room.store.write() as session:
        return register_person(session, new, device_hash=hash_device(phone), vault=VAULT, now=room.clock()).id


def begin(room: Room, phone: str, *, against: str = "", is_offered: bool = True, number: int = 0) -> str:
    """Token of a new run; ``number`` makes tokens differ at one instant."""
    token = f"run{phone[-1]}{room.clock():%d%H%M%S}{number:04d}".ljust(26, "a")
    with room.store.write() as session:
        return start_race(
            session, code=CODE, device_hash=hash_device(phone), against=against, is_offered=is_offered, token=token,
            paper=f"p{token}"[:26], now=room.clock(), rng=Random(3),
        )  # fmt: skip


def look(room: Room, phone: str, token: str) -> Race:
    with room.store.read() as session:
        return read_race(session, sit_down(session, code=CODE, device_hash=hash_device(phone), now=room.clock()), token)


def step(room: Room, phone: str, token: str, *, right: bool) -> Race:
    desk, race = sit(room, phone), look(room, phone, token)
    with room.store.read() as session:
        item = race_question(desk.pool(session), race)
    assert item is not None
    at = race.pace.done
    atoms = atoms_of(item.question, race_order(race, item, at)) if right else ()
    sent = Sent(
        code=CODE, device_hash=hash_device(phone), question_id=item.id, nonce=race_nonce(race, at), number=at + 1,
        chosen=atoms,
    )  # fmt: skip
    with room.store.write() as session:
        return answer_race(session, sent, token, now=room.clock())


def run(room: Room, phone: str, token: str, plan: Plan = STEADY) -> Race:
    for seconds, right in plan:
        room.clock.now += timedelta(seconds=seconds)
        race = step(room, phone, token, right=right)
    return race


def offered(room: Room, phone: str) -> list[Opponent]:
    with room.store.read() as session:
        desk = sit_down(session, code=CODE, device_hash=hash_device(phone), now=room.clock())
        return list_opponents(session, desk, desk.pool(session))


def best_of(room: Room, phone: str) -> Opponent | None:
    with room.store.read() as session:
        desk = sit_down(session, code=CODE, device_hash=hash_device(phone), now=room.clock())
        return own_best(session, desk, desk.pool(session))


def test_it_works(room: Room) -> None:
    name(room, "phone-1", "王小明")
    first = run(room, "phone-1", begin(room, "phone-1"))
    assert first.is_over
    assert (first.pace.right, first.pace.used_ms) == (6, 80_000)
    assert first.opponent is None
    (other,) = offered(room, "phone-2")
    assert (other.name, other.right, other.used_ms, other.is_mine) == ("王*明", 6, 80_000, False)
    token = begin(room, "phone-2", against=other.token)
    second = look(room, "phone-2", token)
    assert second.question_ids == first.question_ids
    room.clock.now += timedelta(seconds=35)
    second = step(room, "phone-2", token, right=True)
    beside = second.other_pace(room.clock())
    assert beside is not None
    assert (beside.done, beside.right) == (3, 2)
    assert (second.pace.done, second.pace.right) == (1, 1)


def test_both_see_options_in_the_same_order(room: Room) -> None:
    token = begin(room, "phone-1")
    first = run(room, "phone-1", token)
    second = look(room, "phone-2", begin(room, "phone-2", against=token))
    with room.store.read() as session:
        pool = sit_down(session, code=CODE, device_hash=hash_device("phone-2"), now=room.clock()).pool(session)
        item = race_question(pool, second)
    assert item is not None
    assert race_order(first, item, 0) == race_order(second, item, 0)


@pytest.mark.parametrize(
    ("mine", "theirs", "outcome"),
    [
        (Pace(done=8, right=7, used_ms=90), Pace(done=8, right=6, used_ms=10), Outcome.AHEAD),
        (Pace(done=8, right=6, used_ms=90), Pace(done=8, right=6, used_ms=80), Outcome.BEHIND),
        (Pace(done=8, right=6, used_ms=80), Pace(done=8, right=6, used_ms=80), Outcome.EVEN),
        (Pace(done=8, right=6, used_ms=80), None, Outcome.ALONE),
    ],
)
def test_more_right_answers_are_ahead_then_less_time(mine: Pace, theirs: Pace | None, outcome: Outcome) -> None:
    assert mine.against(theirs) is outcome


def test_nothing_goes_to_the_ledger_and_mistakes_go_to_the_book(room: Room) -> None:
    run(room, "phone-1", begin(room, "phone-1"))
    with room.store.read() as session:
        assert session.scalar(select(func.count()).select_from(LedgerEntry)) == 0
        assert session.scalar(select(func.count()).where(PracticeAnswer.is_mistake)) == 2


def test_an_answer_sent_again_changes_nothing(room: Room) -> None:
    token = begin(room, "phone-1")
    race = look(room, "phone-1", token)
    step(room, "phone-1", token, right=True)
    sent = Sent(
        code=CODE, device_hash=hash_device("phone-1"), question_id=race.question_ids[0], nonce=race_nonce(race, 0),
        number=1, chosen=(),
    )  # fmt: skip
    with pytest.raises(Conflict), room.store.write() as session:
        answer_race(session, sent, token, now=room.clock())
    assert look(room, "phone-1", token).marks == ((0, 1),)


def test_a_paper_that_was_seen_is_not_offered_again(room: Room) -> None:
    token = begin(room, "phone-1")
    run(room, "phone-1", token)
    begin(room, "phone-2", against=token)
    assert offered(room, "phone-2") == []
    with pytest.raises(Conflict):
        begin(room, "phone-2", against=token, number=1)


def test_a_second_run_over_the_same_paper_is_ones_own_alone(room: Room) -> None:
    token = begin(room, "phone-1")
    run(room, "phone-1", token)
    own = best_of(room, "phone-1")
    assert own is not None
    assert own.is_mine
    again = begin(room, "phone-1", against=token)
    finished = run(room, "phone-1", again, tuple((2, True) for _ in range(RACE_SIZE)))
    assert finished.try_no == 2
    assert finished.pace.against(Pace.of(own.marks)) is Outcome.AHEAD
    assert [each.token for each in offered(room, "phone-2")] == [token]


def test_only_runs_that_a_person_can_race_are_offered(room: Room) -> None:
    run(room, "phone-1", begin(room, "phone-1"), tuple((0, True) for _ in range(RACE_SIZE)))
    run(room, "phone-3", begin(room, "phone-3", is_offered=False))
    begin(room, "phone-4")
    assert offered(room, "phone-2") == []


def test_a_run_over_changed_questions_is_not_offered(room: Room) -> None:
    token = begin(room, "phone-1")
    run(room, "phone-1", token)
    half = begin(room, "phone-3")
    with room.store.write() as session:
        replace_bank(session, room.bank_id, list(room.questions().values())[:9], room.clock() + timedelta(seconds=1))
    assert offered(room, "phone-2") == []
    assert best_of(room, "phone-1") is None
    with pytest.raises(Conflict):
        step(room, "phone-3", half, right=True)


def test_another_phone_finds_nothing(room: Room) -> None:
    token = begin(room, "phone-1")
    with pytest.raises(NotFound):
        look(room, "phone-2", token)


def test_answers_are_laid_open_at_the_end_only(room: Room) -> None:
    token = begin(room, "phone-1")
    with room.store.read() as session:
        pool = sit_down(session, code=CODE, device_hash=hash_device("phone-1"), now=room.clock()).pool(session)
    step(room, "phone-1", token, right=False)
    assert review_race(pool, look(room, "phone-1", token)) == []
    race = run(room, "phone-1", token, STEADY[1:])
    shown = review_race(pool, race)
    assert [each.is_right for each in shown] == [bool(mark[1]) for mark in race.marks]


def test_who_erases_is_nobodys_opponent_any_more(room: Room) -> None:
    token = begin(room, "phone-1")
    run(room, "phone-1", token)
    mine = begin(room, "phone-2", against=token)
    learner = sit(room, "phone-1").learner_id
    assert learner is not None
    with room.store.write() as session:
        forget_learners(session, [learner])
    assert look(room, "phone-2", mine).opponent is None
    assert run(room, "phone-2", mine).is_over


def together(store: Store, room: Room, token: str) -> int:
    """How many of eight answers to one step, all judged before any is stored, moved the run."""
    sent = look(room, "phone-1", token)
    barrier = Barrier(8)

    def work(number: int) -> bool:
        answer = Sent(
            code=CODE, device_hash=hash_device("phone-1"), question_id=sent.question_ids[0],
            nonce=race_nonce(sent, 0), number=1, chosen=(number % 2,),
        )  # fmt: skip
        barrier.wait(timeout=60)
        with store.write() as session:
            return race._move(session, sent, answer, is_right=True, now=room.clock())

    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(work, range(8)))


def test_of_many_answers_at_one_instant_one_moves_the_run(room: Room) -> None:
    token = begin(room, "phone-1")
    assert together(room.store, room, token) == 1
    assert len(look(room, "phone-1", token).marks) == 1


def test_twin_without_the_step_moves_it_eight_times(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    token = begin(room, "phone-1")

    def unguarded(_table: object) -> object:
        class Update:
            def where(self, condition: object, *_others: object) -> object:
                return update(RaceRun).where(condition)  # type: ignore[arg-type]

        return Update()

    monkeypatch.setattr(race, "update", unguarded)
    assert together(room.store, room, token) == 8


def test_two_starts_at_one_instant_are_one_run(room: Room) -> None:
    token = begin(room, "phone-1")
    run(room, "phone-1", token)
    begin(room, "phone-2")  # the learner stands
    barrier = Barrier(8)

    def work(number: int) -> str:
        barrier.wait(timeout=60)
        try:
            return begin(room, "phone-2", against=token, number=number)
        except Conflict:
            return ""  # the paper had been seen when it came

    with ThreadPoolExecutor(8) as pool:
        tokens = {each for each in pool.map(work, range(1, 9)) if each}
    assert len(tokens) == 1
    with room.store.read() as session:
        assert session.scalar(select(func.count()).where(RaceRun.token.in_(tokens))) == 1
