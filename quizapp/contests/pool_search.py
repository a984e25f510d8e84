"""Looking for questions among those of a contest: by words, type and topic. The search itself is pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from quizapp.contests.figures import pool_of
from quizapp.contests.pool import Pool
from quizapp.contests.queries import ContestRow
from quizapp.questions import Question

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolFilter:
    """What is looked for; what is empty narrows nothing."""

    #: Every one of these, between spaces, stands somewhere in the question, its options, explanation or source.
    words: str = ""
    type: str = ""
    topic: str = ""
    #: Only questions that stand on every paper.
    is_required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolQuestion:
    """A question of the contest with its key; ``number`` is its 1-based place, whatever was looked for."""

    number: int
    question: Question
    source: str
    is_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundQuestions:
    """``questions`` that were looked for, in the frozen order; types and topics of all ``total`` with their numbers."""

    questions: tuple[PoolQuestion, ...]
    total: int
    #: How many stand on every paper.
    required: int
    types: dict[str, int]
    topics: dict[str, int]


def search_pool(session: Session, contest: ContestRow, wanted: PoolFilter) -> FoundQuestions:
    """The contest's questions with their keys: of the frozen pool, or for a draft what its banks hold now."""
    pool = pool_of(session, contest)
    everything = list(_numbered(pool))
    return FoundQuestions(
        questions=tuple(each for each in everything if _is_wanted(each, wanted)), total=len(everything),
        required=len(pool.required), types=_counted(each.question.type for each in everything),
        topics=_counted(each.question.topic for each in everything if each.question.topic),
    )  # fmt: skip


def _numbered(pool: Pool) -> Iterator[PoolQuestion]:
    required = set(pool.required)
    for place, (question, source) in enumerate(zip(pool.questions, pool.sources, strict=True)):
        yield PoolQuestion(number=place + 1, question=question, source=source, is_required=place in required)


def _is_wanted(each: PoolQuestion, wanted: PoolFilter) -> bool:
    if wanted.type not in ("", each.question.type) or wanted.topic not in ("", each.question.topic):
        return False
    if wanted.is_required and not each.is_required:
        return False
    if not wanted.words:
        return True
    text = _folded("\n".join((*_texts(each.question), each.source)))
    return all(_folded(word) in text for word in wanted.words.split())


def _texts(question: Question) -> Iterator[str]:
    yield from (question.stem, question.explanation, *question.options, *question.prompts)
    for blank in question.blanks:
        yield from blank.accepted
    for part in question.parts:
        yield from _texts(part)


def _folded(text: str) -> str:
    return _SPACES.sub("", unicodedata.normalize("NFKC", text).casefold())


def _counted(names: Iterator[str]) -> dict[str, int]:
    """Name -> how often, the most frequent first."""
    found: dict[str, int] = {}
    for name in names:
        found[name] = found.get(name, 0) + 1
    return dict(sorted(found.items(), key=lambda each: -each[1]))
