"""From rows to what the rules judge: papers without names, answers without the order they were shown in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign
from quizapp.contests import Attempt, Contest, Pool, load_answers, load_pool, read_issued
from quizapp.integrity.rules import Paper
from quizapp.ledger import LedgerEntry, Measure
from quizapp.people import Person, Roster, RosterEntry
from quizapp.questions import Question, read_answer

#: Positions of the ledger looked back for papers of the same hours, and papers of shared phones: bounds of every cost.
LOOK_BACK, MOST_OF_PHONES = 1_000, 2_000
#: Names on a phone from which on it is looked at.
SHARED = 4

_EXPECTED = exists().where(
    Roster.id == RosterEntry.roster_id, Roster.campaign_id == Contest.campaign_id, RosterEntry.unit_id == Person.unit_id
)
_PAPERS = (
    select(
        Attempt.id, Attempt.contest_id, Attempt.person_id, Attempt.attempt_no, Attempt.device_hash, Attempt.issued,
        Attempt.answers, Attempt.shares, Attempt.started_at, Attempt.submitted_at, Attempt.submitted_by, Person.unit_id,
        Person.origin, Person.roster_entry_id, Contest.pool_hash, Campaign.time_zone,
        _EXPECTED.label("has_roster"), _EXPECTED.where(RosterEntry.name_key == Person.name_key).label("is_named"),
    )
    .join(Contest, Contest.id == Attempt.contest_id)
    .join(Campaign, Campaign.id == Contest.campaign_id)
    .join(Person, Person.id == Attempt.person_id)
)  # fmt: skip
_COUNTED = _PAPERS.where(Attempt.is_counted)


def papers_in_ledger(session: Session, after: int, upto: int) -> dict[int, tuple[list[Paper], list[Paper]]]:
    """Contest id -> (papers that count whose entries stand at the positions (after, upto], these and those of the look back).

    Contests without new papers are left out. One statement, and one for each pool that is not in memory.
    """
    entry = (
        (LedgerEntry.source_table == "attempt") & (LedgerEntry.source_id == Attempt.id)
        & (LedgerEntry.measure == Measure.ATTENDANCE.value)
        & (LedgerEntry.id > after - LOOK_BACK) & (LedgerEntry.id <= upto)
    )  # fmt: skip
    query = _COUNTED.join(LedgerEntry, entry).add_columns((LedgerEntry.id > after).label("is_new"))
    rows = session.execute(query.order_by(LedgerEntry.id)).all()
    wanted = {row.contest_id for row in rows if row.is_new}
    found: dict[int, tuple[list[Paper], list[Paper]]] = {contest_id: ([], []) for contest_id in wanted}
    for row in rows:
        if row.contest_id in wanted:
            paper = paper_of(row, load_pool(session, row.contest_id, row.pool_hash))
            new, around = found[row.contest_id]
            around.append(paper)
            if row.is_new:
                new.append(paper)
    return found


def latest_papers(session: Session, contest_id: int, limit: int) -> list[Paper]:
    """The papers of a contest that were begun last, oldest first."""
    query = _COUNTED.where(Attempt.contest_id == contest_id).order_by(Attempt.id.desc()).limit(limit)
    return _by_contest(session, query).get(contest_id, [])[::-1]


def read_paper(session: Session, attempt_id: int) -> Paper | None:
    """One paper that was handed in, voided or not; None for an open one."""
    query = _PAPERS.where(Attempt.id == attempt_id, Attempt.submitted_at.is_not(None))
    return next((paper for found in _by_contest(session, query).values() for paper in found), None)


def papers_of_shared_phones(session: Session, contest_id: int, papers: Iterable[Paper]) -> list[Paper]:
    """All papers of the contest from those phones of ``papers`` that several people used. Two statements."""
    phones = {paper.device for paper in papers if paper.device is not None}
    mine: tuple[ColumnElement[bool], ...] = (Attempt.contest_id == contest_id, Attempt.device_hash.in_(phones))
    names = func.count(func.distinct(Attempt.person_id))
    shared = session.scalars(
        select(Attempt.device_hash).where(*mine).group_by(Attempt.device_hash).having(names >= SHARED)
    )
    found = shared.all()
    if not found:
        return []
    query = _COUNTED.where(Attempt.contest_id == contest_id, Attempt.device_hash.in_(found))
    return _by_contest(session, query.order_by(Attempt.id.desc()).limit(MOST_OF_PHONES)).get(contest_id, [])


def _by_contest(session: Session, query: Select[Any]) -> dict[int, list[Paper]]:
    found: dict[int, list[Paper]] = {}
    for row in session.execute(query).all():
        # the pool is read once a contest and then kept in memory
        found.setdefault(row.contest_id, []).append(paper_of(row, load_pool(session, row.contest_id, row.pool_hash)))
    return found


def paper_of(row: Any, pool: Pool) -> Paper:
    """A row of papers as the rules see it."""
    issued, picked = read_issued(row.issued), load_answers(row.answers)
    answers: dict[int, object] = {}
    wrong: set[int] = set()
    for place, at in enumerate(issued):
        if place not in picked:
            continue
        question = pool.questions[at.question_index]
        answers[at.question_index] = _canonical(read_answer(question, at.option_order, picked[place]))
        if not row.shares or float(row.shares[place]) < 1:
            wrong.add(at.question_index)
    local = row.submitted_at.astimezone(ZoneInfo(row.time_zone))
    asked = [pool.questions[index] for index in answers]
    stems = sum(len(question.stem) for question in asked)
    return Paper(
        attempt_id=row.id, person_id=row.person_id, unit_id=row.unit_id, device=row.device_hash,
        attempt_no=row.attempt_no, started_at=row.started_at, submitted_at=row.submitted_at, day=local.date(),
        hour=local.hour, is_handed_in=row.submitted_by == "phone", answers=answers, wrong=frozenset(wrong),
        stem_chars=stems, all_chars=stems + sum(map(_option_chars, asked)), is_on_roster=_is_expected(row),
        is_helped=row.origin != "phone",
    )  # fmt: skip


def _canonical(answer: object) -> object:
    """Something that can be compared and counted, whatever the type of question answers with."""
    return tuple(map(_canonical, answer)) if isinstance(answer, list | tuple) else answer


def _option_chars(question: Question) -> int:
    return sum(len(option) for option in question.options)


def _is_expected(row: Any) -> bool | None:
    if row.roster_entry_id is not None or row.is_named:
        return True
    return False if row.has_roster else None
