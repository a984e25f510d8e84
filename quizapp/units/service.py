"""Changing the unit tree: add, rename, move, merge, close. Every change leaves a line of history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quizapp.errors import Conflict, Invalid
from quizapp.kit import pinyin
from quizapp.kit.i18n import N_
from quizapp.kit.registry import load_part
from quizapp.kit.text import clean_line
from quizapp.units.kinds import kinds, levels
from quizapp.units.models import Unit, UnitChange
from quizapp.units.queries import get_unit
from quizapp.units.tree import is_within, within


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnit:
    """What is needed to add a unit; ``parent_id`` None starts a new tree."""

    code: str
    name: str
    level: str
    kind: str
    parent_id: int | None = None
    headcount: int | None = None
    headcount_as_of: date | None = None


def add_unit(session: Session, new: NewUnit, *, actor: str, now: datetime) -> Unit:
    """The added unit, last among its siblings. Raises `Conflict` for a code in use, `Invalid` for unknown words."""
    name, code = clean_line(new.name, limit=100), clean_line(new.code, limit=64)
    _check_words(name, code, new)
    if session.scalar(select(Unit.id).where(Unit.code == code)) is not None:
        raise Conflict(N_("单位代码“%(code)s”已被使用，请换一个"), code=code)
    parent = get_unit(session, new.parent_id) if new.parent_id is not None else None
    unit = Unit(
        parent_id=new.parent_id, code=code, name=name, level=new.level, kind=new.kind, path=f"~{code}",
        depth=parent.depth + 1 if parent else 0, position=_next_position(session, new.parent_id),
        pinyin=pinyin.full(name)[:300], initials=pinyin.initials(name)[:64],
        headcount=new.headcount, headcount_as_of=new.headcount_as_of, created_at=now,
    )  # fmt: skip
    session.add(unit)
    session.flush()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    _note(session, unit.id, "created", {"name": name, "parent_id": new.parent_id}, actor=actor, now=now)
    session.flush()
    return unit


def _check_words(name: str, code: str, new: NewUnit) -> None:
    if not name or not code:
        raise Invalid(N_("单位名称和代码都要填写"), field="name" if not name else "code")
    if new.level not in levels():
        raise Invalid(N_("不认识的层级“%(word)s”"), field="level", word=new.level)
    if new.kind not in kinds():
        raise Invalid(N_("不认识的单位类别“%(word)s”"), field="kind", word=new.kind)


def _next_position(session: Session, parent_id: int | None) -> int:
    same = Unit.parent_id.is_(None) if parent_id is None else Unit.parent_id == parent_id
    return (session.scalar(select(func.max(Unit.position)).where(same)) or 0) + 1


def _note(session: Session, unit_id: int, action: str, detail: dict[str, object], *, actor: str, now: datetime) -> None:
    session.add(UnitChange(unit_id=unit_id, at=now, action=action, actor=actor[:120], detail=detail))


def rename_unit(session: Session, unit_id: int, name: str, *, actor: str, now: datetime) -> Unit:
    """The unit under its new name; the old one stays in its history."""
    unit, cleaned = get_unit(session, unit_id), clean_line(name, limit=100)
    if not cleaned:
        raise Invalid(N_("请填写单位名称"), field="name")
    _note(session, unit_id, "renamed", {"from": unit.name, "to": cleaned}, actor=actor, now=now)
    unit.name, unit.pinyin, unit.initials = cleaned, pinyin.full(cleaned)[:300], pinyin.initials(cleaned)[:64]
    session.flush()
    return unit


def declare_headcount(
    session: Session, unit_id: int, people: int | None, *, as_of: date | None, actor: str, now: datetime
) -> Unit:
    """Set the declared number of people (应参加人数) with its day; None takes it back."""
    unit = get_unit(session, unit_id)
    if people is not None and people < 0:
        raise Invalid(N_("人数不能小于 0"), field="headcount")
    before = {"headcount": unit.headcount, "as_of": unit.headcount_as_of and unit.headcount_as_of.isoformat()}
    after = {"headcount": people, "as_of": as_of and as_of.isoformat()}
    _note(session, unit_id, "headcount", {"from": before, "to": after}, actor=actor, now=now)
    unit.headcount, unit.headcount_as_of = people, as_of if people is not None else None
    session.flush()
    return unit


def move_unit(session: Session, unit_id: int, new_parent_id: int, *, actor: str, now: datetime) -> Unit:
    """The unit with its whole subtree below another parent; entries already counted move with it in roll-ups.

    Raises `Conflict` when the new parent lies below the unit itself.
    """
    unit, parent = get_unit(session, unit_id), get_unit(session, new_parent_id)
    if is_within(parent.path, unit.path):
        raise Conflict(N_("不能把单位移到它自己的下级里"))
    _note(session, unit_id, "moved", {"from": unit.parent_id, "to": new_parent_id}, actor=actor, now=now)
    old_path, new_path = unit.path, f"{parent.path}{unit.id}/"
    rise = parent.depth + 1 - unit.depth
    session.execute(
        update(Unit)
        .where(within(old_path))
        .values(path=new_path + func.substr(Unit.path, len(old_path) + 1), depth=Unit.depth + rise)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    unit = get_unit(session, unit_id)
    unit.parent_id, unit.position = new_parent_id, _next_position(session, new_parent_id)
    session.flush()
    for feature in load_part("unit_moves"):
        feature.after_move(session, new_path, actor=actor, now=now)
    return unit


def merge_units(session: Session, unit_id: int, into_id: int, *, actor: str, now: datetime) -> Unit:
    """The unit that remains. The merged one closes and moves below it, so that its history still adds up there.

    Raises `Conflict` when one contains the other.
    """
    unit, target = get_unit(session, unit_id), get_unit(session, into_id)
    if is_within(target.path, unit.path) or not target.is_active:
        raise Conflict(N_("不能并入自己的下级或已停用的单位"))
    for child in session.scalars(select(Unit).where(Unit.parent_id == unit_id)).all():
        move_unit(session, child.id, into_id, actor=actor, now=now)
    if unit.parent_id != into_id:
        unit = move_unit(session, unit_id, into_id, actor=actor, now=now)
    unit.is_active, unit.merged_into_id = False, into_id
    _note(session, unit_id, "merged", {"into": into_id}, actor=actor, now=now)
    session.flush()
    return get_unit(session, into_id)


def set_active(session: Session, unit_id: int, is_active: bool, *, actor: str, now: datetime) -> Unit:
    """Close a unit or open it again; nothing is deleted."""
    unit = get_unit(session, unit_id)
    if unit.merged_into_id is not None and is_active:
        raise Conflict(N_("该单位已并入其他单位，不能重新启用"))
    if unit.is_active != is_active:
        unit.is_active = is_active
        _note(session, unit_id, "reopened" if is_active else "closed", {}, actor=actor, now=now)
    session.flush()
    return unit
