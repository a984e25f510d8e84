"""Personal codes: issued, shown, revoked, and found again when somebody holds one up."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, func, select, update
from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts
from quizapp.checkins.models import PersonalCode
from quizapp.checkins.personal import MOST_SERIALS, read_code, write_code
from quizapp.checkins.rotating import CodeState
from quizapp.db import insert_many_or_ignore
from quizapp.errors import Conflict, Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, mask_phone
from quizapp.kit.vault import Vault
from quizapp.people import Person
from quizapp.people import reveal_phone as open_phone
from quizapp.units import Unit

_CODES = cast(Table, PersonalCode.__table__)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeHolder:
    """Whom a code means, for the eyes of a helper. ``person_id`` is None when it was not signed by us."""

    state: CodeState
    person_id: int | None = None
    name: str = ""
    unit_name: str = ""
    #: Empty when no phone number is known.
    masked_phone: str = ""


_NOBODY = CodeHolder(state=CodeState.WRONG)


def issue_codes(
    session: Session, person_ids: Collection[int], *, key: bytes, actor: str, now: datetime
) -> dict[int, str]:
    """Person id -> the code that counts, issued where there was none. Three statements for any number of people.

    A person whose code was revoked gets none: that takes `reissue_code`.
    """
    wanted = set(person_ids)
    known = _standing(session, wanted)
    fresh = [
        {"person_id": person_id, "serial": 1, "issued_at": now, "issued_by": actor}
        for person_id in sorted(wanted - known.keys())
    ]
    insert_many_or_ignore(session, _CODES, fresh, unique=("person_id", "serial"))
    standing = _standing(session, wanted) if fresh else known
    return {person_id: write_code(key, person_id, serial) for person_id, serial in standing.items() if serial}


def _standing(session: Session, person_ids: Collection[int]) -> dict[int, int]:
    """Person id -> serial of the code that counts, 0 when all were revoked; people without any are left out."""
    rows = session.execute(
        select(PersonalCode.person_id, PersonalCode.serial, PersonalCode.revoked_at)
        .where(PersonalCode.person_id.in_(person_ids))
        .order_by(PersonalCode.person_id, PersonalCode.serial)
    )
    return {row[0]: 0 if row[2] is not None else row[1] for row in rows}


def reissue_code(
    session: Session, person_id: int, *, reason: str, key: bytes, actor: str, now: datetime
) -> str:  # fmt: skip
    """A new code; the one before is worth nothing from now on. Raises `Invalid` without a reason."""
    revoke_code(session, person_id, reason=reason, actor=actor, now=now)
    last = session.scalar(select(func.max(PersonalCode.serial)).where(PersonalCode.person_id == person_id)) or 0
    if last >= MOST_SERIALS:
        raise Conflict(N_("这个人的码换得太多了，不能再换"))
    row = {"person_id": person_id, "serial": last + 1, "issued_at": now, "issued_by": actor}
    insert_many_or_ignore(session, _CODES, [row], unique=("person_id", "serial"))
    return write_code(key, person_id, last + 1)


def revoke_code(session: Session, person_id: int, *, reason: str, actor: str, now: datetime) -> bool:
    """Make the person's code worth nothing; whether there was one. Raises `Invalid` without a reason."""
    why = clean_line(reason, limit=200)
    if not why:
        raise Invalid(N_("请写明作废的原因"), field="reason")
    revoked = session.scalars(
        update(PersonalCode)
        .where(PersonalCode.person_id == person_id, PersonalCode.revoked_at.is_(None))
        .values(revoked_at=now, revoked_by=actor, revoked_reason=why)
        .returning(PersonalCode.id)
        .execution_options(synchronize_session=False)
    ).all()
    return bool(revoked)


def person_of_code(
    session: Session, facts: SessionFacts, code: str, *, key: bytes, vault: Vault | None = None
) -> CodeHolder:
    """Whom a scanned code means at this session. One statement, one more for the masked phone (with ``vault``).

    A code of another campaign, of somebody erased or not signed by us is `CodeState.WRONG` without a person; a revoked
    one is `CodeState.REVOKED` with the person, so that the log can name whose code was held up.
    """
    read = read_code(key, code)
    row = None if read is None else session.execute(
        select(Person, Unit.name, PersonalCode.revoked_at)
        .join(Unit, Unit.id == Person.unit_id)
        .join(PersonalCode, PersonalCode.person_id == Person.id)
        .where(
            Person.id == read.person_id, PersonalCode.serial == read.serial, Person.erased_at.is_(None),
            Person.campaign_id == facts.campaign_id,
        )
    ).first()  # fmt: skip
    if row is None:
        return _NOBODY
    person, unit_name, revoked_at = row
    phone = mask_phone(open_phone(session, person.id, vault)) if vault and person.phone_sealed else ""
    return CodeHolder(
        state=CodeState.GOOD if revoked_at is None else CodeState.REVOKED, person_id=person.id, name=person.name,
        unit_name=unit_name, masked_phone=phone,
    )  # fmt: skip


def standing_codes(session: Session, person_ids: Collection[int], *, key: bytes) -> dict[int, str]:
    """Person id -> the code that counts; people without one are left out. Nothing is issued. One statement."""
    standing = _standing(session, set(person_ids)) if person_ids else {}
    return {person_id: write_code(key, person_id, serial) for person_id, serial in standing.items() if serial}


def code_history(session: Session, person_id: int) -> list[PersonalCode]:
    """Every issue of the person's code, the latest first."""
    query = select(PersonalCode).where(PersonalCode.person_id == person_id)
    return list(session.scalars(query.order_by(PersonalCode.serial.desc())))


def last_revocation(session: Session, person_id: int) -> PersonalCode | None:
    """The latest issue when it was revoked; None when it counts, or there is none."""
    issues = code_history(session, person_id)
    return issues[0] if issues and issues[0].revoked_at is not None else None
