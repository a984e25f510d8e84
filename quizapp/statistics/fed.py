"""Which blanks of a form some entries feed: what one drill or lecture adds to the official figures. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from quizapp.ledger import Sum
from quizapp.statistics.folds import counts, counts_kind
from quizapp.statistics.form import Field, Fold, Form, Item


@dataclass(frozen=True, slots=True, kw_only=True)
class FedCell:
    """A blank and what the entries add to it; ``is_also``: by the organizer's choice, beside the cell of its kind."""

    item: Item
    field: Field
    quantity: int
    is_approximate: bool
    is_also: bool


def fed_cells(form: Form, rows: Iterable[Sum]) -> list[FedCell]:
    """The blanks in the order of the form; yes/no blanks and distinct people are no sums and are left out."""
    standing = [row for row in rows if row.quantity]
    found = []
    for section in form.sections:
        for item in section.items:
            cells = (_fed(item, field, standing) for field in item.fields)
            found += [cell for cell in cells if cell is not None]
    return found


def _fed(item: Item, field: Field, rows: list[Sum]) -> FedCell | None:
    derive = field.derive
    if derive is None or derive.fold in {Fold.EXISTS, Fold.DISTINCT_PERSONS}:
        return None
    mine = [row for row in rows if counts(derive, row)]
    if not mine:
        return None
    return FedCell(
        item=item, field=field, quantity=sum(row.quantity for row in mine),
        is_approximate=any(row.approximate > 0 for row in mine),
        is_also=not any(counts_kind(derive, row.kind) for row in mine),
    )  # fmt: skip
