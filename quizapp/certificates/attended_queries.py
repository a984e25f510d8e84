"""Reading certificates of attendance: one by its number or its files' name, a person's own, a session's list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from quizapp.activities import ActivitySession, SessionFacts, load_facts
from quizapp.certificates.attended import asked_by, earned_by, has_earned
from quizapp.certificates.models import AttendedCertificate, AttendedTemplate
from quizapp.certificates.rules import NUMBER_LENGTH
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.ids import tidy_short_code
from quizapp.people import Person
from quizapp.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendedRow:
    """A certificate with what it says. ``name`` is the full one, empty once the person was erased."""

    id: int
    session_id: int
    person_id: int
    number: str
    token: str
    name: str
    unit_name: str
    session_title: str
    held_on: date
    tenth_hours: int
    issued_at: datetime
    #: The attendance was taken back, or the exam is not passed any more.
    is_withdrawn: bool
    template: AttendedTemplate


def list_attended(session: Session, facts: SessionFacts, *, now: datetime) -> list[AttendedRow]:
    """All certificates of a session, unit by unit and then by name. One statement and two for each version."""
    query = _query().where(AttendedCertificate.session_id == facts.id)
    rows = session.execute(query.order_by(Unit.path, Person.pinyin, AttendedCertificate.id)).all()
    standing = _standing(session, facts, rows, now)
    return [_row(row, is_withdrawn=row[0].id not in standing) for row in rows]


def _standing(session: Session, facts: SessionFacts, rows: Sequence[Any], now: datetime) -> set[int]:
    """Ids of those whose rule is still met; a version's rule is asked once for all of its people."""
    found: set[int] = set()
    for template in {row[1].id: row[1] for row in rows}.values():
        mine = [row[0] for row in rows if row[1].id == template.id]
        earned = earned_by(session, facts, asked_by(template), now=now, person_ids=[each.person_id for each in mine])
        found |= {each.id for each in mine if each.person_id in earned}
    return found


def find_attended(session: Session, typed: str, *, now: datetime) -> AttendedRow:
    """The certificate with this number, spaces and dashes aside. Raises `NotFound`."""
    number = tidy_short_code(typed)
    found = _one(session, AttendedCertificate.number == number, now) if len(number) == NUMBER_LENGTH else None
    if found is None:
        raise NotFound(N_("没有这个编号的证书：请核对编号，一个字符也不能差"))
    return found


def attended_by_token(session: Session, token: str, *, now: datetime) -> AttendedRow:
    """The certificate whose files are named so. Raises `NotFound`, also when it is withdrawn or the name was erased."""
    found = _one(session, AttendedCertificate.token == token, now)
    if found is None or found.is_withdrawn or not found.name:
        raise NotFound(N_("没有这张证明：它可能已经撤回，请联系主办单位"))
    return found


def my_attended(session: Session, session_id: int, person_id: int, *, now: datetime) -> AttendedRow | None:
    """The person's certificate of this session; None before it is issued."""
    mine = (AttendedCertificate.session_id == session_id) & (AttendedCertificate.person_id == person_id)
    return _one(session, mine, now)


def attended_of(session: Session, campaign_id: int, person_id: int) -> list[tuple[str, str, str]]:
    """(session's code, certificate's title, session's title) of the person's certificates that stand or did. One statement."""
    rows = session.execute(
        select(ActivitySession.code, AttendedTemplate.title, AttendedCertificate.session_title)
        .join(ActivitySession, ActivitySession.id == AttendedCertificate.session_id)
        .join(AttendedTemplate, AttendedTemplate.id == AttendedCertificate.template_id)
        .join(Person, Person.id == AttendedCertificate.person_id)
        .where(AttendedCertificate.person_id == person_id, Person.campaign_id == campaign_id)
        .order_by(AttendedCertificate.id)
    ).all()
    return [(row[0], row[1], row[2]) for row in rows]


def _query() -> Select[AttendedCertificate, AttendedTemplate, str]:
    return (
        select(AttendedCertificate, AttendedTemplate, Person.name)
        .join(AttendedTemplate, AttendedTemplate.id == AttendedCertificate.template_id)
        .join(Person, Person.id == AttendedCertificate.person_id)
        .join(Unit, Unit.id == Person.unit_id)
    )


def _one(session: Session, condition: Any, now: datetime) -> AttendedRow | None:
    row = session.execute(_query().where(condition)).first()
    if row is None:
        return None
    facts = load_facts(session, row[0].session_id)
    return _row(row, is_withdrawn=not has_earned(session, facts, asked_by(row[1]), row[0].person_id, now=now))


def _row(row: Any, *, is_withdrawn: bool) -> AttendedRow:
    certificate, template, name = row
    return AttendedRow(
        id=certificate.id, session_id=certificate.session_id, person_id=certificate.person_id,
        number=certificate.number, token=certificate.token, name=name, unit_name=certificate.unit_name,
        session_title=certificate.session_title, held_on=certificate.held_on, tenth_hours=certificate.tenth_hours,
        issued_at=certificate.issued_at, is_withdrawn=is_withdrawn, template=template,
    )  # fmt: skip
