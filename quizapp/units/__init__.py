"""The tree of reporting units (填报单位), from province to village, enterprise and school.

What belongs here is the tree itself and its history; who works in a unit is `quizapp.accounts`, what it did is
`quizapp.ledger`.
"""

from quizapp.units.imports import Applied, Plan, PlannedUnit, Step, apply_plan, import_units, plan_import, read_units
from quizapp.units.kinds import key_for, kinds, levels
from quizapp.units.kinds import kinds as unit_kinds
from quizapp.units.models import Unit, UnitChange
from quizapp.units.queries import (
    get_unit,
    get_unit_by_code,
    list_ancestors,
    list_changes,
    list_children,
    list_subtree,
    names_of,
    search_units,
)
from quizapp.units.service import (
    NewUnit,
    add_unit,
    declare_headcount,
    merge_units,
    move_unit,
    rename_unit,
    set_active,
)
from quizapp.units.tree import ancestor_ids, is_within, lowest_common_parent, tree_place, within, within_any

__all__ = [
    "Applied",
    "NewUnit",
    "Plan",
    "PlannedUnit",
    "Step",
    "Unit",
    "UnitChange",
    "add_unit",
    "ancestor_ids",
    "apply_plan",
    "declare_headcount",
    "get_unit",
    "get_unit_by_code",
    "import_units",
    "is_within",
    "key_for",
    "kinds",
    "levels",
    "list_ancestors",
    "list_changes",
    "list_children",
    "list_subtree",
    "lowest_common_parent",
    "merge_units",
    "move_unit",
    "names_of",
    "plan_import",
    "read_units",
    "rename_unit",
    "search_units",
    "set_active",
    "tree_place",
    "unit_kinds",
    "within",
    "within_any",
]
