"""What a statistics form is: sections, items, fields, and how each field is derived. Data, never columns of a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from quizapp.ledger import Measure


class FieldType(StrEnum):
    """What kind of answer a blank takes."""

    #: Things or occasions: sums up the tree.
    COUNT = "count"
    #: 人次 sums up the tree; distinct people are recomputed at each level.
    PERSONS = "persons"
    #: 是/否: every unit answers for itself; a parent also shows how many of its units said yes.
    BOOL = "bool"
    TEXT = "text"
    DATE = "date"


class Mode(StrEnum):
    """Who says the figure."""

    #: The ledger.
    AUTO = "auto"
    #: The ledger, and a person confirms it.
    ASSISTED = "assisted"
    #: Only a person can know.
    MANUAL = "manual"


class Fold(StrEnum):
    """How ledger entries become one figure."""

    SESSIONS = "sessions"
    ATTENDANCES = "attendances"
    ITEMS = "items"
    QUANTITY = "quantity"
    DISTINCT_PERSONS = "distinct_persons"
    EXISTS = "exists"


MEASURES = {
    Fold.SESSIONS: Measure.SESSION_HELD,
    Fold.ATTENDANCES: Measure.ATTENDANCE,
    Fold.ITEMS: Measure.ITEM,
    Fold.QUANTITY: Measure.QUANTITY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Derive:
    """Which entries a field counts, in the words of the ledger."""

    fold: Fold
    #: What is summed; None = whatever there is.
    measure: Measure | None = None
    #: Ledger kinds; empty = every kind of ``family``.
    kinds: tuple[str, ...] = ()
    #: Further ledger kinds whose entries count here too when a tag ``also:<one of kinds>`` says so.
    also: tuple[str, ...] = ()
    #: ``media_item`` = ``media_item`` and every ``media_item.*``; empty = any kind.
    family: str = ""
    #: All of these must be on an entry.
    tags: tuple[str, ...] = ()
    #: For `Fold.EXISTS`: name of a tag whose distinct values are counted, and how many are needed.
    distinct: str = ""
    minimum: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One blank of the form."""

    key: str
    label: str
    #: Measure word as printed: 场, 人次, 篇, 是否 ...
    unit: str
    type: FieldType
    mode: Mode
    derive: Derive | None = None
    #: Last year in which the row was asked for; None = still asked.
    retired_after: int | None = None
    #: Whether somebody has to answer where the ledger says nothing.
    is_required: bool = True
    #: What the person who fills it in should know.
    help: str = ""
    #: Its entries count in another row as well, on purpose: said beside the form.
    is_shared: bool = False

    @property
    def is_number(self) -> bool:
        """Whether the answer is a figure that sums up the tree."""
        return self.type in (FieldType.COUNT, FieldType.PERSONS)

    def is_retired(self, year: int) -> bool:
        """Whether a campaign of ``year`` is no longer asked for it."""
        return self.retired_after is not None and year > self.retired_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A row of the form: its name, what is required, and the sentence with blanks such as ``（{lecture_sessions}）场``."""

    key: str
    label: str
    requirement: str
    progress: str
    fields: tuple[Field, ...]


class Style(StrEnum):
    """How a section prints its blanks."""

    #: Inside running sentences.
    SENTENCE = "sentence"
    #: One line a blank: what it is, and the figure.
    TABLE = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Rows under one heading of the first column."""

    key: str
    label: str
    items: tuple[Item, ...]
    style: Style = Style.SENTENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderField:
    """A line above the table: unit, contact, phone, day."""

    key: str
    label: str
    type: FieldType
    seal_required: bool = False
    is_personal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRule:
    """A plausibility rule as written in the form's file; see `quizapp.statistics.checks` for the language."""

    rule: str
    #: error | warn | needs_reason
    severity: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyReport:
    """Until when a week is reported: weeks run from Thursday to Wednesday."""

    months: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Form:
    """A whole form. ``key`` names it for ever; another year's form is another key."""

    key: str
    title: str
    year: int
    level: str
    columns: tuple[str, ...]
    sections: tuple[Section, ...]
    header: tuple[HeaderField, ...] = ()
    checks: tuple[CheckRule, ...] = ()
    aliases: tuple[str, ...] = ()
    version: int = 1
    annex: str = ""
    theme: str = ""
    edition_ordinal: int | None = None
    weekly_report: WeeklyReport | None = None
    final_report: date | None = None
    #: The level above judges units by it: said beside the form.
    used_for_assessment: bool = False
    #: Whether a parent shows how many of its units said yes.
    shows_yes_units: bool = True
    #: SHA-256 of the text it was read from: two installations with the same one have the same form.
    content_hash: str = ""
    #: An older version that was asked for by its number, rather than the one in force.
    is_pinned: bool = False

    @property
    def reference(self) -> str:
        """What finds this very form again: its key, with ``@2`` for a version that was asked for by number."""
        return f"{self.key}@{self.version}" if self.is_pinned else self.key

    def fields(self) -> Iterator[Field]:
        """All fields in the order of the form."""
        for section in self.sections:
            for item in section.items:
                yield from item.fields

    @cached_property
    def by_key(self) -> dict[str, Field]:
        """Field key -> field."""
        return {field.key: field for field in self.fields()}
