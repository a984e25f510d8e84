"""One person's file (一人一档): every training of a campaign with attendance and exam, and every other contest taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts, load_many_facts
from quizapp.checkins import Attendance, Stay, stays_at
from quizapp.contests import ContestResult, ContestRow, find_contests, is_verified
from quizapp.people import Person, Roster, RosterEntry
from quizapp.trainings.queries import Training, exam_of, presence_of, read_trainings
from quizapp.trainings.rules import Exam, Presence, is_complete, is_training
from quizapp.units import Unit, within

#: People read together.
CHUNK = 100
#: People of one batch; more are ordered unit by unit.
MOST_PEOPLE = 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenTraining:
    """A training that the person came to."""

    training: Training
    presence: Presence
    exam: Exam | None
    is_complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFile:
    """All that stands on the one page."""

    person_id: int
    #: Empty once erased.
    name: str
    unit_id: int
    unit_name: str
    unit_path: str
    #: Department and post from the roster.
    detail: str
    is_verified: bool
    #: By time, the first one first.
    trainings: tuple[TakenTraining, ...]
    #: Contests that are no training's exam in this file, by time.
    contests: tuple[tuple[ContestRow, Exam], ...]

    @property
    def tenth_hours(self) -> int:
        """Class hours of the trainings in which the person stayed long enough, in tenths."""
        return sum(each.training.said.tenth_hours for each in self.trainings if each.presence.is_enough)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is on file."""
        return not self.trainings and not self.contests


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedLine:
    """A roster line or a participant of a unit; ``person_id`` None = took part in nothing yet."""

    person_id: int | None
    name: str
    unit_name: str


def list_expected(session: Session, campaign_id: int, path: str) -> list[ExpectedLine]:
    """Participants of the subtree, then roster lines without one; by unit and name. Two statements."""
    people = session.execute(
        select(Person.id, Person.name, Unit.name.label("unit_name"))
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.campaign_id == campaign_id, Person.erased_at.is_(None), within(path))
        .order_by(Unit.path, Person.pinyin, Person.id)
    )
    found = [ExpectedLine(person_id=row.id, name=row.name, unit_name=row.unit_name) for row in people]
    taken = select(Person.roster_entry_id).where(
        Person.campaign_id == campaign_id, Person.roster_entry_id.is_not(None)
    )  # fmt: skip
    lines = session.execute(
        select(RosterEntry.name, Unit.name.label("unit_name"))
        .join(Roster, Roster.id == RosterEntry.roster_id)
        .join(Unit, Unit.id == RosterEntry.unit_id)
        .where(Roster.campaign_id == campaign_id, within(path), RosterEntry.id.not_in(taken))
        .order_by(Unit.path, RosterEntry.pinyin, RosterEntry.id)
    )
    return found + [ExpectedLine(person_id=None, name=row.name, unit_name=row.unit_name) for row in lines]


def count_people(session: Session, campaign_id: int, path: str) -> int:
    """Participants of the subtree who were not erased."""
    query = select(func.count(Person.id)).join(Unit, Unit.id == Person.unit_id)
    return session.scalar(query.where(Person.campaign_id == campaign_id, Person.erased_at.is_(None), within(path))) or 0


def stream_files(session: Session, person_ids: Sequence[int], *, now: datetime) -> Iterator[PersonFile]:
    """Files of these people in their order, read `CHUNK` people at a time."""
    for at in range(0, len(person_ids), CHUNK):
        part = person_ids[at : at + CHUNK]
        files = read_files(session, part, now=now)
        yield from (files[person_id] for person_id in part if person_id in files)


def read_files(session: Session, person_ids: Collection[int], *, now: datetime) -> dict[int, PersonFile]:
    """Person -> file. Eight statements at most, however many people."""
    came: dict[tuple[int, int], datetime] = {
        (person_id, session_id): first
        for person_id, session_id, first in session.execute(
            select(Attendance.person_id, Attendance.session_id, func.min(Attendance.arrived_at))
            .where(Attendance.person_id.in_(person_ids), Attendance.undone_at.is_(None))
            .group_by(Attendance.person_id, Attendance.session_id)
        )
    }
    held = [facts for facts in _sessions(session, {key[1] for key in came}) if is_training(facts.kind)]
    trainings = read_trainings(session, held) if held else {}
    stays = _stays(session, held, person_ids, now)
    results = _results(session, person_ids)
    contests = find_contests(session, {contest_id for _, contest_id in results}) if results else {}
    taken: dict[int, list[TakenTraining]] = defaultdict(list)
    for (person_id, session_id), first in came.items():
        if session_id in trainings:
            training, here = trainings[session_id], stays.get((session_id, person_id), {})
            taken[person_id].append(
                _taken(training, first, here, results.get((person_id, training.said.contest_id or 0)))
            )
    return {row.id: _file(row, taken[row.id], results, contests) for row in _people(session, person_ids)}


def _sessions(session: Session, ids: set[int]) -> list[SessionFacts]:
    return load_many_facts(session, list(ids)) if ids else []


def _stays(
    session: Session, held: Sequence[SessionFacts], person_ids: Collection[int], now: datetime
) -> dict[tuple[int, int], dict[date, Stay]]:
    found: dict[tuple[int, int], dict[date, Stay]] = defaultdict(dict)
    for (session_id, person_id, slot), stay in stays_at(session, held, now=now, person_ids=person_ids).items():
        found[session_id, person_id][slot] = stay
    return found


def _results(session: Session, person_ids: Collection[int]) -> dict[tuple[int, int], Exam]:
    rows = session.scalars(
        select(ContestResult).where(ContestResult.person_id.in_(person_ids), ContestResult.attempts > 0)
    )
    return {(row.person_id, row.contest_id): exam_of(row) for row in rows}


def _taken(training: Training, first: datetime, stays: dict[date, Stay], exam: Exam | None) -> TakenTraining:
    presence = presence_of(training.facts, first, stays)
    has_exam = training.said.contest_id is not None
    return TakenTraining(
        training=training, presence=presence, exam=exam, is_complete=is_complete(presence, exam, has_exam=has_exam)
    )  # fmt: skip


def _people(session: Session, person_ids: Collection[int]) -> Sequence[_Row]:
    rows = session.execute(
        select(
            Person.id, Person.name, Person.unit_id, Unit.name.label("unit_name"), Unit.path.label("unit_path"),
            RosterEntry.department, RosterEntry.post, is_verified().label("is_verified"),
        )
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(RosterEntry, RosterEntry.id == Person.roster_entry_id)
        .where(Person.id.in_(person_ids))
    )  # fmt: skip
    return [_Row(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    name: str
    unit_id: int
    unit_name: str
    unit_path: str
    department: str | None
    post: str | None
    is_verified: bool


def _file(
    row: _Row, taken: list[TakenTraining], results: dict[tuple[int, int], Exam], contests: dict[int, ContestRow]
) -> PersonFile:
    exams = {each.training.said.contest_id for each in taken}
    others = [
        (contests[contest_id], exam)
        for (person_id, contest_id), exam in results.items()
        if person_id == row.id and contest_id not in exams and contest_id in contests
    ]
    return PersonFile(
        person_id=row.id, name=row.name, unit_id=row.unit_id, unit_name=row.unit_name, unit_path=row.unit_path,
        detail=" ".join(part for part in (row.department, row.post) if part), is_verified=bool(row.is_verified),
        trainings=tuple(sorted(taken, key=lambda each: (each.training.facts.starts_at, each.training.facts.id))),
        contests=tuple(sorted(others, key=lambda pair: (pair[1].reached_at, pair[0].id))),
    )  # fmt: skip
