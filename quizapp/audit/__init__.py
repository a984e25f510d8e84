"""Who did what to which thing: a chain of entries that cannot be changed unnoticed. Figures live in the ledger."""

from quizapp.audit.service import Doer, erase_personal, record
from quizapp.audit.verify import Anchor, Damage, Problem, Verification, read_head, verify

__all__ = [
    "Anchor",
    "Damage",
    "Doer",
    "Problem",
    "Verification",
    "erase_personal",
    "read_head",
    "record",
    "verify",
]
