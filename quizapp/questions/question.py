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
class Media:
    """A picture or a sound that belongs to a stem or an option."""

    #: ``picture`` | ``audio``
    kind: str = "picture"
    #: A path beside the bank file, or the stored name (hash and ending) once it is in the database.
    file: str
    #: What is seen or heard, without giving the answer away.
    alt: str = ""
    #: Size in the picture's own units, which ``Region`` uses; 0 when it is not known.
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Blank:
    """One place to fill in: any of the accepted texts, or a number within a tolerance."""

    accepted: tuple[str, ...] = ()
    number: float | None = None
    #: Largest distance from ``number`` that still counts.
    tolerance: float = 0.0
    case_sensitive: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Region:
    """A place to find on a picture, in the picture's own units from its upper left corner."""

    label: str
    #: ``rect`` (x1 y1 x2 y2) | ``circle`` (x y radius) | ``poly`` (x y x y ...)
    shape: str
    coords: tuple[float, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """A second reader compared the question with its source."""

    on: date
    #: ``kept``, or what was changed: ``reworded`` | ``distractor`` | ``key`` | ``source``
    outcome: str = "kept"


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One question with its key.

    ``correct`` holds 0-based option indexes: ascending and without repeats for choices, one for each prompt in
    ``matching``, the right order in ``ordering``; empty for ``fill_in``, ``hotspot`` and ``case``.
    """

    type: str
    stem: str
    options: tuple[str, ...] = ()
    correct: tuple[int, ...] = ()
    #: Pictures and sounds of the stem; a hotspot is searched on the first one.
    media: tuple[Media, ...] = ()
    #: Empty, or one entry for each option.
    option_media: tuple[Media | None, ...] = ()
    #: The left side of ``matching``; ``options`` is the right side and may hold more.
    prompts: tuple[str, ...] = ()
    #: ``fill_in``: one for each ``____`` of the stem, in order.
    blanks: tuple[Blank, ...] = ()
    #: ``hotspot``: what is to be found.
    regions: tuple[Region, ...] = ()
    #: ``case``: the questions about the material in ``stem``.
    parts: tuple[Question, ...] = ()
    explanation: str = ""
    source: Source | None = None
    difficulty: str = "medium"
    topic: str = ""
    tags: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    #: Stable name within its bank; empty when the file gave none.
    key: str = ""
    #: First and last day on which the answer is right; None where no day is known.
    valid_from: date | None = None
    valid_to: date | None = None
    reviewed: Review | None = None


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
