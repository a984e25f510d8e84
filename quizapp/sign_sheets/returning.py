"""Reading a signed sheet back in: planned and shown first, then recorded whole; sending it again changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from quizapp.activities import Lock, SessionFacts, load_facts
from quizapp.checkins import (
    Door,
    How,
    NewScan,
    ScanResult,
    WalkIn,
    check_in_walk_in,
    payload_hash,
    record_scan_at,
)
from quizapp.db import insert_or_ignore
from quizapp.errors import Conflict, Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, fold_key
from quizapp.kit.vault import Vault
from quizapp.people import person_for_roster_entry
from quizapp.sign_sheets.models import PrintedSheet, SheetReturn
from quizapp.sign_sheets.printing import ListedRow, rows_of
from quizapp.sign_sheets.rules import WrittenName, read_names, read_rows
from quizapp.units import Unit, list_subtree

#: Units among which a written unit name is looked for.
_UNITS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReturn:
    """What a clerk typed. ``declared``: how many the paper itself says came (实到)."""

    rows: str
    names: str
    declared: int
    nonce: str
    difference_reason: str = ""
    photo_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkInRow:
    """A name in an empty row and the unit it is credited to; ``is_guess`` when the paper named none that is known."""

    written: WrittenName
    unit_id: int
    unit_name: str
    is_guess: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPlan:
    """What would be recorded: shown before anything is."""

    listed: tuple[ListedRow, ...]
    walk_ins: tuple[WalkInRow, ...]
    declared: int

    @property
    def signed(self) -> int:
        """Rows that were signed."""
        return len(self.listed) + len(self.walk_ins)

    @property
    def adds_up(self) -> bool:
        """Whether the rows are as many as the paper says."""
        return self.signed == self.declared


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOutcome:
    """What became of one row."""

    number: int
    name: str
    result: ScanResult


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnResult:
    """What became of a return; ``is_new`` is False when this form had been sent before."""

    outcomes: tuple[RowOutcome, ...]
    is_new: bool

    @property
    def added(self) -> int:
        """Heads that were not in before."""
        return sum(each.result.verdict.value == "accepted" and not each.result.is_repeat for each in self.outcomes)


def plan_return(session: Session, facts: SessionFacts, sheet: PrintedSheet, new: NewReturn) -> ReturnPlan:
    """What the typed text means. Raises `Invalid` naming field and part. Two statements, three with written names."""
    numbers, written = set(read_rows(new.rows, sheet.rows)), read_names(new.names, sheet.listed, sheet.rows)
    blank = sorted(number for number in numbers if number > sheet.listed and number not in {w.row for w in written})
    if blank:
        message = N_("第 %(row)d 行是空白行：请在下面写上姓名，例如“%(row)d 王五 红星村”")
        raise Invalid(message, field="names", row=blank[0])
    if not numbers and not written:
        raise Invalid(N_("请填写签了名的行号"), field="rows")
    if new.declared < 0:
        raise Invalid(N_("实到人数不能小于 0"), field="declared")
    listed = tuple(row for row in rows_of(session, sheet) if row.number in numbers)
    gone = next((row for row in listed if not row.name), None)
    if gone is not None:
        raise Invalid(N_("第 %(row)d 行的人已应本人要求删除，不能再补录"), field="rows", row=gone.number)
    return ReturnPlan(listed=listed, walk_ins=_walk_ins(session, facts, written), declared=new.declared)


def _walk_ins(session: Session, facts: SessionFacts, written: Sequence[WrittenName]) -> tuple[WalkInRow, ...]:
    if not written:
        return ()
    units = list_subtree(session, facts.host_path, limit=_UNITS)
    return tuple(_placed(facts, units, each) for each in written)


def _placed(facts: SessionFacts, units: Sequence[Unit], written: WrittenName) -> WalkInRow:
    """The unit that was meant: by its name, else the only one whose name holds the words, else the host."""
    key = fold_key(written.unit)
    same = [unit for unit in units if key and fold_key(unit.name) == key]
    holds = same or [unit for unit in units if key and key in fold_key(unit.name)]
    if len(holds) == 1:
        return WalkInRow(written=written, unit_id=holds[0].id, unit_name=holds[0].name, is_guess=False)
    return WalkInRow(
        written=written, unit_id=facts.host_unit_id, unit_name=facts.host_name, is_guess=bool(written.unit)
    )  # fmt: skip


def record_return(
    session: Session, sheet: PrintedSheet, new: NewReturn, *, vault: Vault, actor: str, now: datetime
) -> ReturnResult:
    """Check in every signed row by the door ``paper``; people who are in already stay as they are.

    Rows carry names of their own, so a sheet that is read in twice adds nothing. Raises `Invalid` when rows and
    declared total differ without a reason, and `Conflict` for a cancelled session or another form of the same nonce.
    """
    facts = load_facts(session, sheet.session_id, lock=Lock.ALONE)
    if facts.cancelled_at is not None:
        raise Conflict(N_("这一场已取消，不能补录签到表"))
    plan = plan_return(session, facts, sheet, new)
    why = clean_line(new.difference_reason, limit=200)
    if not plan.adds_up and not why:
        message = N_("填了 %(signed)d 行，纸上写的实到是 %(declared)d 人：请核对，或写明为什么不一样")
        raise Invalid(message, field="difference_reason", signed=plan.signed, declared=plan.declared)
    is_new = _keep(session, sheet, new, plan, why, actor=actor, now=now)
    writer = _Writer(session, facts, sheet, vault, actor, now)
    outcomes = [writer.listed(row) for row in plan.listed] + [writer.walk_in(row) for row in plan.walk_ins]
    return ReturnResult(outcomes=tuple(sorted(outcomes, key=lambda each: each.number)), is_new=is_new)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Turns rows into scans of one session."""

    session: Session
    facts: SessionFacts
    sheet: PrintedSheet
    vault: Vault
    actor: str
    now: datetime

    def listed(self, row: ListedRow) -> RowOutcome:
        person_id = row.person_id
        if row.roster_entry_id is not None:
            entry = person_for_roster_entry(self.session, self.facts.campaign_id, row.roster_entry_id, now=self.now)
            person_id = entry.id
        scan = NewScan(
            nonce=self._nonce(row.number), person_id=person_id, door=Door.PAPER, scanned_at=self.moment,
            reason=self.reason,
        )  # fmt: skip
        result = record_scan_at(self.session, self.facts, scan, actor=self.actor, now=self.now)
        return RowOutcome(number=row.number, name=row.name, result=result)

    def walk_in(self, row: WalkInRow) -> RowOutcome:
        walk_in = WalkIn(
            name=row.written.name, unit_id=row.unit_id, nonce=self._nonce(row.written.row), reason=self.reason
        )  # fmt: skip
        result = check_in_walk_in(
            self.session, self.facts.id, walk_in, vault=self.vault, actor=self.actor, now=self.now,
            how=How(door=Door.PAPER, scanned_at=self.moment),
        )  # fmt: skip
        return RowOutcome(number=row.written.row, name=row.written.name, result=result)

    def _nonce(self, row: int) -> str:
        return f"sheet-{self.sheet.code}-{row}"

    @property
    def reason(self) -> str:
        return f"签到表 {self.sheet.code}"

    @property
    def moment(self) -> datetime:
        """Paper knows no time: people count as having come when the session began."""
        return min(self.facts.starts_at, self.now)


def _keep(
    session: Session, sheet: PrintedSheet, new: NewReturn, plan: ReturnPlan, why: str, *, actor: str, now: datetime
) -> bool:
    """False when this form was kept before."""
    said = payload_hash(sheet.id, new.rows, new.names, new.declared)
    values = {
        "sheet_id": sheet.id, "nonce": new.nonce, "payload_hash": said, "rows_text": new.rows.strip(),
        "names_text": new.names.strip(), "signed": plan.signed, "declared": plan.declared,
        "difference_reason": "" if plan.adds_up else why, "photo_id": new.photo_id, "entered_at": now, "actor": actor,
    }  # fmt: skip
    if insert_or_ignore(session, cast(Table, SheetReturn.__table__), values, unique=("nonce",)) is not None:
        return True
    if session.scalar(select(SheetReturn.payload_hash).where(SheetReturn.nonce == new.nonce)) != said:
        raise Conflict(N_("这次提交和之前的一次编号相同、内容不同，没有保存：请刷新页面再试"))
    return False


def returns_of(session: Session, sheet_ids: Sequence[int]) -> dict[int, list[SheetReturn]]:
    """Sheet id -> its returns, oldest first. One statement."""
    found: dict[int, list[SheetReturn]] = {}
    query = select(SheetReturn).where(SheetReturn.sheet_id.in_(sheet_ids)).order_by(SheetReturn.id)
    for each in session.scalars(query):
        found.setdefault(each.sheet_id, []).append(each)
    return found
