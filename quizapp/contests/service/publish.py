"""Publishing freezes and commits; afterwards a contest can be paused, closed and opened again, never redrawn."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.banks import BankQuestion
from quizapp.contests.blueprint import Blueprint, check_fits, fit, load_blueprint
from quizapp.contests.errors import ContestFixed
from quizapp.contests.models import Attempt, Contest, ContestBank, ContestQuestion
from quizapp.contests.pool import hash_pool
from quizapp.contests.rules import CLOSING_NOTICE, ContestState
from quizapp.contests.service.settings import check_settings, contest_for, read_settings, window_of
from quizapp.contests.validity import drawn_from
from quizapp.errors import Conflict, Invalid
from quizapp.kit.i18n import N_
from quizapp.questions import Question, commit_seed, content_hash, decode_question, dump_question


def publish_contest(session: Session, contest_id: int, *, actor: Actor, now: datetime, rng: Random) -> Contest:
    """The published contest: its pool copied whole, its seed drawn from ``rng`` and committed.

    From now on edits of the banks do not reach it. Raises `ContestFixed` when it was published before and `Invalid`
    when its settings cannot work any more (a bank archived, the window over).
    """
    contest, path = contest_for(session, contest_id, Permission.EDIT_CONTESTS, actor)
    if contest.published_at is not None:
        raise ContestFixed(N_("竞赛已经发布，不用再发布一次"))
    check_settings(session, read_settings(session, contest), unit_path=path)
    if contest.closes_at <= now:
        raise Invalid(N_("结束时间已经过去，请先改时间再发布"), field="closes_at")
    pool, marks = _freeze_pool(session, contest)
    seed = rng.randbytes(32).hex()
    contest.seed, contest.seed_commitment = seed, commit_seed(seed)
    contest.pool_hash, contest.pool_size, contest.published_at = hash_pool(pool, marks), len(pool), now
    session.flush()
    return contest


def _freeze_pool(session: Session, contest: Contest) -> tuple[list[Question], list[tuple[int | None, bool]]]:
    """Copy what the contest draws from; the same question out of two banks stands in the pool once.

    The marks are what a plan draws by; empty without a plan.
    """
    rows = session.execute(
        select(BankQuestion.id, BankQuestion.bank_id, BankQuestion.key, BankQuestion.content, BankQuestion.source)
        .join(ContestBank, ContestBank.bank_id == BankQuestion.bank_id)
        .where(*drawn_from(session, contest))
        .order_by(BankQuestion.bank_id, BankQuestion.key, BankQuestion.id)
    )
    plan = load_blueprint(contest.blueprint)
    kept: dict[str, tuple[Question, dict[str, Any]]] = {}
    for row in rows:
        question = decode_question(row.content)
        copied = {
            "bank_question_id": row.id, "bank_id": row.bank_id, "source": row.source, "content": dump_question(question),
            "is_required": plan is not None and plan.requires(row.bank_id, row.key),
        }  # fmt: skip
        kept.setdefault(content_hash(question), (question, copied))
    if len(kept) < contest.question_count:
        message = N_("去掉重复和已失效的题后只有 %(size)d 道，不够抽 %(count)d 道：请减少题数或再选一个题库")
        raise Invalid(message, field="question_count", size=len(kept), count=contest.question_count)
    pool = [question for question, _ in kept.values()]
    copies = [copied for _, copied in kept.values()]
    if plan:
        _check_plan(plan, pool, copies)
    rows_to_add = [{"contest_id": contest.id, "place": place, **copied} for place, copied in enumerate(copies)]
    session.execute(insert(ContestQuestion), rows_to_add)
    return pool, [(copied["bank_id"], copied["is_required"]) for copied in copies] if plan else []


def _check_plan(plan: Blueprint, pool: list[Question], copies: list[dict[str, Any]]) -> None:
    required = [place for place, copied in enumerate(copies) if copied["is_required"]]
    if len(required) < len(plan.required):
        message = N_("有 %(count)d 道必考题不在选中的题库里、已停用或在竞赛期间失效")
        raise Invalid(message, field="required", count=len(plan.required) - len(required))
    check_fits(plan, fit(plan, pool, [copied["bank_id"] for copied in copies], required))


def pause_contest(session: Session, contest_id: int, *, actor: Actor, now: datetime) -> Contest:
    """Take no new starts until `resume_contest`; whoever has started answers to the end."""
    contest, _ = contest_for(session, contest_id, Permission.EDIT_CONTESTS, actor)
    if window_of(contest).state_at(now) not in {ContestState.OPEN, ContestState.UPCOMING}:
        raise Conflict(N_("只有进行中或未开始的竞赛可以暂停"))
    contest.paused_at = now
    session.flush()
    return contest


def resume_contest(session: Session, contest_id: int, *, actor: Actor, now: datetime) -> Contest:
    """Open again after a pause or a closing by hand, while the window still runs."""
    contest, _ = contest_for(session, contest_id, Permission.EDIT_CONTESTS, actor)
    if contest.published_at is None or now >= contest.closes_at:
        raise Conflict(N_("竞赛的开放时间已过；要继续，请先把结束时间改到以后"))
    contest.paused_at = contest.closed_at = None
    session.flush()
    return contest


def close_contest(session: Session, contest_id: int, *, actor: Actor, now: datetime) -> Contest:
    """Close by hand. People in the middle of a paper keep at most five minutes; then their saved answers count."""
    contest, _ = contest_for(session, contest_id, Permission.EDIT_CONTESTS, actor)
    if window_of(contest).state_at(now) in {ContestState.DRAFT, ContestState.CLOSED}:
        raise Conflict(N_("竞赛还没有发布，或已经结束"))
    contest.closed_at = now
    session.execute(
        update(Attempt)
        .where(
            Attempt.contest_id == contest_id,
            Attempt.submitted_at.is_(None),
            Attempt.deadline_at > now + CLOSING_NOTICE,
        )
        .values(deadline_at=now + CLOSING_NOTICE)
        .execution_options(synchronize_session=False)
    )
    session.flush()
    return contest
