"""Routes of certificates: the console's belong to the contest's unit; a number or a file's name is itself the key."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from quizapp.accounts import SYSTEM
from quizapp.activities import load_facts
from quizapp.certificates import AttendedSettings, issue_attended, save_attended, save_template
from quizapp.checkins import Door, NewScan, record_scan
from quizapp.contests import Contest, create_contest, publish_contest
from tests.certificates.makers import SETTINGS, make_template
from tests.contests.makers import make_bank, make_campaign, make_settings
from tests.house.cases import Case, Open, Scoped, World
from tests.prizes.makers import take_part
from tests.support.month import Month, add_person, open_month, plan_session


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


def _session(world: World) -> Mapping[str, int]:
    month = open_month(world.session, world.cast, world.now, code=f"at{world.number}")
    return {"session_id": plan_session(world.session, month, world.owner, now=world.now, kind="fire_training").id}


def _attended(world: World) -> Mapping[str, int]:
    made = _session(world)
    person = add_person(
        world.session,
        Month(id=load_facts(world.session, made["session_id"]).campaign_id, code=""),
        world.owner,
        now=world.now,
    )
    scan = NewScan(nonce="n", person_id=person.id, door=Door.HELPER, scanned_at=world.now)
    record_scan(world.session, made["session_id"], scan, actor="staff:1", now=world.now)
    settings = AttendedSettings(title="培训证明", text="{姓名} 同志：", issuers="东明镇")
    save_attended(world.session, made["session_id"], settings, actor=SYSTEM, now=world.now)
    issue_attended(world.session, made["session_id"], actor=SYSTEM, now=world.now)
    return made


def _preview(world: World) -> Mapping[str, object]:
    return {**_attended(world), "fmt": "png"}


_ATTENDED_FORM = {
    "title": "培训证明",
    "text": "{姓名} 同志：",
    "issuers": "东明镇",
    "design": "plain",
    "paper": "landscape",
}

CASES |= {
    "attended.show": Scoped(build=_attended),
    "attended.edit": Scoped(build=_session, form=_ATTENDED_FORM),
    "attended.issue": Scoped(build=_attended),
    "attended.preview": Scoped(build=_preview),
    "attended.print_all": Scoped(build=_attended),
    "certificate.attended": Open(why="the code is on the poster; the phone's own person is shown"),
    "certificate.attended_file": Open(why="the file's name is the key (130 bits): WeChat opens it without a cookie"),
}
