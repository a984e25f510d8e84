"""What a question is: text, options, key, and where its answer is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from quizapp.kit.i18n import Phrase

DIFFICULTIES = ("easy", "medium", "hard")
AUDIENCES = ("resident", "worker", "manager", "student", "elder", "village")

#: The two options of every true/false question, in this order: index 0 is "it is true".
TRUE_FALSE_OPTIONS = ("正确", "错误")


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Where the right answer can be looked up: an article of a law, or a clause of a standard."""

    #: Key of the law in ``question_banks/laws.toml``; empty when a standard is cited.
    law: str = ""
    #: ``"28"``, ``"28.2"`` (第28条第2款) or ``"133-1"`` (第一百三十三条之一).
    article: str = ""
    #: Code of the standard, for instance ``GB 17761-2024``; empty when a law is cited.
    standard: str = ""
    clause: str = ""
    #: Adoption or last amendment of the cited version.
    version_date: date | None = None
    #: The source as the imported file words it; it names no law or standard of the index.
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One question with its key. ``correct`` holds 0-based option indexes, ascending and without repeats."""

    type: str
    stem: str
    options: tuple[str, ...]
    correct: tuple[int, ...]
    explanation: str = ""
    source: Source | None = None
    difficulty: str = "medium"
    topic: str = ""
    tags: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    #: Stable name within its bank; empty when the file gave none.
    key: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Flaw:
    """One thing that is wrong with a question; ``message`` is a Chinese message id with ``params``."""

    code: str
    #: ``error`` keeps the question out of a bank, ``warning`` is shown to the editor.
    severity: str
    field: str
    message: str
    params: tuple[tuple[str, object], ...] = ()

    @property
    def phrase(self) -> Phrase:
        """The message with its parameters, to be said in the reader's language."""
        return Phrase(self.message, **dict(self.params))

    @property
    def text(self) -> str:
        """The message in Chinese with its parameters filled in."""
        return str(self.phrase)


@dataclass(frozen=True, kw_only=True, slots=True)
class Grade:
    """What one answer is worth: the share of the question's points, 0 to 1, and whether it is fully right."""

    share_0_1: float
    is_correct: bool
