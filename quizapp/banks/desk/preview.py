"""What an import would do, row by row, with everything that was decided so far; and the reading that is imported in the end.

What was decided waits beside the upload as plain values: ``fixes`` (place -> texts), ``left_out`` (places), ``pairs``
(name of a pair -> verdict), and how the file is to be read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

import msgspec

from quizapp.banks.desk.duplicates import StoredQuestion, merge
from quizapp.banks.desk.fixing import Texts, fix_question
from quizapp.banks.desk.importing import Fate
from quizapp.banks.desk.prepared import PreparedFile, PreparedPair, PreparedRow, said_all, texts_of_row
from quizapp.banks.reading import BankReading
from quizapp.banks.shipped import shipped_index
from quizapp.questions import Question, content_hash, encode_question
from quizapp.sheets import Problem

Choices = Mapping[str, Any]


class Show(StrEnum):
    """Which rows are listed."""

    ALL = "all"
    #: With errors or warnings.
    PROBLEMS = "problems"
    ERRORS = "errors"
    FIXED = "fixed"
    #: Not imported as things stand: errors, taken out by hand, there already.
    OUT = "out"


class Verdict(StrEnum):
    """What to do with two questions that ask the same. ``FIRST`` is the row of the file that is listed on the left."""

    BOTH = "both"
    FIRST = "first"
    SECOND = "second"
    MERGE = "merge"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """One question of the file as it stands now, fixes applied."""

    prepared: PreparedRow
    problems: Sequence[Any]
    #: None while errors keep it out.
    fate: Fate | None
    is_left_out: bool
    is_fixed: bool

    @property
    def place(self) -> int:
        """Its index in the file."""
        return self.prepared.place

    @property
    def has_errors(self) -> bool:
        """Whether it cannot be imported yet."""
        return not self.prepared.question

    @property
    def has_warnings(self) -> bool:
        """Whether somebody should look at it."""
        return any(said.severity != "error" for said in self.problems)

    @property
    def is_taken(self) -> bool:
        """Whether importing now would store it."""
        return self.fate in (Fate.ADD, Fate.CHANGE) and not self.is_left_out

    @property
    def said(self) -> list[Problem]:
        """Its problems, errors first."""
        return sorted((each.problem() for each in self.problems), key=lambda problem: not problem.is_error)

    def texts(self) -> dict[str, Any]:
        """What the boxes hold: what was typed last, else what was read."""
        return texts_of_row(self.prepared, self.prepared.decoded()) if not self.is_fixed else self.prepared.texts


def apply_choices(
    prepared: PreparedFile, choices: Choices, by_key: Mapping[str, dict[str, Any]], hashes: Collection[str]
) -> list[PreviewRow]:
    """Every row with what would happen to it; ``by_key`` and ``hashes`` are what the bank holds. Decodes next to nothing."""
    seen, contents, left_out = set(hashes), dict(by_key), set(choices.get("left_out", ()))
    fixes = choices.get("fixes", {})
    rows = []
    for read in prepared.rows:
        fix = fixes.get(str(read.place))
        row = _fixed(read, fix) if fix else read
        fate = _fate(row, seen, contents) if row.question else None
        is_left_out = row.place in left_out
        if row.question and not is_left_out:
            seen.add(row.hash)
        rows.append(
            PreviewRow(prepared=row, problems=row.problems, fate=fate, is_left_out=is_left_out, is_fixed=bool(fix))
        )
    return rows


def _fate(row: PreparedRow, seen: set[str], contents: dict[str, dict[str, Any]]) -> Fate:
    if row.key and row.key in contents:
        return Fate.SAME if contents[row.key] == msgspec.json.decode(row.question) else Fate.CHANGE
    return Fate.SAME if row.hash in seen else Fate.ADD


def _fixed(read: PreparedRow, fix: Mapping[str, Any]) -> PreparedRow:
    """The row as somebody mended it, judged again."""
    texts = Texts(**{**fix, "options": tuple(fix.get("options", ()))})
    question, problems = fix_question(texts, row=read.row, base=read.decoded(), about=read.about, index=shipped_index())
    if question is None:
        return PreparedRow(
            place=read.place, row=read.row, sheet=read.sheet, texts=asdict(texts), about=read.about,
            problems=said_all(problems),
        )  # fmt: skip
    return PreparedRow(
        place=read.place, row=read.row, sheet=read.sheet, question=encode_question(question).decode(),
        hash=content_hash(question), key=question.key, texts=asdict(texts), about=read.about, problems=said_all(problems),
    )  # fmt: skip


def select_rows(rows: Sequence[PreviewRow], show: Show) -> list[PreviewRow]:
    """The rows to list."""
    return [row for row in rows if _is_shown(row, show)]


def _is_shown(row: PreviewRow, show: Show) -> bool:
    match show:
        case Show.PROBLEMS:
            return row.has_errors or row.has_warnings
        case Show.ERRORS:
            return row.has_errors
        case Show.FIXED:
            return row.is_fixed
        case Show.OUT:
            return not row.is_taken
        case Show.ALL:
            return True


def pair_name(pair: PreparedPair) -> str:
    """What a pair is called in choices: ``12:40`` (two places) or ``12@7`` (a place and a stored question)."""
    return f"{pair.place}:{pair.other}" if pair.other is not None else f"{pair.place}@{pair.bank_question}"


def to_reading(
    prepared: PreparedFile, rows: Sequence[PreviewRow], choices: Choices, stored: Mapping[int, StoredQuestion]
) -> tuple[BankReading, list[int]]:
    """The questions as they are to be imported, and which of them; rows with errors are not in it.

    ``stored`` holds the questions of banks that verdicts name; what is gone since is passed over.
    """
    questions = {row.place: question for row in rows if (question := row.prepared.decoded()) is not None}
    out = {row.place for row in rows if row.is_left_out}
    for pair, verdict in _verdicts(prepared, choices):
        _apply(pair, verdict, questions, out, stored)
    places = sorted(questions)
    reading = BankReading(
        questions=tuple(questions[place] for place in places), problems=(), format=prepared.format,
        rows=tuple(rows[place].prepared.row for place in places),
    )  # fmt: skip
    return reading, [at for at, place in enumerate(places) if place not in out]


def _verdicts(prepared: PreparedFile, choices: Choices) -> Iterator[tuple[PreparedPair, Verdict]]:
    decided = choices.get("pairs", {})
    for pair in prepared.pairs:
        said = decided.get(pair_name(pair))
        if said in set(Verdict) - {Verdict.BOTH}:
            yield pair, Verdict(said)


def _apply(
    pair: PreparedPair,
    verdict: Verdict,
    questions: dict[int, Question],
    out: set[int],
    stored: Mapping[int, StoredQuestion],
) -> None:
    first = questions.get(pair.place)
    if first is None or pair.place in out:
        return
    if pair.other is not None:
        _apply_within(pair.place, pair.other, verdict, questions, out)
        return
    other = stored.get(pair.bank_question or 0)
    if other is None:
        return
    if verdict is Verdict.SECOND:
        out.add(pair.place)
    elif other.is_shipped:
        questions[pair.place] = merge(first, other.question) if verdict is Verdict.MERGE else first
    else:
        # Under the key of the stored question it becomes that question's next version.
        base = merge(other.question, first) if verdict is Verdict.MERGE else first
        questions[pair.place] = replace(base, key=other.key)


def _apply_within(first: int, second: int, verdict: Verdict, questions: dict[int, Question], out: set[int]) -> None:
    if second not in questions or second in out:
        return
    if verdict is Verdict.MERGE:
        questions[first] = merge(questions[first], questions[second])
    out.add(first if verdict is Verdict.SECOND else second)
