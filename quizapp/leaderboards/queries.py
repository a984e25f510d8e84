"""Reading boards: sums that are kept, a short tail, an index in the order of the board. Nothing grows with papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.contests import (
    ContestRow,
    Place,
    RankedPerson,
    UnitSum,
    find_contest,
    find_place,
    list_best,
    sum_results,
)
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.leaderboards.freeze import read_frozen
from quizapp.leaderboards.rollup import Tallied, marks_of, read_compared, tally_units
from quizapp.leaderboards.rules import BoardSettings, BoardState, Bracket, rank_units
from quizapp.leaderboards.service import read_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitBoard:
    """A contest's units in order. ``moment`` is what it shows: now, or the freeze hour."""

    contest: ContestRow
    settings: BoardSettings
    state: BoardState
    moment: datetime
    brackets: tuple[Bracket, ...]
    #: People credited to the host itself and to units that are not compared.
    others: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleBoard:
    """A contest's first persons in order; names are full here, and masked by whoever shows them."""

    contest: ContestRow
    settings: BoardSettings
    state: BoardState
    moment: datetime
    #: Kind of unit that is asked for; empty = everybody. ``kinds``: those with enough people to be asked for.
    kind: str
    kinds: tuple[str, ...]
    people: tuple[RankedPerson, ...]
    #: Participants in all, and whether they are enough to show anybody.
    participants: int
    #: The reader's own place; None without a result, and while the board is frozen.
    mine: Place | None

    @property
    def is_large_enough(self) -> bool:
        """A handful of people would know one another behind the masks."""
        return self.participants >= self.settings.min_people


def read_unit_board(session: Session, code: str, *, now: datetime) -> UnitBoard:
    """The public board of units at /q/<code>/board. Four statements, whatever the number of papers.

    Raises `NotFound` unless the organizer opened it.
    """
    contest = find_contest(session, code)
    settings = read_settings(session, contest.id)
    if not settings.shows_units:
        raise NotFound(N_("组织者没有公开这次竞赛的单位排行榜"))
    return unit_board(session, contest, settings, now=now, limit=settings.units_limit)


def unit_board(
    session: Session, contest: ContestRow, settings: BoardSettings, *, now: datetime, limit: int | None = None,
    is_live: bool = False,
) -> UnitBoard:  # fmt: skip
    """The board by these settings; ``is_live`` looks behind a freeze, as organizers may. Two statements."""
    frozen = settings.freeze_at if settings.is_frozen(now) and not is_live else None
    found = read_frozen(session, contest.id, frozen) if frozen else None
    if frozen and found is None:
        tallied, state = Tallied(tallies=(), others=0), BoardState.SETTLING
    elif found is not None:
        tallied, state = found.units, BoardState.FROZEN
    else:
        sums = sum_results(session, contest.id, marks=marks_of(contest, settings))
        tallied, state = tally_units(read_compared(session, contest, settings), sums), BoardState.LIVE
    brackets = rank_units(tallied.tallies, settings, question_count=contest.question_count, limit=limit)
    return UnitBoard(
        contest=contest, settings=settings, state=state, moment=frozen or now, brackets=brackets, others=tallied.others
    )


def read_people_board(
    session: Session, code: str, *, now: datetime, person_id: int | None = None, kind: str = ""
) -> PeopleBoard:
    """The public board of persons at /q/<code>/board/people, with the reader's own place. Six statements at most.

    Raises `NotFound` unless the organizer opened it, and for a kind of unit that it does not tell apart.
    """
    contest = find_contest(session, code)
    settings = read_settings(session, contest.id)
    if not settings.shows_people:
        raise NotFound(N_("组织者没有公开这次竞赛的个人排行榜"))
    return people_board(session, contest, settings, now=now, person_id=person_id, kind=kind)


def people_board(
    session: Session, contest: ContestRow, settings: BoardSettings, *, now: datetime, person_id: int | None = None,
    kind: str = "", is_live: bool = False,
) -> PeopleBoard:  # fmt: skip
    """The board by these settings; see `unit_board`."""
    if settings.is_frozen(now) and not is_live:
        return _frozen_people(session, contest, settings, kind)
    sums = sum_results(session, contest.id)
    kinds = _kinds(sums, settings)
    _check_kind(kind, kinds)
    counted = sum(each.people for each in sums if kind in ("", each.kind))
    is_shown = counted >= settings.min_people
    people = list_best(session, contest.id, limit=settings.people_limit, unit_kind=kind) if is_shown else []
    mine = find_place(session, contest.id, person_id, unit_kind=kind) if person_id is not None else None
    return PeopleBoard(
        contest=contest, settings=settings, state=BoardState.LIVE, moment=now, kind=kind, kinds=kinds,
        people=tuple(people), participants=counted, mine=mine,
    )  # fmt: skip


def _frozen_people(session: Session, contest: ContestRow, settings: BoardSettings, kind: str) -> PeopleBoard:
    assert settings.freeze_at is not None
    found = read_frozen(session, contest.id, settings.freeze_at)
    kinds = tuple(sorted(each for each in found.people if each)) if found else ()
    if found is not None:
        _check_kind(kind, kinds)
    block = found.people.get(kind) if found else None
    return PeopleBoard(
        contest=contest, settings=settings, state=BoardState.FROZEN if found else BoardState.SETTLING,
        moment=settings.freeze_at, kind=kind, kinds=kinds, people=block.people(session) if block else (),
        participants=block.participants if block else 0, mine=None,
    )  # fmt: skip


def _kinds(sums: list[UnitSum], settings: BoardSettings) -> tuple[str, ...]:
    if not settings.has_brackets:
        return ()
    people: dict[str, int] = {}
    for each in sums:
        people[each.kind] = people.get(each.kind, 0) + each.people
    return tuple(sorted(kind for kind, count in people.items() if count >= settings.min_people))


def _check_kind(kind: str, kinds: tuple[str, ...]) -> None:
    if kind and kind not in kinds:
        raise NotFound(N_("这次竞赛没有这个分组的排行榜"))
