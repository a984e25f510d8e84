"""Sign-in sheets on paper: printed with a number, a code and numbered rows; read back in by row numbers, with totals
that must add up and a photo of the sheet.

What a head is belongs to `quizapp.checkins`: each row that was signed is a scan like any other, by the door ``paper``.
"""

from quizapp.sign_sheets.models import PrintedRow, PrintedSheet, SheetReturn
from quizapp.sign_sheets.printing import ListedRow, SheetPlan, list_sheets, print_sheet, rows_of, sheet_by_code
from quizapp.sign_sheets.returning import (
    NewReturn,
    ReturnPlan,
    ReturnResult,
    RowOutcome,
    plan_return,
    record_return,
    returns_of,
)
from quizapp.sign_sheets.rules import WrittenName, read_names, read_rows, show_rows
from quizapp.sign_sheets.signatures import signatures_of

__all__ = [
    "ListedRow",
    "NewReturn",
    "PrintedRow",
    "PrintedSheet",
    "ReturnPlan",
    "ReturnResult",
    "RowOutcome",
    "SheetPlan",
    "SheetReturn",
    "WrittenName",
    "list_sheets",
    "plan_return",
    "print_sheet",
    "read_names",
    "read_rows",
    "record_return",
    "returns_of",
    "rows_of",
    "sheet_by_code",
    "show_rows",
    "signatures_of",
]
