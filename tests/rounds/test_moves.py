"""After the publication: declining, taking off, moving up, adding; and who may start the final."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select, update

from quizapp.contests import CannotStart, close_contest, start_attempt
from quizapp.db import Store
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.rounds import (
    Kind,
    RoundDecision,
    Rule,
    add_place,
    decline_place,
    moves,
    my_places,
    remove_place,
)
from quizapp.rounds.models import RoundPlace
from tests.contests.makers import Phone
from tests.contests.test_races import together
from tests.rounds.makers import Ground, make_ground
from tests.support.cast import Cast
from tests.support.clock import FakeClock

pytestmark = pytest.mark.processes


def published(ground: Ground, rights: tuple[int, ...] = (9, 8, 7, 6, 5)) -> list[Phone]:
    phones = ground.crowd(rights)
    ground.close()
    ground.publish()
    return phones


def decline(ground: Ground, phone: Phone) -> int | None:
    with ground.store.write() as session:
        return decline_place(session, ground.heat, person_id=phone.person_id, now=ground.clock())


def remove(ground: Ground, phone: Phone, reason: str = "代答") -> int | None:
    with ground.store.write() as session:
        actor, now = ground.cast.alice.actor, ground.clock()
        return remove_place(session, ground.heat, person_id=phone.person_id, reason=reason, actor=actor, now=now)


def add(ground: Ground, phone: Phone, reason: str = "复核后递补") -> None:
    with ground.store.write() as session:
        actor, now = ground.cast.alice.actor, ground.clock()
        add_place(session, ground.heat, person_id=phone.person_id, reason=reason, actor=actor, now=now)


def ids(*phones: Phone) -> list[int]:
    return [phone.person_id for phone in phones]


def start_final(ground: Ground, phone: Phone) -> None:
    with ground.store.write() as session:
        code = ground.contest(session, ground.final_id).code
        start_attempt(session, code=code, device_hash=phone.device_hash, now=ground.clock())


def refused(ground: Ground, phone: Phone) -> str:
    with pytest.raises(CannotStart) as error:
        start_final(ground, phone)
    return str(error.value)


def test_who_declines_is_followed_by_the_first_reserve(ground: Ground) -> None:
    phones = published(ground)
    assert decline(ground, phones[0]) == phones[2].person_id
    assert ground.going() == ids(phones[1], phones[2])
    assert remove(ground, phones[1]) == phones[3].person_id
    assert decline(ground, phones[2]) is None
    assert ground.going() == ids(phones[3])


def test_a_reserve_who_declines_is_passed_over(ground: Ground) -> None:
    phones = published(ground)
    assert decline(ground, phones[2]) is None
    assert decline(ground, phones[0]) == phones[3].person_id


def test_reserves_move_up_in_their_own_group(store: Store, cast: Cast, clock: FakeClock) -> None:
    ground = make_ground(store, cast, clock, Rule(kind=Kind.TOP_PER_UNIT, amount=1, reserves=1))
    hong = ground.crowd([9, 8])
    qing = ground.crowd([3, 2], unit_id=cast.qingshan.id, first=10)
    ground.close()
    ground.publish()
    assert decline(ground, qing[0]) == qing[1].person_id
    assert ground.going() == ids(hong[0], qing[1])


def test_nobody_declines_twice_or_without_a_place(ground: Ground) -> None:
    phones = published(ground)
    decline(ground, phones[0])
    for phone in (phones[0], phones[4]):
        with pytest.raises(NotFound):
            decline(ground, phone)


def test_who_has_begun_the_final_cannot_decline(ground: Ground) -> None:
    phones = published(ground)
    start_final(ground, phones[0])
    with pytest.raises(Conflict, match="已经开始"):
        decline(ground, phones[0])


def test_nothing_moves_once_the_final_is_over(ground: Ground) -> None:
    phones = published(ground)
    with ground.store.write() as session:
        close_contest(session, ground.final_id, actor=ground.cast.alice.actor, now=ground.clock())
    with pytest.raises(Conflict):
        decline(ground, phones[0])
    assert remove(ground, phones[0]) is None
    assert ground.going() == ids(phones[1])


def test_staff_adds_with_a_reason(ground: Ground) -> None:
    phones = published(ground)
    with pytest.raises(Invalid):
        add(ground, phones[4], " ")
    add(ground, phones[4])
    assert ground.going() == ids(phones[0], phones[1], phones[4])
    with pytest.raises(Conflict):
        add(ground, phones[4])
    last = ground.places()[-1]
    assert (last.is_by_hand, last.is_frozen, last.reason) == (True, False, "复核后递补")


def test_staff_puts_back_who_left_and_takes_a_reserve_out_of_turn(ground: Ground) -> None:
    phones = published(ground)
    decline(ground, phones[0])
    add(ground, phones[0], "误点了放弃")
    add(ground, phones[3], "加一个名额")
    assert sorted(ground.going()) == sorted(ids(*phones[:4]))


def test_every_change_is_written_down(ground: Ground) -> None:
    phones = published(ground)
    decline(ground, phones[0])
    remove(ground, phones[1])
    with ground.store.read() as session:
        rows = session.scalars(select(RoundDecision).order_by(RoundDecision.id)).all()
    assert [(row.verdict, row.person_id) for row in rows] == [
        ("decline", phones[0].person_id), ("move_up", phones[2].person_id), ("remove", phones[1].person_id),
        ("move_up", phones[3].person_id),
    ]  # fmt: skip
    assert rows[2].decided_by == f"staff:{ground.cast.alice.id}"


def test_only_those_on_the_list_start_the_final(ground: Ground) -> None:
    phones = ground.crowd([9, 8, 7, 6, 5])
    assert "还没有公布" in refused(ground, phones[0])
    ground.close()
    ground.publish()
    start_final(ground, phones[0])
    assert "候补名单" in refused(ground, phones[2])
    assert "只对上一轮入围" in refused(ground, phones[4])
    decline(ground, phones[1])
    assert "已放弃" in refused(ground, phones[1])
    start_final(ground, phones[2])
    remove(ground, phones[3])
    assert "已不在" in refused(ground, phones[3])


def test_the_first_round_is_for_everybody(ground: Ground) -> None:
    assert ground.answer(ground.phone(1), 3)


def test_a_person_finds_his_place(ground: Ground) -> None:
    phones = published(ground)
    with ground.store.read() as session:
        (mine,) = my_places(session, phones[0].person_id, campaign_id=ground.campaign_id)
        assert my_places(session, phones[4].person_id, campaign_id=ground.campaign_id) == []
    assert (mine.next_title, mine.next_contest_id, mine.event_code) == ("决赛", ground.final_id, ground.event_code)


def tried(work: Callable[[], object]) -> bool:
    try:
        work()
    except (Conflict, NotFound):
        return False
    return True


def moved_up(ground: Ground) -> int:
    with ground.store.read() as session:
        return session.scalar(select(func.count()).where(RoundPlace.moved_up_at.is_not(None))) or 0


def test_one_who_declines_eight_times_at_once_declines_once(ground: Ground) -> None:
    phones = published(ground)
    assert sum(together(lambda _number: tried(lambda: decline(ground, phones[0])), crowd=8)) == 1
    assert moved_up(ground) == 1


def test_two_who_decline_at_once_are_followed_by_two(ground: Ground) -> None:
    phones = published(ground)
    together(lambda number: decline(ground, phones[number]), crowd=2)
    assert ground.going() == ids(phones[2], phones[3])


def hold_after_leaving(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have left their places before either looks for a reserve."""
    barrier, real = Barrier(2), moves._fill

    def waiting(*args: Any) -> Any:
        barrier.wait(timeout=30)
        return real(*args)

    monkeypatch.setattr(moves, "_fill", waiting)


@pytest.mark.postgresql_only
def test_two_who_see_the_same_reserve_are_still_followed_by_two(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    phones = published(ground)
    hold_after_leaving(monkeypatch)
    together(lambda number: decline(ground, phones[number]), crowd=2)
    assert ground.going() == ids(phones[2], phones[3])


@pytest.mark.postgresql_only
def test_twin_without_the_condition_moves_one_up_for_two(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    phones = published(ground)
    barrier, seen = Barrier(2), []

    class Unguarded:
        """An update that asks for the id alone, once both have chosen a reserve."""

        def __init__(self, table: Any) -> None:
            self.statement = update(table)

        def where(self, condition: Any, *others: Any) -> Any:
            if "round_place.id" in str(condition):
                seen.append(1)
                barrier.wait(timeout=30)
                return self.statement.where(condition)
            return self.statement.where(condition, *others)

    monkeypatch.setattr(moves, "update", Unguarded)
    together(lambda number: decline(ground, phones[number]), crowd=2)
    assert len(seen) == 2
    assert ground.going() == ids(phones[2])
