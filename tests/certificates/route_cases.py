"""Routes of certificates: the console's belong to the contest's unit; a number or a file's name is itself the key."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from quizapp.accounts import SYSTEM
from quizapp.certificates import save_template
from quizapp.contests import Contest, create_contest, publish_contest
from tests.certificates.makers import SETTINGS, make_template
from tests.contests.makers import make_bank, make_campaign, make_settings
from tests.house.cases import Case, Open, Scoped, World
from tests.prizes.makers import take_part


def _contest(world: World) -> Mapping[str, int]:
    campaign = make_campaign(world.session, world.cast, world.now, code=f"ce{world.number}")
    bank_id = make_bank(world.session, world.now, key=f"ce{world.number}")
    made = create_contest(
        world.session, make_settings(world.now, bank_id), campaign_id=campaign.id, unit_id=world.owner.id, actor=SYSTEM,
        now=world.now,
    )  # fmt: skip
    publish_contest(world.session, made.id, actor=SYSTEM, now=world.now, rng=Random(world.number))
    return {"contest_id": made.id}


def _written(world: World) -> Mapping[str, int]:
    made = _contest(world)
    save_template(world.session, SETTINGS, contest_id=made["contest_id"], actor=SYSTEM, now=world.now)
    return made


def _earned(world: World) -> Mapping[str, int]:
    made = _contest(world)
    make_template(world.session, made["contest_id"], world.now)
    contest = world.session.get_one(Contest, made["contest_id"])
    take_part(world.session, contest, world.owner.id, world.now, world.number)
    return made


def _file(fmt: str) -> object:
    return lambda world: {**_earned(world), "fmt": fmt}


_FORM = {
    "title": "荣誉证书", "text": "{姓名} 同志：", "issuers": "东明镇", "rule": "passed", "percent": "90",
    "design": "plain", "paper": "landscape",
}  # fmt: skip
_KEY = "the number is the key (90 bits); the page masks the name (tests/certificates/test_verify.py)"

CASES: dict[str, Case] = {
    "certificates.detail": Scoped(build=_written),
    "certificates.edit": Scoped(build=_contest, form=_FORM),
    "certificates.switch_on": Scoped(build=_written),
    "certificates.switch_off": Scoped(build=_written),
    "certificates.listing": Scoped(build=_earned),
    "certificate_files.preview": Scoped(build=_file("png")),  # type: ignore[arg-type]
    "certificate_files.print_all": Scoped(build=_earned),
    "certificate_files.rows": Scoped(build=_file("csv")),  # type: ignore[arg-type]
    "certificate.mine": Open(why="the code is on the poster; the phone's own person is shown"),
    "certificate.file": Open(why="the file's name is the key (130 bits): WeChat opens it where there is no cookie"),
    "certificate.verify": Open(why=_KEY),
    "certificate.compare": Open(why=_KEY),
}
