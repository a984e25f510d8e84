"""The score of a team and the order of teams. Pure, and printed on the board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MIN_SEATS, MAX_SEATS = 2, 10
NAME_LIMIT = 20


class Formula(StrEnum):
    """What a team's score is made of."""

    #: All members' results added up.
    SUM = "sum"
    #: The same, divided by the number of members; who has no result counts as nought.
    MEAN = "mean"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A member's result that counts; scores are hundredths of a point."""

    score: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A team's members, and the results of those who have one."""

    team_id: int
    members: int
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A team with its score; ``rank`` None = too few members, or nobody has a result. Equals share a rank."""

    rank: int | None
    team_id: int
    #: Hundredths of a point.
    score: int
    seconds: int
    members: int
    #: Members with a result that counts.
    with_result: int


def rank_teams(tallies: Sequence[Tally], formula: Formula, *, min_size: int) -> list[Scored]:
    """Ranked teams, best first: by score, then by time in all; behind them the others in order of their ids."""
    fit = [each for each in tallies if _is_fit(each, min_size)]
    fit.sort(key=lambda each: (*_key(each, formula), each.team_id))
    scored: list[Scored] = []
    for place, each in enumerate(fit, start=1):
        is_equal = place > 1 and _key(each, formula) == _key(fit[place - 2], formula)
        scored.append(_scored(each, formula, scored[-1].rank if is_equal else place))
    others = sorted((each for each in tallies if not _is_fit(each, min_size)), key=lambda each: each.team_id)
    return [*scored, *(_scored(each, formula, None) for each in others)]


def _is_fit(tally: Tally, min_size: int) -> bool:
    return tally.members >= min_size and bool(tally.results)


def team_score(tally: Tally, formula: Formula) -> int:
    """Hundredths of a point; a mean is rounded half up."""
    total = sum(result.score for result in tally.results)
    if formula is Formula.SUM or not tally.members:
        return total
    return (2 * total + tally.members) // (2 * tally.members)


def _key(tally: Tally, formula: Formula) -> tuple[int, int]:
    return -team_score(tally, formula), sum(result.seconds for result in tally.results)


def _scored(tally: Tally, formula: Formula, rank: int | None) -> Scored:
    return Scored(
        rank=rank, team_id=tally.team_id, score=team_score(tally, formula),
        seconds=sum(result.seconds for result in tally.results), members=tally.members, with_result=len(tally.results),
    )  # fmt: skip
