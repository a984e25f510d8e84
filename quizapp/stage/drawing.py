"""Questions of a contest: copied whole from banks, by lot or picked, never one twice."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor
from quizapp.banks import BankQuestion, get_bank, in_use
from quizapp.errors import Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.stage.errors import StageNotReady
from quizapp.stage.models import StageQuestion
from quizapp.stage.queries import read_row
from quizapp.stage.rounds import find_round
from quizapp.stage.rules import MOST_QUESTIONS, RoundKind
from quizapp.stage.setup import EDIT, moved, require_ready
from quizapp.units import get_unit

#: Types that can be read out and answered aloud.
STAGE_TYPES = ("single", "multiple", "true_false", "fill_in")


def draw_questions(
    session: Session, contest_id: int, round_id: int, *, bank_id: int, count: int, value: int | None, actor: Actor,
    rng: Random, ids: Sequence[int] = (),
) -> int:  # fmt: skip
    """Copy ``count`` questions of a bank by lot, or those of ``ids``, behind the round's others; how many were added.

    Questions of the contest are never taken twice. Also while it runs: a spare one may be needed.
    Raises `Invalid` when the bank has not enough.
    """
    row = read_row(session, contest_id, EDIT, actor, alone=True)
    if row.contest.phase == "finished":
        raise StageNotReady(N_("比赛已经结束，不能再加题"))
    found = find_round(session, contest_id, round_id)
    _require_bank(session, bank_id, actor)
    there = session.execute(
        select(StageQuestion.content_hash, StageQuestion.round_id, StageQuestion.place).where(
            StageQuestion.contest_id == contest_id
        )
    ).all()
    chosen = _choose(session, bank_id, {line[0] for line in there}, count, rng, ids)
    if len(there) + len(chosen) > MOST_QUESTIONS:
        raise Invalid(N_("一场比赛最多 %(n)d 道题"), n=MOST_QUESTIONS)
    last = max((line[2] for line in there if line[1] == round_id), default=0)
    session.add_all(
        StageQuestion(
            contest_id=contest_id, round_id=round_id, place=place, content=each.content, content_hash=each.content_hash,
            source=each.source, value=value if found.kind == RoundKind.RISK else None,
        )
        for place, each in enumerate(chosen, start=last + 1)
    )  # fmt: skip
    moved(row.contest)
    session.flush()
    return len(chosen)


def _require_bank(session: Session, bank_id: int, actor: Actor) -> None:
    bank = get_bank(session, bank_id)
    if bank.unit_id is not None:
        actor.require(EDIT, get_unit(session, bank.unit_id).path)


def _choose(
    session: Session, bank_id: int, taken: set[str], count: int, rng: Random, ids: Sequence[int]
) -> list[BankQuestion]:
    query = select(BankQuestion).where(BankQuestion.bank_id == bank_id, in_use(), BankQuestion.type.in_(STAGE_TYPES))
    if ids:
        query = query.where(BankQuestion.id.in_(ids))
    rows = {each.content_hash: each for each in session.scalars(query.order_by(BankQuestion.id))}
    free = [each for key, each in rows.items() if key not in taken]
    if ids:
        return free
    if not 1 <= count <= 50:
        raise Invalid(N_("一次抽 1 到 50 道"), field="count")
    if len(free) < count:
        raise Invalid(N_("这个题库里能上台的题只剩 %(n)d 道，请换一个题库或少抽几道"), n=len(free), field="count")
    return rng.sample(free, count)


def drop_question(session: Session, contest_id: int, question_id: int, *, actor: Actor) -> None:
    """Take a question out before the start; those behind it move up."""
    row = read_row(session, contest_id, EDIT, actor, alone=True)
    require_ready(row.contest)
    query = select(StageQuestion).where(StageQuestion.id == question_id, StageQuestion.contest_id == contest_id)
    question = session.scalar(query)
    if question is None:
        raise NotFound(N_("没有这道题"))
    session.delete(question)
    session.flush()
    later = select(StageQuestion).where(
        StageQuestion.round_id == question.round_id, StageQuestion.place > question.place
    )
    for each in session.scalars(later.order_by(StageQuestion.place)).all():
        each.place -= 1
        session.flush()
    moved(row.contest)
