"""Routes of scoring that name an object, for the house test that comes as everybody."""

from __future__ import annotations

from collections.abc import Mapping

from quizapp.assessments import SelfSaid, copy_start, get_sheet, open_sheet, rows_of, save_self
from quizapp.campaigns import get_campaign
from quizapp.units import get_unit
from tests.house.cases import Scoped, World
from tests.support.factories import insert_unit
from tests.support.month import open_month


def _draft(world: World) -> Mapping[str, int]:
    campaign = get_campaign(world.session, open_month(world.session, world.cast, world.now, code=f"m{world.number}").id)
    return {"sheet_id": copy_start(world.session, campaign, world.owner.id, "short", actor="staff:1", now=world.now).id}


def _row(world: World) -> Mapping[str, object]:
    return {**_draft(world), "key": "study"}


def _open(world: World) -> Mapping[str, int]:
    found = _draft(world)
    open_sheet(world.session, found["sheet_id"], now=world.now)
    return found


def _scored(world: World) -> Mapping[str, int]:
    """The county scores the owner: its own staff fill the card."""
    campaign = get_campaign(world.session, open_month(world.session, world.cast, world.now, code=f"m{world.number}").id)
    sheet = copy_start(world.session, campaign, world.cast.county.id, "short", actor="staff:1", now=world.now)
    open_sheet(world.session, sheet.id, now=world.now)
    return {"sheet_id": sheet.id, "unit_id": world.owner.id}


def _handed_in(world: World) -> Mapping[str, int]:
    """A unit below the owner has handed in: the owner reviews it, the unit itself does not."""
    found = _open(world)
    below = insert_unit(world.session, world.now, name="新村", code=f"below-{world.number}", parent=world.owner)
    sheet = get_sheet(world.session, found["sheet_id"])
    said = {row.key: SelfSaid(answer=0) for row in rows_of(sheet.rows)}
    save_self(
        world.session, sheet, get_unit(world.session, below.id), said, {}, hand_in=True, author="新村", now=world.now
    )
    return {**found, "unit_id": below.id}


_ROW = {"title": "学习", "type": "fixed", "points": "30", "counts": "things", "fact": ""}
_REVIEW = {f"p-{key}": "0" for key in ("liaison", "study", "drill", "check", "posting")}

CASES = {
    "assessments.show": Scoped(build=_open),
    "assessments.copy": Scoped(build=_open),
    "assessments.export": Scoped(build=lambda world: {**_open(world), "fmt": "csv"}),
    "score_rows.edit": Scoped(build=_draft, form={"title": "评分表", "total": "100"}),
    "score_rows.add_row": Scoped(build=_draft, form=_ROW),
    "score_rows.row": Scoped(build=_row, form=_ROW),
    "score_rows.move": Scoped(build=_row, form={"to": "up"}),
    "score_rows.drop_one": Scoped(build=_row),
    "assessments.open_it": Scoped(build=_draft, form={"sure": "1"}),
    "assessments.close": Scoped(build=_open),
    "assessments.drop": Scoped(build=_draft),
    "assessments.ranking": Scoped(build=_open, form={"on": "1", "sure": "1"}),
    "assessments.freeze_all": Scoped(build=_open),
    "score_cards.fill": Scoped(build=_scored),
    "score_cards.export": Scoped(build=lambda world: {**_scored(world), "fmt": "csv"}),
    "score_cards.judge": Scoped(build=_handed_in, form=_REVIEW),
    "score_cards.hand_back": Scoped(build=_handed_in, form={"remark": "再核一下"}),
}
