"""The tree, searched and unfolded, and one unit with its history."""

from __future__ import annotations

from collections import defaultdict

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.units.kinds import kinds, levels
from quizapp.units.models import Unit
from quizapp.units.queries import (
    child_counts,
    get_unit,
    list_ancestors,
    list_changes,
    list_children,
    list_subtree,
    names_of,
    search_units,
)
from quizapp.web import actor, staff, store

blueprint = Blueprint("units", __name__, url_prefix="/console/units", template_folder="templates")

#: So many units are drawn as one tree; larger trees are unfolded page by page.
DRAWN = 400


@blueprint.get("")
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """One's units as a tree, or those that a search finds."""
    words = request.args.get("q", "").strip()
    with store().read() as session:
        paths = actor().paths(Permission.VIEW)
        if words:
            found = search_units(session, words, paths=paths, limit=100)
            parents = names_of(session, {unit.parent_id for unit in found if unit.parent_id})
            return render_template("units/found.html", words=words, found=found, parents=parents, levels=levels())
        units = [unit for path in paths for unit in list_subtree(session, path, limit=DRAWN + 1)]
        whole = len(units) <= DRAWN
        if not whole:
            units = [unit for path in paths for unit in _first_levels(session, path)]
        below = {} if whole else child_counts(session, [unit.id for unit in units])
    return render_template("units/tree.html", tops=_tops(units), children=_by_parent(units), below=below, kinds=kinds())


def _first_levels(session: Session, path: str) -> list[Unit]:
    """The unit at ``path`` and its children."""
    top = get_unit(session, int(path.strip("/").rsplit("/", 1)[-1]))
    return [top, *list_children(session, top.id)]


def _tops(units: list[Unit]) -> list[Unit]:
    ids = {unit.id for unit in units}
    return [unit for unit in units if unit.parent_id not in ids]


def _by_parent(units: list[Unit]) -> dict[int, list[Unit]]:
    found: dict[int, list[Unit]] = defaultdict(list)
    for unit in units:
        if unit.parent_id is not None:
            found[unit.parent_id].append(unit)
    return found


@blueprint.get("/<int:unit_id>")
@staff(Permission.VIEW)
def detail(unit_id: int) -> ResponseReturnValue:
    """One unit: what it is, what lies below it, what happened to it."""
    with store().read() as session:
        unit = get_unit(session, unit_id)
        actor().require(Permission.VIEW, unit.path)
        above = [each for each in list_ancestors(session, unit) if actor().sees(each.path)]
        children = list_children(session, unit_id, only_active=False)
        counts = child_counts(session, [child.id for child in children])
        changes = list_changes(session, unit_id)
        names = names_of(session, _mentioned(unit, changes))
    return render_template(
        "units/unit.html", unit=unit, above=above, children=children, counts=counts, changes=changes, names=names,
        levels=levels(), kinds=kinds(), may_edit=actor().can(Permission.EDIT_UNITS, unit.path),
    )  # fmt: skip


def _mentioned(unit: Unit, changes: object) -> set[int]:
    """Units that the history names by id."""
    ids = {unit.merged_into_id} if unit.merged_into_id else set()
    for change in changes:  # type: ignore[attr-defined]
        ids |= {
            change.detail[key] for key in ("from", "to", "into", "parent_id") if isinstance(change.detail.get(key), int)
        }
    return ids
