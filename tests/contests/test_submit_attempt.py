"""Handing in a paper."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.contests import GRACE, Attempt, Contest, ContestQuestion, NoSuchAttempt, OtherPhone
from quizapp.ledger.models import LedgerEntry
from quizapp.people import hash_device
from quizapp.questions import decode_question, to_shown
from tests.contests.conftest import MakeScene, Scene
from tests.contests.makers import Phone
from tests.support.counting import statement_counter


def right_answers(scene: Scene, token: str) -> dict[str, object]:
    """The sheet that earns everything, by question number."""
    with scene.store.read() as session:
        issued = session.scalar(select(Attempt.issued).where(Attempt.token == token)) or []
        pool = {
            place: decode_question(content)
            for place, content in session.execute(select(ContestQuestion.place, ContestQuestion.content))
        }
    return {str(at + 1): list(to_shown(pool[place].correct, order)) for at, (place, order) in enumerate(issued)}


def entries(scene: Scene) -> list[LedgerEntry]:
    with scene.store.read() as session:
        return list(session.scalars(select(LedgerEntry)))


def test_it_works(scene: Scene) -> None:
    token = scene.start().token
    receipt = scene.submit(token, right_answers(scene, token))
    assert (receipt.score, receipt.max_score, receipt.correct_count, receipt.passed) == (10_000, 10_000, 10, True)
    assert receipt.is_new


def test_it_counts_one_attendance_for_the_persons_own_unit(scene: Scene) -> None:
    scene.submit(scene.start().token, {})
    (entry,) = entries(scene)
    assert (entry.kind, entry.measure, entry.quantity) == ("knowledge_contest", "attendance", 1)
    assert (entry.unit_id, entry.host_unit_id) == (scene.cast.hongxing.id, scene.cast.town.id)
    assert (entry.person_id, entry.source, entry.source_table) == (scene.wang.person_id, "attempt", "attempt")
    assert (entry.campaign_id, entry.day.isoformat(), entry.tags) == (
        scene.campaign_id,
        "2026-06-16",
        " delivery:online ",
    )


def test_a_repeat_returns_the_stored_result(scene: Scene) -> None:
    token = scene.start().token
    first = scene.submit(token, right_answers(scene, token))
    scene.clock.advance(seconds=40)
    again = scene.submit(token, {})
    assert (again.score, again.submitted_at, again.is_new) == (first.score, first.submitted_at, False)
    assert len(entries(scene)) == 1


def test_another_key_after_submission_changes_nothing(scene: Scene) -> None:
    token = scene.start().token
    scene.submit(token, {})
    again = scene.submit(token, right_answers(scene, token), key="key-2")
    assert (again.score, again.is_new) == (0, False)


def test_a_sheet_within_the_grace_counts_as_sent(make_scene: MakeScene) -> None:
    scene = make_scene(minutes_limit=5)
    token = scene.start().token
    scene.clock.now += timedelta(minutes=5) + GRACE
    receipt = scene.submit(token, right_answers(scene, token))
    assert (receipt.score, receipt.submitted_by) == (10_000, "phone")


def test_after_the_grace_the_saved_answers_are_graded(make_scene: MakeScene) -> None:
    scene = make_scene(minutes_limit=5)
    started = scene.start()
    right = right_answers(scene, started.token)
    scene.save(started.token, {"1": right["1"]})
    scene.clock.now += timedelta(minutes=5, seconds=31)
    receipt = scene.submit(started.token, right)
    assert (receipt.score, receipt.submitted_by, receipt.submitted_at) == (1_000, "autosubmit", started.deadline_at)


def test_without_answers_of_its_own_it_grades_what_was_saved(scene: Scene) -> None:
    token = scene.start().token
    scene.save(token, right_answers(scene, token))
    assert scene.submit(token, None).score == 10_000


def test_a_known_question_repeated_earns_nothing_more(scene: Scene) -> None:
    token = scene.start().token
    right = right_answers(scene, token)
    sheet = {"1": right["1"], **dict.fromkeys(("01", "q-1", "001", "11", "99"), right["1"])}
    assert scene.submit(token, sheet).score == 1_000


def test_the_grading_rule_is_the_contests(make_scene: MakeScene) -> None:
    scene = make_scene(preset="cn_half", question_count=30, points_each=200)
    token = scene.start().token
    halves = {
        name: list(shown)[:1]
        for name, shown in right_answers(scene, token).items()  # type: ignore[call-overload]
    }
    receipt = scene.submit(token, halves)
    # 8 of 30 are multiple choice: one of their two right options earns half.
    assert receipt.score == 22 * 200 + 8 * 100


def test_a_stranger_with_the_address_cannot_submit(scene: Scene) -> None:
    token = scene.start().token
    stranger = Phone(person_id=0, unit_id=0, device_hash=hash_device("stranger"))
    with pytest.raises(OtherPhone):
        scene.submit(token, {}, phone=stranger)
    assert entries(scene) == []


def test_a_paper_is_found_only_at_its_own_contest(scene: Scene) -> None:
    token = scene.start().token
    elsewhere = type(scene)(**{**vars(scene), "code": "OTHER1"})
    with pytest.raises(NoSuchAttempt):
        elsewhere.submit(token, {})


def test_it_counts_on_the_day_of_the_campaigns_zone(scene: Scene) -> None:
    token = scene.start().token
    scene.clock.now = scene.clock.now.replace(hour=2, minute=14)
    scene.submit(token, {})
    scene.clock.now = scene.clock.now.replace(hour=16, minute=30)  # half past midnight in China
    scene.submit(scene.start().token, {})
    assert [entry.day.isoformat() for entry in entries(scene)] == ["2026-06-16", "2026-06-17"]


def test_a_changed_bank_does_not_reach_a_published_contest(scene: Scene) -> None:
    from sqlalchemy import update

    from quizapp.banks import BankQuestion

    token = scene.start().token
    right = right_answers(scene, token)
    with scene.store.write() as session:
        session.execute(update(BankQuestion).values(content={}, retired_at=scene.clock()))
    assert scene.submit(token, right).score == 10_000


def test_statements_of_a_submit(scene: Scene) -> None:
    token = scene.start().token
    sheet = right_answers(scene, token)
    with statement_counter(scene.store) as sent:
        scene.submit(token, sheet)
    assert len(sent) == 4, str(sent)  # read, store, ledger, the result that counts


def test_statements_of_a_submit_after_a_restart(scene: Scene) -> None:
    from quizapp.contests import pool

    token = scene.start().token
    pool._cache.clear()
    with statement_counter(scene.store) as sent:
        scene.submit(token, {})
    assert len(sent) == 5, str(sent)


def test_the_database_itself_refuses_a_score_beyond_the_maximum(scene: Scene) -> None:
    from sqlalchemy import update
    from sqlalchemy.exc import IntegrityError

    token = scene.start().token
    scene.submit(token, {})
    with pytest.raises(IntegrityError), scene.store.write() as session:
        session.execute(update(Attempt).values(score=10_001))


def test_the_contest_row_is_not_touched(scene: Scene) -> None:
    """Ten thousand phones must not queue for one row."""
    token = scene.start().token
    with statement_counter(scene.store) as sent:
        scene.submit(token, {})
    assert not [text for text in sent.texts if f"UPDATE {Contest.__tablename__} " in text]
