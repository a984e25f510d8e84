"""Routes of the form editor that name an object."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from quizapp.campaigns import NewCampaign, open_campaign
from quizapp.form_editor import FormDesign, begin_from, publish, read_form_file, read_tree
from quizapp.statistics import shipped_text
from quizapp.uploads import keep_upload
from tests.form_editor.files import excel_list
from tests.house.cases import Case, Personal, Scoped, World
from tests.support.month import VAULT


def _begin(world: World) -> FormDesign:
    """A copy of a small form, of the owning unit, which holds a campaign of its own."""
    new = NewCampaign(
        root_unit_id=world.owner.id, code=f"forms-{world.number}", title="安全生产月", year=2026, starts_on=date(2026, 6, 1),
        ends_on=date(2026, 6, 30),
    )  # fmt: skip
    open_campaign(world.session, new, now=world.now)
    tree = read_tree(shipped_text("siyang_2021") or "")
    return begin_from(world.session, world.owner.id, tree, taken=(), by=world.officer.actor, now=world.now)


def _design(world: World) -> Mapping[str, Any]:
    return {"design_id": _begin(world).id}


def _published(world: World) -> Mapping[str, Any]:
    design = _begin(world)
    publish(world.session, design, remark="", seen=design.revision, by=world.officer.actor, now=world.now)
    return {"design_id": design.id}


def _row(world: World) -> Mapping[str, Any]:
    return {**_design(world), "key": "letters"}


def _blank(world: World) -> Mapping[str, Any]:
    return {**_design(world), "key": "leaflets"}


def _paper(world: World) -> Mapping[str, Any]:
    return {**_design(world), "fmt": "docx"}


def _uploaded(world: World) -> Mapping[str, Any]:
    _begin(world)
    found = msgspec.json.encode(read_form_file(excel_list(), "表.xlsx"))
    token = keep_upload(
        world.session, purpose="form", staff_id=world.officer.id, filename="表.xlsx", content=b"", choices={}, vault=VAULT,
        now=world.now, prepared=found,
    )  # fmt: skip
    return {"token": token}


_ROW = {"seen": "1", "label": "责任书", "section": "responsibility", "requirement": "", "sentence": ""}
_BLANK = {
    "seen": "1", "label": "发放资料", "type": "count", "unit": "份", "mode": "auto", "kinds": "leaflet", "fold": "quantity",
    "distinct": "",
}  # fmt: skip
_RULE = {"seen": "1", "kind": "at_most", "first": "leaflets", "others": "campaign_events", "severity": "warn"}
_HEADING = {"seen": "1", "title": "新的表名", "year": "2026"}

CASES: dict[str, Case] = {
    "form_design.show": Scoped(build=_design),
    "form_design.act": Scoped(build=_design, form={"seen": "1", "do": "add_section", "label": "新的部分"}),
    "form_design.heading": Scoped(build=_design, form=_HEADING),
    "form_design.release": Scoped(build=_design, form={"seen": "1"}),
    "form_design.drop": Scoped(build=_design, form={"seen": "1"}),
    "form_row.item": Scoped(build=_row, form=_ROW),
    "form_row.add_blank": Scoped(build=_row, form={"seen": "1", "label": "新的一格"}),
    "form_row.blank": Scoped(build=_blank, form=_BLANK),
    "form_rules.index": Scoped(build=_design, form=_RULE),
    "form_rules.remove": Scoped(build=_design, form={"seen": "1", "rule": "manual_value > derived_value"}),
    "form_versions.compare": Scoped(build=_published),
    "form_versions.as_yaml": Scoped(build=_published),
    "form_versions.paper": Scoped(build=_paper),
    "form_import.look": Personal(build=_uploaded),
    "form_import.confirm": Personal(build=_uploaded, form={"do": "drop"}),
}
