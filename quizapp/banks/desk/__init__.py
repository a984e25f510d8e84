"""Banks as organizers keep them in the database: shipped ones brought up to date, own ones filled, edited, retired."""

from quizapp.banks.desk.editing import add_question, change_question, open_bank, retire_question
from quizapp.banks.desk.importing import ImportedBank, import_bank, planned
from quizapp.banks.desk.shipping import Synced, sync_shipped_banks

__all__ = [
    "ImportedBank",
    "Synced",
    "add_question",
    "change_question",
    "import_bank",
    "open_bank",
    "planned",
    "retire_question",
    "sync_shipped_banks",
]
