"""The contest as JSON: the same services as the pages, for the phone's own programs and for other front ends.

A phone is known by its device cookie; nothing of a key or an explanation is in any answer before submission.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import msgspec
from flask import Blueprint

from quizapp import contests
from quizapp.contests.api_shapes import (
    ContestAnswer,
    PaperAnswer,
    QuestionAnswer,
    ReceiptAnswer,
    ResultAnswer,
    ReviewAnswer,
    SavedAnswer,
    SaveRequest,
    StartedAnswer,
    SubmitRequest,
)
from quizapp.contests.rules import Reveal
from quizapp.contests.views_participant import device_hash, hand_in
from quizapp.people import current_person
from quizapp.web import api_route, limited, now, participant, store

blueprint = Blueprint("contest_api", __name__, url_prefix="/api/contests")
_TAGS = ("contest",)


@blueprint.get("/<code>")
@participant
@limited("contest.page", "120/minute")
@api_route(summary="A contest and what this phone may do", responses={200: ContestAnswer}, tags=_TAGS)
def read_contest(code: str) -> ContestAnswer:
    """Rules, window and tries left."""
    with store().read() as session:
        found = contests.find_contest(session, code)
        person = current_person(session, device_hash(), found.campaign_id)
        mine = contests.list_my_attempts(session, person.id, contest_id=found.id) if person else []
        standing = contests.judge_standing(found, mine, now=now())
        if person is not None:
            standing = contests.admit(session, standing, contest_id=found.id, person_id=person.id)
    return ContestAnswer(
        code=found.code, title=found.title, intro=found.intro, state=standing.state.value,
        verdict=standing.verdict.value, opens_at=found.opens_at, closes_at=found.closes_at,
        question_count=found.question_count, minutes_limit=found.minutes_limit, tries_left=standing.tries.left,
        tries_left_today=standing.tries.left_today, max_score=found.max_score, pass_score=found.pass_score,
        seed_commitment=found.seed_commitment or "", has_person=person is not None,
    )  # fmt: skip


@blueprint.post("/<code>/start")
@participant
@limited("contest.start", "30/minute")
@api_route(summary="Start, or return the open paper", responses={200: StartedAnswer}, tags=_TAGS)
def start(code: str) -> StartedAnswer:
    """At most one open paper a person."""
    started = store().retrying(partial(contests.start_attempt, code=code, device_hash=device_hash(), now=now()))
    return StartedAnswer(
        token=started.token, attempt_no=started.attempt_no, deadline_at=started.deadline_at, is_new=started.is_new
    )


@blueprint.get("/<code>/attempts/<token>")
@participant
@limited("contest.page", "120/minute")
@api_route(summary="The paper with its saved answers", responses={200: PaperAnswer}, tags=_TAGS)
def read_paper(code: str, token: str) -> PaperAnswer:
    """Reading it changes nothing."""
    with store().read() as session:
        paper = contests.open_paper(session, code=code, token=token, device_hash=device_hash())
    at = paper.attempt
    shown = () if at.submitted_at is not None else paper.questions
    return PaperAnswer(
        token=at.token, attempt_no=at.attempt_no, deadline_at=at.deadline_at, server_now=now(), revision=at.revision,
        is_submitted=at.submitted_at is not None, question_count=len(at.issued), seconds_each=at.seconds_each,
        time_percent=at.time_percent,
        questions=tuple(question_answer(question) for question in shown),
    )  # fmt: skip


@blueprint.post("/<code>/attempts/<token>/save")
@participant
@limited("contest.save", "240/minute")
@api_route(
    summary="Keep the sheet so far", request=SaveRequest, responses={200: SavedAnswer, 409: SavedAnswer}, tags=_TAGS
)
def save(code: str, token: str, *, body: SaveRequest) -> tuple[SavedAnswer, int]:
    """An older sheet never replaces a newer one."""
    saved = store().retrying(
        partial(
            contests.save_answers, code=code, token=token, device_hash=device_hash(), revision=body.revision,
            answers=body.answers, now=now(),
        )
    )  # fmt: skip
    answer = SavedAnswer(revision=saved.revision, answers=saved.answers, deadline_at=saved.deadline_at)
    return answer, 200 if saved.is_stored else 409


@blueprint.post("/<code>/attempts/<token>/submit")
@participant
@limited("contest.submit", "60/minute")
@api_route(summary="Hand in, exactly once", request=SubmitRequest, responses={200: ReceiptAnswer}, tags=_TAGS)
def submit(code: str, token: str, *, body: SubmitRequest) -> ReceiptAnswer:
    """Answered after the commit is durable."""
    submission = contests.Submission(
        code=code, token=token, device_hash=device_hash(), key=body.submission_key, answers=body.answers
    )
    return _receipt(hand_in(submission))


@blueprint.get("/<code>/attempts/<token>/result")
@participant
@limited("contest.page", "120/minute")
@api_route(summary="The result, as far as it is shown", responses={200: ResultAnswer}, tags=_TAGS)
def read_result(code: str, token: str) -> ResultAnswer:
    """Empty while the paper is open."""
    with store().read() as session:
        found = contests.read_result(session, code=code, token=token, device_hash=device_hash())
    if found is None:
        return ResultAnswer(receipt=None, reveal=Reveal.SCORE.value, review=())
    review = tuple(_review(question) for question in found.review)
    return ResultAnswer(receipt=_receipt(found.receipt), reveal=found.reveal.value, review=review)


def _receipt(receipt: contests.Receipt) -> ReceiptAnswer:
    return ReceiptAnswer(
        token=receipt.token, attempt_no=receipt.attempt_no, score=receipt.score, max_score=receipt.max_score,
        correct_count=receipt.correct_count, question_count=receipt.question_count, passed=receipt.passed,
        submitted_at=receipt.submitted_at, submitted_by=receipt.submitted_by.value,
    )  # fmt: skip


def question_answer(question: contests.ShownQuestion | contests.ReviewedQuestion) -> QuestionAnswer:
    """A question as it travels, with addresses in place of stored names."""
    about = {"max_picks": 0, **_with_urls(question.shown), "number": question.number, "chosen": question.chosen}
    return msgspec.convert(about, QuestionAnswer)


def _review(question: contests.ReviewedQuestion) -> ReviewAnswer:
    about = {
        **question.key, "question": question_answer(question), "marks": question.marks, "share_0_1": question.share_0_1,
        "explanation": question.explanation, "source": question.source,
    }  # fmt: skip
    return msgspec.convert(about, ReviewAnswer)


def _with_urls(shown: Mapping[str, Any]) -> dict[str, Any]:
    """What a type presents, with addresses in place of stored names."""
    told = dict(shown)
    for name in {"media", "option_media"} & shown.keys():
        told[name] = [each and {**each, "url": f"/media/{each['file']}"} for each in shown[name]]
    if "parts" in shown:
        told["parts"] = [_with_urls(part) for part in shown["parts"]]
    return told
