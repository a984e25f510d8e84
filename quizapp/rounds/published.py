"""A published list as a file, and making it again from the ledger."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.contests import ContestRow
from quizapp.rounds.models import EventRound, RoundDecision, RoundEvent, RoundPlace
from quizapp.rounds.ranking import read_ranking
from quizapp.rounds.rules import FileLine, Ranked, Role, Verdict, choose, hash_list, list_file, ticket_of
from quizapp.rounds.service import rule_of


def published_file(session: Session, event: RoundEvent, found: EventRound, contest: ContestRow) -> bytes:
    """The list as it was published, without names; its SHA-256 is the published fingerprint. One statement."""
    assert found.position is not None
    lines = (
        FileLine(
            role=place.role, rank=place.rank, ticket=ticket_of(event.ticket_key, place.person_id), score=place.score,
            is_by_hand=place.is_by_hand,
        )
        for place in _frozen(session, found.id)
    )  # fmt: skip
    return list_file(contest_code=contest.code, rule=rule_of(found), position=found.position, lines=lines)


def is_true(session: Session, event: RoundEvent, found: EventRound, contest: ContestRow) -> bool:
    """Whether the published list follows again from the ledger at its position, the rule and the decisions before it.

    What the organizer added or left out before is taken as decided. Four statements.
    """
    assert found.position is not None
    frozen = _frozen(session, found.id)
    if hash_list(published_file(session, event, found, contest)) != found.list_hash:
        return False
    on_list = {place.person_id for place in frozen}
    by_hand = {place.person_id for place in frozen if place.is_by_hand}
    # whoever was left out before the publication has no place on it
    left_out = set(_ever_removed(session, found.id)) - on_list
    ranking = read_ranking(session, contest, position=found.position)
    chosen = choose(ranking, rule_of(found), without=left_out)
    expected = [_mark(Role.LISTED, each) for each in chosen.listed if each.person_id not in by_hand]
    expected += [_mark(Role.RESERVE, each) for each in chosen.reserves if each.person_id not in by_hand]
    return expected == [(place.role, place.person_id, place.score) for place in frozen if not place.is_by_hand]


def _mark(role: Role, each: Ranked) -> tuple[str, int, int]:
    return role.value, each.person_id, each.score


def _frozen(session: Session, round_id: int) -> list[RoundPlace]:
    query = select(RoundPlace).where(RoundPlace.round_id == round_id, RoundPlace.is_frozen)
    return list(session.scalars(query.order_by(RoundPlace.order_no)))


def _ever_removed(session: Session, round_id: int) -> list[int]:
    removed = select(RoundDecision.person_id).where(
        RoundDecision.round_id == round_id, RoundDecision.verdict == Verdict.REMOVE.value
    )
    return list(session.scalars(removed))
