"""Routes of the people pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from quizapp.campaigns import NewCampaign, open_campaign
from quizapp.kit.vault import Vault
from quizapp.people import NewPerson, open_roster, register_person
from quizapp.uploads import keep_upload
from tests.house.cases import Case, Personal, Scoped, World
from tests.sheets.files import csv_bytes


def _campaign(world: World) -> int:
    new = NewCampaign(
        root_unit_id=world.cast.county.id, code=f"people{world.number}", title="安全生产月", year=2026,
        starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30),
    )  # fmt: skip
    return open_campaign(world.session, new, now=world.now).id


def _person(world: World) -> Mapping[str, int]:
    new = NewPerson(campaign_id=_campaign(world), unit_id=world.owner.id, name="王桂兰", phone="13812348000")
    vault = Vault(world.settings.key_for("vault"))
    return {"person_id": register_person(world.session, new, device_hash=None, vault=vault, now=world.now).id}


def _roster(world: World) -> Mapping[str, int]:
    roster = open_roster(
        world.session, campaign_id=_campaign(world), unit_id=world.owner.id, title="网格员", now=world.now
    )
    return {"roster_id": roster.id}


def _upload(world: World) -> Mapping[str, Any]:
    choices = {"unit_id": world.owner.id, "title": "网格员", "campaign_id": _campaign(world)}
    token = keep_upload(
        world.session, purpose="roster", staff_id=world.officer.id, filename="名单.csv",
        content=csv_bytes([["姓名", "手机号"], ["张三", "13812348000"]]), choices=choices,
        vault=Vault(world.settings.key_for("vault")), now=world.now,
    )  # fmt: skip
    return {"token": token}


CASES: dict[str, Case] = {
    "people.detail": Scoped(build=_person),
    "people.reveal": Scoped(build=_person, form={"reason": "通知领奖"}),
    "people.erase": Scoped(build=_person, form={"reason": "本人要求", "sure": "y"}),
    "people.roster": Scoped(build=_roster),
    "people.roster_preview": Personal(build=_upload),
    "people.roster_confirm": Personal(build=_upload),
}
