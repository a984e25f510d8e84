"""Single papers of a contest, as its organizer finds them: by a name, the latest first. Names are masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.contests.errors import NoSuchAttempt
from quizapp.contests.figures import read_contest
from quizapp.contests.models import Attempt
from quizapp.contests.queries import ContestRow
from quizapp.kit.i18n import N_
from quizapp.kit.text import fold_key, mask_name
from quizapp.people import Person
from quizapp.units import Unit

#: Papers on the page; a name finds the others.
LISTED = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPaper:
    """One paper; ``name`` is masked, ``score`` hundredths of a point, None while it is open."""

    attempt_id: int
    person_id: int
    name: str
    unit_name: str
    attempt_no: int
    started_at: datetime
    deadline_at: datetime
    submitted_at: datetime | None
    submitted_by: str
    score: int | None
    is_void: bool
    time_percent: int | None
    reopened_reason: str

    @property
    def is_open(self) -> bool:
        """Whether nobody has handed it in."""
        return self.submitted_at is None

    @property
    def may_reopen(self) -> bool:
        """Whether it was handed in and stands."""
        return not self.is_open and not self.is_void


def search_papers(session: Session, contest_id: int, words: str) -> list[FoundPaper]:
    """Papers of people whose name, pinyin or initials match, the latest first; all people's without words.

    One statement.
    """
    query = _papers().where(Attempt.contest_id == contest_id)
    key = fold_key(words)
    if key:
        named = (
            Person.name_key.contains(key, autoescape=True), Person.pinyin.startswith(key, autoescape=True),
            Person.initials.startswith(key, autoescape=True),
        )  # fmt: skip
        query = query.where(or_(*named))
    rows = session.execute(query.order_by(Attempt.id.desc()).limit(LISTED))
    return [_paper(row) for row in rows]


def find_paper(session: Session, contest_id: int, attempt_id: int, actor: Actor) -> tuple[ContestRow, FoundPaper]:
    """A paper of this contest for those who decide about it. Raises `NotFound`, `NotAllowed`, `NoSuchAttempt`."""
    contest = read_contest(session, contest_id, Permission.EDIT_CONTESTS, actor)
    row = session.execute(_papers().where(Attempt.contest_id == contest_id, Attempt.id == attempt_id)).first()
    if row is None:
        raise NoSuchAttempt(N_("没有找到这一页：它可能已被删除，或不在您负责的单位里"))
    return contest, _paper(row)


def _papers() -> Select[Any]:
    columns: tuple[Any, ...] = (
        Attempt.id.label("attempt_id"), Attempt.person_id, Person.name, Unit.name.label("unit_name"),
        Attempt.attempt_no, Attempt.started_at, Attempt.deadline_at, Attempt.submitted_at, Attempt.submitted_by,
        Attempt.score, Attempt.voided_at.is_not(None).label("is_void"), Attempt.time_percent, Attempt.reopened_reason,
    )  # fmt: skip
    return select(*columns).join(Person, Person.id == Attempt.person_id).join(Unit, Unit.id == Person.unit_id)


def _paper(row: Any) -> FoundPaper:
    return FoundPaper(**{**row._mapping, "name": mask_name(row.name)})
