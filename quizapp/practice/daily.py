"""One question a day for a whole campaign, drawn by a committed seed, the same for all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import cast

from sqlalchemy import Integer, Table, func, select
from sqlalchemy import cast as to_type
from sqlalchemy.orm import Session

from quizapp.contests import hash_pool
from quizapp.db import insert_or_ignore
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.recent import Recent
from quizapp.practice.answers import count_once
from quizapp.practice.asking import Judged, judge
from quizapp.practice.desk import Desk, Opened, keep_learner, sit_down
from quizapp.practice.models import DailyAnswer, DailyQuestion
from quizapp.practice.pool import Item, Pool
from quizapp.practice.rules import SHARE_MINIMUM, Mode
from quizapp.questions import Atom, decode_question, draw_paper, dump_question

_QUESTIONS, _DAILY = cast(Table, DailyQuestion.__table__), cast(Table, DailyAnswer.__table__)
#: Shares of days that are over: they do not move any more.
_shares: Recent[tuple[int, date], Share] = Recent(256)


class DayMark(StrEnum):
    """A day on somebody's calendar. There are no series to break: every day stands for itself."""

    RIGHT = "right"
    WRONG = "wrong"
    #: Can be answered, today or afterwards.
    OPEN = "open"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The question of a day."""

    day: date
    item: Item
    option_order: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MyAnswer:
    """What this learner answered that day."""

    is_right: bool
    chosen: tuple[Atom, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How many answered on a day, and how many were right; ``is_shown`` once they are enough to say nothing of anyone."""

    answered: int
    right: int

    @property
    def is_shown(self) -> bool:
        """Whether the share may be told."""
        return self.answered >= SHARE_MINIMUM

    @property
    def percent(self) -> int:
        """Right answers in a hundred."""
        return round(100 * self.right / self.answered) if self.answered else 0


def days_of(opened: Opened, today: date) -> list[date]:
    """Days of the campaign up to today, none before it starts."""
    count = (min(today, opened.ends_on) - opened.starts_on).days + 1
    return [opened.starts_on + timedelta(days=number) for number in range(max(0, count))]


def read_day(session: Session, opened: Opened, day: date) -> Today | None:
    """The question of the day; None while nobody has asked for it. One statement."""
    row = session.execute(
        select(_QUESTIONS).where(_QUESTIONS.c.campaign_id == opened.campaign_id, _QUESTIONS.c.day == day)
    ).first()
    if row is None:
        return None
    item = Item(
        id=row.question_id, bank_id=row.bank_id, key=row.key, question=decode_question(row.content), source=row.source
    )
    return Today(day=day, item=item, option_order=tuple(row.option_order))


def open_day(session: Session, desk: Desk, day: date) -> Today:
    """The question of the day, drawn and frozen now if nobody asked for it before. Raises `NotFound` for other days."""
    if day not in days_of(desk.opened, desk.today):
        raise NotFound(N_("这一天没有每日一题"))
    found = read_day(session, desk.opened, day)
    if found is None:
        _draw(session, desk.opened, desk.pool(session), day)
        found = read_day(session, desk.opened, day)
        assert found is not None
    return found


def _draw(session: Session, opened: Opened, pool: Pool, day: date) -> None:
    """Draw among what was not asked on another day; two processes at once meet in one row."""
    asked = select(_QUESTIONS.c.bank_id, _QUESTIONS.c.key).where(_QUESTIONS.c.campaign_id == opened.campaign_id)
    used = {(row.bank_id, row.key) for row in session.execute(asked)}
    items = [item for item in pool.items if item.name not in used] or list(pool.items)
    if not items:
        raise NotFound(N_("今天没有可以出的题，请明天再来"))
    questions = [item.question for item in items]
    drawn = draw_paper(questions, 1, seed=opened.seed, person_key="daily", attempt_no=day.toordinal())[0]
    item = items[drawn.question_index]
    values = {
        "campaign_id": opened.campaign_id, "day": day, "bank_id": item.bank_id, "key": item.key, "question_id": item.id,
        "content": dump_question(item.question), "source": item.source, "option_order": list(drawn.option_order),
        "pool_size": len(items), "pool_hash": hash_pool(questions), "place": drawn.question_index,
    }  # fmt: skip
    insert_or_ignore(session, _QUESTIONS, values, unique=("campaign_id", "day"))


def my_days(session: Session, learner_id: int | None) -> dict[date, MyAnswer]:
    """Day -> what the learner answered. One statement."""
    if learner_id is None:
        return {}
    rows = session.execute(
        select(_DAILY.c.day, _DAILY.c.is_right, _DAILY.c.chosen).where(_DAILY.c.learner_id == learner_id)
    )
    return {row.day: MyAnswer(is_right=row.is_right, chosen=tuple(row.chosen)) for row in rows}


def calendar(opened: Opened, mine: dict[date, MyAnswer], today: date) -> list[tuple[date, DayMark]]:
    """All days of the campaign with what stands on them."""
    length = (opened.ends_on - opened.starts_on).days + 1
    days = [opened.starts_on + timedelta(days=number) for number in range(length)]
    return [(day, _mark(mine.get(day), is_ahead=day > today)) for day in days]


def _mark(answer: MyAnswer | None, *, is_ahead: bool) -> DayMark:
    if is_ahead:
        return DayMark.AHEAD
    if answer is None:
        return DayMark.OPEN
    return DayMark.RIGHT if answer.is_right else DayMark.WRONG


def share_of(session: Session, opened: Opened, day: date, *, today: date) -> Share:
    """The day's share of right answers, without late ones. One statement; none for a day that is over and known."""
    known = _shares.get((opened.campaign_id, day))
    if known is not None:
        return known
    mine = (_DAILY.c.campaign_id == opened.campaign_id, _DAILY.c.day == day, _DAILY.c.is_late.is_(False))
    right = func.coalesce(func.sum(to_type(_DAILY.c.is_right, Integer)), 0)
    row = session.execute(select(func.count(), right).where(*mine)).one()
    share = Share(row[0], row[1])
    if day < today:
        _shares.put((opened.campaign_id, day), share)
    return share


def answer_day(
    session: Session, *, code: str, device_hash: str, day: date, chosen: tuple[Atom, ...], now: datetime
) -> tuple[Today, Judged]:
    """The day's question with the judged answer. The first answer stands, whatever is sent afterwards.

    Raises `PracticeClosed`, and `NotFound` for a day without a question. Eight statements at most.
    """
    desk = sit_down(session, code=code, device_hash=device_hash, now=now, mode=Mode.DAILY)
    found = open_day(session, desk, day)
    judged = lay_open(found, chosen)
    learner_id = keep_learner(session, desk, now=now)
    values = {
        "campaign_id": desk.opened.campaign_id, "learner_id": learner_id, "day": day, "is_right": judged.is_right,
        "chosen": list(chosen), "is_late": day != desk.today, "answered_at": now,
    }  # fmt: skip
    if insert_or_ignore(session, _DAILY, values, unique=("learner_id", "day")) is None:
        return found, lay_open(found, my_days(session, learner_id)[day].chosen)
    nonce = f"day{day.toordinal()}"
    count_once(session, learner_id, found.item, is_right=judged.is_right, nonce=nonce, today=desk.today, now=now)
    return found, judged


def lay_open(found: Today, chosen: tuple[Atom, ...]) -> Judged:
    """The day's question with its key and this answer."""
    return judge(found.item.question, found.option_order, chosen, number=1, source=found.item.source)
