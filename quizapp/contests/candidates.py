"""Questions that a draft draws from, as an organizer picks among them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.banks import BankQuestion, QuestionBank
from quizapp.contests.blueprint import Blueprint
from quizapp.contests.models import Contest, ContestBank
from quizapp.contests.validity import drawn_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A question that could stand on every paper; ``name`` is what a plan calls it."""

    name: str
    id: int
    bank_title: str
    type: str
    stem: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """``questions`` that were asked for, chosen ones first; ``banks`` and ``chosen`` of the whole contest."""

    questions: tuple[Candidate, ...]
    banks: tuple[tuple[int, str], ...]
    chosen: int


def list_candidates(
    session: Session, contest: Contest, plan: Blueprint | None, *, words: str = "", bank_id: int = 0
) -> Candidates:
    """Questions whose stem has ``words``, of one bank or (0) of all chosen ones. Two statements."""
    columns = (
        BankQuestion.id, BankQuestion.bank_id, BankQuestion.key, BankQuestion.type, BankQuestion.stem, QuestionBank.title,
    )  # fmt: skip
    rows = session.execute(
        select(*columns)
        .join(ContestBank, ContestBank.bank_id == BankQuestion.bank_id)
        .join(QuestionBank, QuestionBank.id == BankQuestion.bank_id)
        .where(*drawn_from(session, contest))
        .order_by(BankQuestion.bank_id, BankQuestion.key, BankQuestion.id)
    ).all()
    everything = [
        (
            row.bank_id,
            Candidate(
                name=f"{row.bank_id}:{row.key}", id=row.id, bank_title=row.title, type=row.type, stem=row.stem,
                is_chosen=plan is not None and plan.requires(row.bank_id, row.key),
            ),
        )
        for row in rows
    ]  # fmt: skip
    found = [each for bank, each in everything if words in each.stem and bank_id in (0, bank)]
    return Candidates(
        questions=tuple(sorted(found, key=lambda each: not each.is_chosen)),
        banks=tuple({row.bank_id: (row.bank_id, row.title) for row in rows}.values()),
        chosen=sum(each.is_chosen for _, each in everything),
    )
