"""What activities do when a unit moves in the tree (called by `quizapp.units`, which does not know us)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.activities.realign import realign_joint_sessions


def after_move(session: Session, unit_path: str, *, actor: str, now: datetime) -> None:
    """Joint sessions of the moved subtree are offset at their new common parents."""
    realign_joint_sessions(session, unit_path, actor=actor, now=now)
