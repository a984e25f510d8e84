"""Routes of prize draws: the console's belong to the contest's unit, the public page to whoever has the code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from random import Random

from sqlalchemy import select

from quizapp.accounts import SYSTEM
from quizapp.contests import Contest, close_contest, create_contest, publish_contest
from quizapp.prizes import PrizeWin, draw_winners, freeze_pool, publish_draw
from tests.contests.makers import make_bank, make_campaign, make_settings
from tests.house.cases import Case, Open, Scoped, World
from tests.prizes.makers import make_draw, take_part


def _contest(world: World) -> Mapping[str, int]:
    campaign = make_campaign(world.session, world.cast, world.now, code=f"pz{world.number}")
    bank_id = make_bank(world.session, world.now, key=f"pz{world.number}")
    made = create_contest(
        world.session, make_settings(world.now, bank_id), campaign_id=campaign.id, unit_id=world.owner.id, actor=SYSTEM,
        now=world.now,
    )  # fmt: skip
    publish_contest(world.session, made.id, actor=SYSTEM, now=world.now, rng=Random(world.number))
    return {"contest_id": made.id}


def _draft(world: World) -> Mapping[str, int]:
    until = world.now.date() + timedelta(days=60)
    return {"draw_id": make_draw(world.session, _contest(world)["contest_id"], world.now, claim_until=until).id}


def _published(world: World) -> Mapping[str, int]:
    made = _draft(world)
    publish_draw(world.session, made["draw_id"], actor=SYSTEM, now=world.now)
    return made


def _closed(world: World) -> Mapping[str, int]:
    contest_id = _contest(world)["contest_id"]
    until = world.now.date() + timedelta(days=60)
    draw = make_draw(world.session, contest_id, world.now, claim_until=until)
    publish_draw(world.session, draw.id, actor=SYSTEM, now=world.now)
    contest = world.session.get_one(Contest, contest_id)
    take_part(world.session, contest, world.owner.id, world.now, world.number)
    take_part(world.session, contest, world.owner.id, world.now, world.number + 100_000)
    close_contest(world.session, contest_id, actor=SYSTEM, now=world.now)
    return {"draw_id": draw.id}


def _frozen(world: World) -> Mapping[str, int]:
    made = _closed(world)
    freeze_pool(world.session, made["draw_id"], actor=SYSTEM, now=world.now)
    return made


def _drawn(world: World) -> Mapping[str, int]:
    made = _frozen(world)
    draw_winners(world.session, made["draw_id"], public_number="", actor=SYSTEM, now=world.now)
    win = world.session.scalars(select(PrizeWin.id).where(PrizeWin.draw_id == made["draw_id"])).first()
    assert win is not None
    return {**made, "win_id": win}


def _file(world: World) -> Mapping[str, object]:
    return {"draw_id": _drawn(world)["draw_id"], "fmt": "csv"}


_FORM = {
    "title": "抽奖", "eligibility": "passed", "claim_until": "2027-06-30", "prizes-0-rank": "一等奖",
    "prizes-0-name": "灭火器", "prizes-0-count": "1",
}  # fmt: skip
_CODE = "the code is published; the page shows masked names only (tests/prizes/test_pages.py)"

CASES: dict[str, Case] = {
    "draws.create": Scoped(build=_contest, form=_FORM),
    "draws.edit": Scoped(build=_draft, form=_FORM),
    "draws.detail": Scoped(build=_draft),
    "draws.publish": Scoped(build=_draft),
    "draws.freeze": Scoped(build=_closed),
    "draws.draw": Scoped(build=_frozen),
    "draws.give": Scoped(build=_drawn, form={"claim_code": "WRONG1"}),
    "draws.redraw": Scoped(build=_drawn, form={"reason": "逾期未领", "claim_until": "2030-01-01"}),
    "draws.winners": Scoped(build=_file),
    "draw.page": Open(why=_CODE),
    "draw.claim": Open(why=_CODE),
    "draw.pool": Open(why="tickets say nothing about people without the secret key"),
}
