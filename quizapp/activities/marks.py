"""The word that stands across everything printed for a session or shown on its screens: 演练, or none.

A feature has a module ``session_marks`` with ``mark(session, facts) -> str`` (a message id; empty = no word of mine).
Nobody who finds a sheet or sees a screen may take a drill for the real thing, nor the real thing for a drill.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.activities.facts import SessionFacts
from quizapp.kit.registry import load_part


def mark_of(session: Session, facts: SessionFacts) -> str:
    """The word (a message id); empty for a session that nobody could mistake. No statement for a lecture."""
    words = (part.mark(session, facts) for part in load_part("session_marks"))
    return next((word for word in words if word), "")
