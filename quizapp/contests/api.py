"""The contest as JSON: the same services as the pages, for the phone's own programs and for other front ends.

A phone is known by its device cookie; nothing of a key or an explanation is in any answer before submission.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Annotated, Any

import msgspec
from flask import Blueprint

from quizapp import contests
from quizapp.contests.rules import Reveal
from quizapp.contests.views_participant import device_hash, hand_in
from quizapp.people import current_person
from quizapp.questions import Atom
from quizapp.web import api_route, limited, now, participant, store

blueprint = Blueprint("contest_api", __name__, url_prefix="/api/contests")
_TAGS = ("contest",)

#: Atoms of each answer by 1-based question number; see ``QuestionAnswer.chosen``.
Sheet = dict[
    str,
    Annotated[
        list[Annotated[int, msgspec.Meta(ge=0, le=9_999)] | Annotated[str, msgspec.Meta(max_length=200)]],
        msgspec.Meta(max_length=80),
    ],
]


class ContestAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A contest's rules and what this phone's person may do. Scores are hundredths of a point."""

    code: str
    title: str
    intro: str
    #: upcoming | open | paused | closed
    state: str
    #: start | resume | not_yet | paused | closed | no_tries_left | no_tries_today | not_admitted
    verdict: str
    opens_at: datetime
    closes_at: datetime
    question_count: int
    minutes_limit: int | None
    tries_left: int | None
    tries_left_today: int | None
    max_score: int
    pass_score: int
    seed_commitment: str
    #: Whether a name has been given on this phone.
    has_person: bool


class StartedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The paper to answer."""

    token: str
    attempt_no: int
    deadline_at: datetime
    is_new: bool


class MediaAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A picture or a sound; ``url`` is a path of this site and never changes its content."""

    #: picture | audio
    kind: str
    url: str
    alt: str
    width: float
    height: float


class BlankAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A place to fill in."""

    is_number: bool


class PartAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A choice below the material of a case; its atoms are ``"part.position"``, both from 0."""

    type: str
    stem: str
    options: tuple[str, ...]
    max_picks: int
    media: tuple[MediaAnswer, ...] = ()
    option_media: tuple[MediaAnswer | None, ...] = ()


class QuestionAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A question as shown on this paper; what its type does not have is left out."""

    number: int
    #: single | multiple | true_false | fill_in | matching | ordering | hotspot | case
    type: str
    stem: str
    #: In the order shown.
    options: tuple[str, ...]
    #: Most options or points that may be picked; 0 where nothing is picked.
    max_picks: int
    #: Atoms of the answer so far: positions; one text a blank; one position or "" a prompt; one rank or "" an item;
    #: "x,y" in thousandths; "part.position".
    chosen: tuple[Atom, ...]
    media: tuple[MediaAnswer, ...] = ()
    #: One for each option.
    option_media: tuple[MediaAnswer | None, ...] = ()
    #: Left side of a matching question.
    prompts: tuple[str, ...] = ()
    #: Texts around the blanks of a sentence, one more than there are blanks.
    texts: tuple[str, ...] = ()
    blanks: tuple[BlankAnswer, ...] = ()
    parts: tuple[PartAnswer, ...] = ()


class PaperAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A paper with the answers saved so far; no questions any more once it was handed in.

    With ``seconds_each`` every question has a clock of its own: only those that were shown are here.
    """

    token: str
    attempt_no: int
    deadline_at: datetime
    server_now: datetime
    revision: int
    is_submitted: bool
    question_count: int
    #: Seconds for each question, null where questions have no clock of their own.
    seconds_each: int | None
    #: Percent of the usual time that this person has, null = without limit.
    time_percent: int | None
    questions: tuple[QuestionAnswer, ...]


class SaveRequest(msgspec.Struct, frozen=True, kw_only=True):
    """The whole sheet; ``revision`` grows with each save."""

    revision: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    answers: Sheet


class SavedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on the server; with status 409 a newer sheet stood already."""

    revision: int
    answers: dict[str, list[Atom]]
    deadline_at: datetime


class SubmitRequest(msgspec.Struct, frozen=True, kw_only=True):
    """The final sheet; without ``answers`` what was saved is graded. A retry carries the same key."""

    submission_key: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    answers: Sheet | None = None


class ReceiptAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The stored result; a repeat gets the same one. Scores are hundredths of a point."""

    token: str
    attempt_no: int
    score: int
    max_score: int
    correct_count: int
    question_count: int
    passed: bool
    submitted_at: datetime
    #: phone | autosubmit
    submitted_by: str


class RegionAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A hazard on the picture, in the picture's units."""

    label: str
    #: rect (x1 y1 x2 y2) | circle (x y radius) | poly (x y x y ...)
    shape: str
    coords: tuple[float, ...]


class PartKeyAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What was right in one part of a case."""

    correct: tuple[int, ...]
    explanation: str


class ReviewAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One question of a submitted paper, as far as the organizer shows it."""

    question: QuestionAnswer
    #: Right or wrong for each judged place: the whole, or each blank, prompt, step, region or part.
    marks: tuple[bool, ...]
    share_0_1: float
    explanation: str
    source: str
    #: Right positions, ascending; one for each prompt in a matching; the rank of each item in an ordering.
    correct: tuple[int, ...] = ()
    #: Accepted texts of each blank.
    accepted: tuple[tuple[str, ...], ...] = ()
    regions: tuple[RegionAnswer, ...] = ()
    parts: tuple[PartKeyAnswer, ...] = ()


class ResultAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a submitted paper; ``receipt`` is null while it is open."""

    receipt: ReceiptAnswer | None
    #: score | answers | explanations
    reveal: str
    review: tuple[ReviewAnswer, ...]


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
