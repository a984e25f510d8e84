"""Carrying a plan out: new units level by level in bulk, then changes. Few statements, whatever the size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import String, bindparam, cast, func, insert, literal, select, update
from sqlalchemy.orm import Session, aliased

from quizapp.kit import pinyin
from quizapp.sheets import Problem
from quizapp.units.imports.places import Place
from quizapp.units.imports.planning import Plan, PlannedUnit, Step, plan_import
from quizapp.units.imports.reading import read_units
from quizapp.units.models import Unit, UnitChange
from quizapp.units.service import move_unit

#: What the path of a unit starts with until its id is known.
_UNPLACED = "~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What an import did."""

    added: int
    changed: int
    same: int
    problems: tuple[Problem, ...]


def import_units(
    session: Session, data: bytes, filename: str, *, top: Unit | None, actor: str, now: datetime, as_of: date
) -> Applied:
    """Import every row that can be placed; the others are told in ``problems`` and change nothing."""
    plan = plan_import(session, read_units(data, filename), top=top)
    return apply_plan(session, plan, actor=actor, now=now, as_of=as_of)


def apply_plan(session: Session, plan: Plan, *, actor: str, now: datetime, as_of: date) -> Applied:
    """Make the tree what the plan says. ``as_of`` is the day the headcounts were declared."""
    new, changed = sorted(plan.of(Step.ADD), key=_depth), plan.of(Step.CHANGE)
    last = session.scalar(select(func.max(Unit.position))) or 0
    rows = {id(each): _row(each.place, last + number, now, as_of) for number, each in enumerate(new, 1)}
    for _, level in groupby(new, key=_depth):
        _add_level(session, list(level), rows)
    _change(session, changed, as_of=as_of)
    notes = [_note(each.place, "created", {"name": each.place.name}, actor, now) for each in new]
    notes += [note for each in changed for note in _notes_of(each, actor, now)]
    if notes:
        session.execute(insert(UnitChange), notes)
    for each in changed:
        if each.new_parent is not None and each.new_parent.unit_id and each.place.unit_id:
            move_unit(session, each.place.unit_id, each.new_parent.unit_id, actor=actor, now=now)
    session.expire_all()
    return Applied(added=len(new), changed=len(changed), same=len(plan.of(Step.SAME)), problems=plan.problems)


def _depth(each: PlannedUnit) -> int:
    return each.place.depth


def _add_level(session: Session, level: Sequence[PlannedUnit], rows: dict[int, dict[str, Any]]) -> None:
    """Insert units whose parents all stand already: three or four statements."""
    for each in level:
        rows[id(each)]["parent_id"] = each.place.above.unit_id if each.place.above else None
    session.execute(insert(Unit), [rows[id(each)] for each in level])
    found = session.execute(select(Unit.code, Unit.id).where(Unit.path.like(f"{_UNPLACED}%"))).all()
    ids = {row.code: row.id for row in found}
    for each in level:
        each.place.unit_id = ids[each.place.code]
    parent = aliased(Unit)
    above = select(parent.path).where(parent.id == Unit.parent_id).scalar_subquery()
    for is_top in {each.place.above is None for each in level}:
        start = literal("/") if is_top else above
        session.execute(
            update(Unit)
            .where(Unit.path.like(f"{_UNPLACED}%"), Unit.parent_id.is_(None) if is_top else Unit.parent_id.is_not(None))
            .values(path=start + cast(Unit.id, String) + "/")
            .execution_options(synchronize_session=False)
        )


def _row(place: Place, position: int, now: datetime, as_of: date) -> dict[str, Any]:
    return {
        "code": place.code,
        "name": place.name,
        "level": place.level,
        "kind": place.kind,
        "path": f"{_UNPLACED}{place.code}",
        "depth": place.depth,
        "position": position,
        "pinyin": pinyin.full(place.name)[:300],
        "initials": pinyin.initials(place.name)[:64],
        "headcount": place.headcount,
        "headcount_as_of": as_of if place.headcount is not None else None,
        "is_active": True,
        "created_at": now,
    }


def _change(session: Session, changed: Sequence[PlannedUnit], *, as_of: date) -> None:
    """New names, levels, kinds and headcounts in one statement run for all rows."""
    if not changed:
        return
    rows = [_changed_row(each, as_of) for each in changed]
    columns = ("name", "pinyin", "initials", "level", "kind", "headcount")
    table = Unit.__table__
    statement = (
        update(Unit)
        .where(Unit.id == bindparam("unit"))
        .values(
            **{name: bindparam(f"new_{name}", type_=table.c[name].type) for name in columns},
            headcount_as_of=func.coalesce(
                bindparam("new_as_of", type_=table.c.headcount_as_of.type), Unit.headcount_as_of
            ),
        )
        .execution_options(synchronize_session=None)
    )
    session.connection().execute(statement, rows)


def _changed_row(each: PlannedUnit, as_of: date) -> dict[str, Any]:
    place, wanted = each.place, each.wanted
    counts = any(field == "headcount" for field, _, _ in each.changes)
    return {
        "unit": place.unit_id,
        "new_name": wanted.name,
        "new_pinyin": pinyin.full(wanted.name)[:300],
        "new_initials": pinyin.initials(wanted.name)[:64],
        "new_level": wanted.level or place.level,
        "new_kind": wanted.kind or place.kind,
        "new_headcount": wanted.headcount if counts else place.headcount,
        "new_as_of": as_of if counts else None,
    }


def _notes_of(each: PlannedUnit, actor: str, now: datetime) -> list[dict[str, Any]]:
    actions = {"name": "renamed", "headcount": "headcount", "level": "changed", "kind": "changed"}
    return [
        _note(each.place, actions[field], {"field": field, "from": before, "to": after}, actor, now)
        for field, before, after in each.changes
        if field in actions  # a move notes itself
    ]


def _note(place: Place, action: str, detail: dict[str, Any], actor: str, now: datetime) -> dict[str, Any]:
    return {"unit_id": place.unit_id, "at": now, "action": action, "actor": actor[:120], "detail": detail}
