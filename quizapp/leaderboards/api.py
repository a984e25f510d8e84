"""Both boards as JSON, as public as the pages: nothing where the organizer opened none."""

from __future__ import annotations

from datetime import datetime

import msgspec
from flask import Blueprint

from quizapp import leaderboards
from quizapp.kit.text import mask_name
from quizapp.leaderboards import Bracket, PeopleBoard, UnitBoard
from quizapp.leaderboards.words import told_rule
from quizapp.web import api_route, limited, now, participant, say, store

blueprint = Blueprint("board_api", __name__, url_prefix="/api/contests")
_TAGS = ("contest",)


class UnitLine(msgspec.Struct, frozen=True, kw_only=True):
    """A unit with a rank. ``value``: people or points, or hundredths of a percent or of a point, by the formula."""

    rank: int
    name: str
    value: int
    people: int
    headcount: int | None
    headcount_as_of: str | None


class UnitBracket(msgspec.Struct, frozen=True, kw_only=True):
    """Units compared with one another; the last three are named without figures."""

    kind: str
    lines: tuple[UnitLine, ...]
    small: tuple[str, ...]
    undeclared: tuple[str, ...]
    further: tuple[str, ...]


class UnitBoardAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The board of units at ``moment``."""

    #: live | frozen | settling
    state: str
    moment: datetime
    #: people | above_mark | rate | average | correct | points, and the whole rule in words.
    formula: str
    rule: str
    min_people: int
    brackets: tuple[UnitBracket, ...]
    others: int


class PersonLine(msgspec.Struct, frozen=True, kw_only=True):
    """A person with a masked name. Scores are hundredths of a point."""

    rank: int
    name: str
    unit: str
    score: int
    max_score: int
    seconds: int
    reached_at: datetime


class PeopleBoardAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The board of persons at ``moment``."""

    state: str
    moment: datetime
    kinds: tuple[str, ...]
    lines: tuple[PersonLine, ...]


class BracketQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Kind of unit; empty = everybody."""

    kind: str = ""


@blueprint.get("/<code>/board/units")
@participant
@limited("contest.page", "120/minute")
@api_route(summary="The public board of units", responses={200: UnitBoardAnswer}, tags=_TAGS)
def units(code: str) -> UnitBoardAnswer:
    """404 unless it was opened."""
    with store().read() as session:
        found = leaderboards.read_unit_board(session, code, now=now())
    return _unit_board(found)


@blueprint.get("/<code>/board/people")
@participant
@limited("contest.page", "120/minute")
@api_route(summary="The public board of persons", query=BracketQuery, responses={200: PeopleBoardAnswer}, tags=_TAGS)
def people(code: str, *, query: BracketQuery) -> PeopleBoardAnswer:
    """404 unless it was opened. Nobody's own place is in it."""
    with store().read() as session:
        found = leaderboards.read_people_board(session, code, now=now(), kind=query.kind[:20])
    return _people_board(found)


def _unit_board(board: UnitBoard) -> UnitBoardAnswer:
    settings = board.settings
    return UnitBoardAnswer(
        state=board.state.value, moment=board.moment, formula=settings.formula.value, rule=say(told_rule(settings)),
        min_people=settings.min_people, brackets=tuple(_bracket(each) for each in board.brackets), others=board.others,
    )  # fmt: skip


def _bracket(bracket: Bracket) -> UnitBracket:
    return UnitBracket(
        kind=bracket.kind, small=bracket.small, undeclared=bracket.undeclared, further=bracket.further,
        lines=tuple(
            UnitLine(
                rank=line.rank, name=line.tally.name, value=line.value, people=line.tally.people,
                headcount=line.tally.headcount,
                headcount_as_of=line.tally.headcount_as_of.isoformat() if line.tally.headcount_as_of else None,
            )
            for line in bracket.lines
        ),
    )  # fmt: skip


def _people_board(board: PeopleBoard) -> PeopleBoardAnswer:
    lines = tuple(
        PersonLine(
            rank=rank, name=mask_name(each.name), unit=each.unit_name if board.settings.names_units else "",
            score=each.score, max_score=each.max_score, seconds=each.seconds, reached_at=each.reached_at,
        )
        for rank, each in enumerate(board.people, 1)
    )  # fmt: skip
    return PeopleBoardAnswer(state=board.state.value, moment=board.moment, kinds=board.kinds, lines=lines)
