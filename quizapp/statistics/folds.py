"""Folding ledger sums into a figure. Pure: sums in, value out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from quizapp.ledger import Measure, Sum
from quizapp.statistics.form import Derive, Fold

_MEASURES = {
    Fold.SESSIONS: Measure.SESSION_HELD,
    Fold.ATTENDANCES: Measure.ATTENDANCE,
    Fold.ITEMS: Measure.ITEM,
    Fold.QUANTITY: Measure.QUANTITY,
    Fold.DISTINCT_PERSONS: None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A derived figure; bools are 0 or 1. ``is_approximate`` makes it a floor ("160余")."""

    value: int
    is_approximate: bool = False


@lru_cache(maxsize=1)
def _sources() -> dict[str, dict[str, object]]:
    return tomllib.loads(files("quizapp.statistics").joinpath("sources.toml").read_text("utf-8"))


def _implied(source: str) -> tuple[str, ...]:
    words = _sources().get(source, {}).get("implied", [])
    return tuple(str(word) for word in words) if isinstance(words, list) else ()


def ledger_kinds(derive: Derive) -> tuple[str, ...] | None:
    """Ledger kinds that ``derive`` names exactly; None when it means a whole source (see `counts_kind`)."""
    source = _sources().get(derive.source, {})
    if derive.kinds:
        return derive.kinds if source.get("plain") else tuple(f"{derive.source}.{kind}" for kind in derive.kinds)
    listed = source.get("kinds")
    return tuple(str(kind) for kind in listed) if isinstance(listed, list) else None


def counts_kind(derive: Derive, kind: str) -> bool:
    """Whether entries of the ledger kind belong to what ``derive`` names."""
    exact = ledger_kinds(derive)
    if exact is not None:
        return kind in exact
    if _sources().get(derive.source, {}).get("plain"):
        return "." not in kind and not any(_is_of(kind, name) for name in _sources() if name != derive.source)
    return _is_of(kind, derive.source)


def _is_of(kind: str, source: str) -> bool:
    listed = _sources().get(source, {}).get("kinds", [])
    return kind == source or kind.startswith(f"{source}.") or (isinstance(listed, list) and kind in listed)


def wanted_tags(derive: Derive) -> tuple[str, ...]:
    """Tags an entry must carry; those the source implies are left out."""
    return tuple(tag for tag in derive.tags if tag not in _implied(derive.source))


def measure_of(derive: Derive) -> Measure | None:
    """The measure that is summed; None = any."""
    if derive.fold is Fold.EXISTS:
        word = _sources().get(derive.source, {}).get("measure")
        return Measure(str(word)) if word else None
    return _MEASURES[derive.fold]


def matching(derive: Derive, rows: Iterable[Sum]) -> list[Sum]:
    """The sums that the field counts."""
    measure, tags = measure_of(derive), wanted_tags(derive)
    return [
        row
        for row in rows
        if (measure is None or row.measure == measure) and counts_kind(derive, row.kind) and row.has_tags(tags)
    ]


def fold(derive: Derive, rows: Iterable[Sum]) -> Folded:
    """The derived figure. `Fold.DISTINCT_PERSONS` cannot be folded from sums and is not accepted here."""
    found = matching(derive, rows)
    if derive.fold is Fold.EXISTS:
        return Folded(value=int(_exists(derive, found)))
    assert derive.fold is not Fold.DISTINCT_PERSONS
    total = sum(row.quantity for row in found)
    return Folded(value=total, is_approximate=sum(row.approximate for row in found) > 0)


def _exists(derive: Derive, found: list[Sum]) -> bool:
    if not derive.distinct:
        return sum(row.quantity for row in found) >= derive.minimum
    standing: dict[str, int] = {}
    for row in found:
        value = row.tag_value(derive.distinct)
        if value:
            standing[value] = standing.get(value, 0) + row.quantity
    return sum(quantity > 0 for quantity in standing.values()) >= derive.minimum
