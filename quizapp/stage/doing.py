"""One deed of staff on its way: what was pressed, and what it may ask of the contest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.stage.adding import append
from quizapp.stage.errors import StageNotReady
from quizapp.stage.events import Act
from quizapp.stage.queries import Course, RoundLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What was pressed, with what was typed beside the button."""

    act: str
    #: The contest's ``host_revision`` as the page showed it.
    seen: int
    round_id: int | None = None
    question_id: int | None = None
    team_id: int | None = None
    event_id: int | None = None
    points: int = 0
    value: int | None = None
    verdict: str = ""
    teams: tuple[int, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """One deed on its way."""

    session: Session
    course: Course
    deed: Deed
    actor: str
    now: datetime

    def add(self, act: Act, **event: Any) -> None:
        """One more event of this deed."""
        reason = clean_line(self.deed.reason, limit=200)
        append(self.session, self.course, kind=act.value, at=self.now, actor=self.actor, reason=reason, **event)

    def require(self, is_so: bool, complaint: str) -> None:
        """Go on only if it is so. Raises `StageNotReady`."""
        if not is_so:
            raise StageNotReady(complaint)

    def require_running(self) -> None:
        """Go on only while it runs. Raises `StageNotReady`."""
        self.require(self.course.contest.phase in ("test", "running"), N_("比赛还没有开始，或者已经结束"))

    def require_reason(self) -> None:
        """Go on only with a reason. Raises `Invalid`."""
        if not clean_line(self.deed.reason):
            raise Invalid(N_("请写明原因，会印在比赛记录里"), field="reason")

    def round(self) -> RoundLine:
        """The round that was named. Raises `Invalid`."""
        found = next((line for line in self.course.rounds if line.round.id == self.deed.round_id), None)
        if found is None:
            raise Invalid(N_("没有这个环节"))
        return found

    def present(self) -> RoundLine:
        """The round of the question on the screen. Raises `StageNotReady` where there is none."""
        line = self.course.now_round
        if line is None or self.course.board.question_id is None:
            raise StageNotReady(N_("台上没有题，请先出题"))
        return line

    def team(self) -> int:
        """The team that was named. Raises `Invalid`."""
        if self.deed.team_id not in self.course.seats:
            raise Invalid(N_("请选一支队"), field="team_id")
        return self.deed.team_id
