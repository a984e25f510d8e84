"""Reading the unit tree."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.text import fold_key
from quizapp.units.models import Unit, UnitChange
from quizapp.units.tree import ancestor_ids, within, within_any


def get_unit(session: Session, unit_id: int) -> Unit:
    """The unit. Raises `NotFound`."""
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFound(N_("没有这个单位"))
    return unit


def get_unit_by_code(session: Session, code: str) -> Unit:
    """The unit with this code. Raises `NotFound` naming the code."""
    unit = session.scalar(select(Unit).where(Unit.code == code.strip()))
    if unit is None:
        raise NotFound(N_("没有代码为“%(code)s”的单位"), code=code)
    return unit


def list_subtree(session: Session, path: str, *, only_active: bool = True, limit: int | None = None) -> list[Unit]:
    """The unit at ``path`` and everything below, parents before children, siblings in their order."""
    query = select(Unit).where(within(path)).order_by(Unit.depth, Unit.position, Unit.id)
    if only_active:
        query = query.where(Unit.is_active)
    return list(session.scalars(query.limit(limit) if limit else query))


def list_children(session: Session, unit_id: int, *, only_active: bool = True) -> list[Unit]:
    """Direct children in their order."""
    query = select(Unit).where(Unit.parent_id == unit_id).order_by(Unit.position, Unit.id)
    return list(session.scalars(query.where(Unit.is_active) if only_active else query))


def child_counts(session: Session, unit_ids: Collection[int]) -> dict[int, int]:
    """Unit id -> number of active direct children; units without any are left out."""
    if not unit_ids:
        return {}
    rows = session.execute(
        select(Unit.parent_id, func.count())
        .where(Unit.parent_id.in_(set(unit_ids)), Unit.is_active)
        .group_by(Unit.parent_id)
    )
    return {parent_id: count for parent_id, count in rows if parent_id is not None}


def list_ancestors(session: Session, unit: Unit) -> list[Unit]:
    """From the top down to the unit's parent."""
    ids = ancestor_ids(unit.path)[:-1]
    return list(session.scalars(select(Unit).where(Unit.id.in_(ids)).order_by(Unit.depth)))


def search_units(session: Session, words: str, *, paths: Collection[str], limit: int = 20) -> list[Unit]:
    """Active units of the subtrees whose name, code, pinyin or initials contain ``words``; exact starts first."""
    key = fold_key(words)
    if not key:
        return []
    pattern = f"%{_escaped(key)}%"
    starts = Unit.name.startswith(words.strip(), autoescape=True) | (Unit.initials == key)
    query = (
        select(Unit)
        .where(
            Unit.is_active,
            within_any(paths),
            or_(
                Unit.name.contains(words.strip(), autoescape=True),
                func.lower(Unit.code).like(pattern, escape="\\"),
                Unit.pinyin.like(pattern, escape="\\"),
                Unit.initials.like(pattern, escape="\\"),
            ),
        )
        .order_by(starts.desc(), Unit.depth, Unit.position, Unit.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def _escaped(key: str) -> str:
    return key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def names_of(session: Session, unit_ids: Collection[int]) -> dict[int, str]:
    """Unit id -> name; unknown ids are left out."""
    if not unit_ids:
        return {}
    rows = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(set(unit_ids))))
    return {row[0]: row[1] for row in rows}


def list_changes(session: Session, unit_id: int) -> Sequence[UnitChange]:
    """What happened to the unit, newest first."""
    query = select(UnitChange).where(UnitChange.unit_id == unit_id).order_by(UnitChange.id.desc())
    return session.scalars(query).all()
