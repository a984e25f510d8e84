"""Who has done what: every task of every unit, from the ledger, this room's own records and people's words.

The number of statements does not depend on the number of units or tasks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.ledger import Scope, Sum, Wanted, subtree_sums
from quizapp.plans.models import LiaisonOfficer, PlanFile, PlanTask, PlanWord
from quizapp.plans.rules import Stage, Standing, Way, count_sums, is_for, stage_of
from quizapp.plans.tasks import list_tasks
from quizapp.units import Unit, ancestor_ids, tree_place, within_any


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One task of one unit."""

    task: PlanTask
    unit: Unit
    standing: Standing
    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Tasks, and where each unit stands with each of them."""

    #: Each with the unit whose plan it is.
    tasks: tuple[tuple[PlanTask, Unit], ...]
    units: tuple[Unit, ...]
    lines: tuple[Line, ...]

    def of_task(self, task_id: int) -> list[Line]:
        """The task's units, from the top down."""
        return [line for line in self.lines if line.task.id == task_id]

    def of_unit(self, unit_id: int) -> list[Line]:
        """The unit's tasks in the order of the plan."""
        return [line for line in self.lines if line.unit.id == unit_id]

    def by_task(self) -> dict[int, list[Line]]:
        """Task id -> its lines."""
        found: dict[int, list[Line]] = defaultdict(list)
        for line in self.lines:
            found[line.task.id].append(line)
        return found

    def by_unit(self) -> list[tuple[Unit, list[Line]]]:
        """Units that have something to do, each with its lines."""
        found: dict[int, list[Line]] = defaultdict(list)
        for line in self.lines:
            found[line.unit.id].append(line)
        return [(unit, found[unit.id]) for unit in self.units if unit.id in found]


def read_board(
    session: Session, campaign_id: int, paths: Collection[str], *, today: date,
    units: Sequence[Unit] | None = None, task_id: int | None = None,
) -> Board:  # fmt: skip
    """Where the active units of the subtrees stand (or only ``units``), with all tasks or one. Eleven statements at most."""
    tasks = tuple(pair for pair in list_tasks(session, campaign_id, paths) if task_id in (None, pair[0].id))
    if not tasks:
        return Board(tasks=(), units=(), lines=())
    found = tuple(units if units is not None else _units(session, paths))
    wanted = [(task, unit) for task, owner in tasks for unit in found if is_for(task, owner, unit)]
    # the tops first: whether a path lies below another is then answered by the first look
    subtrees = {ancestor_ids(path)[-1]: path for path in paths} | {unit.id: unit.path for _, unit in wanted}
    known = _Known(session, campaign_id, [task for task, _ in tasks], subtrees)
    lines = []
    for task, unit in wanted:
        standing = known.standing(task, unit)
        lines.append(Line(task=task, unit=unit, standing=standing, stage=stage_of(standing, task.due_on, today)))
    return Board(tasks=tasks, units=found, lines=tuple(lines))


def _units(session: Session, paths: Collection[str]) -> Sequence[Unit]:
    found = session.scalars(select(Unit).where(Unit.is_active, within_any(paths))).all()
    positions = {unit.id: unit.position for unit in found}
    return sorted(found, key=lambda unit: tree_place(unit.path, positions))


class _Known:
    """Everything that says something about the tasks, read at once."""

    def __init__(
        self, session: Session, campaign_id: int, tasks: Sequence[PlanTask], subtrees: Mapping[int, str]
    ) -> None:
        ways = {task.way for task in tasks}
        self._sums = self._read_sums(session, campaign_id, tasks, subtrees) if Way.LEDGER in ways else {}
        self._words = self._read_words(session, [task.id for task in tasks])
        self._named = self._read(session, LiaisonOfficer, campaign_id) if Way.LIAISON in ways else {}
        self._filed = self._read(session, PlanFile, campaign_id) if Way.FILE in ways else {}

    def _read_sums(
        self, session: Session, campaign_id: int, tasks: Sequence[PlanTask], subtrees: Mapping[int, str]
    ) -> dict[int, list[Sum]]:
        wanted = [Wanted(kinds=tuple(sorted({kind for task in tasks for kind in task.kinds})))]
        return subtree_sums(session, Scope(campaign_id=campaign_id, unit_path="/"), subtrees, wanted=wanted)

    def _read_words(self, session: Session, task_ids: Sequence[int]) -> dict[tuple[int, int], PlanWord]:
        rows = session.scalars(select(PlanWord).where(PlanWord.task_id.in_(task_ids), PlanWord.is_standing))
        return {(word.task_id, word.unit_id): word for word in rows}

    def _read(self, session: Session, table: type[LiaisonOfficer | PlanFile], campaign_id: int) -> dict[int, int]:
        stands = table.until.is_(None) if table is LiaisonOfficer else PlanFile.withdrawn_at.is_(None)
        found: dict[int, int] = defaultdict(int)
        for unit_id in session.scalars(select(table.unit_id).where(table.campaign_id == campaign_id, stands)):
            found[unit_id] += 1
        return found

    def standing(self, task: PlanTask, unit: Unit) -> Standing:
        """Where the unit stands with the task."""
        word = self._words.get((task.id, unit.id))
        figure, is_approximate = self._figure(task, unit.id)
        return Standing(
            figure=figure, is_approximate=is_approximate, minimum=task.minimum, said=word.is_done if word else None,
            note=word.note if word else "", author=word.author if word else "",
        )  # fmt: skip

    def _figure(self, task: PlanTask, unit_id: int) -> tuple[int, bool]:
        if task.way == Way.LEDGER:
            return count_sums(task, self._sums.get(unit_id, ()))
        if task.way == Way.LIAISON:
            return self._named.get(unit_id, 0), False
        return (self._filed.get(unit_id, 0), False) if task.way == Way.FILE else (0, False)
