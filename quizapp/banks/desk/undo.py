"""Taking an import back: what it added goes, what it replaced stands again; what was changed since stays, with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.banks.models import BankImport, BankQuestion
from quizapp.errors import Conflict, NotFound
from quizapp.kit.i18n import N_, Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A question that an undo leaves alone, and why."""

    question_id: int
    stem: str
    reason: Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoPlan:
    """What taking an import back would do, by ids of `BankQuestion`."""

    removed: tuple[int, ...]
    restored: tuple[int, ...]
    kept: tuple[Kept, ...]


def get_import(session: Session, import_id: int) -> BankImport:
    """The import. Raises `NotFound`."""
    found = session.get(BankImport, import_id)
    if found is None:
        raise NotFound(N_("没有这次导入的记录"))
    return found


def list_imports(session: Session, bank_id: int, *, limit: int = 100) -> list[BankImport]:
    """Imports of the bank, newest first."""
    query = select(BankImport).where(BankImport.bank_id == bank_id)
    return list(session.scalars(query.order_by(BankImport.id.desc()).limit(limit)))


def plan_undo(session: Session, import_id: int) -> UndoPlan:
    """What `undo_import` would do now. Two statements."""
    made = get_import(session, import_id)
    keys = select(BankQuestion.key).where(BankQuestion.import_id == import_id)
    columns = (
        BankQuestion.id, BankQuestion.key, BankQuestion.version, BankQuestion.stem, BankQuestion.import_id,
        BankQuestion.replaces_id, BankQuestion.retired_at,
    )  # fmt: skip
    rows = session.execute(
        select(*columns)
        .where(BankQuestion.bank_id == made.bank_id, BankQuestion.key.in_(keys))
        .order_by(BankQuestion.version)
    ).all()
    newest = {row.key: row for row in rows}
    brought = {row.key: row for row in rows if row.import_id == import_id}
    return _plan(brought, newest, {row.id: row for row in rows})


def _plan(brought: dict[str, Any], newest: dict[str, Any], by_id: dict[int, Any]) -> UndoPlan:
    removed, restored, kept = [], [], []
    for key, row in brought.items():
        later = newest[key]
        reason = _reason(row, later)
        if reason is not None:
            kept.append(Kept(question_id=later.id, stem=row.stem, reason=reason))
            continue
        removed.append(row.id)
        before = by_id.get(row.replaces_id)
        if before is not None and before.retired_at is not None:
            restored.append(before.id)
    return UndoPlan(removed=tuple(removed), restored=tuple(restored), kept=tuple(kept))


def _reason(row: Any, later: Any) -> Phrase | None:
    if later.version > row.version:
        return Phrase(N_("导入后又改过，现在是第 %(version)d 版：要去掉请打开这道题停用"), version=later.version)
    if row.retired_at is not None:
        return Phrase(N_("导入后已经有人停用了它"))
    return None


def undo_import(session: Session, import_id: int, *, now: datetime, by: int | None) -> UndoPlan:
    """What was taken back. Contests published since keep their own copies. Raises `Conflict` the second time."""
    made = get_import(session, import_id)
    if made.undone_at is not None:
        raise Conflict(N_("这次导入已经撤销过了"))
    plan = plan_undo(session, import_id)
    _set_retired(session, plan.removed, now)
    _set_retired(session, plan.restored, None)
    made.undone_at, made.undone_by = now, by
    session.flush()
    return plan


def _set_retired(session: Session, ids: Sequence[int], moment: datetime | None) -> None:
    if ids:
        rows = [{"id": each, "retired_at": moment} for each in ids]
        session.execute(update(BankQuestion), rows)
