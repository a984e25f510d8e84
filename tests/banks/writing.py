"""Short forms of writing a bank for tests."""

from __future__ import annotations

from quizapp.banks import BankContent, Written, bank_writers
from quizapp.questions import Question


def write(key: str, *questions: Question, **content: object) -> Written:
    """The questions in the format of that key."""
    return bank_writers()[key].write(BankContent(questions=questions, **content))  # type: ignore[arg-type]


def lost(written: Written) -> set[tuple[int, str, str]]:
    """Row, code and field of everything that is missing from the file."""
    assert all(problem.message and "%(" not in problem.message for problem in written.lost)
    return {(problem.row, problem.code, problem.field) for problem in written.lost}
