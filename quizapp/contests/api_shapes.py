"""What the contest API takes and gives: the shapes of its JSON, nothing more."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from quizapp.questions import Atom

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
