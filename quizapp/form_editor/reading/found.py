"""What was found in a file: nothing here is stored before somebody has looked at it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import msgspec


class Confidence(StrEnum):
    """How sure a proposal is. Nothing is taken over silently: every one is shown."""

    SURE = "sure"
    UNSURE = "unsure"
    NONE = "none"


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """Where a blank's figure would come from: ids of `quizapp.form_editor.bindings`, and what of them is counted."""

    ids: tuple[str, ...]
    fold: str
    label: str
    #: 0 to 100: likeness of the words.
    score: int


class FoundBlank(msgspec.Struct, frozen=True, kw_only=True):
    """One blank: its number in the file, what it is called, its unit word and type, and the proposals, best first."""

    number: int
    label: str
    unit: str
    #: count | persons | bool | text | date
    type: str
    confidence: Confidence
    proposals: tuple[Proposal, ...] = ()
    #: The words around it in the file.
    context: str = ""


class FoundItem(msgspec.Struct, frozen=True, kw_only=True):
    """One row. ``sentence`` has ``{1}`` for blank number 1; empty for a plain list of blanks."""

    label: str
    requirement: str = ""
    sentence: str = ""
    blanks: tuple[FoundBlank, ...] = ()
    #: Row or paragraph of the file, from 1.
    row: int = 0


class FoundSection(msgspec.Struct, frozen=True, kw_only=True):
    """Rows under one heading; ``style`` is sentence or table."""

    label: str
    style: str
    items: tuple[FoundItem, ...]


class FoundForm(msgspec.Struct, frozen=True, kw_only=True):
    """The whole form."""

    title: str
    annex: str = ""
    sections: tuple[FoundSection, ...] = ()
    #: Rows in which no blank was found: (row, text).
    unread: tuple[tuple[int, str], ...] = ()

    def blanks(self) -> Iterator[FoundBlank]:
        """All blanks in the order of the file."""
        for section in self.sections:
            for item in section.items:
                yield from item.blanks
