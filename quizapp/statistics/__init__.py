"""Statistics: official forms as data, filled from the ledger, with what people typed or confirmed beside it.

Belongs here: forms, folds, reports, checks, tallies. Producers of figures are not known here; they meet in the ledger.
"""

from quizapp.statistics.below import TypedBelow
from quizapp.statistics.catalogue import find_form, get_form, list_forms, load_forms, shipped_forms, shipped_text
from quizapp.statistics.cells import EntryLine, list_entries
from quizapp.statistics.checks import Finding, run_checks
from quizapp.statistics.children import ChildFigure, ChildLine, child_figures, child_lines
from quizapp.statistics.document import (
    footer_of,
    header_values,
    sentence_of,
    to_data,
    to_document,
    twice_counted,
    value_on_paper,
)
from quizapp.statistics.earlier import NOTHING_EARLIER, Earlier, TypedEarlier, figures_before, filed_since
from quizapp.statistics.explain import Explanation, Line, Why, explain
from quizapp.statistics.fed import FedCell, fed_cells
from quizapp.statistics.filing import FORMATS, campaign_of, export_report, report_file_name, write_report
from quizapp.statistics.folds import Folded, Sums, fold
from quizapp.statistics.form import (
    MEASURES,
    CheckRule,
    Derive,
    Field,
    FieldType,
    Fold,
    Form,
    Item,
    Mode,
    Section,
    Style,
)
from quizapp.statistics.inputs import confirm_all, confirm_value, to_confirm, type_value, withdraw_value
from quizapp.statistics.layout import sentence_lines
from quizapp.statistics.loader import hash_of, parse_form
from quizapp.statistics.marked import FormError
from quizapp.statistics.models import CellInput, FormVersion
from quizapp.statistics.overlaps import Overlap, find_overlaps
from quizapp.statistics.report import Cell, Need, Provenance, Report, build_report
from quizapp.statistics.rule_words import read_rule, say_rule
from quizapp.statistics.rules import CELL_WORDS, check_rule, names_in
from quizapp.statistics.said import Sheet, cell_history, previous_figures
from quizapp.statistics.sources import Source, shipped_sources
from quizapp.statistics.stored import form_of, stored_forms, stored_version
from quizapp.statistics.tallies import TallyBy, TallyRow, count_tally, list_tally
from quizapp.statistics.tally_sheet import COLUMNS, tally_file_rows
from quizapp.statistics.tally_sheet import columns_of as tally_columns
from quizapp.statistics.unfilled import emptied
from quizapp.statistics.values import parse_value
from quizapp.statistics.without_words import ledger_figures
from quizapp.statistics.words import Words

__all__ = [
    "CELL_WORDS",
    "COLUMNS",
    "FORMATS",
    "MEASURES",
    "NOTHING_EARLIER",
    "Cell",
    "CellInput",
    "CheckRule",
    "ChildFigure",
    "ChildLine",
    "Derive",
    "Earlier",
    "EntryLine",
    "Explanation",
    "FedCell",
    "Field",
    "FieldType",
    "Finding",
    "Fold",
    "Folded",
    "Form",
    "FormError",
    "FormVersion",
    "Item",
    "Line",
    "Mode",
    "Need",
    "Overlap",
    "Provenance",
    "Report",
    "Section",
    "Sheet",
    "Source",
    "Style",
    "Sums",
    "TallyBy",
    "TallyRow",
    "TypedBelow",
    "TypedEarlier",
    "Why",
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
    "emptied",
    "explain",
    "export_report",
    "fed_cells",
    "figures_before",
    "filed_since",
    "find_form",
    "find_overlaps",
    "fold",
    "footer_of",
    "form_of",
    "get_form",
    "hash_of",
    "header_values",
    "ledger_figures",
    "list_entries",
    "list_forms",
    "list_tally",
    "load_forms",
    "names_in",
    "parse_form",
    "parse_value",
    "previous_figures",
    "read_rule",
    "report_file_name",
    "run_checks",
    "say_rule",
    "sentence_lines",
    "sentence_of",
    "shipped_forms",
    "shipped_sources",
    "shipped_text",
    "stored_forms",
    "stored_version",
    "tally_columns",
    "tally_file_rows",
    "to_confirm",
    "to_data",
    "to_document",
    "twice_counted",
    "type_value",
    "value_on_paper",
    "withdraw_value",
    "write_report",
]
