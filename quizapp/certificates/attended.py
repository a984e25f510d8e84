"""Certificates of attendance: written for a session, issued by a button, standing as long as the attendance does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.activities import Lock, SessionFacts, session_for
from quizapp.certificates.models import AttendedCertificate, AttendedTemplate
from quizapp.certificates.rules import ATTENDED_PLACES, new_number
from quizapp.certificates.service import tidy_words
from quizapp.checkins import long_enough, stayed_long_enough, stays_of
from quizapp.contests import ContestResult
from quizapp.db import insert_many_or_ignore
from quizapp.errors import Conflict, Invalid
from quizapp.exports import CertificateDesign
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token
from quizapp.people import Person
from quizapp.trainings import days_of, read_training
from quizapp.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendedSettings:
    """What an organizer decides about the certificate."""

    title: str
    text: str
    #: One to three, one a line.
    issuers: str
    needs_every_day: bool = False
    #: Whether the exam of the session's training record must be passed.
    needs_exam: bool = False
    design: CertificateDesign = CertificateDesign.PLAIN
    is_landscape: bool = True
    has_seal_box: bool = True
    language: str = "zh_Hans"


#: Columns that are what the organizer chose, word by word.
_NAMES = tuple(each.name for each in fields(AttendedSettings) if each.name not in {"needs_exam", "design"})


def save_attended(
    session: Session, session_id: int, settings: AttendedSettings, *, actor: Actor, now: datetime
) -> AttendedTemplate:
    """The version that holds from now on: a new one, or the standing one when nothing has changed.

    Raises `Invalid` with the field, also when an exam is asked for and the training record names none.
    """
    facts = session_for(session, session_id, Permission.EDIT_ACTIVITIES, actor, lock=Lock.ALONE)
    contest_id = _exam_of(session, facts) if settings.needs_exam else None
    words = {"title": settings.title, "text": settings.text, "issuers": settings.issuers}
    chosen = {name: getattr(settings, name) for name in _NAMES}
    values = chosen | tidy_words(**words, places=ATTENDED_PLACES) | {
        "contest_id": contest_id, "design": settings.design.value,
    }  # fmt: skip
    standing = attended_template(session, session_id)
    if standing is not None and all(getattr(standing, name) == value for name, value in values.items()):
        return standing
    made = AttendedTemplate(
        session_id=session_id, version=standing.version + 1 if standing else 1, created_at=now, created_by=_by(actor),
        **values,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def _exam_of(session: Session, facts: SessionFacts) -> int:
    contest_id = read_training(session, facts).said.contest_id
    if contest_id is None:
        raise Invalid(N_("培训记录里还没有选考核：请先选一个竞赛作考核，或者不要求考核合格"), field="needs_exam")
    return contest_id


def _by(actor: Actor) -> str:
    return f"staff:{actor.id}" if actor.id is not None else "system"


def attended_template(session: Session, session_id: int) -> AttendedTemplate | None:
    """The session's newest version; None before anybody wrote one. One statement."""
    query = select(AttendedTemplate).where(AttendedTemplate.session_id == session_id)
    return session.scalar(query.order_by(AttendedTemplate.version.desc()).limit(1))


def issue_attended(session: Session, session_id: int, *, actor: Actor, now: datetime) -> int:
    """Make the certificates of everybody who meets the rule and has none; how many. Pressed twice it makes none twice.

    Raises `Conflict` before a certificate was written.
    """
    facts = session_for(session, session_id, Permission.EDIT_ACTIVITIES, actor, lock=Lock.ALONE)
    template = attended_template(session, session_id)
    if template is None:
        raise Conflict(N_("请先写好证明，预览无误后再发"))
    have = select(AttendedCertificate.person_id).where(AttendedCertificate.session_id == session_id)
    wanted = earned_by(session, facts, template, now=now) - set(session.scalars(have))
    people = session.execute(
        select(Person.id, Unit.name)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.id.in_(wanted), Person.erased_at.is_(None))
        .order_by(Unit.path, Person.pinyin, Person.id)
    ).all()
    hours = read_training(session, facts).said.tenth_hours
    rows: list[dict[str, Any]] = [
        {
            "session_id": session_id, "person_id": person_id, "template_id": template.id, "number": new_number(),
            "token": new_token(), "unit_name": unit_name, "session_title": facts.title, "held_on": facts.day,
            "tenth_hours": hours, "issued_at": now, "issued_by": _by(actor),
        }
        for person_id, unit_name in people
    ]  # fmt: skip
    table = cast(Table, AttendedCertificate.__table__)
    insert_many_or_ignore(session, table, rows, unique=("session_id", "person_id"))
    return len(rows)


def earned_by(
    session: Session, facts: SessionFacts, template: AttendedTemplate, *, now: datetime,
    person_ids: Collection[int] | None = None,
) -> set[int]:  # fmt: skip
    """Of these people, or of everybody, those who meet the version's rule now. At most two statements."""
    stays = stays_of(session, facts, now=now, person_ids=person_ids)
    found = long_enough(facts, stays)
    if template.needs_every_day:
        days, came = len(days_of(facts)), Counter(person_id for person_id, _ in stays)
        found = {person_id for person_id in found if came[person_id] >= days}
    if template.contest_id is not None and found:
        found &= set(session.scalars(_passed(template.contest_id).where(ContestResult.person_id.in_(found))))
    return found


def has_earned(
    session: Session, facts: SessionFacts, template: AttendedTemplate, person_id: int, *, now: datetime
) -> bool:
    """Whether one person meets the version's rule now."""
    if not stayed_long_enough(session, facts.id, person_id, now=now):
        return False
    return person_id in earned_by(session, facts, template, now=now, person_ids=[person_id])


def _passed(contest_id: int) -> Any:
    """People whose result that counts passes."""
    return select(ContestResult.person_id).where(
        ContestResult.contest_id == contest_id, ContestResult.attempts > 0, ContestResult.passed
    )


def count_earned(session: Session, facts: SessionFacts, template: AttendedTemplate, *, now: datetime) -> int:
    """People who would have one if it were issued now; erased ones do not."""
    earned = earned_by(session, facts, template, now=now)
    query = select(func.count(Person.id)).where(Person.id.in_(earned), Person.erased_at.is_(None))
    return session.scalar(query) or 0
