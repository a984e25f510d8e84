"""Subtrees as ranges: the path ``/1/5/9/`` makes "everything below 5" one slice of an index."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, and_, false, or_

from quizapp.units.models import Unit


def within(path: str) -> ColumnElement[bool]:
    """Condition on `Unit`: the unit at ``path`` and everything below it; the same cost at any depth."""
    return and_(Unit.path >= path, Unit.path < path[:-1] + "0")  # "0" follows "/" in byte order


def within_any(paths: Collection[str]) -> ColumnElement[bool]:
    """Condition on `Unit`: in one of the subtrees; nothing when there are none."""
    tops = [path for path in paths if not any(path != other and path.startswith(other) for other in paths)]
    return or_(*(within(path) for path in sorted(set(tops)))) if tops else false()


def is_within(path: str, top: str) -> bool:
    """Whether the unit at ``path`` is the one at ``top`` or lies below it."""
    return path.startswith(top)


def ancestor_ids(path: str) -> list[int]:
    """Ids from the top down to the unit itself."""
    return [int(part) for part in path.strip("/").split("/")]


def tree_place(path: str, positions: Mapping[int, int] | None = None) -> list[tuple[int, int]]:
    """What to sort by so that a tree reads from the top: a parent before its children, siblings by position, then age.

    The path itself would put unit 10 before unit 2. ``positions`` are those of the units at hand, by id.
    """
    known = positions or {}
    return [(known.get(unit_id, 0), unit_id) for unit_id in ancestor_ids(path)]


def lowest_common_parent(paths: Collection[str]) -> int | None:
    """Id of the lowest unit that contains all ``paths``; None when they share no tree."""
    chains = [ancestor_ids(path) for path in paths]
    shared = None
    for level in zip(*chains, strict=False):
        if len(set(level)) > 1:
            break
        shared = level[0]
    return shared
