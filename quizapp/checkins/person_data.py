"""What the door knows about a person beyond the heads: shown with his record, erased with him."""

from __future__ import annotations

from sqlalchemy import delete, func, null, select, update
from sqlalchemy.orm import Session

from quizapp.checkins.models import PersonalCode, Scan
from quizapp.kit.i18n import N_, Phrase


def erase(session: Session, person_id: int) -> None:
    """Forget phone, network, distance and codes; that somebody came stays, for the figures."""
    session.execute(
        update(Scan)
        .where(Scan.person_id == person_id)
        .values(device_hash=None, evidence=null(), code_read="")
        .execution_options(synchronize_session=False)
    )
    session.execute(delete(PersonalCode).where(PersonalCode.person_id == person_id))


def describe(session: Session, person_id: int) -> list[tuple[Phrase, Phrase]]:
    """(what, how much) for the person's own copy of his data; empty when nothing is kept. Two statements."""
    scans, noted = session.execute(
        select(func.count(), func.count(Scan.evidence)).where(Scan.person_id == person_id).select_from(Scan)
    ).one()
    codes = session.scalar(select(func.count()).select_from(PersonalCode).where(PersonalCode.person_id == person_id))
    if not scans and not codes:
        return []
    text = N_("签到、签退 %(scans)s 次，其中 %(noted)s 次记有网段、离会场的距离等；个人码 %(codes)s 个")
    return [(Phrase(N_("签到")), Phrase(text, scans=scans, noted=noted, codes=codes or 0))]
