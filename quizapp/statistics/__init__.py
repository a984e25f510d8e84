"""Statistics: official forms as data, filled from the ledger, with what people typed or confirmed beside it.

Belongs here: forms, folds, reports, checks. Producers of figures are not known here; they meet in the ledger.
"""

from quizapp.statistics.cells import EntryLine, list_entries
from quizapp.statistics.checks import Finding, check_rule, run_checks
from quizapp.statistics.document import sentence_of, to_data, to_document
from quizapp.statistics.form import Derive, Field, FieldType, Fold, Form, Item, Mode, Section
from quizapp.statistics.inputs import Place, cell_history, confirm_value, parse_value, type_value, withdraw_value
from quizapp.statistics.loader import get_form, load_forms, parse_form, shipped_forms
from quizapp.statistics.marked import FormError
from quizapp.statistics.models import CellInput
from quizapp.statistics.report import Cell, Need, Provenance, Report, TypedBelow, build_report
from quizapp.statistics.tallies import COLUMNS, tally_rows
from quizapp.statistics.words import Words

__all__ = [
    "COLUMNS",
    "Cell",
    "CellInput",
    "Derive",
    "EntryLine",
    "Field",
    "FieldType",
    "Finding",
    "Fold",
    "Form",
    "FormError",
    "Item",
    "Mode",
    "Need",
    "Place",
    "Provenance",
    "Report",
    "Section",
    "TypedBelow",
    "Words",
    "build_report",
    "cell_history",
    "check_rule",
    "confirm_value",
    "get_form",
    "list_entries",
    "load_forms",
    "parse_form",
    "parse_value",
    "run_checks",
    "sentence_of",
    "shipped_forms",
    "tally_rows",
    "to_data",
    "to_document",
    "type_value",
    "withdraw_value",
]
