"""What came out of a bank file: questions that can be imported, and a problem for everything else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quizapp.kit.i18n import N_
from quizapp.questions import Question, content_hash, stem_key
from quizapp.sheets import Problem, error, warning

from .draft import Draft, finish, shorten
from .draft_more import media_of
from .laws import LawIndex
from .question_json import question_json

__all__ = [
    "BankReading",
    "finish_all",
    "merged",
    "problem_json",
    "question_json",
    "refused",
    "repeated_stems",
    "to_json",
]

#: Twice the largest bank seen; reading so many takes some seconds.
_MAX_QUESTIONS = 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """One question of the file: the texts that were read, and what became of them."""

    draft: Draft
    #: None when errors keep it out.
    question: Question | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class BankReading:
    """The result of reading one file; ``rows[i]`` is the row or line of ``questions[i]``."""

    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]
    #: Key of the format that was recognised; empty when none was.
    format: str
    rows: tuple[int, ...] = ()
    #: What the file says about the bank: key, title, summary, verified_on, encoding ...
    meta: Mapping[str, Any] = field(default_factory=dict)
    #: Every question of the file in order, those with errors too, so that somebody can put them right.
    outcomes: tuple[Outcome, ...] = ()
    #: Pictures and sounds that came inside the file, by the names that ``Media.file`` of its questions says.
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def error_count(self) -> int:
        """Problems that keep something out."""
        return sum(problem.is_error for problem in self.problems)


def finish_all(
    drafts: Iterable[Draft], format_key: str, *, problems: Iterable[Problem] = (), meta: Mapping[str, Any] | None = None,
    files: Mapping[str, bytes] | None = None,
) -> BankReading:  # fmt: skip
    """A reading of all drafts: each becomes a question or errors, repeated stems are named.

    Of ``files`` only those stay that a draft names; it may still be filled while ``drafts`` are made.
    """
    found = list(problems)
    outcomes: list[Outcome] = []
    trimmed = 0
    for count, draft in enumerate(drafts):
        if count == _MAX_QUESTIONS:
            message = N_("题目超过 %(limit)d 道，第 %(row)d 行起没有读取，请拆分后分批上传")
            found.append(error(draft.row, "E-TOOBIG", message, limit=_MAX_QUESTIONS))
            break
        question, named = finish(draft)
        trimmed += draft.is_trimmed
        found.extend(named)
        outcomes.append(Outcome(draft=draft, question=question, problems=named))
    questions = [each.question for each in outcomes if each.question is not None]
    rows = [each.draft.row for each in outcomes if each.question is not None]
    found.extend(repeated_stems(questions, rows))
    if trimmed:
        message = N_("有 %(count)d 道题的题干以表格竖线（║、┆）开头，已去掉")
        found.append(warning(0, "W-TRIMMED", message, field="stem", count=trimmed))
    if not questions and not found:
        found.append(error(0, "E-EMPTY", N_("文件里没有读到题目，请对照模板检查内容")))
    return BankReading(
        questions=tuple(questions),
        problems=tuple(sorted(found, key=lambda problem: problem.row)),
        format=format_key,
        rows=tuple(rows),
        meta=dict(meta or {}),
        outcomes=tuple(outcomes),
        files=_named_files([each.draft for each in outcomes], files or {}),
    )


def _named_files(drafts: Iterable[Draft], files: Mapping[str, bytes]) -> dict[str, bytes]:
    named = {media.file for draft in drafts for media in media_of(draft)}
    return {name: content for name, content in files.items() if name in named}


def merged(readings: Sequence[BankReading], format_key: str) -> BankReading:
    """Several readings of one file as one."""
    return BankReading(
        questions=tuple(question for reading in readings for question in reading.questions),
        problems=tuple(problem for reading in readings for problem in reading.problems),
        format=format_key,
        rows=tuple(row for reading in readings for row in reading.rows),
        meta={key: value for reading in readings for key, value in reading.meta.items()},
        files={name: content for reading in readings for name, content in reading.files.items()},
        outcomes=tuple(outcome for reading in readings for outcome in reading.outcomes),
    )


def repeated_stems(questions: Iterable[Question], rows: Iterable[int]) -> list[Problem]:
    """A warning for each question whose stem stood earlier in the file, saying whether the whole is the same."""
    seen: dict[str, tuple[int, Question]] = {}
    found = []
    for question, row in zip(questions, rows, strict=True):
        first, other = seen.setdefault(stem_key(question.stem), (row, question))
        if other is question:
            continue
        name = shorten(question.stem)
        if content_hash(question) == content_hash(other):
            message = N_("第 %(row)d 行：与第 %(first)d 行的题目完全相同（%(stem)s），导入时只保留一道")
        else:
            message = N_("第 %(row)d 行：题干与第 %(first)d 行相同但选项或答案不同（%(stem)s），请核对")
        found.append(warning(row, "W-DUPSTEM", message, field="stem", first=first, stem=name))
    return found


def refused(problem: Problem, format_key: str = "") -> BankReading:
    """The reading of a file that could not be read at all."""
    return BankReading(questions=(), problems=(problem,), format=format_key)


def to_json(reading: BankReading, index: LawIndex) -> dict[str, Any]:
    """The reading as plain JSON values: ``questions``, ``problems``, ``format`` and ``bank``."""
    rows = reading.rows or (0,) * len(reading.questions)
    return {
        "format": reading.format,
        "bank": {key: str(value) for key, value in reading.meta.items()},
        "questions": [
            question_json(question, index) | {"row": row} for question, row in zip(reading.questions, rows, strict=True)
        ],
        "problems": [problem_json(problem) for problem in reading.problems],
    }


def problem_json(problem: Problem) -> dict[str, Any]:
    """Row, code, severity, message and field."""
    return {
        "row": problem.row,
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "field": problem.field,
    }
