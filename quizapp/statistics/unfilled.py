"""The form with nothing in its blanks."""

from __future__ import annotations

from dataclasses import replace

from quizapp.statistics.report import Cell, Provenance, Report


def emptied(report: Report) -> Report:
    """The same sheet with nothing in its blanks: to print and fill in by hand."""
    cells = {
        key: Cell(
            field=cell.field, value=None, derived=None,
            provenance=Provenance.RETIRED if cell.provenance is Provenance.RETIRED else Provenance.UNANSWERED,
        )
        for key, cell in report.cells.items()
    }  # fmt: skip
    return replace(report, cells=cells)
