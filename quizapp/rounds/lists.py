"""The list of those who go on: computed as often as one likes, published once, and checked by anybody afterwards."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.contests import Attempt, ContestRow, ContestState, actor_name, read_contest
from quizapp.errors import Conflict, Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.ledger import safe_position
from quizapp.people import Person
from quizapp.rounds.models import EventRound, RoundDecision, RoundEvent, RoundPlace
from quizapp.rounds.ranking import read_ranking
from quizapp.rounds.rules import (
    FileLine,
    Ranked,
    Role,
    Rule,
    Verdict,
    choose,
    group_of,
    hash_list,
    list_file,
    ticket_of,
)
from quizapp.rounds.service import round_for, rule_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A person on a list that is being made."""

    role: Role
    person_id: int
    #: None for somebody without a result whom the organizer added.
    ranked: Ranked | None
    #: Why the organizer added the person; empty where the rule did.
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The list as it would be published now."""

    lines: tuple[Line, ...]
    #: The ranking that it was made from.
    ranking: tuple[Ranked, ...]
    #: Person id -> reason, of those whom the organizer left out.
    left_out: dict[int, str]


def draft_list(session: Session, found: EventRound, contest: ContestRow, *, position: int | None = None) -> Draft:
    """The list by the round's rule and the decisions so far. Two statements."""
    held = standing_decisions(session, found.id)
    added = {person_id: reason for person_id, (verdict, reason) in held.items() if verdict is Verdict.ADD}
    left_out = {person_id: reason for person_id, (verdict, reason) in held.items() if verdict is Verdict.REMOVE}
    ranking = read_ranking(session, contest, position=position)
    lines = _lines(ranking, rule_of(found), added=added, left_out=left_out)
    return Draft(lines=lines, ranking=tuple(ranking), left_out=left_out)


def _lines(
    ranking: list[Ranked], rule: Rule, *, added: dict[int, str], left_out: Collection[int]
) -> tuple[Line, ...]:  # fmt: skip
    chosen = choose(ranking, rule, without=left_out)
    by_rule = {each.person_id for each in chosen.listed}
    results = {each.person_id: each for each in ranking}
    listed = [Line(role=Role.LISTED, person_id=each.person_id, ranked=each) for each in chosen.listed]
    listed += [
        Line(role=Role.LISTED, person_id=person_id, ranked=results.get(person_id), reason=reason)
        for person_id, reason in added.items()
        if person_id not in by_rule
    ]
    listed.sort(key=lambda line: (line.ranked.rank if line.ranked else len(results) + 1, line.person_id))
    waiting = [each for each in chosen.reserves if each.person_id not in added]
    return (*listed, *(Line(role=Role.RESERVE, person_id=each.person_id, ranked=each) for each in waiting))


def standing_decisions(session: Session, round_id: int) -> dict[int, tuple[Verdict, str]]:
    """Person id -> the latest decision about him. One statement."""
    rows = session.execute(
        select(RoundDecision.person_id, RoundDecision.verdict, RoundDecision.reason)
        .where(RoundDecision.round_id == round_id)
        .order_by(RoundDecision.id)
    )
    return {row.person_id: (Verdict(row.verdict), row.reason) for row in rows}


def decide(
    session: Session, round_id: int, *, person_id: int, verdict: Verdict, reason: str, actor: Actor, now: datetime
) -> RoundDecision:
    """Put a person on the list that is being made, leave one out, or take that back.

    Raises `Invalid` without a reason or for a person of another campaign, `Conflict` once the list is published.
    """
    found = round_for(session, round_id, actor)
    if found.published_at is not None:
        raise Conflict(N_("入围名单已经公布：请在公布的名单上办理"))
    require_person(session, found, person_id)
    why = clean_line(reason, limit=200)
    if verdict is not Verdict.UNDO and not why:
        raise Invalid(N_("请写明原因，会和名单一起留存"), field="reason")
    return record(session, found.id, person_id, verdict, why, actor_name(actor), now)


def record(
    session: Session, round_id: int, person_id: int, verdict: Verdict, reason: str, by: str, now: datetime
) -> RoundDecision:
    """The decision, written down."""
    made = RoundDecision(
        round_id=round_id, person_id=person_id, verdict=verdict.value, reason=reason, decided_at=now, decided_by=by
    )
    session.add(made)
    session.flush()
    return made


def require_person(session: Session, found: EventRound, person_id: int) -> Person:
    """The person, of the event's campaign and not erased; raises `Invalid` otherwise."""
    campaign = select(RoundEvent.campaign_id).where(RoundEvent.id == found.event_id).scalar_subquery()
    person = session.scalar(
        select(Person).where(Person.id == person_id, Person.campaign_id == campaign, Person.erased_at.is_(None))
    )
    if person is None:
        raise Invalid(N_("没有这个人，请重新查找"), field="person_id")
    return person


def publish_list(session: Session, round_id: int, *, actor: Actor, now: datetime) -> EventRound:
    """The round with its list frozen and open to everybody.

    Raises `Conflict` when it was published before, while the contest runs or papers are still being answered, and for
    an empty list.
    """
    found = round_for(session, round_id, actor)
    contest = read_contest(session, found.contest_id, Permission.EDIT_CONTESTS, actor)
    _require_over(session, found, contest, now)
    position = safe_position(session)
    draft = draft_list(session, found, contest, position=position)
    if not any(line.role is Role.LISTED for line in draft.lines):
        raise Conflict(N_("名单上还没有人，不能公布"))
    event = session.get_one(RoundEvent, found.event_id)
    session.execute(insert(RoundPlace), _rows(session, found, draft))
    found.position, found.published_at = position, now
    found.list_hash = hash_list(_file(event, contest, found, draft.lines, position))
    session.flush()
    return found


def _require_over(session: Session, found: EventRound, contest: ContestRow, now: datetime) -> None:
    if found.published_at is not None:
        raise Conflict(N_("入围名单已经公布，不能再公布一次"))
    if contest.window.state_at(now) is not ContestState.CLOSED:
        raise Conflict(N_("这一轮的竞赛还没有结束，结束以后才能公布名单"))
    open_papers = select(func.count()).where(Attempt.contest_id == contest.id, Attempt.submitted_at.is_(None))
    if session.scalar(open_papers):
        raise Conflict(N_("还有人没有交卷：等最后一份交上来，一般不超过一分钟，再公布名单"))


def _rows(session: Session, found: EventRound, draft: Draft) -> list[dict[str, object]]:
    without = [line.person_id for line in draft.lines if line.ranked is None]
    rows = session.execute(select(Person.id, Person.unit_id).where(Person.id.in_(without)))
    units = {row[0]: row[1] for row in rows}
    rule = rule_of(found)
    return [
        {
            "round_id": found.id, "person_id": line.person_id, "role": line.role.value, "order_no": number,
            "group_key": group_of(line.ranked, rule) if line.ranked else "", "is_by_hand": bool(line.reason),
            "reason": line.reason, "is_frozen": True, "state": "stands", "state_reason": "",
            "unit_id": line.ranked.unit_id if line.ranked else units[line.person_id], **result_columns(line.ranked),
        }
        for number, line in enumerate(draft.lines, start=1)
    ]  # fmt: skip


def result_columns(ranked: Ranked | None) -> dict[str, object]:
    """A result as a place stores it."""
    return {name: getattr(ranked, name) if ranked else None for name in ("rank", "score", "max_score", "seconds")}


def _file(
    event: RoundEvent, contest: ContestRow, found: EventRound, lines: tuple[Line, ...], position: int
) -> bytes:  # fmt: skip
    return list_file(
        contest_code=contest.code, rule=rule_of(found), position=position,
        lines=(
            FileLine(
                role=line.role.value, rank=line.ranked.rank if line.ranked else None,
                ticket=ticket_of(event.ticket_key, line.person_id), score=line.ranked.score if line.ranked else None,
                is_by_hand=bool(line.reason),
            )
            for line in lines
        ),
    )  # fmt: skip
