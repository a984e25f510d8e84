"""Question banks: files of any format to questions and back, their checks and sources, and what organizers keep.

Belongs here: reading, writing, checking and storing banks. How a question is presented and graded belongs to
``questions``; drawing papers from banks belongs to ``contests``.
"""

from .checks import check_bank, check_questions
from .citations import article_text, cite, source_from_text
from .files import format_labels, read_bank_file
from .formats.gift import write as write_gift
from .formats.own_toml import write_toml
from .formats.template import write_questions, write_template
from .law_texts import check_against_texts, check_index_against_texts
from .laws import Law, LawIndex, Standard, check_source, read_law_index
from .models import BankQuestion, QuestionBank
from .reading import BankReading, problem_json, question_json, to_json
from .shipped import ShippedBank, banks_folder, load_bank_file, load_shipped_banks, shipped_index

__all__ = [
    "BankQuestion",
    "BankReading",
    "Law",
    "LawIndex",
    "QuestionBank",
    "ShippedBank",
    "Standard",
    "article_text",
    "banks_folder",
    "check_against_texts",
    "check_bank",
    "check_index_against_texts",
    "check_questions",
    "check_source",
    "cite",
    "format_labels",
    "load_bank_file",
    "load_shipped_banks",
    "problem_json",
    "question_json",
    "read_bank_file",
    "read_law_index",
    "shipped_index",
    "source_from_text",
    "to_json",
    "write_gift",
    "write_questions",
    "write_template",
    "write_toml",
]
