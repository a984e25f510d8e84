"""What an amendment changed. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from quizapp.statistics import Cell, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One cell that is not what it was; None = the other form has no such cell."""

    label: str
    unit: str
    before: Cell | None
    after: Cell | None

    @property
    def why(self) -> str:
        """What was said about the new figure; empty when the ledger alone moved it."""
        return self.after.reason if self.after is not None else ""


def differences(before: Report, after: Report) -> list[Difference]:
    """Cells whose value or origin differ, in the order of the newer form; what only the older one has comes last."""
    found = []
    for key in [*after.cells, *(key for key in before.cells if key not in after.cells)]:
        old, new = before.cells.get(key), after.cells.get(key)
        field = (new or old or next(iter(after.cells.values()))).field
        if old is None or new is None or _said(old) != _said(new):
            found.append(Difference(label=field.label, unit=field.unit, before=old, after=new))
    return found


def _said(cell: Cell) -> tuple[int | str | None, bool, str]:
    return cell.value, cell.is_approximate, cell.provenance.value
