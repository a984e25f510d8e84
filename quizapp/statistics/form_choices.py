"""The forms that a campaign can report on, for its settings."""

from __future__ import annotations

from pathlib import Path

from quizapp.statistics.catalogue import load_forms


def choices(home: Path) -> list[tuple[str, str]]:
    """(key, title) of shipped forms and of those in ``home``/forms, the newest year first."""
    forms = sorted(load_forms(home / "forms").values(), key=lambda form: (-(form.year or 0), form.key))
    return [(form.key, f"{form.title}（{form.year}）" if form.year else form.title) for form in forms]
