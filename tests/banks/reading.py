"""Short forms of a reading for tests."""

from __future__ import annotations

from quizapp.banks import BankReading, LawIndex, read_bank_file
from quizapp.questions import Question

NO_LAWS = LawIndex(laws={}, standards={})


def read(data: bytes | str, name: str = "") -> BankReading:
    """The file read without an index of laws."""
    return read_bank_file(data.encode() if isinstance(data, str) else data, name, index=NO_LAWS)


def only(reading: BankReading) -> Question:
    """Its one question."""
    assert len(reading.questions) == 1, reading.problems
    return reading.questions[0]


def brief(reading: BankReading) -> list[tuple[str, str, tuple[int, ...]]]:
    """Type, stem and key of every question."""
    return [(question.type, question.stem, question.correct) for question in reading.questions]


def codes(reading: BankReading) -> set[tuple[int, str]]:
    """Row and code of every problem."""
    return {(problem.row, problem.code) for problem in reading.problems}
