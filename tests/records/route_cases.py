"""Routes of the book of records that name an object, for the house test that comes as everybody."""

from __future__ import annotations

from collections.abc import Mapping

from quizapp.records import NewRecord, add_record
from tests.house.cases import Open, Scoped, World
from tests.support.month import VAULT, open_month


def _record(world: World) -> Mapping[str, int]:
    month = open_month(world.session, world.cast, world.now, code=f"m{world.number}")
    new = NewRecord(
        campaign_id=month.id, unit_id=world.owner.id, kind="tip", title="举报占用消防通道",
        happened_on=world.now.date(), nonce=f"record-{world.number}",
    )  # fmt: skip
    return {"record_id": add_record(world.session, new, vault=VAULT, actor="staff:1", now=world.now).id}


_FORM = {"title": "举报占用消防通道", "happened_on": "2026-06-16", "quantity": "2", "reason": "少写了一条"}

CASES = {
    "records.detail": Scoped(build=_record),
    "records.export": Open(why="a format, not an object: the lines are those of one's own units"),
    "record_edit.edit": Scoped(build=_record, form=_FORM),
    "record_edit.withdraw": Scoped(build=_record, form={"reason": "重复"}),
}
