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
from quizapp.checkins import long_enough, stays_of
from quizapp.contests import ContestResult
from quizapp.db import insert_many_or_ignore
from quizapp.errors import Conflict, Invalid
from quizapp.exports import CertificateDesign
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token
from quizapp.people import Person
from quizapp.trainings import read_training
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody must have done."""

    min_stay_min: int
    days: int
    #: The contest that must be passed; None = none.
    contest_id: int | None


def asked_by(template: AttendedTemplate) -> Asked:
    """What a version asks, for ever: certificates stand by the rule they were issued with."""
    return Asked(min_stay_min=template.min_stay_min, days=template.days, contest_id=template.contest_id)


def asked_now(facts: SessionFacts, template: AttendedTemplate) -> Asked:
    """What the version would ask if certificates were issued now, by the session as it has become."""
    return Asked(**_of_session(facts, template.needs_every_day), contest_id=template.contest_id)


def _of_session(facts: SessionFacts, needs_every_day: bool) -> dict[str, int]:
    return {"min_stay_min": facts.door.min_stay_min, "days": len(facts.days) if needs_every_day else 1}


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
        "contest_id": contest_id, "design": settings.design.value, **_of_session(facts, settings.needs_every_day),
    }  # fmt: skip
    return _version(session, session_id, attended_template(session, session_id), values, actor=actor, now=now)


def _version(
    session: Session, session_id: int, standing: AttendedTemplate | None, values: dict[str, Any], *, actor: Actor,
    now: datetime,
) -> AttendedTemplate:  # fmt: skip
    """The standing version where it says the same, else the next one."""
    if standing is not None and all(getattr(standing, name) == value for name, value in values.items()):
        return standing
    made = AttendedTemplate(
        session_id=session_id, version=standing.version + 1 if standing else 1, created_at=now, created_by=_by(actor),
        **values,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def _with_rule_of_now(
    session: Session, facts: SessionFacts, template: AttendedTemplate, *, actor: Actor, now: datetime
) -> AttendedTemplate:
    """The same words under the rule of the session as it is: what was issued before keeps its own."""
    kept = {name: getattr(template, name) for name in (*_NAMES, "contest_id", "design")}
    values = kept | _of_session(facts, template.needs_every_day)
    return _version(session, facts.id, template, values, actor=actor, now=now)


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
    template = _with_rule_of_now(session, facts, template, actor=actor, now=now)
    have = select(AttendedCertificate.person_id).where(AttendedCertificate.session_id == session_id)
    wanted = earned_by(session, facts, asked_by(template), now=now) - set(session.scalars(have))
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
    session: Session, facts: SessionFacts, asked: Asked, *, now: datetime, person_ids: Collection[int] | None = None
) -> set[int]:
    """Of these people, or of everybody, those who have done it as of now. At most two statements."""
    stays = stays_of(session, facts, now=now, person_ids=person_ids)
    came = Counter(person_id for person_id, _ in stays)
    found = {
        person_id for person_id in long_enough(stays, least_min=asked.min_stay_min) if came[person_id] >= asked.days
    }
    if asked.contest_id is not None and found:
        found &= set(session.scalars(_passed(asked.contest_id).where(ContestResult.person_id.in_(found))))
    return found


def has_earned(session: Session, facts: SessionFacts, asked: Asked, person_id: int, *, now: datetime) -> bool:
    """Whether one person has done it as of now."""
    return person_id in earned_by(session, facts, asked, now=now, person_ids=[person_id])


def _passed(contest_id: int) -> Any:
    """People whose result that counts passes."""
    return select(ContestResult.person_id).where(
        ContestResult.contest_id == contest_id, ContestResult.attempts > 0, ContestResult.passed
    )


def count_earned(session: Session, facts: SessionFacts, template: AttendedTemplate, *, now: datetime) -> int:
    """People who would have one if it were issued now; erased ones do not."""
    earned = earned_by(session, facts, asked_now(facts, template), now=now)
    query = select(func.count(Person.id)).where(Person.id.in_(earned), Person.erased_at.is_(None))
    return session.scalar(query) or 0
