"""The rounds of a contest and their rules."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor
from quizapp.errors import Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.stage.models import StageQuestion, StageRound
from quizapp.stage.queries import read_row
from quizapp.stage.rules import MOST_ROUNDS, RoundKind, RoundRules, check_rules
from quizapp.stage.setup import EDIT, moved, require_ready, require_text


def save_round(
    session: Session, contest_id: int, round_id: int | None, *, kind: RoundKind, title: str, rules: RoundRules,
    actor: Actor,
) -> StageRound:  # fmt: skip
    """A new round behind the others, or other rules of one, before the start. Raises `Invalid`, `StageNotReady`."""
    row = read_row(session, contest_id, EDIT, actor, alone=True)
    require_ready(row.contest)
    name = require_text(title, 30, N_("请填写环节名称"), "title")
    last = session.scalar(select(func.max(StageRound.number)).where(StageRound.contest_id == contest_id)) or 0
    if round_id is None:
        if last >= MOST_ROUNDS:
            raise Invalid(N_("最多 %(n)d 个环节"), n=MOST_ROUNDS)
        found = StageRound(contest_id=contest_id, number=last + 1, kind=kind.value, title=name, rules={})
        session.add(found)
    else:
        found = find_round(session, contest_id, round_id)
    found.title, found.rules = name, check_rules(RoundKind(found.kind), rules).dump()
    moved(row.contest)
    session.flush()
    return found


def find_round(session: Session, contest_id: int, round_id: int) -> StageRound:
    """The round. Raises `NotFound`."""
    found = session.scalar(select(StageRound).where(StageRound.id == round_id, StageRound.contest_id == contest_id))
    if found is None:
        raise NotFound(N_("没有这个环节"))
    return found


def drop_round(session: Session, contest_id: int, round_id: int, *, actor: Actor) -> str:
    """Take a round and its questions out before the start; its title."""
    row = read_row(session, contest_id, EDIT, actor, alone=True)
    require_ready(row.contest)
    found = find_round(session, contest_id, round_id)
    title, number = found.title, found.number
    session.execute(delete(StageQuestion).where(StageQuestion.round_id == round_id))
    session.delete(found)
    session.flush()
    later = select(StageRound).where(StageRound.contest_id == contest_id, StageRound.number > number)
    for each in session.scalars(later.order_by(StageRound.number)).all():
        each.number -= 1
        session.flush()
    moved(row.contest)
    return title
