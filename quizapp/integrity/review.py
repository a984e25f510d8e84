"""One paper beside the typical ones: times, answers, what else came from its phone, what was decided about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quizapp import contests
from quizapp.accounts import Actor, Permission
from quizapp.contests import Attempt, AttemptRuling, ContestRow, NoSuchAttempt
from quizapp.errors import Invalid
from quizapp.integrity.models import AttemptAppeal, IntegrityMark
from quizapp.integrity.queries import MarkedPaper, describe_papers
from quizapp.integrity.reading import latest_papers, read_paper
from quizapp.integrity.rules import Paper, least_seconds
from quizapp.kit.clock import seconds_between
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, mask_name
from quizapp.people import Person
from quizapp.questions import Question
from quizapp.units import Unit

#: Papers of the contest that say what is typical.
TYPICAL_OF = 500
#: Papers of one phone that are listed.
MOST_ON_PHONE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """One answered question of the paper, with the share of people (percent) who answered alike and who were right."""

    stem: str
    answer: str
    is_right: bool
    same_percent: int
    right_percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PhonePaper:
    """Another paper from the same phone; ``name`` is masked."""

    attempt_id: int
    name: str
    unit_name: str
    started_at: datetime
    seconds: int
    score: int
    is_void: bool
    is_counted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperUnderReview:
    """Everything a reviewer needs. Seconds are the server's; ``typical_seconds`` is the median of the contest."""

    contest: ContestRow
    paper: MarkedPaper
    is_verified: bool
    is_counted: bool
    voided_reason: str
    started_at: datetime
    is_handed_in: bool
    seconds: int
    least_seconds: int
    typical_seconds: int | None
    answers: tuple[AnswerLine, ...]
    phone: tuple[PhonePaper, ...]
    #: Distinct people on that phone, this one among them.
    phone_names: int
    rulings: tuple[AttemptRuling, ...]
    appeals: tuple[AttemptAppeal, ...]
    note: str


def find_contest_of(session: Session, attempt_id: int, actor: Actor) -> ContestRow:
    """The contest of a paper that the actor may decide about. Raises `NoSuchAttempt`, `NotFound`, `NotAllowed`."""
    contest_id = session.scalar(
        select(Attempt.contest_id).where(Attempt.id == attempt_id, Attempt.submitted_at.is_not(None))
    )
    if contest_id is None:
        raise NoSuchAttempt(N_("没有找到这一页：它可能已被删除，或不在您负责的单位里"))
    return contests.read_contest(session, contest_id, Permission.EDIT_CONTESTS, actor)


def review_paper(session: Session, attempt_id: int, actor: Actor) -> PaperUnderReview:
    """The paper with what it is compared with. Ten statements, whatever the size of the contest."""
    contest = find_contest_of(session, attempt_id, actor)
    paper = read_paper(session, attempt_id)
    assert paper is not None  # found above as handed in
    typical = latest_papers(session, contest.id, TYPICAL_OF)
    row = session.execute(
        select(Attempt.is_counted, Attempt.voided_reason, contests.is_verified().label("is_verified"))
        .join(Person, Person.id == Attempt.person_id)
        .where(Attempt.id == attempt_id)
    ).one()
    phone = papers_on_phone(session, contest.id, paper.device)
    note = session.scalar(select(func.max(IntegrityMark.note)).where(IntegrityMark.attempt_id == attempt_id))
    pool = contests.load_pool(session, contest.id, contest.pool_hash or "")
    others = [each for each in typical if each.attempt_id != attempt_id]
    return PaperUnderReview(
        contest=contest, paper=describe_papers(session, [attempt_id])[0], is_verified=bool(row.is_verified),
        is_counted=row.is_counted, voided_reason=row.voided_reason, started_at=paper.started_at,
        is_handed_in=paper.is_handed_in, seconds=round(paper.seconds), least_seconds=round(least_seconds(paper)),
        typical_seconds=round(median(each.seconds for each in others)) if others else None,
        answers=tuple(_answer_line(question, paper, pool.questions[question], others) for question in paper.answers),
        phone=tuple(each for each in phone if each.attempt_id != attempt_id), phone_names=_names(session, contest.id, paper),
        rulings=_rulings(session, attempt_id), appeals=_appeals(session, attempt_id), note=note or "",
    )  # fmt: skip


def _answer_line(index: int, paper: Paper, question: Question, others: Sequence[Paper]) -> AnswerLine:
    asked = [each for each in others if index in each.answers]
    same = sum(each.answers[index] == paper.answers[index] for each in asked)
    right = sum(index not in each.wrong for each in asked)
    return AnswerLine(
        stem=question.stem, answer=_told(question, paper.answers[index]), is_right=index not in paper.wrong,
        same_percent=round(100 * same / len(asked)) if asked else 0,
        right_percent=round(100 * right / len(asked)) if asked else 0,
    )  # fmt: skip


def _told(question: Question, answer: object) -> str:
    """An answer as a reviewer reads it: the options picked, else what was written."""
    parts = answer if isinstance(answer, tuple) else (answer,)
    options = question.options
    told = [options[part] if isinstance(part, int) and 0 <= part < len(options) else str(part) for part in parts]
    return "；".join(told)


def papers_on_phone(session: Session, contest_id: int, device: str | None) -> list[PhonePaper]:
    """Papers that were handed in from this phone, in the order of their starts. One statement."""
    if device is None:
        return []
    rows = session.execute(
        select(
            Attempt.id, Person.name, Unit.name.label("unit_name"), Attempt.started_at, Attempt.submitted_at,
            Attempt.score, Attempt.voided_at, Attempt.is_counted,
        )
        .join(Person, Person.id == Attempt.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Attempt.contest_id == contest_id, Attempt.device_hash == device, Attempt.submitted_at.is_not(None))
        .order_by(Attempt.started_at, Attempt.id)
        .limit(MOST_ON_PHONE)
    )  # fmt: skip
    return [
        PhonePaper(
            attempt_id=row.id, name=mask_name(row.name), unit_name=row.unit_name, started_at=row.started_at,
            seconds=seconds_between(row.started_at, row.submitted_at), score=row.score,
            is_void=row.voided_at is not None, is_counted=row.is_counted,
        )
        for row in rows
    ]  # fmt: skip


def phone_of(session: Session, attempt_id: int, contest_id: int) -> list[PhonePaper]:
    """All papers of the contest from the phone of this one, itself among them. Two statements."""
    device = session.scalar(select(Attempt.device_hash).where(Attempt.id == attempt_id))
    return papers_on_phone(session, contest_id, device)


def _names(session: Session, contest_id: int, paper: Paper) -> int:
    if paper.device is None:
        return 1
    names = select(func.count(func.distinct(Attempt.person_id)))
    return session.scalar(names.where(Attempt.contest_id == contest_id, Attempt.device_hash == paper.device)) or 1


def _rulings(session: Session, attempt_id: int) -> tuple[AttemptRuling, ...]:
    query = select(AttemptRuling).where(AttemptRuling.attempt_id == attempt_id)
    return tuple(session.scalars(query.order_by(AttemptRuling.round)))


def _appeals(session: Session, attempt_id: int) -> tuple[AttemptAppeal, ...]:
    query = select(AttemptAppeal).where(AttemptAppeal.attempt_id == attempt_id)
    return tuple(session.scalars(query.order_by(AttemptAppeal.made_at)))


def dismiss_marks(session: Session, attempt_id: int, *, note: str, actor: Actor, now: datetime) -> ContestRow:
    """The contest of a paper whose marks were looked at and found harmless (没问题); marks of other rules may still come.

    Raises `Invalid` without a note.
    """
    words = clean_line(note, limit=200)
    if not words:
        raise Invalid(N_("请写一句核实的情况，以后有人问起好说明"), field="note")
    contest = find_contest_of(session, attempt_id, actor)
    session.execute(
        update(IntegrityMark)
        .where(IntegrityMark.attempt_id == attempt_id, IntegrityMark.dismissed_at.is_(None))
        .values(dismissed_at=now, dismissed_by=contests.actor_name(actor), note=words)
        .execution_options(synchronize_session=False)
    )
    return contest


def void_phone(
    session: Session, attempt_id: int, chosen: Sequence[int], *, reason: str, returns_try: bool, actor: Actor,
    now: datetime,
) -> tuple[ContestRow, list[int]]:  # fmt: skip
    """The contest, and those of the ``chosen`` papers from this paper's phone that are void now; others are left alone."""
    contest = find_contest_of(session, attempt_id, actor)
    there = {each.attempt_id for each in phone_of(session, attempt_id, contest.id)}
    wanted = sorted(there & set(chosen))
    if not wanted:
        raise Invalid(N_("请至少选一份答卷"), field="attempt_ids")
    made = contests.void_attempts(session, wanted, reason=reason, actor=actor, now=now, returns_try=returns_try)
    return contest, made.attempt_ids
