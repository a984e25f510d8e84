"""How a filed week and the total fit together: what was typed in a week belongs to the total, too. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from quizapp.statistics import Cell, Fold, Need, Provenance, Report


def amounts_beside_the_ledger(report: Report) -> dict[str, int]:
    """Field -> by how much a figure of the report differs from the ledger's own; fields that agree are left out.

    Fields that only people answer are all there, zeros included: an answer of 0 is an answer.
    """
    found: dict[str, int] = {}
    for key, cell in report.cells.items():
        value = cell.value
        if not cell.field.is_number or not isinstance(value, int) or cell.provenance is Provenance.RETIRED:
            continue
        if cell.field.derive is None:
            found[key] = value
        elif cell.field.derive.fold is not Fold.DISTINCT_PERSONS and value != _ledger_says(cell):
            found[key] = value - _ledger_says(cell)
    return found


def _ledger_says(cell: Cell) -> int:
    """The derived figure without what units below typed into it."""
    return (cell.derived or 0) - sum(each.typed - (each.derived or 0) for each in cell.below)


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
