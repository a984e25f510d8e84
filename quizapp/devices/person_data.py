"""What devices know about a person: names that helpers wrote down for him, and scans that name him."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quizapp.devices.models import DoorUpload
from quizapp.kit.i18n import N_, Phrase


def erase(session: Session, person_id: int) -> None:
    """Take written names out; scans stay, they are about the session."""
    session.execute(
        update(DoorUpload)
        .where(DoorUpload.person_id == person_id)
        .values(said_name="")
        .execution_options(synchronize_session=False)
    )


def describe(session: Session, person_id: int) -> list[tuple[Phrase, Phrase]]:
    """(what, how much) for the person's own copy of his data; empty when nothing is kept. One statement."""
    count = session.scalar(select(func.count(DoorUpload.id)).where(DoorUpload.person_id == person_id)) or 0
    return [(Phrase(N_("现场设备扫码")), Phrase(N_("%(n)d 次"), n=count))] if count else []
