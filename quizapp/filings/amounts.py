"""How a filed week and the total fit together: what was typed in a week belongs to the total, too. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from quizapp.statistics import Cell, Fold, Need, Provenance, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """By how much a filed figure differs from the ledger's own."""

    amount: int
    #: Whether the unit typed the figure itself: then it covers what units below say.
    is_own: bool
    #: Unit id -> how much of it was typed there.
    seen: Mapping[int, int]


def amounts_beside_the_ledger(report: Report, *, is_nil: bool = False) -> dict[str, Amount]:
    """Field -> what a figure of the report has beside the ledger; fields that agree with it are left out.

    Fields that only people answer are all there, zeros included: an answer of 0 is an answer. A nil report covers
    nothing: it says that there was nothing to say.
    """
    found: dict[str, Amount] = {}
    for key, cell in report.cells.items():
        value, derive = cell.value, cell.field.derive
        if not cell.field.is_number or not isinstance(value, int) or cell.provenance is Provenance.RETIRED:
            continue
        if derive is not None and derive.fold is Fold.DISTINCT_PERSONS:
            continue
        seen = {each.unit_id: each.typed - (each.derived or 0) for each in cell.below}
        amount = value - (0 if derive is None else (cell.derived or 0) - sum(seen.values()))
        is_own = cell.provenance is Provenance.TYPED and bool(cell.author) and not is_nil
        if derive is None or amount or is_own or seen:
            found[key] = Amount(amount=amount, is_own=is_own, seen=seen)
    return found


def cumulative_figures(total: Report) -> dict[str, int]:
    """Field -> cumulative figure, where there is one."""
    found: dict[str, int] = {}
    for key, cell in total.cells.items():
        value = total.number(key)
        if cell.field.is_number and value is not None:
            found[key] = value
    return found


def answered_nil(report: Report, *, by: str, now: datetime) -> Report:
    """The report with 0 in every figure that nobody has given: that is what a nil report says."""
    cells = {
        key: replace(cell, value=0, provenance=Provenance.TYPED, need=Need.NOTHING, author=by, at=now)
        if cell.field.is_number and not cell.value and _is_open(cell)
        else cell
        for key, cell in report.cells.items()
    }
    return replace(report, cells=cells)


def looked_at_again(report: Report) -> Report:
    """The report of an earlier place in the ledger, where "the ledger has moved since you said it" means nothing."""
    cells = {
        key: replace(cell, need=Need.NOTHING) if cell.need is Need.CONFIRM_AGAIN else cell
        for key, cell in report.cells.items()
    }
    return replace(report, cells=cells)


def _is_open(cell: Cell) -> bool:
    return cell.need is not Need.NOTHING and cell.provenance is not Provenance.RETIRED
