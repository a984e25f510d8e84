"""Routes of the unit pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quizapp.kit.vault import Vault
from quizapp.uploads import keep_upload
from tests.house.cases import Case, Personal, Scoped, World
from tests.sheets.files import csv_bytes
from tests.support.factories import insert_unit


def _unit(world: World) -> Mapping[str, int]:
    place = insert_unit(
        world.session, world.now, name=f"{world.number}号村", code=f"case-{world.number}", parent=world.owner
    )
    return {"unit_id": place.id}


def _upload(world: World) -> Mapping[str, Any]:
    token = keep_upload(
        world.session, purpose="units", staff_id=world.officer.id, filename="名录.csv",
        content=csv_bytes([["单位代码", "单位名称"], [f"u{world.number}", "新村"]]), choices={"unit_id": world.owner.id},
        vault=Vault(world.settings.key_for("vault")), now=world.now,
    )  # fmt: skip
    return {"token": token}


_NEW = {"name": "新村", "code": "case-new", "level": "village", "kind": "village"}

CASES: dict[str, Case] = {
    "units.detail": Scoped(build=_unit),
    "units.add": Scoped(build=_unit, form=_NEW),
    "units.rename": Scoped(build=_unit, form={"name": "改名村"}),
    "units.headcount": Scoped(build=_unit, form={"headcount": "12", "as_of": "2026-06-16"}),
    "units.move": Scoped(build=_unit),
    "units.merge": Scoped(build=_unit),
    "units.switch": Scoped(build=_unit),
    "units.preview": Personal(build=_upload),
    "units.confirm": Personal(build=_upload),
}
