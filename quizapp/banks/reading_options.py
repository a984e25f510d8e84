"""What the reader of a file may have to be told, because people write it in two ways that look the same."""

from __future__ import annotations

from dataclasses import dataclass, field

from .laws import EMPTY_INDEX, LawIndex


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadingOptions:
    """Choices for one whole file; an empty one is taken from the file where it is clear, and asked for where not."""

    #: What divides the blanks of one answer: ``|`` or ``;``. The other divides texts that are right for one blank.
    blank_separator: str = ""
    #: The number that means the first option: 0 or 1.
    first_number: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """What every reader is handed besides the file."""

    index: LawIndex = EMPTY_INDEX
    options: ReadingOptions = field(default_factory=ReadingOptions)


#: Codes of problems that another choice may solve, and the field of `ReadingOptions` to ask for.
ASKED_BY = {"W-BLANKSEP": "blank_separator", "E-NUMBERBASE": "first_number", "W-DIGITKEY": "first_number"}
