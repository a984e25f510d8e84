"""Issuing: whoever meets the rule has one certificate, on the result that counts, made when it is asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from quizapp.certificates.models import Certificate, CertificateOffer, CertificateTemplate
from quizapp.certificates.rules import Rule, new_number
from quizapp.contests import Attempt, ContestResult, ContestRow, restored_by
from quizapp.db import insert_many_or_ignore
from quizapp.kit.clock import local_date
from quizapp.kit.ids import new_token
from quizapp.ledger import LedgerEntry
from quizapp.people import Person
from quizapp.units import Unit

#: Certificates made in one transaction.
CHUNK = 500


def standing_papers() -> Select[Any]:
    """Papers that count now, joined with their ledger entry: handed in, and not taken back or restored. Choose the columns."""
    reversal = aliased(LedgerEntry)
    is_its_entry = (
        (LedgerEntry.source_table == "attempt")
        & (LedgerEntry.source_id == Attempt.id)
        & (LedgerEntry.measure == "attendance")
    )
    return (
        select()
        .select_from(Attempt)
        .join(LedgerEntry, is_its_entry)
        .outerjoin(reversal, reversal.reverses_id == LedgerEntry.id)
        .where(Attempt.is_counted, or_(reversal.id.is_(None), restored_by()))
    )


def is_earned(score: Any, max_score: Any, passed: Any) -> ColumnElement[bool]:
    """Whether a result with these columns meets the rule of the joined `CertificateTemplate`."""
    rule = CertificateTemplate.rule
    return or_(
        rule == Rule.TOOK_PART.value,
        (rule == Rule.PASSED.value) & passed,
        (rule == Rule.SCORE.value) & (score * 100 >= CertificateTemplate.percent * max_score),
    )


def qualified(contest_id: int, person_id: int | None = None) -> Select[Any]:
    """People whose result meets the rule, the paper it stands on, and the certificate they have; erased people do not.

    The result is the one that counts in the contest; an average stands on the latest paper. A certificate that was
    issued is measured by the version that it was issued with, everybody else by the newest.
    Columns: person_id, attempt_id, submitted_at, unit_id, unit_name, certificate_id, stands_on, opened_at, template_id.
    """
    result = cast(Table, ContestResult.__table__).c
    latest = (
        select(func.max(Attempt.id))
        .where(Attempt.contest_id == result.contest_id, Attempt.person_id == result.person_id, Attempt.is_counted)
        .scalar_subquery()
    )
    only = [result.person_id == person_id] if person_id is not None else []
    its_own = (Certificate.contest_id == contest_id) & (Certificate.person_id == result.person_id)
    return (
        select(
            result.person_id, func.coalesce(result.attempt_id, latest).label("attempt_id"),
            result.reached_at.label("submitted_at"), Person.unit_id, Unit.name.label("unit_name"),
            Certificate.id.label("certificate_id"), Certificate.attempt_id.label("stands_on"),
            CertificateOffer.opened_at, CertificateTemplate.id.label("template_id"),
        )
        .select_from(ContestResult)
        .join(Person, Person.id == result.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .join(CertificateOffer, CertificateOffer.contest_id == contest_id)
        .outerjoin(Certificate, its_own)
        .join(CertificateTemplate, CertificateTemplate.id == func.coalesce(Certificate.template_id, CertificateOffer.template_id))
        .where(result.contest_id == contest_id, result.attempts > 0, *only)
        .where(Person.erased_at.is_(None), is_earned(result.score, result.max_score, result.passed))
    )  # fmt: skip


def is_due(session: Session, contest_id: int, person_id: int) -> bool:
    """Whether `issue` would make this person's certificate, or move it to another paper. One statement."""
    return session.execute(_due(contest_id, person_id).limit(1)).first() is not None


def issue(session: Session, contest: ContestRow, *, now: datetime, person_id: int | None = None) -> int:
    """Certificates made or moved: of one person, else of at most `CHUNK` people; again until 0 makes all.

    A certificate moves with the result that counts, and away from a paper that was taken back: number and wording stay. Nothing new
    is made while they are off. Two at once make one.
    """
    rows = session.execute(_due(contest.id, person_id).limit(CHUNK)).all()
    made = [_new(contest, row, now) for row in rows if row.certificate_id is None]
    unique = ("contest_id", "person_id")
    insert_many_or_ignore(session, cast(Table, Certificate.__table__), made, unique=unique)
    moved = [
        {"b_id": row.certificate_id, "b_attempt": row.attempt_id, "b_day": _day(contest, row.submitted_at)}
        for row in rows
        if row.certificate_id is not None
    ]
    if moved:
        table = cast(Table, Certificate.__table__)
        values: dict[str, Any] = {"attempt_id": bindparam("b_attempt"), "earned_on": bindparam("b_day")}
        session.connection().execute(update(table).where(table.c.id == bindparam("b_id")).values(values), moved)
    return len(rows)


def _due(contest_id: int, person_id: int | None) -> Select[Any]:
    query = qualified(contest_id, person_id)
    stands_on = query.selected_columns.attempt_id
    is_missing = Certificate.id.is_(None) & CertificateOffer.opened_at.is_not(None)
    return query.where(or_(is_missing, Certificate.attempt_id != stands_on)).order_by(Person.id)


def _new(contest: ContestRow, row: Any, now: datetime) -> dict[str, Any]:
    return {
        "contest_id": contest.id, "person_id": row.person_id, "template_id": row.template_id,
        "attempt_id": row.attempt_id, "number": new_number(), "token": new_token(), "unit_name": row.unit_name,
        "contest_title": contest.title, "earned_on": _day(contest, row.submitted_at), "issued_at": now,
    }  # fmt: skip


def _day(contest: ContestRow, submitted_at: datetime) -> Any:
    return local_date(submitted_at, contest.time_zone)
