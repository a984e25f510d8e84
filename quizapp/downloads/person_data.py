"""What downloads know about a person: copies of rows, gone within a day and at once when anybody is erased."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.downloads.service import drop_all
from quizapp.kit.i18n import Phrase


def erase(session: Session, person_id: int) -> None:
    """Drop all finished files: nobody can tell in which of them the person stands."""
    drop_all(session)


def describe(session: Session, person_id: int) -> list[tuple[Phrase, Phrase]]:
    """Nothing: what a file holds is kept elsewhere and told there."""
    return []
