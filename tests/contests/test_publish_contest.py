"""Making, publishing and changing contests."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import func, select, update

from quizapp.banks import BankQuestion
from quizapp.contests import (
    Attempt,
    Contest,
    ContestFixed,
    ContestQuestion,
    ContestSettings,
    close_contest,
    create_contest,
    hash_pool,
    offer_banks,
    pause_contest,
    publish_contest,
    read_settings,
    resume_contest,
    update_contest,
)
from quizapp.db import Store
from quizapp.errors import Conflict, Invalid, NotAllowed, NotFound
from quizapp.questions import decode_question, draw_paper
from tests.contests.conftest import MakeScene, Scene
from tests.contests.makers import make_bank, make_campaign, make_settings
from tests.support.cast import Cast
from tests.support.clock import FakeClock


def contest_of(scene: Scene) -> Contest:
    with scene.store.read() as session:
        return session.scalars(select(Contest)).one()


def change(scene: Scene, **changes: object) -> Contest:
    with scene.store.write() as session:
        contest = session.get_one(Contest, scene.contest_id)
        settings: ContestSettings = replace(read_settings(session, contest), **changes)  # type: ignore[arg-type]
        return update_contest(session, scene.contest_id, settings, actor=scene.cast.alice.actor, now=scene.clock())


def test_it_works(scene: Scene) -> None:
    contest = contest_of(scene)
    assert contest.seed is not None
    assert contest.seed_commitment == hashlib.sha256(contest.seed.encode()).hexdigest()
    assert (contest.published_at, contest.pool_size) == (scene.clock(), 30)


def test_the_pool_is_copied_whole_and_its_hash_is_published(scene: Scene) -> None:
    with scene.store.read() as session:
        rows = session.execute(
            select(ContestQuestion.content, ContestQuestion.source).order_by(ContestQuestion.place)
        ).all()
    assert hash_pool([decode_question(row.content) for row in rows]) == contest_of(scene).pool_hash
    assert all(row.source.startswith("《中华人民共和国安全生产法》第") for row in rows)


def test_anybody_with_the_seed_can_draw_the_paper_again(scene: Scene) -> None:
    scene.start()
    contest = contest_of(scene)
    with scene.store.read() as session:
        issued = session.scalar(select(Attempt.issued))
        contents = session.scalars(select(ContestQuestion.content).order_by(ContestQuestion.place))
        pool = [decode_question(content) for content in contents]
    again = draw_paper(pool, 10, seed=str(contest.seed), person_key=str(scene.wang.person_id), attempt_no=1)
    assert issued == [[place.question_index, list(place.option_order)] for place in again]


def test_the_seed_comes_from_the_generator_that_was_passed_in(scene: Scene) -> None:
    assert contest_of(scene).seed == Random(7).randbytes(32).hex()


def test_the_same_question_of_two_banks_stands_in_the_pool_once(store: Store, cast: Cast, clock: FakeClock) -> None:
    with store.write() as session:
        campaign = make_campaign(session, cast, clock())
        banks = tuple(make_bank(session, clock(), key=key, size=12) for key in ("one", "two"))
        settings = make_settings(clock(), 0, bank_ids=banks)
        made = create_contest(
            session, settings, campaign_id=campaign.id, unit_id=cast.town.id, actor=cast.alice.actor, now=clock()
        )
        publish_contest(session, made.id, actor=cast.alice.actor, now=clock(), rng=Random(1))
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(ContestQuestion)) == 12


def test_too_few_different_questions_are_refused_when_published(store: Store, cast: Cast, clock: FakeClock) -> None:
    with store.write() as session:
        campaign = make_campaign(session, cast, clock())
        banks = tuple(make_bank(session, clock(), key=key, size=12) for key in ("one", "two"))
        settings = make_settings(clock(), 0, bank_ids=banks, question_count=20)
        made = create_contest(
            session, settings, campaign_id=campaign.id, unit_id=cast.town.id, actor=cast.alice.actor, now=clock()
        )
    with pytest.raises(Invalid) as refused, store.write() as session:
        publish_contest(session, made.id, actor=cast.alice.actor, now=clock(), rng=Random(1))
    assert refused.value.field == "question_count"


def test_a_retired_question_is_not_frozen(make_scene: MakeScene) -> None:
    scene = make_scene(is_published=False)
    with scene.store.write() as session:
        first = session.scalars(select(BankQuestion.id).limit(1)).one()
        session.execute(update(BankQuestion).where(BankQuestion.id == first).values(retired_at=scene.clock()))
        publish_contest(session, scene.contest_id, actor=scene.cast.alice.actor, now=scene.clock(), rng=Random(1))
    assert contest_of(scene).pool_size == 29


def test_publishing_twice_is_refused(scene: Scene) -> None:
    with pytest.raises(ContestFixed), scene.store.write() as session:
        publish_contest(session, scene.contest_id, actor=scene.cast.alice.actor, now=scene.clock(), rng=Random(2))


@pytest.mark.parametrize(
    "changes",
    [{"question_count": 5}, {"points_each": 500}, {"pass_percent": 0}, {"preset": "net"}, {"bank_ids": (99,)}],
)
def test_a_published_contest_keeps_what_decides_a_score(scene: Scene, changes: dict[str, object]) -> None:
    with pytest.raises(ContestFixed):
        change(scene, **changes)


def test_a_published_contest_can_be_renamed_and_prolonged(scene: Scene) -> None:
    later = scene.clock() + timedelta(days=20)
    contest = change(scene, title="  改了\u202e名 ", closes_at=later, tries_per_day=None)
    assert (contest.title, contest.closes_at, contest.tries_per_day) == ("改了名", later, None)


def test_it_cannot_be_prolonged_once_its_seed_is_public(scene: Scene) -> None:
    scene.clock.advance(days=8, seconds=1)
    with pytest.raises(ContestFixed):
        change(scene, closes_at=scene.clock() + timedelta(days=1))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " \u200b "}, "title"),
        ({"closes_at": None}, "closes_at"),
        ({"question_count": 0}, "question_count"),
        ({"question_count": 31}, "question_count"),
        ({"minutes_limit": 0}, "minutes_limit"),
        ({"tries_total": 0}, "tries_total"),
        ({"pass_percent": 101}, "pass_percent"),
        ({"points_each": 0}, "points_each"),
        ({"bank_ids": ()}, "bank_ids"),
        ({"bank_ids": (4711,)}, "bank_ids"),
        ({"preset": "nonsense"}, "preset"),
    ],
)
def test_settings_that_cannot_work_name_their_field(
    make_scene: MakeScene, changes: dict[str, object], field: str
) -> None:
    scene = make_scene(is_published=False)
    if field == "closes_at":
        changes = {"closes_at": contest_of(scene).opens_at}
    with pytest.raises(Invalid) as refused:
        change(scene, **changes)
    assert refused.value.field == field


def test_a_bank_of_a_sister_unit_cannot_be_drawn_from(store: Store, cast: Cast, clock: FakeClock) -> None:
    with store.write() as session:
        campaign = make_campaign(session, cast, clock())
        foreign = make_bank(session, clock(), unit_id=cast.sister_town.id)
        own = make_bank(session, clock(), unit_id=cast.town.id, key="own")
        above = make_bank(session, clock(), unit_id=cast.county.id, key="above")
        offered = {bank.id for bank in offer_banks(session, [cast.town.path])}
        assert offered == {own, above}
        for bank_id, is_fine in ((own, True), (above, True), (foreign, False)):
            arguments = {"campaign_id": campaign.id, "unit_id": cast.town.id, "actor": cast.alice.actor, "now": clock()}
            if is_fine:
                create_contest(session, make_settings(clock(), bank_id), **arguments)  # type: ignore[arg-type]
            else:
                with pytest.raises(Invalid):
                    create_contest(session, make_settings(clock(), bank_id), **arguments)  # type: ignore[arg-type]


def test_only_who_edits_contests_there_may_make_one(store: Store, cast: Cast, clock: FakeClock) -> None:
    with store.write() as session:
        campaign = make_campaign(session, cast, clock())
        settings = make_settings(clock(), make_bank(session, clock()))
        for officer, refusal in (
            (cast.vera, NotAllowed),
            (cast.bob, NotAllowed),
            (cast.sun, NotFound),
            (cast.hong, NotFound),
        ):
            with pytest.raises(refusal):
                create_contest(
                    session, settings, campaign_id=campaign.id, unit_id=cast.town.id, actor=officer.actor, now=clock()
                )


def test_a_unit_outside_of_the_campaign_cannot_hold_its_contest(store: Store, cast: Cast, clock: FakeClock) -> None:
    with store.write() as session:
        campaign = make_campaign(session, cast, clock())
        settings = make_settings(clock(), make_bank(session, clock()))
        with pytest.raises(Invalid):
            create_contest(
                session, settings, campaign_id=campaign.id, unit_id=cast.stranger_town.id, actor=cast.zhao.actor,
                now=clock(),
            )  # fmt: skip


def test_a_pause_stops_starts_and_not_papers(scene: Scene) -> None:
    token = scene.start().token
    with scene.store.write() as session:
        pause_contest(session, scene.contest_id, actor=scene.cast.alice.actor, now=scene.clock())
    assert scene.start().token == token
    assert scene.submit(token, {}).is_new


def test_closing_never_gives_anybody_more_time(scene: Scene) -> None:
    deadline = scene.start().deadline_at
    scene.clock.advance(minutes=13)
    with scene.store.write() as session:
        close_contest(session, scene.contest_id, actor=scene.cast.alice.actor, now=scene.clock())
    with scene.store.read() as session:
        assert session.scalar(select(Attempt.deadline_at)) == deadline


def test_a_draft_can_neither_be_closed_nor_resumed(make_scene: MakeScene) -> None:
    scene = make_scene(is_published=False)
    for deed in (close_contest, pause_contest, resume_contest):
        with pytest.raises(Conflict), scene.store.write() as session:
            deed(session, scene.contest_id, actor=scene.cast.alice.actor, now=scene.clock())
