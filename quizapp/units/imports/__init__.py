"""Units from a spreadsheet: read, planned against the tree that stands, applied in one transaction.

Importing the same file again adds nothing. Belongs here: what a row means. Reading cells belongs to `quizapp.sheets`.
"""

from quizapp.units.imports.applying import Applied, apply_plan, import_units
from quizapp.units.imports.planning import Plan, PlannedUnit, Step, plan_import
from quizapp.units.imports.reading import COLUMNS, ReadUnits, UnitRow, read_units

__all__ = [
    "COLUMNS",
    "Applied",
    "Plan",
    "PlannedUnit",
    "ReadUnits",
    "Step",
    "UnitRow",
    "apply_plan",
    "import_units",
    "plan_import",
    "read_units",
]
