"""Figures from outside as a form shows them: beside its own, with where they come from, never inside."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.external_figures import KeptFigure, list_figures
from quizapp.statistics.said import Sheet


def external_figures(session: Session, sheet: Sheet) -> dict[str, list[KeptFigure]]:
    """Field key -> figures on this sheet and those of the units below, the own ones first. One statement."""
    found: dict[str, list[KeptFigure]] = {}
    for each in list_figures(
        session, campaign_id=sheet.campaign.id, form_key=sheet.form.key, period_key=sheet.period.key,
        unit_path=sheet.unit.path,
    ):  # fmt: skip
        if each.field_key in sheet.form.by_key:
            found.setdefault(each.field_key, []).append(each)
    return found


def say_external(label: str, unit: str, figure: KeptFigure, words: str) -> str:
    """One figure in a sentence for paper; ``words`` is `Words.external`."""
    return words % {
        "label": label, "value": f"{figure.value}{'余' if figure.is_approximate else ''}", "unit": unit,
        "source": figure.source, "day": figure.as_of.isoformat(), "by": figure.unit_name,
    }  # fmt: skip
