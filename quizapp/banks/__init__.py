"""Question banks: files of any format to questions and back, their checks and sources, and what organizers keep.

Belongs here: reading, writing, checking and storing banks. How a question is presented and graded belongs to
``questions``; drawing papers from banks belongs to ``contests``.
"""

from .by_hand import form_texts, question_from_form
from .checks import check_bank, check_questions
from .citations import article_text, cite, source_from_text
from .desk import (
    ImportedBank,
    Synced,
    add_question,
    change_question,
    import_bank,
    open_bank,
    planned,
    retire_question,
    sync_shipped_banks,
)
from .files import format_labels, read_bank_file
from .formats.gift import write as write_gift
from .formats.own_toml import write_toml
from .formats.template import write_questions, write_template
from .law_texts import check_against_texts, check_index_against_texts
from .laws import Law, LawIndex, Standard, check_source, read_law_index
from .models import BankQuestion, QuestionBank
from .queries import (
    ListedBank,
    get_bank,
    get_question,
    list_banks,
    list_questions,
    list_topics,
    list_versions,
    load_questions,
)
from .reading import BankReading, problem_json, question_json, to_json
from .shipped import ShippedBank, banks_folder, load_bank_file, load_shipped_banks, shipped_index

__all__ = [
    "BankQuestion",
    "BankReading",
    "ImportedBank",
    "Law",
    "LawIndex",
    "ListedBank",
    "QuestionBank",
    "ShippedBank",
    "Standard",
    "Synced",
    "add_question",
    "article_text",
    "banks_folder",
    "change_question",
    "check_against_texts",
    "check_bank",
    "check_index_against_texts",
    "check_questions",
    "check_source",
    "cite",
    "form_texts",
    "format_labels",
    "get_bank",
    "get_question",
    "import_bank",
    "list_banks",
    "list_questions",
    "list_topics",
    "list_versions",
    "load_bank_file",
    "load_questions",
    "load_shipped_banks",
    "open_bank",
    "planned",
    "problem_json",
    "question_from_form",
    "question_json",
    "read_bank_file",
    "read_law_index",
    "retire_question",
    "shipped_index",
    "source_from_text",
    "sync_shipped_banks",
    "to_json",
    "write_gift",
    "write_questions",
    "write_template",
    "write_toml",
]
