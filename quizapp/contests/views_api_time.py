"""JSON for what has to do with the time of a paper: questions with clocks of their own, and the code for another phone."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Annotated

import msgspec
from flask import Blueprint

from quizapp import contests
from quizapp.contests.api import question_answer
from quizapp.contests.api_shapes import QuestionAnswer
from quizapp.contests.views_participant import device_hash
from quizapp.web import api_route, limited, now, participant, store

blueprint = Blueprint("contest_time_api", __name__, url_prefix="/api/contests")
_TAGS = ("contest",)


class ShownQuestionAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A question whose clock runs, or ran: answers count until ``ends_at`` and a short grace."""

    question: QuestionAnswer
    seconds: int
    ends_at: datetime
    server_now: datetime
    question_count: int


class MoveCodeAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A code for another phone, told once; good for one use."""

    code: str
    expires_at: datetime


class ContinueRequest(msgspec.Struct, frozen=True, kw_only=True):
    """The code as it was typed."""

    move_code: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class ContinuedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The paper that goes on on this phone."""

    token: str


@blueprint.post("/<code>/attempts/<token>/questions/<int:number>")
@participant
@limited("contest.save", "240/minute")
@api_route(summary="Show a question and start its clock", responses={200: ShownQuestionAnswer}, tags=_TAGS)
def show_question(code: str, token: str, number: int) -> ShownQuestionAnswer:
    """Questions come in their order; one that was shown before keeps its clock. Answers go the way of every sheet."""
    device = device_hash()
    show = partial(contests.show_question, code=code, token=token, device_hash=device, number=number, now=now())
    attempt, clocks = store().retrying(show)
    with store().read() as session:
        paper = contests.open_paper(session, code=code, token=token, device_hash=device)
    question = next(each for each in paper.questions if each.number == number)
    return ShownQuestionAnswer(
        question=question_answer(question), seconds=clocks.seconds, ends_at=clocks.ends_at(number - 1),
        server_now=now(), question_count=len(attempt.issued),
    )  # fmt: skip


@blueprint.post("/<code>/attempts/<token>/move-code")
@participant
@limited("contest.move", "20/10 minute")
@api_route(summary="A code to go on on another phone", responses={200: MoveCodeAnswer}, tags=_TAGS)
def make_move_code(code: str, token: str) -> MoveCodeAnswer:
    """A new code makes the one before it void."""
    make = partial(contests.make_code, code=code, token=token, device_hash=device_hash(), now=now())
    made = store().retrying(make)
    return MoveCodeAnswer(code=made.code, expires_at=made.expires_at)


@blueprint.post("/<code>/continue")
@participant
@limited("contest.continue", "10/10 minute", crowd=30)
@api_route(
    summary="Go on with a paper of another phone", request=ContinueRequest, responses={200: ContinuedAnswer}, tags=_TAGS
)
def go_on(code: str, *, body: ContinueRequest) -> ContinuedAnswer:
    """From now on the paper is answered here alone."""
    use = partial(contests.use_code, contest_code=code, typed=body.move_code, device_hash=device_hash(), now=now())
    return ContinuedAnswer(token=store().retrying(use).token)
