"""The ledger: everything that counts is one line here, and every official figure is a fold over these lines.

Producers append (`append`, `append_many`) and take back (`reverse`, `reverse_record`); readers fold (`sums`,
`distinct_people`, `entries`). What a line means to a form or a board is not known here.
"""

from quizapp.ledger.days import DaySum, subtree_days
from quizapp.ledger.entry import Entry, Measure, Source
from quizapp.ledger.figures import Sum, subtree_sums, sums
from quizapp.ledger.heads import approximate_heads, session_heads
from quizapp.ledger.joint import joint_sums
from quizapp.ledger.lines import distinct_people, entries, latest_attendances, people_below, standing
from quizapp.ledger.models import LedgerEntry
from quizapp.ledger.of_person import PersonEntry, entries_of_person
from quizapp.ledger.positions import (
    latest_position,
    lock_position,
    read_lag,
    read_position,
    safe_position,
    settled_position,
    write_position,
)
from quizapp.ledger.scope import Scope, Wanted
from quizapp.ledger.seals import SealCheck, heads_at, latest_head, seal, verify
from quizapp.ledger.service import append, append_many, reverse, reverse_many, reverse_record
from quizapp.ledger.totals import rebuild_totals, roll_up

__all__ = [
    "DaySum",
    "Entry",
    "LedgerEntry",
    "Measure",
    "PersonEntry",
    "Scope",
    "SealCheck",
    "Source",
    "Sum",
    "Wanted",
    "append",
    "append_many",
    "approximate_heads",
    "distinct_people",
    "entries",
    "entries_of_person",
    "heads_at",
    "joint_sums",
    "latest_attendances",
    "latest_head",
    "latest_position",
    "lock_position",
    "people_below",
    "read_lag",
    "read_position",
    "rebuild_totals",
    "reverse",
    "reverse_many",
    "reverse_record",
    "roll_up",
    "safe_position",
    "seal",
    "session_heads",
    "settled_position",
    "standing",
    "subtree_days",
    "subtree_sums",
    "sums",
    "verify",
    "write_position",
]
