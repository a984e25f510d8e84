"""Banks as organizers keep them in the database: shipped ones brought up to date, own ones filled, edited, retired."""

from quizapp.banks.desk.editing import (
    add_question,
    approve_question,
    change_question,
    open_bank,
    retire_question,
    set_approval,
)
from quizapp.banks.desk.importing import ImportedBank, Origin, import_bank, planned
from quizapp.banks.desk.rows import in_use
from quizapp.banks.desk.shipping import Synced, sync_shipped_banks
from quizapp.banks.desk.undo import list_imports, plan_undo, undo_import

__all__ = [
    "ImportedBank",
    "Origin",
    "Synced",
    "add_question",
    "approve_question",
    "change_question",
    "import_bank",
    "in_use",
    "list_imports",
    "open_bank",
    "plan_undo",
    "planned",
    "retire_question",
    "set_approval",
    "sync_shipped_banks",
    "undo_import",
]
