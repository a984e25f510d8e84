"""Who did what to which thing: a chain of entries that cannot be changed unnoticed. Figures live in the ledger."""

from quizapp.audit.queries import PAGE_SIZE, EntryPage, EntryView, Query, iterate_entries, list_entries
from quizapp.audit.service import Doer, erase_personal, record
from quizapp.audit.verify import Anchor, Damage, Problem, Verification, read_head, verify

__all__ = [
    "PAGE_SIZE",
    "Anchor",
    "Damage",
    "Doer",
    "EntryPage",
    "EntryView",
    "Problem",
    "Query",
    "Verification",
    "erase_personal",
    "iterate_entries",
    "list_entries",
    "read_head",
    "record",
    "verify",
]
