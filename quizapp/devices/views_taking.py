"""The scans of a batch, from what a device said to what it is told. Needs the application, no request."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from sqlalchemy.orm import Session

from quizapp.devices import api_shapes as shapes
from quizapp.devices.receipts import Receipt, known_nonces
from quizapp.devices.rules import Device, sane_moment
from quizapp.devices.service.receive import Clock, Overtaken, SentScan, locked_facts, receive
from quizapp.devices.views_token import door_keys, note_device
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.web import now, store

#: Scans of a batch that are made durable together: few enough that nobody else at the door waits for them.
TOGETHER = 10


def known_of(session: Session, who: Device, body: shapes.DoorBatch) -> set[str]:
    """Nonces of the batch, and the last one before it, that the server has. One statement."""
    return set(known_nonces(session, who.session_id, [body.last_nonce, *(each.nonce for each in body.scans)]))


def take(who: Device, body: shapes.DoorBatch, known: set[str]) -> shapes.DoorBatchOut:
    """File the scans, ``TOGETHER`` of them durable at once. ``known`` is of `known_of`. Raises `Invalid`."""
    clock, knows_last = (
        Clock(sent_at=sane_moment(body.sent_at), now=now()),
        not body.last_nonce or body.last_nonce in known,
    )
    sent = [_read(said) for said in body.scans]
    receipts = []
    for at in range(0, len(sent), TOGETHER):
        receipts += _receive(who, sent[at : at + TOGETHER], clock, known)
    return shapes.DoorBatchOut(receipts=list(map(receipt_shape, receipts)), knows_last=knows_last, server_now=now())


def _read(said: shapes.DoorScan) -> SentScan:
    if sum(map(bool, (said.code, said.who, said.said_name))) != 1:
        raise Invalid(N_("每次扫码要有且只有一样：码、名单里的人、记下的姓名"), field="scans")
    return SentScan(
        nonce=said.nonce, scanned_at=sane_moment(said.scanned_at), code=said.code, who=said.who, said_name=said.said_name,
        direction=said.direction, gate_id=said.gate_id, via=said.via, was_offline=said.was_offline, reason=said.reason,
        grant=said.grant,
    )  # fmt: skip


def _receive(who: Device, sent: list[SentScan], clock: Clock, known: set[str]) -> list[Receipt]:
    """File these scans, durable together."""
    while True:
        try:
            receipts = store().retrying(partial(_file_all, who, sent, clock, known))
        except Overtaken as twin:  # all of it was taken back; whoever filed the twin has noted it
            known.add(twin.nonce)
        else:
            known.update(each.nonce for each in sent)
            return receipts


def _file_all(
    who: Device, sent: list[SentScan], clock: Clock, known: Collection[str], session: Session
) -> list[Receipt]:  # fmt: skip
    """The receipts; only what is neither ``known`` nor twice among these is taken for new."""
    facts, keys, seen = locked_facts(session, who, sent), door_keys(), set(known)
    receipts = []
    for each in sent:
        is_new = each.nonce not in seen
        seen.add(each.nonce)
        receipt = receive(session, who, each, clock=clock, keys=keys, is_new=is_new, facts=facts)
        if is_new and each.reason and receipt.verdict == "accepted":
            note_device(session, who, facts, "device.late_entry", {"nonce": each.nonce, "reason": each.reason})
        receipts.append(receipt)
    return receipts


def receipt_shape(receipt: Receipt) -> shapes.DoorReceipt:
    return shapes.DoorReceipt(
        nonce=receipt.nonce, outcome=receipt.outcome.value, verdict=receipt.verdict, name=receipt.name,
        arrived_at=receipt.arrived_at,
    )  # fmt: skip
