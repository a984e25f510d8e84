"""Statistics: official forms as data, filled from the ledger, with what people typed or confirmed beside it.

Belongs here: forms, folds, reports, checks, tallies. Producers of figures are not known here; they meet in the ledger.
"""

from quizapp.statistics.below import TypedBelow
from quizapp.statistics.catalogue import get_form, load_forms, shipped_forms
from quizapp.statistics.cells import EntryLine, list_entries
from quizapp.statistics.checks import Finding, run_checks
from quizapp.statistics.children import ChildFigure, ChildLine, child_figures, child_lines
from quizapp.statistics.document import sentence_of, to_data, to_document
from quizapp.statistics.filing import FORMATS, campaign_of, export_report, report_file_name, write_report
from quizapp.statistics.form import Derive, Field, FieldType, Fold, Form, Item, Mode, Section
from quizapp.statistics.inputs import confirm_all, confirm_value, to_confirm, type_value, withdraw_value
from quizapp.statistics.loader import parse_form
from quizapp.statistics.marked import FormError
from quizapp.statistics.models import CellInput
from quizapp.statistics.report import Cell, Need, Provenance, Report, build_report
from quizapp.statistics.rules import check_rule
from quizapp.statistics.said import Sheet, cell_history, previous_figures
from quizapp.statistics.tallies import TallyBy, TallyRow, count_tally, list_tally
from quizapp.statistics.tally_sheet import COLUMNS, tally_file_rows
from quizapp.statistics.values import parse_value
from quizapp.statistics.words import Words

__all__ = [
    "COLUMNS",
    "FORMATS",
    "Cell",
    "CellInput",
    "ChildFigure",
    "ChildLine",
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
    "Provenance",
    "Report",
    "Section",
    "Sheet",
    "TallyBy",
    "TallyRow",
    "TypedBelow",
    "Words",
    "build_report",
    "campaign_of",
    "cell_history",
    "check_rule",
    "child_figures",
    "child_lines",
    "confirm_all",
    "confirm_value",
    "count_tally",
    "export_report",
    "get_form",
    "list_entries",
    "list_tally",
    "load_forms",
    "parse_form",
    "parse_value",
    "previous_figures",
    "report_file_name",
    "run_checks",
    "sentence_of",
    "shipped_forms",
    "tally_file_rows",
    "to_confirm",
    "to_data",
    "to_document",
    "type_value",
    "withdraw_value",
    "write_report",
]
