"""Who is known (已核验) among the people who took part: on a roster, or entered by a helper who saw them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_

from quizapp.people import Person


def is_verified() -> ColumnElement[bool]:
    """Whether a `Person` is matched to a roster line, or a helper wrote the name down; all others only said it."""
    return or_(Person.roster_entry_id.is_not(None), Person.origin != "phone")
