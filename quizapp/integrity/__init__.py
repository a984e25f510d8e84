"""Integrity: evidence about papers by rule, a queue for people who look at it, and appeals of those decided against.

Nothing here blocks or punishes anybody: rules only mark, a person decides with a reason, `quizapp.contests` voids and
restores, and the ledger keeps both. What a score means does not belong here.
"""

from quizapp.integrity.appeals import (
    AppealVerdict,
    MyAppeal,
    answer_appeal,
    make_appeal,
    my_appeal,
    purge_appeals,
    read_appeal,
)
from quizapp.integrity.marking import find_marks, find_marks_of_contest, keep_marks, mark_new
from quizapp.integrity.models import AttemptAppeal, IntegrityMark
from quizapp.integrity.queries import (
    Counts,
    Evidence,
    MarkedPaper,
    Shown,
    WaitingAppeal,
    Where,
    count_marked,
    list_marked,
    list_waiting_appeals,
    waiting_contests,
)
from quizapp.integrity.review import (
    PaperUnderReview,
    PhonePaper,
    dismiss_marks,
    find_contest_of,
    phone_of,
    review_paper,
    void_phone,
)
from quizapp.integrity.rules import Mark, Paper, Rule, judge

__all__ = [
    "AppealVerdict",
    "AttemptAppeal",
    "Counts",
    "Evidence",
    "IntegrityMark",
    "Mark",
    "MarkedPaper",
    "MyAppeal",
    "Paper",
    "PaperUnderReview",
    "PhonePaper",
    "Rule",
    "Shown",
    "WaitingAppeal",
    "Where",
    "answer_appeal",
    "count_marked",
    "dismiss_marks",
    "find_contest_of",
    "find_marks",
    "find_marks_of_contest",
    "judge",
    "keep_marks",
    "list_marked",
    "list_waiting_appeals",
    "make_appeal",
    "mark_new",
    "my_appeal",
    "phone_of",
    "purge_appeals",
    "read_appeal",
    "review_paper",
    "void_phone",
    "waiting_contests",
]
