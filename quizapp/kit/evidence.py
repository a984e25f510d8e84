"""What stands behind a ledger entry, told by the feature that wrote it to readers that must not know the feature.

A feature that writes to the ledger has a module ``evidence`` with ``SOURCES: dict[str, Describe]``: for each
``source_table`` a function from ids to `Evidence`. Readers call `describe`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.orm import Session

from quizapp.kit.i18n import Phrase
from quizapp.kit.registry import load_part


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A record in words: what it was, and where staff can open it (a path of the console; empty = nowhere)."""

    title: str
    path: str = ""
    #: A `Phrase` of ours, or somebody's own words as plain text.
    detail: Phrase | str = ""


Describe = Callable[[Session, Collection[int]], dict[int, Evidence]]


@lru_cache(maxsize=1)
def _sources() -> dict[str, Describe]:
    found: dict[str, Describe] = {}
    for module in load_part("evidence"):
        found |= module.SOURCES
    return found


def describe(session: Session, records: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Evidence]:
    """(source_table, source_id) -> evidence; one call a table. Unknown tables and ids are left out."""
    by_table: dict[str, set[int]] = {}
    for table, number in records:
        by_table.setdefault(table, set()).add(number)
    found: dict[tuple[str, int], Evidence] = {}
    for table, ids in by_table.items():
        source = _sources().get(table)
        if source is not None:
            found |= {(table, number): each for number, each in source(session, ids).items()}
    return found


@lru_cache(maxsize=1)
def kind_labels() -> dict[str, str]:
    """Ledger kind -> its name (a message id), from the ``kind_labels()`` that evidence modules may have."""
    found: dict[str, str] = {}
    for module in load_part("evidence"):
        labels = getattr(module, "kind_labels", None)
        found |= labels() if labels else {}
    return found
