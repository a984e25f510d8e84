"""What a device is told of a scan, again and again the same."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts
from quizapp.checkins import present_people
from quizapp.db import first_row, plain_rows
from quizapp.devices.models import DoorUpload
from quizapp.devices.rules import Outcome
from quizapp.people import names_of_people


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of one scan. ``verdict`` is one of check-in's, or a `quizapp.devices.rules.Problem`."""

    nonce: str
    outcome: Outcome
    verdict: str
    #: Masked; empty when nobody was found.
    name: str = ""
    #: First arrival; None when the person is not in.
    arrived_at: datetime | None = None


def read_receipt(session: Session, facts: SessionFacts, upload: DoorUpload) -> Receipt:
    """The receipt of an upload that stands. At most two statements."""
    name, arrived_at = "", None
    if upload.person_id is not None:
        name = names_of_people(session, [upload.person_id]).get(upload.person_id, "")
        arrived_at = present_people(session, facts.id, [upload.person_id]).get(upload.person_id, (0, None))[1]
    return Receipt(
        nonce=upload.nonce, outcome=Outcome(upload.outcome), verdict=upload.verdict, name=name, arrived_at=arrived_at
    )


def find_receipt(session: Session, facts: SessionFacts, nonce: str) -> Receipt | None:
    """What became of the scan with this nonce; None when the server never had it."""
    upload = session.scalar(select(DoorUpload).where(DoorUpload.session_id == facts.id, DoorUpload.nonce == nonce))
    return read_receipt(session, facts, upload) if upload else None


_KNOWN = select(DoorUpload.nonce).where(
    DoorUpload.session_id == bindparam("session_id"), DoorUpload.nonce.in_(bindparam("nonces", expanding=True))
)
#: The same for one scan and the one before it, as most requests bring them: a statement without a list costs a tenth.
_KNOWN_OF_TWO = select(
    exists().where(DoorUpload.session_id == bindparam("session_id"), DoorUpload.nonce == bindparam("one")).label("one"),
    exists().where(DoorUpload.session_id == bindparam("session_id"), DoorUpload.nonce == bindparam("two")).label("two"),
)


def known_nonces(session: Session, session_id: int, nonces: Collection[str]) -> frozenset[str]:
    """Which of ``nonces`` the server has; after an older backup was restored it lacks some that it acknowledged."""
    asked = [nonce for nonce in nonces if nonce]
    if not asked:
        return frozenset()
    if len(asked) <= 2:
        row = first_row(session, _KNOWN_OF_TWO, {"session_id": session_id, "one": asked[0], "two": asked[-1]})
        return frozenset(nonce for nonce, is_known in ((asked[0], row.one), (asked[-1], row.two)) if is_known)
    return frozenset(plain_rows(session, _KNOWN, {"session_id": session_id, "nonces": asked}).scalars())
