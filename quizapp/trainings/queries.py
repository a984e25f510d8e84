"""Reading the training record of a session: what was taught, and each person's attendance with the exam's result."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts
from quizapp.checkins import Arrival, Attendance, Stay, door_figures, list_arrivals, long_enough, stays_of
from quizapp.contests import ContestResult, ContestRow, find_contests, is_verified
from quizapp.people import Person
from quizapp.trainings.models import TrainingRecord
from quizapp.trainings.rules import Exam, Presence, is_complete
from quizapp.trainings.service import TrainingFacts, usual_facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A session with what its record says; as sessions usually are while nobody wrote one."""

    facts: SessionFacts
    said: TrainingFacts
    #: The contest that is its exam; None = none.
    exam: ContestRow | None
    #: None before anybody wrote the record.
    changed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingLine:
    """One person of the record."""

    person_id: int
    #: Empty once erased.
    name: str
    unit_name: str
    #: Department and post from the roster.
    detail: str
    #: Whether the name is known: on a roster, or entered by a helper who saw the person.
    is_verified: bool
    #: How the first head came in, as stored with its scan.
    source: str
    presence: Presence
    #: None for somebody without a paper that counts.
    exam: Exam | None
    #: Came, stayed long enough, and passed where there is an exam.
    is_complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingTotals:
    """Figures of the record."""

    people: int
    complete: int
    passed: int
    verified: int
    #: Unnamed heads (人次): counted in the figures of the session, without a line here.
    crowd: int
    #: People with a paper in the exam who never checked in here.
    only_exam: int


def read_training(session: Session, facts: SessionFacts) -> Training:
    """The session with its record. At most two statements."""
    return read_trainings(session, [facts])[facts.id]


def read_trainings(session: Session, held: Sequence[SessionFacts]) -> dict[int, Training]:
    """Session id -> training. At most two statements however many."""
    ids = [facts.id for facts in held]
    rows = session.scalars(select(TrainingRecord).where(TrainingRecord.session_id.in_(ids)))
    records = {row.session_id: row for row in rows}
    wanted = {row.contest_id for row in records.values() if row.contest_id is not None}
    exams = find_contests(session, wanted) if wanted else {}
    return {facts.id: _training(facts, records.get(facts.id), exams) for facts in held}


def _training(facts: SessionFacts, row: TrainingRecord | None, exams: Mapping[int, ContestRow]) -> Training:
    if row is None:
        return Training(facts=facts, said=usual_facts(facts), exam=None, changed_at=None)
    said = TrainingFacts(
        content=row.content, tenth_hours=row.tenth_hours, teacher=row.teacher, keeper=row.keeper,
        contest_id=row.contest_id,
    )  # fmt: skip
    return Training(facts=facts, said=said, exam=exams.get(row.contest_id or 0), changed_at=row.changed_at)


def list_lines(session: Session, training: Training, *, now: datetime) -> list[TrainingLine]:
    """Everybody who came, in the order of arrival; a person over several days is one line. Three statements, four with an exam."""
    facts = training.facts
    arrivals: dict[int, list[Arrival]] = defaultdict(list)
    for arrival in list_arrivals(session, facts.id):
        arrivals[arrival.person_id].append(arrival)
    stays = _by_person(stays_of(session, facts, now=now))
    known = set(session.scalars(_came(facts.id).join(Person, Person.id == Attendance.person_id).where(is_verified())))
    exam_id = training.said.contest_id
    exams = exams_in(session, exam_id, _came(facts.id)) if exam_id is not None else {}
    return [
        _line(facts, each, stays.get(person_id, {}), exams.get(person_id), person_id in known, exam_id is not None)
        for person_id, each in arrivals.items()
    ]


def _came(session_id: int) -> Select[int]:
    return select(Attendance.person_id).where(Attendance.session_id == session_id, Attendance.undone_at.is_(None))


def _by_person(stays: Mapping[tuple[int, date], Stay]) -> dict[int, dict[date, Stay]]:
    found: dict[int, dict[date, Stay]] = defaultdict(dict)
    for (person_id, slot), stay in stays.items():
        found[person_id][slot] = stay
    return found


def _line(
    facts: SessionFacts, arrivals: Sequence[Arrival], stays: Mapping[date, Stay], exam: Exam | None, is_known: bool,
    has_exam: bool,
) -> TrainingLine:  # fmt: skip
    first = arrivals[0]
    presence = presence_of(facts, first.arrived_at, stays)
    return TrainingLine(
        person_id=first.person_id, name=first.name, unit_name=first.unit_name, detail=first.detail, source=first.source,
        is_verified=is_known, presence=presence, exam=exam,
        is_complete=is_complete(presence, exam, has_exam=has_exam),
    )  # fmt: skip


def presence_of(facts: SessionFacts, first_in: datetime, stays: Mapping[date, Stay]) -> Presence:
    """All days of one person together: the shortest stay is asked of their sum, as certificates ask it."""
    minutes = sum(stay.minutes for stay in stays.values())
    return Presence(
        first_in=first_in, days=len(stays), minutes=minutes, is_open=any(stay.is_open for stay in stays.values()),
        is_enough=bool(long_enough({(0, day): stay for day, stay in stays.items()}, least_min=facts.door.min_stay_min)),
    )  # fmt: skip


def exams_in(session: Session, contest_id: int, people: Select[int]) -> dict[int, Exam]:
    """Person -> result that counts, of these people. One statement."""
    rows = session.scalars(
        select(ContestResult).where(
            ContestResult.contest_id == contest_id, ContestResult.attempts > 0, ContestResult.person_id.in_(people)
        )
    )
    return {row.person_id: exam_of(row) for row in rows}


def exam_of(row: ContestResult) -> Exam:
    """The result as a record says it."""
    return Exam(
        score=row.score, max_score=row.max_score, passed=row.passed, attempts=row.attempts, reached_at=row.reached_at
    )  # fmt: skip


def sum_up(session: Session, training: Training, lines: Iterable[TrainingLine]) -> TrainingTotals:
    """Figures of the record. Three statements, four with an exam."""
    lines, contest_id = list(lines), training.said.contest_id
    only_exam = _count_only_exam(session, training.facts.id, contest_id) if contest_id is not None else 0
    return TrainingTotals(
        people=len(lines), complete=sum(line.is_complete for line in lines),
        passed=sum(line.exam is not None and line.exam.passed for line in lines),
        verified=sum(line.is_verified for line in lines),
        crowd=door_figures(session, training.facts.id).by_source.get("headcount", 0), only_exam=only_exam,
    )  # fmt: skip


def _count_only_exam(session: Session, session_id: int, contest_id: int) -> int:
    came = exists().where(
        Attendance.session_id == session_id, Attendance.person_id == ContestResult.person_id,
        Attendance.undone_at.is_(None),
    )  # fmt: skip
    query = select(func.count()).select_from(ContestResult)
    return session.scalar(query.where(ContestResult.contest_id == contest_id, ContestResult.attempts > 0, ~came)) or 0
