"""Question banks: files of any format to questions and back, their checks and sources, and what organizers keep.

Belongs here: reading, writing, checking and storing banks. How a question is presented and graded belongs to
``questions``; drawing papers from banks belongs to ``contests``.
"""

from .by_hand import form_texts, question_from_form
from .checks import check_bank, check_questions
from .citations import article_text, cite, source_from_text
from .desk import (
    ImportedBank,
    Origin,
    Synced,
    add_question,
    approve_question,
    change_question,
    import_bank,
    in_use,
    list_imports,
    open_bank,
    plan_undo,
    planned,
    retire_question,
    set_approval,
    sync_shipped_banks,
    undo_import,
)
from .desk.exporting import load_content
from .desk.reports import Wrong, report_question
from .files import format_labels, read_bank_file
from .formats.print_paper import KeyPlace, PaperPlan, build_paper
from .formats.template import write_questions, write_template
from .formats.toml_writer import write_toml
from .law_texts import check_against_texts, check_index_against_texts
from .laws import Law, LawIndex, Standard, check_source, read_law_index
from .models import BankImport, BankQuestion, QuestionBank, QuestionReport
from .pictures import know_files, media_of_question, store_files
from .queries import (
    ListedBank,
    QuestionFilter,
    find_bank_by_name,
    get_bank,
    get_question,
    list_banks,
    list_questions,
    list_topics,
    list_versions,
    load_questions,
)
from .reading import BankReading, problem_json, question_json, to_json
from .reading_options import ASKED_BY, ReadingOptions
from .shipped import ShippedBank, banks_folder, load_bank_file, load_shipped_banks, shipped_index
from .writers import BankWriter, bank_writers
from .written import BankContent, Written

__all__ = [
    "ASKED_BY",
    "BankContent",
    "BankImport",
    "BankQuestion",
    "BankReading",
    "BankWriter",
    "ImportedBank",
    "KeyPlace",
    "Law",
    "LawIndex",
    "ListedBank",
    "Origin",
    "PaperPlan",
    "QuestionBank",
    "QuestionFilter",
    "QuestionReport",
    "ReadingOptions",
    "ShippedBank",
    "Standard",
    "Synced",
    "Written",
    "Wrong",
    "add_question",
    "approve_question",
    "article_text",
    "bank_writers",
    "banks_folder",
    "build_paper",
    "change_question",
    "check_against_texts",
    "check_bank",
    "check_index_against_texts",
    "check_questions",
    "check_source",
    "cite",
    "find_bank_by_name",
    "form_texts",
    "format_labels",
    "get_bank",
    "get_question",
    "import_bank",
    "in_use",
    "know_files",
    "list_banks",
    "list_imports",
    "list_questions",
    "list_topics",
    "list_versions",
    "load_bank_file",
    "load_content",
    "load_questions",
    "load_shipped_banks",
    "media_of_question",
    "open_bank",
    "plan_undo",
    "planned",
    "problem_json",
    "question_from_form",
    "question_json",
    "read_bank_file",
    "read_law_index",
    "report_question",
    "retire_question",
    "set_approval",
    "shipped_index",
    "source_from_text",
    "store_files",
    "sync_shipped_banks",
    "to_json",
    "undo_import",
    "write_questions",
    "write_template",
    "write_toml",
]
