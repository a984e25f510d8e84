"""A question as found in a file: texts, what the format knows of its key, and everything odd about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from quizapp.questions import Blank, Media, Region, Review, Source
from quizapp.sheets import Problem, error, warning


@dataclass(kw_only=True, slots=True)
class Draft:
    """Texts of one question with the row they came from; empty means the file did not say."""

    row: int
    type_text: str = ""
    stem: str = ""
    options: list[str] = field(default_factory=list)
    key_text: str = ""
    #: Set by formats that mark right options themselves; then ``key_text`` is not read. In ``ordering`` the right order.
    right: tuple[int, ...] | None = None
    explanation: str = ""
    difficulty: str = ""
    topic: str = ""
    source: Source | None = None
    tags: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    key: str = ""
    #: Name of its sheet where a file has several; then every message begins with it.
    sheet: str = ""
    #: Set when table borders in front of the stem were taken away.
    is_trimmed: bool = False
    is_given_up: bool = False
    #: Left side of a matching question; ``options`` is the right side, ``right[i]`` the option of ``prompts[i]``.
    prompts: list[str] = field(default_factory=list)
    #: One for each gap of a fill_in stem; two or more underscores are a gap, one missing at the end is added.
    blanks: tuple[Blank, ...] = ()
    #: What is to be found on ``media[0]``.
    regions: tuple[Region, ...] = ()
    #: Questions about the material in ``stem``; an error in one keeps the whole out.
    parts: list[Draft] = field(default_factory=list)
    media: tuple[Media, ...] = ()
    #: Empty, or one entry for each option; an option with a picture needs no text.
    option_media: tuple[Media | None, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    reviewed: Review | None = None
    problems: list[Problem] = field(default_factory=list)

    def fail(self, code: str, message: str, field_name: str = "", **params: object) -> None:
        """Note an error; the question stays out."""
        self.problems.append(error(self.row, code, message, field=field_name, **params))

    def give_up(self, code: str, message: str, field_name: str = "", **params: object) -> None:
        """Note an error after which nothing else about the question is worth saying."""
        self.fail(code, message, field_name, **params)
        self.is_given_up = True

    def warn(self, code: str, message: str, field_name: str = "", **params: object) -> None:
        """Note something the editor should look at."""
        self.problems.append(warning(self.row, code, message, field=field_name, **params))


def shorten(text: str, limit: int = 24) -> str:
    """The beginning of a text, for naming a question in a message."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[:limit] + "…"
