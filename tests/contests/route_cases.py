"""Routes of contests: the console's belong to the host's unit, the participants' to whoever holds the code."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from sqlalchemy import select

from quizapp.accounts import SYSTEM
from quizapp.contests import (
    Attempt,
    Contest,
    NewTime,
    Submission,
    create_contest,
    give_time,
    publish_contest,
    start_attempt,
    submit_attempt,
)
from quizapp.contests.blueprint import Blueprint, PaperSection
from tests.contests.makers import make_bank, make_campaign, make_phone, make_settings
from tests.house.cases import Case, Open, Scoped, World


def _contest(world: World) -> Mapping[str, int]:
    campaign = make_campaign(world.session, world.cast, world.now, code=f"dm{world.number}")
    bank_id = make_bank(world.session, world.now, key=f"bank{world.number}")
    made = create_contest(
        world.session, make_settings(world.now, bank_id), campaign_id=campaign.id, unit_id=world.owner.id,
        actor=SYSTEM, now=world.now,
    )  # fmt: skip
    publish_contest(world.session, made.id, actor=SYSTEM, now=world.now, rng=Random(world.number))
    return {"contest_id": made.id}


def _planned(world: World) -> Mapping[str, int]:
    """A draft with a plan."""
    campaign = make_campaign(world.session, world.cast, world.now, code=f"dm{world.number}")
    bank_id = make_bank(world.session, world.now, key=f"bank{world.number}")
    plan = Blueprint(sections=(PaperSection(count=5, points=1000),))
    made = create_contest(
        world.session, make_settings(world.now, bank_id, blueprint=plan), campaign_id=campaign.id,
        unit_id=world.owner.id, actor=SYSTEM, now=world.now,
    )  # fmt: skip
    return {"contest_id": made.id}


def _results(world: World) -> Mapping[str, object]:
    return {**_contest(world), "fmt": "csv"}


def _analysis_file(world: World) -> Mapping[str, object]:
    return {**_contest(world), "fmt": "csv"}


def _analysed_item(world: World) -> Mapping[str, int]:
    made = _contest(world)
    contest = world.session.get_one(Contest, made["contest_id"])
    phone = make_phone(world.session, contest, world.owner.id, world.now)
    started = start_attempt(world.session, code=contest.code, device_hash=phone.device_hash, now=world.now)
    paper = Submission(code=contest.code, token=started.token, device_hash=phone.device_hash, key="k", answers={})
    submit_attempt(world.session, paper, now=world.now)
    issued = world.session.scalars(select(Attempt.issued).where(Attempt.token == started.token)).one()
    return {**made, "place": issued[0][0]}


def _handed_in(world: World) -> Mapping[str, int]:
    """A paper that was handed in."""
    made = _contest(world)
    contest = world.session.get_one(Contest, made["contest_id"])
    phone = make_phone(world.session, contest, world.owner.id, world.now)
    started = start_attempt(world.session, code=contest.code, device_hash=phone.device_hash, now=world.now)
    paper = Submission(code=contest.code, token=started.token, device_hash=phone.device_hash, key="k", answers={})
    submit_attempt(world.session, paper, now=world.now)
    attempt_id = world.session.scalars(select(Attempt.id).where(Attempt.token == started.token)).one()
    return {**made, "attempt_id": attempt_id}


def _open_paper(world: World) -> Mapping[str, int]:
    made = _contest(world)
    contest = world.session.get_one(Contest, made["contest_id"])
    phone = make_phone(world.session, contest, world.owner.id, world.now)
    started = start_attempt(world.session, code=contest.code, device_hash=phone.device_hash, now=world.now)
    attempt_id = world.session.scalars(select(Attempt.id).where(Attempt.token == started.token)).one()
    return {**made, "attempt_id": attempt_id}


def _given_time(world: World) -> Mapping[str, int]:
    new = NewTime(unit_id=world.owner.id, time_percent=150, reason="需要更多时间")
    contest_id = _contest(world)["contest_id"]
    return {"accommodation_id": give_time(world.session, contest_id, new, actor=SYSTEM, now=world.now).id}


_FORM = {
    "title": "竞赛", "opens_at": "2026-06-16T09:00", "closes_at": "2026-06-30T22:00", "reveal": "explanations",
}  # fmt: skip
_CODE = "the code stands on the poster; a published contest is for everybody in the campaign"
_PAPER = "the token is 130 random bits and the paper opens only on a phone of its person (tests/contests/test_pages.py)"

CASES: dict[str, Case] = {
    "contests.detail": Scoped(build=_contest),
    "contests.edit": Scoped(build=_contest, form=_FORM),
    "contests.questions": Scoped(build=_contest),
    "contest_actions.publish": Scoped(build=_contest),
    "contest_actions.pause": Scoped(build=_contest),
    "contest_actions.resume": Scoped(build=_contest),
    "contest_actions.close": Scoped(build=_contest),
    "contest_files.qr": Scoped(build=_contest),
    "contest_files.poster": Scoped(build=_contest),
    "contest_files.results": Scoped(build=_results),
    "contest_trial.preview": Scoped(build=_contest),
    "contest_trial.grade": Scoped(build=_contest, form={"q-1": "0"}),
    "contest_analysis.overview": Scoped(build=_contest),
    "contest_analysis.item": Scoped(build=_analysed_item),
    "contest_analysis.export": Scoped(build=_analysis_file),
    "contest_summary.show": Scoped(build=_contest),
    "contest_summary.export": Scoped(build=_results),
    "contest_required.choose": Scoped(build=_planned),
    "contest_required.pick": Scoped(build=_planned, form={"shown": "", "required": ""}),
    "contest_export.choose": Scoped(build=_contest),
    "contest_export.order": Scoped(build=_contest, form={"rows": "papers", "format": "csv"}),
    "contest_time.index": Scoped(
        build=_contest, form={"time_percent": "150", "reason": "需要更多时间", "unit_id": "0"}
    ),
    "contest_time.end": Scoped(build=_given_time),
    "contest_papers.index": Scoped(build=_contest),
    "contest_papers.reopen": Scoped(build=_handed_in, form={"deadline_at": "2026-06-16T23:00", "reason": "停电"}),
    "contest_papers.code": Scoped(build=_open_paper),
    "contest_time_api.show_question": Open(why=_PAPER),
    "contest_time_api.make_move_code": Open(why=_PAPER),
    "contest_time_api.go_on": Open(why=_CODE),
    "quiz.go_on": Open(why=_CODE),
    "quiz.answer": Open(why=_PAPER),
    "quiz.move": Open(why=_PAPER),
    "quiz.contest": Open(why=_CODE),
    "quiz.start": Open(why=_CODE),
    "quiz.paper": Open(why=_PAPER),
    "quiz.save": Open(why=_PAPER),
    "quiz.submit": Open(why=_PAPER),
    "quiz.result": Open(why=_PAPER),
    "quiz.report": Open(why=_PAPER),
    "quiz.send_report": Open(why=_PAPER),
    "contest_api.read_contest": Open(why=_CODE),
    "contest_api.start": Open(why=_CODE),
    "contest_api.read_paper": Open(why=_PAPER),
    "contest_api.save": Open(why=_PAPER),
    "contest_api.submit": Open(why=_PAPER),
    "contest_api.read_result": Open(why=_PAPER),
}
