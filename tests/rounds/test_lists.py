"""Who goes on: the rule, the list while it is made, the list as published, and making it again."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Update, select, update

from quizapp.contests import Attempt, start_attempt, void_attempt
from quizapp.contests.rules import Counting
from quizapp.db import Store
from quizapp.errors import Conflict, Invalid, NotAllowed, NotFound
from quizapp.people import erase_person
from quizapp.rounds import (
    EventRound,
    Kind,
    Ranked,
    Role,
    RoundEvent,
    RoundPlace,
    RoundSettings,
    Rule,
    Verdict,
    add_round,
    change_round,
    choose,
    decide,
    drop_round,
    is_true,
    published_file,
)
from tests.rounds.makers import Ground, make_ground
from tests.support.cast import Cast
from tests.support.clock import FakeClock

NOON = datetime(2026, 6, 1, 4, tzinfo=UTC)


def ranked(rank: int, score: int = 0, branch: int = 0, kind: str = "village") -> Ranked:
    return Ranked(
        rank=rank, person_id=100 + rank, score=score, max_score=10_000, seconds=1, reached_at=NOON, unit_id=1,
        branch_id=branch, unit_kind=kind,
    )  # fmt: skip


def ranks(people: tuple[Ranked, ...]) -> list[int]:
    return [each.rank for each in people]


@pytest.mark.parametrize(
    ("rule", "listed", "reserves"),
    [
        (Rule(kind=Kind.TOP, amount=2, reserves=1), [1, 2], [3]),
        (Rule(kind=Kind.TOP, amount=9), [1, 2, 3, 4, 5], []),
        (Rule(kind=Kind.TOP_PER_UNIT, amount=1, reserves=1), [1, 3], [2, 4]),
        (Rule(kind=Kind.TOP_PER_KIND, amount=1), [1, 4], []),
        (Rule(kind=Kind.ABOVE, amount=60, reserves=1), [1, 2, 3], [4]),
    ],
)
def test_each_rule(rule: Rule, listed: list[int], reserves: list[int]) -> None:
    ranking = [
        ranked(1, 9_000, branch=7), ranked(2, 8_000, branch=7), ranked(3, 6_000, branch=8),
        ranked(4, 5_999, branch=8, kind="enterprise"), ranked(5, 100, branch=7, kind="enterprise"),
    ]  # fmt: skip
    chosen = choose(ranking, rule)
    assert (ranks(chosen.listed), ranks(chosen.reserves)) == (listed, reserves)


@given(st.lists(st.integers(1, 3), max_size=30), st.integers(1, 5), st.integers(0, 4), st.sampled_from(list(Kind)))
def test_nobody_stands_twice_and_nobody_better_is_passed_over(
    branches: list[int], amount: int, reserves: int, kind: Kind
) -> None:
    ranking = [ranked(place, 10_000 - 100 * place, branch) for place, branch in enumerate(branches, start=1)]
    chosen = choose(ranking, Rule(kind=kind, amount=amount, reserves=reserves))
    both = ranks(chosen.listed) + ranks(chosen.reserves)
    assert len(both) == len(set(both))
    for branch in set(branches) if kind is Kind.TOP_PER_UNIT else {0}:
        group = [each for each in ranking if branch in (0, each.branch_id)]
        going = [each for each in chosen.listed if branch in (0, each.branch_id)]
        assert going == group[: len(going)]


def test_it_works(ground: Ground) -> None:
    phones = ground.crowd([5, 9, 7, 3, 1])
    draft = ground.draft()
    assert [line.person_id for line in draft.lines] == [phones[place].person_id for place in (1, 2, 0, 3)]
    assert [line.role for line in draft.lines] == [Role.LISTED, Role.LISTED, Role.RESERVE, Role.RESERVE]
    ground.close()
    ground.publish()
    assert ground.going() == [phones[1].person_id, phones[2].person_id]
    assert [place.rank for place in ground.places()] == [1, 2, 3, 4]


def test_equal_scores_go_by_time_then_by_the_moment(ground: Ground) -> None:
    slow, quick, later = ground.phone(1), ground.phone(2), ground.phone(3)
    ground.answer(slow, 8, seconds=90)
    ground.answer(quick, 8, seconds=60)
    ground.answer(later, 8, seconds=60)
    assert [each.person_id for each in ground.draft().ranking] == [quick.person_id, later.person_id, slow.person_id]


@pytest.mark.parametrize(
    ("counting", "score"), [("best", 9_000), ("first", 4_000), ("last", 5_000), ("average", 6_000)]
)
def test_the_contests_rule_says_which_paper_counts(
    store: Store, cast: Cast, clock: FakeClock, counting: str, score: int
) -> None:
    ground = make_ground(store, cast, clock, counting=Counting(counting))
    phone = ground.phone(1)
    for right in (4, 9, 5):
        ground.answer(phone, right)
    (each,) = ground.draft().ranking
    assert each.score == score


def test_a_voided_paper_is_not_in_the_ranking(ground: Ground) -> None:
    phones = ground.crowd([9, 8, 7])
    void(ground, ground.answer(phones[2], 10))
    assert ground.draft().ranking[0].person_id == phones[0].person_id


def void(ground: Ground, attempt_id: int) -> None:
    with ground.store.write() as session:
        void_attempt(session, attempt_id, reason="代答", actor=ground.cast.alice.actor, now=ground.clock())


def test_the_first_of_each_village(store: Store, cast: Cast, clock: FakeClock) -> None:
    ground = make_ground(store, cast, clock, Rule(kind=Kind.TOP_PER_UNIT, amount=1, reserves=1))
    hong = ground.crowd([9, 8, 7])
    qing = ground.crowd([3, 5], unit_id=cast.qingshan.id, first=10)
    lines = ground.draft().lines
    assert [line.person_id for line in lines if line.role is Role.LISTED] == [hong[0].person_id, qing[1].person_id]
    assert [line.person_id for line in lines if line.role is Role.RESERVE] == [hong[1].person_id, qing[0].person_id]


def test_who_is_left_out_makes_room_and_who_is_added_comes_on_top(ground: Ground) -> None:
    phones = ground.crowd([9, 8, 7, 6, 5])
    guest = ground.phone(9)
    ground.decide(phones[0].person_id, Verdict.REMOVE, "本人是出题人")
    ground.decide(guest.person_id, Verdict.ADD, "上届冠军")
    draft = ground.draft()
    listed = [line for line in draft.lines if line.role is Role.LISTED]
    assert [line.person_id for line in listed] == [phones[1].person_id, phones[2].person_id, guest.person_id]
    assert [line.reason for line in listed] == ["", "", "上届冠军"]
    assert draft.left_out == {phones[0].person_id: "本人是出题人"}
    ground.decide(phones[0].person_id, Verdict.UNDO, "")
    assert ground.draft().lines[0].person_id == phones[0].person_id


def test_a_reserve_who_is_added_does_not_wait_too(ground: Ground) -> None:
    phones = ground.crowd([9, 8, 7, 6])
    ground.decide(phones[2].person_id, Verdict.ADD, "并列")
    assert [line.role for line in ground.draft().lines] == [Role.LISTED] * 3 + [Role.RESERVE]


def test_a_decision_needs_a_reason_and_a_person_of_the_campaign(ground: Ground) -> None:
    (phone,) = ground.crowd([9])
    with pytest.raises(Invalid):
        ground.decide(phone.person_id, Verdict.REMOVE, "  ")
    with pytest.raises(Invalid):
        ground.decide(10_000, Verdict.ADD)


def test_only_the_events_own_staff_decides(ground: Ground) -> None:
    (phone,) = ground.crowd([9])
    for officer, refusal in ((ground.cast.zhao, NotFound), (ground.cast.vera, NotAllowed)):
        with pytest.raises(refusal), ground.store.write() as session:
            decide(
                session, ground.heat, person_id=phone.person_id, verdict=Verdict.REMOVE, reason="无权",
                actor=officer.actor, now=ground.clock(),
            )  # fmt: skip


def test_a_list_is_published_once_after_the_end(ground: Ground) -> None:
    phones = ground.crowd([9, 8])
    with pytest.raises(Conflict, match="没有结束"):
        ground.publish()
    with ground.store.write() as session:
        code = ground.contest(session).code
        start_attempt(session, code=code, device_hash=phones[0].device_hash, now=ground.clock())
    ground.close()
    with pytest.raises(Conflict, match="没有交卷"):
        ground.publish()
    ground.clock.now += timedelta(days=8)
    with ground.store.write() as session:
        session.execute(update_open(ground))
    ground.publish()
    with pytest.raises(Conflict, match="已经公布"):
        ground.publish()
    with pytest.raises(Conflict):
        ground.decide(phones[0].person_id, Verdict.REMOVE)


def update_open(ground: Ground) -> Update:
    """The housekeeping hands the paper in."""
    return update(Attempt).where(Attempt.submitted_at.is_(None)).values(
        submitted_at=ground.clock(), score=0, max_score=10_000, correct_count=0, passed=False
    )  # fmt: skip


def test_an_empty_list_is_not_published(ground: Ground) -> None:
    ground.close()
    with pytest.raises(Conflict, match="没有人"):
        ground.publish()


def check(ground: Ground) -> bool:
    with ground.store.read() as session:
        found = session.get_one(EventRound, ground.heat)
        event = session.get_one(RoundEvent, ground.event_id)
        return is_true(session, event, found, ground.contest(session))


def test_the_file_has_the_published_fingerprint_and_no_names(ground: Ground) -> None:
    ground.crowd([9, 8, 7])
    ground.close()
    ground.publish()
    with ground.store.read() as session:
        found = session.get_one(EventRound, ground.heat)
        event = session.get_one(RoundEvent, ground.event_id)
        file = published_file(session, event, found, ground.contest(session))
    assert hashlib.sha256(file).hexdigest() == found.list_hash
    assert "甲" not in file.decode()
    assert file.decode().splitlines()[1] == "rule top 2 2"
    assert len(file.decode().splitlines()) == 6


def test_the_list_follows_again_whatever_happens_later(ground: Ground) -> None:
    phones = ground.crowd([9, 8, 7, 6, 5])
    best = ground.answer(phones[3], 10)
    ground.decide(phones[1].person_id, Verdict.REMOVE, "重复登记")
    ground.decide(phones[4].person_id, Verdict.ADD, "推荐")
    ground.close()
    ground.publish()
    before = [place.person_id for place in ground.places()]
    void(ground, best)
    with ground.store.write() as session:
        erase_person(session, phones[0].person_id, now=ground.clock())
    assert check(ground)
    assert [place.person_id for place in ground.places()] == before


def test_a_list_that_was_tampered_with_is_found_out(ground: Ground) -> None:
    ground.crowd([9, 8, 7])
    ground.close()
    ground.publish()
    assert check(ground)
    with ground.store.write() as session:
        last = session.scalars(select(RoundPlace.id).where(RoundPlace.rank == 3)).one()
        session.execute(update(RoundPlace).where(RoundPlace.id == last).values(role="listed"))
    assert not check(ground)


def test_the_rule_stands_after_the_publication(ground: Ground) -> None:
    ground.crowd([9, 8, 7])
    with ground.store.write() as session:
        actor, now = ground.cast.alice.actor, ground.clock() + timedelta(minutes=1)
        made = change_round(session, ground.heat, title="初赛", rule=Rule(amount=3), actor=actor, now=now)
        assert made.rule_set_at == now
    ground.close()
    ground.publish()
    with pytest.raises(Conflict), ground.store.write() as session:
        change_round(session, ground.heat, title="初赛", rule=Rule(amount=1), actor=actor, now=now)
    with pytest.raises(Conflict), ground.store.write() as session:
        drop_round(session, ground.last, actor=actor)


@pytest.mark.parametrize(
    "rule", [Rule(amount=0), Rule(kind=Kind.ABOVE, amount=101), Rule(amount=10_001), Rule(amount=1, reserves=-1)]
)
def test_a_rule_has_bounds(ground: Ground, rule: Rule) -> None:
    with pytest.raises(Invalid), ground.store.write() as session:
        change_round(session, ground.heat, title="初赛", rule=rule, actor=ground.cast.alice.actor, now=ground.clock())


def test_a_contest_is_one_round_of_one_event(ground: Ground) -> None:
    settings = RoundSettings(title="又一轮", contest_id=ground.first_id)
    with pytest.raises(Invalid), ground.store.write() as session:
        add_round(session, ground.event_id, settings, actor=ground.cast.alice.actor, now=ground.clock())


def test_rounds_go_from_the_end(ground: Ground) -> None:
    actor = ground.cast.alice.actor
    with pytest.raises(Conflict), ground.store.write() as session:
        drop_round(session, ground.heat, actor=actor)
    with ground.store.write() as session:
        drop_round(session, ground.last, actor=actor)
        drop_round(session, ground.heat, actor=actor)
