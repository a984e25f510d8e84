"""Keeping answers as they are tapped."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.contests import GRACE, Attempt, AttemptClosed, OtherPhone, open_paper
from quizapp.errors import Invalid
from quizapp.people import hash_device
from tests.contests.conftest import MakeScene, Scene
from tests.contests.makers import Phone
from tests.support.counting import statement_counter


def stored(scene: Scene) -> dict[str, list[int]]:
    with scene.store.read() as session:
        found = session.scalar(select(Attempt.answers))
    assert found is not None
    return found


def test_it_works(scene: Scene) -> None:
    token = scene.start().token
    saved = scene.save(token, {"1": [2], "q-3": "1"})
    assert (saved.is_stored, saved.revision) == (True, 1)
    assert stored(scene) == {"0": [2], "2": [1]}


def test_an_older_save_never_overwrites_a_newer_one(scene: Scene) -> None:
    token = scene.start().token
    scene.save(token, {"1": [1]}, revision=2)
    late = scene.save(token, {"1": [3]}, revision=1)
    assert (late.is_stored, late.revision, late.answers) == (False, 2, {"1": [1]})
    assert stored(scene) == {"0": [1]}


def test_an_equal_revision_of_another_tab_does_not_overwrite(scene: Scene) -> None:
    token = scene.start().token
    scene.save(token, {"1": [1]}, revision=1)
    assert not scene.save(token, {"1": [3]}, revision=1).is_stored
    assert stored(scene) == {"0": [1]}


def test_an_answer_can_be_taken_back(scene: Scene) -> None:
    token = scene.start().token
    scene.save(token, {"1": [1], "2": [0]}, revision=1)
    scene.save(token, {"1": [], "2": [0]}, revision=2)
    assert stored(scene) == {"1": [0]}


def test_what_is_not_on_the_paper_vanishes(scene: Scene) -> None:
    token = scene.start().token
    sent = {
        "0": [1],
        "11": [1],
        "-1": [0],
        "x": [0],
        "1e3": [0],
        "2": [1.5],
        "3": {"a": 1},
        "4": [True],
        "5": [0] * 90,
        "6": None,
    }
    scene.save(token, sent)
    assert stored(scene) == {}


def test_saved_answers_come_back_on_any_reload(scene: Scene) -> None:
    token = scene.start().token
    scene.save(token, {"2": [1]})
    with scene.store.read() as session:
        paper = open_paper(session, code=scene.code, token=token, device_hash=scene.wang.device_hash)
    assert [question.chosen for question in paper.questions][:3] == [(), (1,), ()]
    assert paper.attempt.revision == 1


def test_saving_is_open_until_the_grace_is_over(make_scene: MakeScene) -> None:
    scene = make_scene(minutes_limit=5)
    token = scene.start().token
    scene.clock.now += timedelta(minutes=5) + GRACE
    assert scene.save(token, {"1": [1]}, revision=1).is_stored
    scene.clock.advance(microseconds=1)
    with pytest.raises(AttemptClosed):
        scene.save(token, {"1": [2]}, revision=2)
    assert stored(scene) == {"0": [1]}


def test_nothing_is_saved_after_submission(scene: Scene) -> None:
    token = scene.start().token
    scene.submit(token, {"1": [1]})
    with pytest.raises(AttemptClosed):
        scene.save(token, {"1": [2]}, revision=9)
    assert stored(scene) == {"0": [1]}


def test_a_stranger_with_the_address_cannot_save(scene: Scene) -> None:
    token = scene.start().token
    stranger = Phone(person_id=0, unit_id=0, device_hash=hash_device("stranger"))
    with pytest.raises(OtherPhone):
        scene.save(token, {"1": [1]}, phone=stranger)
    assert stored(scene) == {}


@pytest.mark.parametrize("revision", [0, -1, 2_000_000_000])
def test_a_revision_no_page_sends_is_refused(scene: Scene, revision: int) -> None:
    token = scene.start().token
    with pytest.raises(Invalid):
        scene.save(token, {"1": [1]}, revision=revision)


def test_statements_of_a_save(scene: Scene) -> None:
    token = scene.start().token
    with statement_counter(scene.store) as sent:
        scene.save(token, {"1": [1]})
    assert len(sent) <= 2, str(sent)
