"""Rows of one form that count the same ledger entries: a form may want that, but then it says so. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from quizapp.statistics.form import Derive, Field, Fold, Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Two rows that are still asked for: what ``first`` counts, or a part of it, is counted by ``second`` as well."""

    first: Field
    second: Field

    @property
    def is_marked(self) -> bool:
        """Whether the form says that this is meant."""
        return self.first.is_shared or self.second.is_shared


def find_overlaps(form: Form, year: int | None = None) -> list[Overlap]:
    """Pairs of rows where one's entries are all counted by the other too, or kinds are shared under the same tags.

    Yes/no rows count nothing. ``year`` is the campaign's; None = the form's own.
    """
    asked = [field for field in form.fields() if field.is_number and not field.is_retired(year or form.year)]
    found = []
    for one, two in combinations(asked, 2):
        if one.derive is None or two.derive is None or not _same_measure(one.derive, two.derive):
            continue
        if _is_within(one.derive, two.derive):
            found.append(Overlap(first=one, second=two))
        elif _is_within(two.derive, one.derive):
            found.append(Overlap(first=two, second=one))
        elif _share_kinds(one.derive, two.derive):
            found.append(Overlap(first=one, second=two))
    return found


def _same_measure(one: Derive, two: Derive) -> bool:
    return one.fold is two.fold and one.fold is not Fold.EXISTS


def _is_within(narrow: Derive, wide: Derive) -> bool:
    return set(narrow.tags) >= set(wide.tags) and _kinds_within(narrow, wide)


def _kinds_within(narrow: Derive, wide: Derive) -> bool:
    if wide.kinds:
        return bool(narrow.kinds) and set(narrow.kinds) <= set(wide.kinds)
    if not wide.family:
        return True
    if narrow.kinds:
        return all(kind == wide.family or kind.startswith(f"{wide.family}.") for kind in narrow.kinds)
    return narrow.family == wide.family


def _share_kinds(one: Derive, two: Derive) -> bool:
    return set(one.tags) == set(two.tags) and bool(set(one.kinds) & set(two.kinds))
