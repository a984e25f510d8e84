"""What sheets know about a person: signatures go with him; rows of printed sheets lose their name with the person."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.checkins import Attendance
from quizapp.kit.i18n import N_, Phrase
from quizapp.sign_sheets.models import Signature
from quizapp.sign_sheets.signatures import forget_signatures


def erase(session: Session, person_id: int) -> None:
    """Forget the signatures."""
    forget_signatures(session, person_id)


def describe(session: Session, person_id: int) -> list[tuple[Phrase, Phrase]]:
    """(what, how much) for the person's own copy of his data; empty when nothing is kept. One statement."""
    count = session.scalar(
        select(func.count(Signature.id))
        .join(Attendance, Attendance.id == Signature.attendance_id)
        .where(Attendance.person_id == person_id)
    )
    return [(Phrase(N_("签名")), Phrase(N_("屏幕手写签名 %(n)s 个"), n=count))] if count else []
