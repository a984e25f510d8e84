"""Putting tasks on a plan, changing them, taking them off; saying that one is done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.evidence import kind_labels
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.plans.models import PlanTask, PlanWord
from quizapp.plans.rules import Counts, Reach, Way
from quizapp.units import Unit, ancestor_ids, levels, unit_kinds, within_any

#: Largest minimum that makes sense.
MOST = 1_000_000
#: A plan with more tasks is not read by anybody.
MOST_TASKS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskText:
    """What the office writes about a task."""

    title: str
    way: Way
    heading: str = ""
    standard: str = ""
    kinds: tuple[str, ...] = ()
    counts: Counts = Counts.THINGS
    minimum: int = 1
    reach: Reach = Reach.EACH
    levels: tuple[str, ...] = ()
    unit_kinds: tuple[str, ...] = ()
    due_on: date | None = None
    responsible: str = ""


def add_task(
    session: Session, campaign_id: int, unit_id: int, said: TaskText, *, actor: str, now: datetime
) -> PlanTask:
    """The new task, last of its plan. Raises `Invalid` naming the field, and when the plan is full."""
    values = _checked(said)
    of_plan = (PlanTask.campaign_id == campaign_id, PlanTask.unit_id == unit_id, PlanTask.ended_at.is_(None))
    row = session.execute(select(func.count(PlanTask.id), func.max(PlanTask.position)).where(*of_plan)).one()
    if row[0] >= MOST_TASKS:
        raise Invalid(N_("一份计划最多 %(most)d 项任务：请先去掉几项"), most=MOST_TASKS)
    task = PlanTask(campaign_id=campaign_id, unit_id=unit_id, position=(row[1] or 0) + 1, changed_at=now, actor=actor)
    return _written(session, task, values)


def change_task(session: Session, task_id: int, said: TaskText, *, actor: str, now: datetime) -> PlanTask:
    """The task as it is now. Raises `Conflict` once it is off the plan."""
    task = get_task(session, task_id)
    if task.ended_at is not None:
        raise Conflict(N_("这项任务已经从计划里去掉，不能再改：请新建一项"))
    task.changed_at, task.actor = now, actor
    return _written(session, task, _checked(said))


def _written(session: Session, task: PlanTask, values: dict[str, object]) -> PlanTask:
    for name, value in values.items():
        setattr(task, name, value)
    session.add(task)
    session.flush()
    return task


def _checked(said: TaskText) -> dict[str, object]:
    title = clean_line(said.title, limit=200)
    if not title:
        raise Invalid(N_("请写明要做什么"), field="title")
    if not 1 <= said.minimum <= MOST:
        raise Invalid(N_("至少数量应在 1 到 %(most)d 之间"), field="minimum", most=MOST)
    by_ledger = said.way is Way.LEDGER
    if by_ledger and not said.kinds:
        raise Invalid(N_("请选择台账里哪些类别算数"), field="kinds")
    _known(said.kinds, kind_labels(), "kinds")
    _known(said.levels, levels(), "levels")
    _known(said.unit_kinds, unit_kinds(), "unit_kinds")
    return {
        "title": title, "heading": clean_line(said.heading, limit=60), "standard": clean_line(said.standard, limit=300),
        "way": said.way.value, "kinds": list(said.kinds) if by_ledger else [], "counts": said.counts.value,
        "minimum": said.minimum if by_ledger else 1, "reach": said.reach.value, "levels": list(said.levels),
        "unit_kinds": list(said.unit_kinds), "due_on": said.due_on, "responsible": clean_line(said.responsible, limit=100),
    }  # fmt: skip


def _known(words: Collection[str], table: Collection[str], field: str) -> None:
    strange = [word for word in words if word not in table]
    if strange:
        raise Invalid(N_("不认识“%(word)s”：请从列出的里面选"), field=field, word=strange[0])


def get_task(session: Session, task_id: int) -> PlanTask:
    """The task, on the plan or off it. Raises `NotFound`."""
    task = session.get(PlanTask, task_id)
    if task is None:
        raise NotFound(N_("没有这项任务"))
    return task


def end_task(session: Session, task_id: int, *, now: datetime) -> bool:
    """Take a task off the plan; False when that was done before."""
    task = get_task(session, task_id)
    if task.ended_at is not None:
        return False
    task.ended_at = now
    session.flush()
    return True


def move_task(session: Session, task_id: int, *, up: bool) -> None:
    """Change places with the task before or behind it on the same plan."""
    task = get_task(session, task_id)
    mine = (PlanTask.campaign_id == task.campaign_id, PlanTask.unit_id == task.unit_id, PlanTask.ended_at.is_(None))
    beyond = PlanTask.position < task.position if up else PlanTask.position > task.position
    order = PlanTask.position.desc() if up else PlanTask.position
    other = session.scalar(select(PlanTask).where(*mine, beyond).order_by(order).limit(1))
    if other is not None:
        task.position, other.position = other.position, task.position
        session.flush()


def list_tasks(session: Session, campaign_id: int, paths: Collection[str]) -> list[tuple[PlanTask, Unit]]:
    """Tasks on the plans that units of the subtrees have to do with: their own, and those of units above them.

    Each with the unit whose plan it is, plans from the top down. One statement.
    """
    above = {unit_id for path in paths for unit_id in ancestor_ids(path)}
    rows = session.execute(
        select(PlanTask, Unit)
        .join(Unit, Unit.id == PlanTask.unit_id)
        .where(PlanTask.campaign_id == campaign_id, PlanTask.ended_at.is_(None))
        .where(within_any(paths) | Unit.id.in_(above))
        .order_by(Unit.path, PlanTask.position, PlanTask.id)
    )
    return [(row[0], row[1]) for row in rows]


def say_word(
    session: Session, task: PlanTask, unit_id: int, *, is_done: bool, note: str, actor: str, author: str, now: datetime
) -> PlanWord:
    """What is said now about the unit's task; what was said before stays as history.

    Raises `Invalid` when the ledger should know it and no reason is given, `Conflict` for a task off the plan.
    """
    if task.ended_at is not None:
        raise Conflict(N_("这项任务已经从计划里去掉"))
    why = clean_line(note, limit=200)
    if is_done and task.way != Way.WORD and not why:
        raise Invalid(N_("系统里还没有记录：请写明在哪里做的、为什么没有登记"), field="note")
    # the task's row alone lets two people who answer at once follow one another
    session.execute(select(PlanTask.id).where(PlanTask.id == task.id).with_for_update())
    session.execute(
        update(PlanWord)
        .where(PlanWord.task_id == task.id, PlanWord.unit_id == unit_id, PlanWord.is_standing)
        .values(is_standing=False)
    )
    word = PlanWord(
        task_id=task.id, unit_id=unit_id, is_done=is_done, note=why, said_at=now, actor=actor, author=author[:120]
    )
    session.add(word)
    session.flush()
    return word


def words_of(session: Session, task_id: int, unit_id: int) -> list[PlanWord]:
    """Everything said about the unit's task, newest first."""
    query = select(PlanWord).where(PlanWord.task_id == task_id, PlanWord.unit_id == unit_id)
    return list(session.scalars(query.order_by(PlanWord.id.desc())))
