"""What a task asks of whom, and when it is done. Pure: no session, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from quizapp.kit.i18n import N_
from quizapp.ledger import Measure, Sum

#: A task due within these days is said to be near.
NEAR = timedelta(days=7)


class Way(StrEnum):
    """How a task is known to be done."""

    LEDGER = "ledger"
    WORD = "word"
    LIAISON = "liaison"
    FILE = "file"


class Counts(StrEnum):
    """What of the ledger is counted."""

    THINGS = "things"
    ATTENDANCES = "attendances"


class Reach(StrEnum):
    """Whom a task is for."""

    OWN = "own"
    EACH = "each"


class Stage(StrEnum):
    """Where a unit stands with a task."""

    DONE = "done"
    LATE = "late"
    NEAR = "near"
    OPEN = "open"


WAY_LABELS = {
    Way.LEDGER: N_("看台账：有几场、几篇就知道"), Way.WORD: N_("由单位说一声：做了没有"),
    Way.LIAISON: N_("看有没有联络员"), Way.FILE: N_("看有没有上传盖章文件"),
}  # fmt: skip
COUNTS_LABELS = {Counts.THINGS: N_("场次、篇数、份数"), Counts.ATTENDANCES: N_("参加人次")}
REACH_LABELS = {Reach.EACH: N_("下级单位，每个单位各算各的"), Reach.OWN: N_("本单位自己")}
STAGE_LABELS = {
    Stage.DONE: N_("已做"), Stage.LATE: N_("过了期限"), Stage.NEAR: N_("快到期"), Stage.OPEN: N_("还没做"),
}  # fmt: skip


class TaskLike(Protocol):
    """The columns that rules look at."""

    way: str
    kinds: list[str]
    counts: str
    minimum: int
    reach: str
    levels: list[str]
    unit_kinds: list[str]
    due_on: date | None


class UnitLike(Protocol):
    """The columns of a unit that rules look at."""

    id: int
    path: str
    level: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one unit stands with one task."""

    #: What the ledger (or this room) holds; always shown as derived.
    figure: int = 0
    is_approximate: bool = False
    #: What somebody said, None when nobody has.
    said: bool | None = None
    note: str = ""
    author: str = ""
    minimum: int = 1

    @property
    def is_derived(self) -> bool:
        """Whether the figure alone says that it is done."""
        return self.figure >= self.minimum

    @property
    def is_done(self) -> bool:
        """Done by the figure, or by somebody's word."""
        return self.is_derived or self.said is True


def is_for(task: TaskLike, owner: UnitLike, unit: UnitLike) -> bool:
    """Whether the task of ``owner``'s plan is for ``unit``."""
    if task.reach == Reach.OWN:
        return unit.id == owner.id
    return (
        unit.path.startswith(owner.path)
        and unit.id != owner.id
        and (not task.levels or unit.level in task.levels)
        and (not task.unit_kinds or unit.kind in task.unit_kinds)
    )


def count_sums(task: TaskLike, rows: Iterable[Sum]) -> tuple[int, bool]:
    """What counts for the task among the sums of a subtree, and whether it is a floor ("160余")."""
    wants_people = task.counts == Counts.ATTENDANCES
    found = [
        row for row in rows if row.kind in task.kinds and (row.measure == Measure.ATTENDANCE.value) == wants_people
    ]
    return sum(row.quantity for row in found), any(row.approximate > 0 for row in found)


def stage_of(standing: Standing, due_on: date | None, today: date) -> Stage:
    """Where it stands today; on the day it is due nothing is late."""
    if standing.is_done:
        return Stage.DONE
    if due_on is None:
        return Stage.OPEN
    if due_on < today:
        return Stage.LATE
    return Stage.NEAR if due_on - today <= NEAR else Stage.OPEN
