"""Going on on another phone: same answers, same clock, one phone at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.contests import (
    Attempt,
    AttemptClosed,
    Moved,
    MovedToOtherPhone,
    NewCode,
    OtherPhone,
    make_code,
    moving,
    open_paper,
    read_result,
    use_code,
)
from quizapp.contests.models import MoveCode
from quizapp.errors import NotFound
from quizapp.people import Person, hash_device
from tests.contests.conftest import Scene
from tests.contests.makers import Phone
from tests.contests.test_races import together

OTHER = hash_device("phone-2")


def code_of(scene: Scene, token: str, device: str | None = None) -> NewCode:
    """Tap "换手机继续答题" and read the code."""
    with scene.store.write() as session:
        return make_code(
            session, code=scene.code, token=token, device_hash=device or scene.wang.device_hash, now=scene.clock()
        )


def enter(scene: Scene, typed: str, device: str = OTHER) -> Moved:
    """Type it on the other phone."""
    with scene.store.write() as session:
        return use_code(session, contest_code=scene.code, typed=typed, device_hash=device, now=scene.clock())


def other(scene: Scene) -> Phone:
    return Phone(person_id=scene.wang.person_id, unit_id=scene.wang.unit_id, device_hash=OTHER)


def test_it_works(scene: Scene) -> None:
    started = scene.start()
    scene.save(started.token, {"1": [0], "2": [1]})
    scene.clock.advance(minutes=5)
    moved = enter(scene, code_of(scene, started.token).told)
    assert moved.token == started.token
    with scene.store.read() as session:
        paper = open_paper(session, code=scene.code, token=moved.token, device_hash=OTHER)
    assert [question.chosen for question in paper.questions[:2]] == [(0,), (1,)]
    assert paper.attempt.deadline_at == started.deadline_at
    again = scene.start(other(scene))
    assert (again.token, again.is_new) == (started.token, False)
    assert scene.save(started.token, {"1": [1]}, revision=2, phone=other(scene)).is_stored
    assert scene.submit(started.token, {}, phone=other(scene)).is_new


def test_the_old_phone_is_told_and_writes_nothing_more(scene: Scene) -> None:
    token = scene.start().token
    enter(scene, code_of(scene, token).code)
    with pytest.raises(MovedToOtherPhone, match="另一部手机"):
        scene.save(token, {"1": [0]})
    with pytest.raises(MovedToOtherPhone):
        scene.submit(token, {"1": [0]})
    with scene.store.read() as session:
        assert session.scalars(select(Attempt.answers)).one() == {}


def test_the_result_opens_on_both_phones(scene: Scene) -> None:
    token = scene.start().token
    enter(scene, code_of(scene, token).code)
    scene.submit(token, {}, phone=other(scene))
    for device in (scene.wang.device_hash, OTHER):
        with scene.store.read() as session:
            assert read_result(session, code=scene.code, token=token, device_hash=device) is not None


def test_it_stays_one_person(scene: Scene) -> None:
    token = scene.start().token
    enter(scene, code_of(scene, token).code)
    scene.submit(token, {}, phone=other(scene))
    assert scene.start(other(scene)).attempt_no == 2
    with scene.store.read() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_back_again_by_a_code_of_the_new_phone(scene: Scene) -> None:
    token = scene.start().token
    enter(scene, code_of(scene, token).code)
    enter(scene, code_of(scene, token, OTHER).code, scene.wang.device_hash)
    assert scene.save(token, {"1": [0]}).is_stored
    with pytest.raises(MovedToOtherPhone):
        scene.save(token, {"1": [0]}, revision=2, phone=other(scene))


def test_a_code_is_good_for_one_use(scene: Scene) -> None:
    token = scene.start().token
    made = code_of(scene, token)
    enter(scene, made.code)
    with pytest.raises(NotFound):
        enter(scene, made.code, hash_device("phone-3"))


def test_a_code_lives_ten_minutes(scene: Scene) -> None:
    made = code_of(scene, scene.start().token)
    scene.clock.now += timedelta(minutes=10)
    with pytest.raises(NotFound):
        enter(scene, made.code)


def test_a_new_code_makes_the_old_one_void(scene: Scene) -> None:
    token = scene.start().token
    first, second = code_of(scene, token), code_of(scene, token)
    with pytest.raises(NotFound):
        enter(scene, first.code)
    assert enter(scene, second.code).token == token


@pytest.mark.parametrize("spell", [str.lower, lambda code: f" {code[:4]} - {code[4:]} "])
def test_it_is_understood_however_it_is_typed(scene: Scene, spell: object) -> None:
    made = code_of(scene, scene.start().token)
    assert callable(spell)
    assert enter(scene, spell(made.code))


def test_the_database_does_not_know_the_code(scene: Scene) -> None:
    made = code_of(scene, scene.start().token)
    with scene.store.read() as session:
        row = session.execute(select(MoveCode.code_hash, MoveCode.expires_at)).one()
    assert made.code not in row.code_hash
    assert len(made.code) == 8


def test_of_another_contest_it_is_nothing(scene: Scene) -> None:
    made = code_of(scene, scene.start().token)
    with scene.store.write() as session, pytest.raises(NotFound):
        use_code(session, contest_code="ELSE", typed=made.code, device_hash=OTHER, now=scene.clock())
    assert enter(scene, made.code)


def test_a_stranger_gets_no_code(scene: Scene) -> None:
    token = scene.start().token
    with pytest.raises(OtherPhone):
        code_of(scene, token, OTHER)


def test_a_paper_that_is_over_is_not_moved(scene: Scene) -> None:
    token = scene.start().token
    made = code_of(scene, token)
    scene.submit(token, {})
    with pytest.raises(AttemptClosed):
        enter(scene, made.code)
    with pytest.raises(AttemptClosed):
        code_of(scene, token)


def test_eight_phones_at_one_instant_and_one_gets_it(scene: Scene) -> None:
    made = code_of(scene, scene.start().token)

    def tried(number: int) -> bool:
        try:
            enter(scene, made.code, hash_device(f"crowd-{number}"))
        except NotFound:
            return False
        return True

    assert sum(together(tried, crowd=8)) == 1


def test_twin_without_the_condition_gives_it_to_all(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    made = code_of(scene, scene.start().token)
    monkeypatch.setattr(moving, "_UNUSED", ())
    for number in range(3):
        enter(scene, made.code, hash_device(f"crowd-{number}"))
