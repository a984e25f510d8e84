"""Each rule at its thresholds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from quizapp.integrity.rules import (
    Mark,
    Paper,
    Rule,
    judge_answers,
    judge_device,
    judge_nights,
    judge_rhythm,
    judge_roster,
    judge_speed,
    least_seconds,
    strongest,
)
from quizapp.integrity.words import RULES, reason_of

NOON = datetime(2026, 6, 16, 4, 0, tzinfo=UTC)


def paper(number: int = 1, *, seconds: float = 100, at: datetime = NOON, **changes: Any) -> Paper:
    """Ten questions of thirty characters and as many in options, all right, on a phone of its own."""
    values: dict[str, Any] = {
        "attempt_id": number, "person_id": number, "unit_id": 1, "device": f"phone-{number}", "attempt_no": 1,
        "started_at": at, "submitted_at": at + timedelta(seconds=seconds), "day": at.date(), "hour": 12,
        "is_handed_in": True, "answers": dict.fromkeys(range(10), (0,)), "stem_chars": 300, "all_chars": 600,
    }  # fmt: skip
    return Paper(**(values | changes))


def in_turn(count: int, *, seconds: float, gap: float = 20, **changes: Any) -> list[Paper]:
    """Papers of different people on one phone, one after the other."""
    step = timedelta(seconds=seconds + gap)
    values: dict[str, Any] = {"device": "shared"} | changes
    return [paper(number, seconds=seconds, at=NOON + number * step, **values) for number in range(count)]


def test_speed_is_judged_by_the_stems() -> None:
    assert least_seconds(paper()) == 15
    assert judge_speed(paper(seconds=15)) is None
    mark = judge_speed(paper(seconds=14.9))
    assert mark is not None
    assert (mark.rule, dict(mark.detail)) == (Rule.SPEED, {"seconds": 14.9, "least": 15.0, "questions": 10})
    assert judge_speed(paper(seconds=2)).score > 0.9  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "changes",
    [{"attempt_no": 2, "seconds": 11}, {"is_handed_in": False, "seconds": 1}, {"answers": {0: (0,)}, "seconds": 1}],
    ids=["again", "by the deadline", "hardly answered"],
)
def test_speed_has_its_exceptions(changes: dict[str, Any]) -> None:
    assert judge_speed(paper(**changes)) is None


@pytest.mark.parametrize(
    ("names", "seconds", "is_marked"), [(6, 20, False), (7, 20, True), (7, 60, False), (60, 90, False), (60, 40, True)]
)
def test_many_names_are_evidence_only_together_with_haste(names: int, seconds: float, is_marked: bool) -> None:
    marks = judge_device(in_turn(names, seconds=seconds))
    assert len(marks) == (names if is_marked else 0)


def test_people_whom_a_helper_wrote_down_are_seen_people() -> None:
    assert judge_device(in_turn(30, seconds=20, is_helped=True)) == []


def test_names_add_up_over_days() -> None:
    days = [
        paper(10 * day + number, seconds=20, device="shared", day=(NOON + timedelta(days=day)).date())
        for day in range(4)
        for number in range(5)
    ]
    assert len(judge_device(days)) == 20
    assert judge_device(days[:10]) == []


def test_one_mind_under_many_names_is_found_even_when_it_takes_its_time() -> None:
    answers = dict.fromkeys(range(10), (0,)) | {1: (2,), 4: (3,), 7: (1,)}
    same = in_turn(10, seconds=70, answers=answers, wrong=frozenset({1, 4, 7}))
    assert len(judge_device(same)) == 10
    varied = [
        paper(number, seconds=70, device="shared", answers=answers | {1: (number % 3 + 1,)}, wrong=frozenset({1, 4, 7}))
        for number in range(10)
    ]
    assert judge_device(varied) == []


def test_a_night_on_one_phone_and_in_one_unit() -> None:
    assert len(judge_nights(in_turn(4, seconds=50, hour=3), is_one_phone=True)) == 4
    assert judge_nights(in_turn(4, seconds=50, hour=5), is_one_phone=True) == []
    assert judge_nights(in_turn(3, seconds=50, hour=3), is_one_phone=True) == []
    assert judge_nights(in_turn(4, seconds=90, hour=3), is_one_phone=True) == []
    many = [paper(number, seconds=30, hour=2) for number in range(10)]
    assert len(judge_nights(many, is_one_phone=False)) == 10
    assert judge_nights(many[:9], is_one_phone=False) == []
    shift = [paper(number, seconds=30 if number < 7 else 90, hour=2) for number in range(10)]
    assert judge_nights(shift, is_one_phone=False) == []


def test_a_rhythm_that_no_hand_keeps() -> None:
    assert len(judge_rhythm(in_turn(8, seconds=60))) == 8
    assert judge_rhythm(in_turn(7, seconds=60)) == []
    uneven = [
        paper(number, seconds=60 + 5 * (number % 3), at=NOON + timedelta(seconds=80 * number)) for number in range(20)
    ]
    assert judge_rhythm(uneven) == []


def test_the_roster_is_a_hint_where_there_is_one() -> None:
    assert judge_roster(paper(is_on_roster=None)) is None
    assert judge_roster(paper(is_on_roster=True)) is None
    assert judge_roster(paper(is_on_roster=False, is_helped=True)) is None
    mark = judge_roster(paper(is_on_roster=False))
    assert mark is not None
    assert mark.score < 0.5


def crowd_with(first: Paper, second: Paper) -> list[Paper]:
    """The two among two hundred who made other mistakes."""
    others = [
        paper(
            100 + number, unit_id=2 + number % 5, wrong=frozenset({number % 10}),
            answers=dict.fromkeys(range(10), (0,)) | {number % 10: (1 + number % 2,)},
        )
        for number in range(200)
    ]  # fmt: skip
    return [*others, first, second]


_KEY: dict[str, Any] = {
    "answers": dict.fromkeys(range(10), (0,)) | {2: (3,), 5: (3,), 8: (3,)}, "wrong": frozenset({2, 5, 8})
}  # fmt: skip


def judged(first: Paper, second: Paper) -> list[int]:
    return sorted(mark.attempt_id for mark in judge_answers([second], crowd_with(first, second)))


def test_the_same_three_rare_mistakes_are_no_accident() -> None:
    assert judged(paper(1, **_KEY), paper(2, **_KEY)) == [1, 2]


@pytest.mark.parametrize(
    "changes",
    [
        {"person_id": 1},
        {"device": "phone-1"},
        {"at": NOON + timedelta(hours=3)},
        {"answers": _KEY["answers"] | {0: (1,), 1: (2,)}, "wrong": frozenset({0, 1, 2, 5, 8})},
        {"answers": dict.fromkeys(range(10), (0,)), "wrong": frozenset()},
        {"answers": {2: (3,), 5: (3,), 8: (3,)}},
    ],
    ids=["one person again", "one family's phone", "hours later", "differs twice", "all right", "too little in common"],
)
def test_what_is_not_compared_or_not_alike(changes: dict[str, Any]) -> None:
    assert judged(paper(1, **_KEY), paper(2, **(_KEY | changes))) == []


def test_mistakes_that_many_make_are_no_evidence() -> None:
    common: dict[str, Any] = {
        "answers": dict.fromkeys(range(10), (0,)) | {2: (1,), 5: (1,), 8: (1,)}, "wrong": frozenset({2, 5, 8})
    }  # fmt: skip
    # forty others of the unit learned the same, and each went wrong somewhere else besides
    taught = [
        paper(
            500 + number, unit_id=1, wrong=frozenset({0, 1, 2, 5, 8}),
            answers=common["answers"] | {0: (1 + number % 3,), 1: (1 + number // 3 % 3,), 3: (number % 4,)},
        )
        for number in range(40)
    ]  # fmt: skip
    both = paper(1, **common), paper(2, **common)
    assert judge_answers([both[1]], [*crowd_with(*both), *taught]) == []


def test_the_strongest_mark_of_a_rule_stays() -> None:
    marks = [Mark(attempt_id=1, rule=Rule.SPEED, score=score, detail={}) for score in (0.2, 0.9, 0.4)]
    assert [mark.score for mark in strongest(marks)] == [0.9]


def test_every_rule_has_its_words() -> None:
    details: dict[Rule, dict[str, object]] = {
        Rule.DEVICE: {"names": 9, "days": 1, "seconds": 2.1}, Rule.SPEED: {"seconds": 2, "least": 15, "questions": 10},
        Rule.ANSWERS: {"minutes": 12, "people": 8, "mistakes": 3, "papers": [1]}, Rule.NIGHT: {"papers": 9, "phones": 1},
        Rule.RHYTHM: {"papers": 8, "seconds": 60, "every": 80}, Rule.ROSTER: {},
    }  # fmt: skip
    told = {rule: str(reason_of(rule, details[rule])) for rule in RULES}
    assert set(told) == set(Rule)
    assert told[Rule.DEVICE] == "这部手机一天交了 9 份不同姓名的答卷，每题约 2.1 秒"
    assert all("%" not in text for text in told.values())
