"""Adding, withdrawing and putting right records of a unit's book (台账)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, cast

import msgspec
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from quizapp.campaigns import get_campaign
from quizapp.db import insert_or_ignore
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, fold_key
from quizapp.kit.vault import Vault
from quizapp.ledger import reverse_record
from quizapp.records.kinds import RecordKind, get_record_kind
from quizapp.records.models import CodedPerson, Record
from quizapp.records.producer import RECORD, credit_record
from quizapp.units import get_unit, is_within

#: More of anything is a slip of the finger.
MOST = 100_000_000
_RECORDS, _CODED = cast(Table, Record.__table__), cast(Table, CodedPerson.__table__)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRecord:
    """One line for the book."""

    campaign_id: int
    unit_id: int
    kind: str
    title: str
    happened_on: date
    nonce: str
    quantity: int = 1
    is_approximate: bool = False
    #: For occasions: how many people came in all; None when nobody counted.
    attendances: int | None = None
    heads_approximate: bool = False
    #: Empty = the kind's default.
    status: str = ""
    tags: tuple[str, ...] = ()
    evidence: str = ""
    note: str = ""
    #: For coded kinds only: whatever tells this person from others (a number, a name, a phone). Only its fingerprint is kept.
    code: str = ""

    def payload_hash(self) -> str:
        """What was said, without the nonce and with the code as a hash of its own."""
        said = [self.campaign_id, self.unit_id, self.kind, self.title, self.happened_on, self.quantity,
                self.is_approximate, self.status, sorted(self.tags), self.evidence, self.note]  # fmt: skip
        said += [] if self.attendances is None else [self.attendances, self.heads_approximate]
        return sha256(msgspec.json.encode(said)).hexdigest()


def add_record(
    session: Session, new: NewRecord, *, vault: Vault, actor: str, now: datetime, replaces_id: int | None = None
) -> Record:
    """The new record, counted in the ledger, or the one that this form made before.

    Raises `Invalid` for what cannot be and `Conflict` when the nonce was used for something else.
    """
    kind = get_record_kind(new.kind)
    values = _checked(session, new, kind, now) | {"replaces_id": replaces_id, "actor": actor, "recorded_at": now}
    values["coded_person_id"] = _coded_person(session, new, vault, now) if kind.is_coded else None
    record_id = insert_or_ignore(session, _RECORDS, values, unique=("nonce",))
    if record_id is None:
        return _earlier(session, values)
    record = session.get_one(Record, record_id)
    credit_record(session, record, kind, zone=get_campaign(session, new.campaign_id).time_zone)
    return record


def _checked(session: Session, new: NewRecord, kind: RecordKind, now: datetime) -> dict[str, Any]:
    campaign = get_campaign(session, new.campaign_id)
    unit, root = get_unit(session, new.unit_id), get_unit(session, campaign.root_unit_id)
    if not unit.is_active or not is_within(unit.path, root.path):
        raise Invalid(N_("“%(name)s”不在本次活动的范围内"), field="unit_id", name=unit.name)
    if new.happened_on > local_date(now, campaign.time_zone):
        raise Invalid(N_("日期不能晚于今天"), field="happened_on")
    check_words(new, kind)
    return columns_of(new, kind)


def columns_of(new: NewRecord, kind: RecordKind) -> dict[str, Any]:
    """The line as stored, without who, when and the batch."""
    has_heads = kind.is_occasion and new.attendances is not None
    return {
        "campaign_id": new.campaign_id, "unit_id": new.unit_id, "kind": kind.key, "nonce": new.nonce,
        "attendances": new.attendances if has_heads else None, "heads_approximate": has_heads and new.heads_approximate,
        "title": clean_line(new.title, limit=200), "happened_on": new.happened_on, "quantity": new.quantity,
        "is_approximate": new.is_approximate, "status": new.status or next(iter(kind.statuses), ""),
        "tags": " ".join(sorted(set(new.tags))), "evidence": clean_line(new.evidence, limit=300),
        "note": clean_line(new.note, limit=300), "payload_hash": new.payload_hash(),
    }  # fmt: skip


def check_words(new: NewRecord, kind: RecordKind) -> None:
    """Raise `Invalid` for what the words of a line cannot be, whatever stands in the book."""
    if not clean_line(new.title):
        raise Invalid(N_("请填写名称或内容"), field="title")
    if not 0 < new.quantity <= MOST:
        raise Invalid(N_("数量应在 1 到 %(most)s 之间"), field="quantity", most=MOST)
    if new.attendances is not None and not 0 < new.attendances <= MOST:
        raise Invalid(N_("人次应在 1 到 %(most)s 之间"), field="attendances", most=MOST)
    if kind.is_coded and new.quantity != 1:
        raise Invalid(N_("这一类按人登记，每人一条，数量只能是 1"), field="quantity")
    if new.status and new.status not in kind.statuses:
        raise Invalid(N_("“%(kind)s”没有“%(word)s”这种状态"), field="status", kind=kind.label, word=new.status)
    strange = [tag for tag in new.tags if tag not in kind.tags]
    if strange:
        raise Invalid(N_("“%(kind)s”不能加“%(word)s”这个专题"), field="tags", kind=kind.label, word=strange[0])


def _coded_person(session: Session, new: NewRecord, vault: Vault, now: datetime) -> int:
    """Id behind the code; the same code of a campaign is the same person."""
    code = fold_key(new.code)
    if not code:
        raise Invalid(N_("请填写受奖人的代号：可以是编号、姓名或手机号，只保存指纹，看不出是谁"), field="code")
    index = vault.index(code, purpose=f"coded_person:{new.campaign_id}")
    values = {"campaign_id": new.campaign_id, "code_index": index, "added_at": now}
    made = insert_or_ignore(session, _CODED, values, unique=("campaign_id", "code_index"))
    if made is not None:
        return made
    same = select(CodedPerson.id).where(CodedPerson.campaign_id == new.campaign_id, CodedPerson.code_index == index)
    return session.scalars(same).one()


def _earlier(session: Session, values: dict[str, Any]) -> Record:
    found = session.scalars(select(Record).where(Record.nonce == values["nonce"])).one()
    same = ("payload_hash", "coded_person_id")
    if any(getattr(found, name) != values[name] for name in same):
        raise Conflict(N_("这次提交和之前的一次编号相同、内容不同，没有保存：请刷新页面再试"))
    return found


def get_record(session: Session, record_id: int) -> Record:
    """The record, withdrawn or not. Raises `NotFound`."""
    record = session.get(Record, record_id)
    if record is None:
        raise NotFound(N_("没有这条记录"))
    return record


def withdraw_record(session: Session, record_id: int, *, reason: str, actor: str, now: datetime) -> bool:
    """Take a record out of the figures, keeping it in the book; False when that was done before.

    Raises `NotFound`, and `Invalid` without a reason.
    """
    why = clean_line(reason, limit=200)
    if not why:
        raise Invalid(N_("请写明撤销原因"), field="reason")
    query = select(Record).where(Record.id == record_id).with_for_update()
    record = session.scalar(query.execution_options(populate_existing=True))
    if record is None:
        raise NotFound(N_("没有这条记录"))
    if record.withdrawn_at is not None:
        return False
    record.withdrawn_at, record.withdrawn_by, record.withdrawn_reason = now, actor, why
    session.flush()
    reverse_record(session, RECORD, record_id, reason=why, actor=actor, now=now)
    return True


def replace_record(
    session: Session, record_id: int, new: NewRecord, *, reason: str, vault: Vault, actor: str, now: datetime
) -> Record:
    """The record that puts ``record_id`` right: the old one is withdrawn, both stay in the book.

    Raises `Conflict` when the old one was withdrawn before by something else.
    """
    known = session.scalar(select(Record).where(Record.nonce == new.nonce))
    if known is None and not withdraw_record(session, record_id, reason=reason, actor=actor, now=now):
        raise Conflict(N_("这条记录已经撤销，不能再改：请重新登记"))
    return add_record(session, new, vault=vault, actor=actor, now=now, replaces_id=record_id)
