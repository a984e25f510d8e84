"""Reading a contest's board of units: what stands in the ledger, rolled up to the children of the host."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, case, func, select
from sqlalchemy.orm import Session, aliased

from quizapp.contests import Attempt, ContestRow, find_contest, restored_by
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.leaderboards.rules import BoardLine, Order, Tally, rank_units
from quizapp.ledger import LedgerEntry
from quizapp.units import Unit, list_children


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A contest's units in order; people of units outside of the host's tree are counted, not ranked."""

    contest: ContestRow
    order: Order
    lines: tuple[BoardLine, ...]
    #: Participants credited to the host itself and to units outside of its tree.
    others: int


def read_unit_board(session: Session, code: str) -> Board:
    """The board of the contest at /q/<code>. Three statements, whatever the number of papers.

    Raises `NotFound` unless the organizer opened it.
    """
    contest = find_contest(session, code)
    if not contest.shows_unit_board:
        raise NotFound(N_("组织者没有公开这次竞赛的排行榜"))
    children = {child.id: child for child in list_children(session, contest.unit_id, only_active=False)}
    people, attempts, passed = _roll_up(_by_unit(session, contest.id), contest.unit_path, set(children))
    order, lines = rank_units(
        [
            Tally(
                unit_id=unit_id, name=child.name, people=people[unit_id], attempts=attempts[unit_id],
                passed_people=passed[unit_id], headcount=child.headcount,
            )
            for unit_id, child in children.items()
        ]
    )  # fmt: skip
    return Board(contest=contest, order=order, lines=lines, others=people[0])


def _by_unit(session: Session, contest_id: int) -> Iterable[Row[Any]]:
    """Per credited unit: path, distinct people, papers, distinct people who passed; entries taken back are left out.

    A person's entries stand in one unit, so the sums over units are exact.
    """
    reversal = aliased(LedgerEntry)
    passed_person = case((Attempt.passed.is_(True), Attempt.person_id))
    return session.execute(
        select(
            Unit.path,
            func.count(func.distinct(Attempt.person_id)).label("people"),
            func.count().label("attempts"),
            func.count(func.distinct(passed_person)).label("passed"),
        )
        .select_from(Attempt)
        .join(
            LedgerEntry,
            (LedgerEntry.source_table == "attempt")
            & (LedgerEntry.source_id == Attempt.id)
            & (LedgerEntry.measure == "attendance"),
        )
        .join(Unit, Unit.id == LedgerEntry.unit_id)
        .outerjoin(reversal, reversal.reverses_id == LedgerEntry.id)
        .where(Attempt.contest_id == contest_id, Attempt.is_counted, reversal.id.is_(None) | restored_by())
        .group_by(Unit.path)
    )


def _roll_up(rows: Iterable[Row[Any]], top: str, children: set[int]) -> tuple[Counter[int], Counter[int], Counter[int]]:
    """People, papers and passed people by child of ``top``; 0 stands for everybody else."""
    people, attempts, passed = Counter[int](), Counter[int](), Counter[int]()
    for row in rows:
        below = row.path[len(top) :] if row.path.startswith(top) else ""
        first = below.partition("/")[0]
        child = int(first) if first and int(first) in children else 0
        people[child] += row.people
        attempts[child] += row.attempts
        passed[child] += row.passed
    return people, attempts, passed
