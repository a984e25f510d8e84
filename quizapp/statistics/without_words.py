"""The ledger's own word about the figures of a form, without anything that people typed."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from quizapp.kit.periods import Period
from quizapp.ledger import Scope, subtree_sums
from quizapp.statistics.folds import Sums, fold
from quizapp.statistics.form import Fold
from quizapp.statistics.said import Sheet


def ledger_figures(
    session: Session, sheet: Sheet, units: Mapping[int, str], *, period: Period, position: int | None
) -> dict[int, dict[str, int]]:
    """Unit id -> field -> figure of its whole subtree in ``period``; fields that add up over time alone.

    Distinct people and yes/no are left out: they are no sums. Six statements at most for any number of units.
    """
    scope = Scope(campaign_id=sheet.campaign.id, unit_path=sheet.unit.path, period=period, position=position)
    adding = [
        (field.key, field.derive)
        for field in sheet.form.fields()
        if field.is_number and field.derive is not None and field.derive.fold is not Fold.DISTINCT_PERSONS
        and not field.is_retired(sheet.campaign.year)
    ]  # fmt: skip
    below = subtree_sums(session, scope, units)
    return {
        unit_id: {key: fold(derive, sums).value for key, derive in adding}
        for unit_id, sums in ((unit_id, Sums(rows)) for unit_id, rows in below.items())
    }
