"""Routes of the statistics room that name an object."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from quizapp.accounts import Actor
from quizapp.campaigns import NewCampaign, open_campaign
from quizapp.external_figures import NewFigure, Place, add_figure, read_proof
from quizapp.kit.periods import CUMULATIVE
from quizapp.statistics import CellInput
from tests.house.cases import Case, Scoped, World

FORM = "zhoushan_2021_safety_month"


def _sheet(world: World) -> Mapping[str, Any]:
    new = NewCampaign(
        root_unit_id=world.cast.county.id, code=f"june-{world.number}", title="安全生产月", year=2026,
        starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30), form_key=FORM,
    )  # fmt: skip
    campaign = open_campaign(world.session, new, now=world.now)
    return {"campaign_id": campaign.id, "unit_id": world.owner.id, "form_key": FORM, "period": CUMULATIVE.key}


def _cell(world: World) -> Mapping[str, Any]:
    return {**_sheet(world), "key": "no_formalism"}


def _answered_cell(world: World) -> Mapping[str, Any]:
    address = _cell(world)
    world.session.add(
        CellInput(
            campaign_id=address["campaign_id"], unit_id=world.owner.id, form_key=FORM, field_key=address["key"],
            period_key=CUMULATIVE.key, action="typed", value="1", author="Alice", at=world.now,
        )
    )  # fmt: skip
    return address


def _derived_cell(world: World) -> Mapping[str, Any]:
    return {**_sheet(world), "key": "lecture_sessions"}


def _file(world: World) -> Mapping[str, Any]:
    return {**_sheet(world), "fmt": "csv"}


def _tally(world: World) -> Mapping[str, Any]:
    sheet = _sheet(world)
    return {"campaign_id": sheet["campaign_id"], "unit_id": sheet["unit_id"], "period": "cumulative", "by": "person"}


def _tally_file(world: World) -> Mapping[str, Any]:
    return {**_tally(world), "fmt": "csv"}


def _api(world: World) -> Mapping[str, Any]:
    _sheet(world)
    return {
        "campaign_code": f"june-{world.number}", "unit_code": world.owner.code, "form_key": FORM,
        "period": CUMULATIVE.key,
    }  # fmt: skip


def _outside(world: World) -> Mapping[str, Any]:
    address = _derived_cell(world)
    place = Place(
        campaign_id=address["campaign_id"], unit_id=world.owner.id, form_key=FORM, period_key=CUMULATIVE.key
    )  # fmt: skip
    new = NewFigure(
        field_key="lecture_sessions", value=3, source="全国平台", as_of=world.now.date(), proof=read_proof(b"%PDF-1.7"),
        nonce=f"outside-{world.number}",
    )  # fmt: skip
    by = Actor(id=None, name="Alice", grants=())
    number = add_figure(world.session, place, new, by=by, now=world.now, today=world.now.date())
    return {**address, "figure_id": number}


def _proof(world: World) -> Mapping[str, Any]:
    found = _outside(world)
    return {name: found[name] for name in ("campaign_id", "unit_id", "figure_id")}


def _rounded(world: World) -> Mapping[str, Any]:
    address = _sheet(world)
    world.session.add(
        CellInput(
            campaign_id=address["campaign_id"], unit_id=world.owner.id, form_key=FORM, field_key="lecture_attendances",
            period_key=CUMULATIVE.key, action="typed", value="800", reason="数过", author="Alice", at=world.now,
        )
    )  # fmt: skip
    return address


CASES: dict[str, Case] = {
    "statistics.sheet": Scoped(build=_sheet),
    "statistics.confirm_everything": Scoped(build=_sheet, form={"seen-plan_made": "0"}),
    "statistics_cell.show": Scoped(build=_cell),
    "statistics_cell.type_in": Scoped(build=_cell, form={"value": "1"}),
    "statistics_cell.confirm": Scoped(build=_derived_cell, form={"seen": "0"}),
    "statistics_cell.reveal": Scoped(build=_derived_cell, form={"reason": "核对重名"}),
    "statistics_cell.withdraw": Scoped(build=_answered_cell),
    "statistics_external.add": Scoped(
        build=_derived_cell,
        form={
            "value": "3",
            "source": "全国平台",
            "link": "https://example.org/",
            "as_of": "2026-06-01",
            "nonce": "n" * 20,
        },
    ),
    "statistics_external.proof": Scoped(build=_proof),
    "statistics_external.withdraw": Scoped(build=_outside, form={"reason": "填错了"}),
    "statistics_looks.show": Scoped(build=_sheet),
    "statistics_looks.explain": Scoped(
        build=_rounded,
        form={"rule": "round", "key": "lecture_attendances", "seen": "lecture_attendances=800", "explanation": "正好"},
    ),
    "statistics_files.export": Scoped(build=_file),
    "tallies.show": Scoped(build=_tally),
    "tallies.export": Scoped(build=_tally_file),
    "tallies.export_with_names": Scoped(build=_tally_file, form={"reason": "核对重名"}),
    "statistics_api.report": Scoped(build=_api),
}
