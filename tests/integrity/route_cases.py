"""Routes of integrity: papers under review belong to the contest's unit, an appeal to the phone of its paper."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from sqlalchemy import select

from quizapp.accounts import SYSTEM
from quizapp.contests import (
    Attempt,
    AttemptRuling,
    Contest,
    Submission,
    create_contest,
    publish_contest,
    start_attempt,
    submit_attempt,
    void_attempt,
)
from quizapp.integrity import AttemptAppeal
from tests.contests.makers import make_bank, make_campaign, make_phone, make_settings
from tests.house.cases import Case, Open, Scoped, World


def _contest(world: World) -> Mapping[str, int]:
    campaign = make_campaign(world.session, world.cast, world.now, code=f"in{world.number}")
    bank_id = make_bank(world.session, world.now, key=f"in{world.number}")
    made = create_contest(
        world.session, make_settings(world.now, bank_id), campaign_id=campaign.id, unit_id=world.owner.id,
        actor=SYSTEM, now=world.now,
    )  # fmt: skip
    publish_contest(world.session, made.id, actor=SYSTEM, now=world.now, rng=Random(world.number))
    return {"contest_id": made.id}


def _paper(world: World) -> Mapping[str, int]:
    contest = world.session.get_one(Contest, _contest(world)["contest_id"])
    phone = make_phone(world.session, contest, world.owner.id, world.now, key=f"in-{world.number}")
    token = start_attempt(world.session, code=contest.code, device_hash=phone.device_hash, now=world.now).token
    paper = Submission(
        code=contest.code, token=token, device_hash=phone.device_hash, key=f"k{world.number}", answers={"1": [0]}
    )
    submit_attempt(world.session, paper, now=world.now)
    return {"attempt_id": world.session.scalars(select(Attempt.id).where(Attempt.token == token)).one()}


def _void(world: World) -> Mapping[str, int]:
    made = _paper(world)
    void_attempt(world.session, made["attempt_id"], reason="一机多名", actor=SYSTEM, now=world.now)
    return made


def _appeal(world: World) -> Mapping[str, int]:
    attempt_id = _void(world)["attempt_id"]
    ruling = world.session.scalars(select(AttemptRuling).where(AttemptRuling.attempt_id == attempt_id)).one()
    contest_id = world.session.get_one(Attempt, attempt_id).contest_id
    appeal = AttemptAppeal(
        contest_id=contest_id, attempt_id=attempt_id, ruling_id=ruling.id, words="是我本人", made_at=world.now
    )
    world.session.add(appeal)
    world.session.flush()
    return {"appeal_id": appeal.id}


CASES: dict[str, Case] = {
    "integrity.contest": Scoped(build=_contest),
    "integrity.check": Scoped(build=_contest),
    "review.paper": Scoped(build=_paper),
    "review.dismiss": Scoped(build=_paper, form={"note": "打电话核实过"}),
    "review.void": Scoped(build=_paper, form={"reason": "一机多名"}),
    "review.restore": Scoped(build=_void, form={"reason": "是本人"}),
    "review.answer": Scoped(build=_appeal, form={"verdict": "upheld", "answer": "核实过"}),
    "review.phone": Scoped(build=_paper, form={"reason": "一机多名"}),
    "appeals.appeal": Open(
        why="the token is 130 random bits and the page opens only on a phone of its person (tests/integrity/test_appeals.py)"
    ),
}
