"""Banks as JSON, for staff who may edit them: the questions carry their keys."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import msgspec
from flask import Blueprint
from sqlalchemy import select

from quizapp.accounts import Permission
from quizapp.banks.models import BankQuestion
from quizapp.banks.queries import QuestionFilter, list_banks, list_questions
from quizapp.banks.question_json import question_json
from quizapp.banks.shipped import shipped_index
from quizapp.banks.views_bank import readable
from quizapp.questions import decode_question
from quizapp.units import Unit, within_any
from quizapp.web import actor, api_route, staff, store

blueprint = Blueprint("bank_api", __name__, url_prefix="/api/banks")
_TAGS = ("bank",)
_EDIT = Permission.EDIT_BANKS


class BankLine(msgspec.Struct, frozen=True, kw_only=True):
    """A bank; ``unit_id`` is null for one that came with the software."""

    id: int
    key: str
    title: str
    summary: str
    unit_id: int | None
    #: Questions that may be drawn.
    size: int
    #: What is new waits until a second person has approved it.
    needs_approval: bool


class BankList(msgspec.Struct, frozen=True, kw_only=True):
    """Own banks, then the shipped ones."""

    banks: tuple[BankLine, ...]


class QuestionQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which questions; empty fields take all."""

    q: str = ""
    topic: str = ""
    difficulty: str = ""
    type: str = ""
    audience: str = ""
    tag: str = ""
    #: use | draft | retired
    state: Annotated[str, msgspec.Meta(pattern="^(use|draft|retired)$")] = "use"
    offset: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0
    limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 100


class StoredQuestionAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a question, whole, as the JSON format of bank files writes it."""

    id: int
    key: str
    version: int
    is_draft: bool
    last_verified_on: date | None
    valid_from: date | None
    valid_to: date | None
    question: dict[str, Any]


class QuestionPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of questions by key; ``total`` counts all that fit."""

    total: int
    questions: tuple[StoredQuestionAnswer, ...]


@blueprint.get("")
@staff(_EDIT)
@api_route(summary="Banks within reach", responses={200: BankList}, tags=_TAGS)
def banks() -> BankList:
    """Own banks first."""
    with store().read() as session:
        found = list_banks(session, unit_ids=select(Unit.id).where(within_any(actor().paths(_EDIT))))
    return BankList(
        banks=tuple(
            BankLine(
                id=each.bank.id, key=each.bank.key, title=each.bank.title, summary=each.bank.summary, size=each.size,
                unit_id=each.bank.unit_id, needs_approval=each.bank.needs_approval,
            )
            for each in found
        )
    )  # fmt: skip


@blueprint.get("/<int:bank_id>/questions")
@staff(_EDIT)
@api_route(
    summary="Questions of a bank with their keys", query=QuestionQuery, responses={200: QuestionPage}, tags=_TAGS
)
def questions(bank_id: int, query: QuestionQuery) -> QuestionPage:
    """Filtered like the page."""
    wanted = QuestionFilter(
        words=query.q, topic=query.topic, difficulty=query.difficulty, kind=query.type, audience=query.audience,
        tag=query.tag, state=query.state,
    )  # fmt: skip
    with store().read() as session:
        readable(session, bank_id)
        found, total = list_questions(session, bank_id, wanted, offset=query.offset, limit=query.limit)
    return QuestionPage(total=total, questions=tuple(_answer(row) for row in found))


def _answer(row: BankQuestion) -> StoredQuestionAnswer:
    return StoredQuestionAnswer(
        id=row.id, key=row.key, version=row.version, is_draft=row.is_draft, last_verified_on=row.last_verified_on,
        valid_from=row.valid_from, valid_to=row.valid_to,
        question=question_json(decode_question(row.content), shipped_index()),
    )  # fmt: skip
