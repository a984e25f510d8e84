"""The forms that a campaign can report on, for its settings."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from sqlalchemy.orm import Session

from quizapp.statistics.catalogue import load_forms


def choices(home: Path, session: Session, offices: Collection[int]) -> list[tuple[str, str]]:
    """(key, title) of shipped forms, of those in ``home``/forms and of those that ``offices`` keep, newest year first."""
    found = load_forms(home / "forms", session, units=offices).values()
    forms = sorted(found, key=lambda form: (-(form.year or 0), form.key))
    return [(form.key, f"{form.title}（{form.year}）" if form.year else form.title) for form in forms]
