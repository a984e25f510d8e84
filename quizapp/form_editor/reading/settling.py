"""What a person decided about the blanks that were found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quizapp.form_editor.bindings import Picked
from quizapp.form_editor.reading.found import Confidence, FoundBlank, FoundForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One blank as it goes into the draft; ``picked`` None = filled in by hand."""

    label: str
    unit: str
    type: str
    picked: Picked | None
    is_kept: bool = True


def settle(found: FoundForm, said: Mapping[int, Decision] | None = None) -> dict[int, Decision]:
    """Blank number -> decision; where nothing was said, the best proposal, however sure."""
    return {blank.number: (said or {}).get(blank.number) or proposed(blank) for blank in found.blanks()}


def proposed(blank: FoundBlank) -> Decision:
    """The blank as it was read, bound to its best proposal."""
    best = blank.proposals[0] if blank.proposals and blank.confidence is not Confidence.NONE else None
    picked = Picked(ids=best.ids, fold=best.fold) if best else None
    return Decision(label=blank.label, unit=blank.unit, type=blank.type, picked=picked)
