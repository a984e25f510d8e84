"""What a learner has done: marks by question, progress by topic, the mistake book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.practice.models import ChallengeBest, DailyAnswer, PracticeAnswer, RaceRun
from quizapp.practice.pool import Item, Name, Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is known about one question of one learner."""

    id: int
    is_mistake: bool
    right_on: date | None
    answered_at: datetime

    def is_due(self, today: date) -> bool:
        """Whether the mistake book asks it again today: once right on a day is enough for that day."""
        return self.is_mistake and self.right_on != today


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far somebody has come with a bank or a topic."""

    title: str
    size: int
    done: int
    #: Of these in the mistake book.
    mistakes: int
    bank_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A question of the mistake book."""

    #: Id of the learner's row.
    id: int
    stem: str
    #: Whether it was right on one day already.
    is_halfway: bool
    #: Whether it is asked again today.
    is_due: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A learner's figures, all kinds of practice together."""

    questions: int = 0
    answers: int = 0
    right: int = 0
    mistakes: int = 0
    days: int = 0
    best: int = 0
    races: int = 0


def read_marks(session: Session, learner_id: int | None) -> dict[Name, Mark]:
    """Marks of all questions that the learner has answered. One statement."""
    if learner_id is None:
        return {}
    row = PracticeAnswer
    rows = session.execute(
        select(row.id, row.bank_id, row.key, row.is_mistake, row.right_on, row.answered_at).where(
            row.learner_id == learner_id
        )
    )
    return {
        (each.bank_id, each.key): Mark(
            id=each.id, is_mistake=each.is_mistake, right_on=each.right_on, answered_at=each.answered_at
        )
        for each in rows
    }  # fmt: skip


def by_bank(pool: Pool, marks: Mapping[Name, Mark], titles: Mapping[int, str]) -> list[Progress]:
    """Progress of each bank that has questions today, in the order of ``titles``."""
    groups: dict[int, list[Item]] = defaultdict(list)
    for item in pool.items:
        groups[item.bank_id].append(item)
    return [_progress(title, groups[bank], marks, bank) for bank, title in titles.items() if bank in groups]


def by_topic(pool: Pool, marks: Mapping[Name, Mark], bank_id: int) -> list[Progress]:
    """Progress of each topic of the bank, by name; questions without a topic stand last, untitled."""
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in pool.items:
        if item.bank_id == bank_id:
            groups[item.question.topic].append(item)
    return [_progress(topic, groups[topic], marks, bank_id) for topic in sorted(groups, key=lambda t: (not t, t))]


def _progress(title: str, items: Iterable[Item], marks: Mapping[Name, Mark], bank_id: int) -> Progress:
    known = [marks.get(item.name) for item in items]
    done = [mark for mark in known if mark is not None]
    return Progress(
        title=title, size=len(known), done=len(done), mistakes=sum(mark.is_mistake for mark in done), bank_id=bank_id
    )


def mistake_book(pool: Pool, marks: Mapping[Name, Mark], today: date) -> dict[str, list[Mistake]]:
    """Topic -> its mistakes, oldest first; what is out of use meanwhile is left out."""
    book: dict[str, list[Mistake]] = defaultdict(list)
    standing = sorted(((name, mark) for name, mark in marks.items() if mark.is_mistake), key=lambda each: each[1].id)
    for name, mark in standing:
        item = pool.by_name.get(name)
        if item is not None:
            book[item.question.topic].append(
                Mistake(id=mark.id, stem=item.question.stem, is_halfway=mark.right_on is not None, is_due=mark.is_due(today))
            )  # fmt: skip
    return dict(sorted(book.items(), key=lambda each: (not each[0], each[0])))


def summarize(session: Session, learner_id: int | None) -> Summary:
    """The learner's figures. One statement."""
    if learner_id is None:
        return Summary()
    mine = PracticeAnswer.learner_id == learner_id
    row = session.execute(
        select(
            select(func.count()).where(mine).scalar_subquery(),
            select(func.coalesce(func.sum(PracticeAnswer.asked), 0)).where(mine).scalar_subquery(),
            select(func.coalesce(func.sum(PracticeAnswer.right_count), 0)).where(mine).scalar_subquery(),
            select(func.count()).where(mine, PracticeAnswer.is_mistake.is_(True)).scalar_subquery(),
            select(func.count()).where(DailyAnswer.learner_id == learner_id).scalar_subquery(),
            select(func.coalesce(func.max(ChallengeBest.best), 0))
            .where(ChallengeBest.learner_id == learner_id)
            .scalar_subquery(),
            select(func.count()).where(RaceRun.learner_id == learner_id).scalar_subquery(),
        )
    ).one()
    return Summary(
        questions=row[0], answers=row[1], right=row[2], mistakes=row[3], days=row[4], best=row[5], races=row[6]
    )
