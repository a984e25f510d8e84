"""Routes of the book of records that name an object, for the house test that comes as everybody."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from PIL import Image

from quizapp.campaigns import get_campaign
from quizapp.kit.vault import Vault
from quizapp.records import (
    Given,
    NewBatch,
    NewRecord,
    NewRecordPhoto,
    RawLine,
    add_lines,
    add_record,
    keep_record_photo,
)
from quizapp.units import get_unit
from quizapp.uploads import keep_upload
from tests.house.cases import Open, Personal, Scoped, World
from tests.support.month import VAULT, open_month


def _record(world: World) -> Mapping[str, int]:
    month = open_month(world.session, world.cast, world.now, code=f"m{world.number}")
    new = NewRecord(
        campaign_id=month.id, unit_id=world.owner.id, kind="tip", title="举报占用消防通道",
        happened_on=world.now.date(), nonce=f"record-{world.number}",
    )  # fmt: skip
    return {"record_id": add_record(world.session, new, vault=VAULT, actor="staff:1", now=world.now).id}


def _batch(world: World) -> Mapping[str, int]:
    month = open_month(world.session, world.cast, world.now, code=f"m{world.number}")
    top = get_unit(world.session, world.owner.id)
    given = Given(campaign=get_campaign(world.session, month.id), top=top, kind="leaflet", day=world.now.date())
    new = NewBatch(origin="typed", nonce=f"batch-{world.number}")
    lines = [RawLine(row=1, title="传单", quantity="20")]
    added = add_lines(world.session, lines, given, new, actor="staff:1", now=world.now)
    assert added.batch_id is not None
    return {"batch_id": added.batch_id}


def _photo(world: World) -> Mapping[str, int]:
    record_id = _record(world)["record_id"]
    picture = BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    photo_id = keep_record_photo(
        world.session, record_id, NewRecordPhoto(picture.getvalue()), actor="staff:1", now=world.now
    )
    return {"record_id": record_id, "photo_id": photo_id}


def _upload(world: World) -> Mapping[str, str]:
    month = open_month(world.session, world.cast, world.now, code=f"m{world.number}")
    choices = {
        "unit_id": world.owner.id,
        "kind": "leaflet",
        "day": "2026-06-01",
        "campaign_id": month.id,
        "origin": "pasted",
    }
    token = keep_upload(
        world.session, purpose="records", staff_id=world.officer.id, filename="", content="名称\t数量\n传单\t20\n".encode(),
        choices=choices, vault=Vault(world.settings.key_for("vault")), now=world.now,
    )  # fmt: skip
    return {"token": token}


_FORM = {"title": "举报占用消防通道", "happened_on": "2026-06-16", "quantity": "2", "reason": "少写了一条"}

CASES = {
    "records.detail": Scoped(build=_record),
    "records.export": Open(why="a format, not an object: the lines are those of one's own units"),
    "record_edit.edit": Scoped(build=_record, form=_FORM),
    "record_edit.withdraw": Scoped(build=_record, form={"reason": "重复"}),
    "record_batches.show": Scoped(build=_batch),
    "record_batches.undo": Scoped(build=_batch, form={"reason": "重复"}),
    "record_batches.add_photo": Scoped(build=_record),
    "record_batches.photo": Scoped(build=_photo),
    "record_batches.withdraw_photo": Scoped(build=_photo),
    "record_import.preview": Personal(build=_upload),
    "record_import.confirm": Personal(build=_upload),
}
