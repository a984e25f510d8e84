"""Sets of tasks that a plan can start from, read from ``task_sets.toml``, and the days they mean in a campaign."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.plans.models import PlanTask
from quizapp.plans.rules import Counts, Reach, Way
from quizapp.plans.tasks import TaskText, add_task


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSet:
    """A named set of tasks. ``due`` of each is a rule (``+4``, ``end``, ``06-16``), a day only in a campaign."""

    key: str
    title: str
    about: str
    tasks: tuple[tuple[TaskText, str], ...]

    def texts(self, campaign: Campaign) -> list[TaskText]:
        """The tasks with their days in the campaign."""
        return [_dated(text, due, campaign) for text, due in self.tasks]


def _dated(text: TaskText, due: str, campaign: Campaign) -> TaskText:
    values = {name: getattr(text, name) for name in TaskText.__slots__} | {"due_on": day_of(due, campaign)}
    return TaskText(**values)


def day_of(due: str, campaign: Campaign) -> date | None:
    """The day that a rule means: ``+4`` after the first day, ``end-5`` before the last, ``06-16`` of its year."""
    if not due:
        return None
    if due.startswith("+"):
        return campaign.starts_on + timedelta(days=int(due))
    if due.startswith("end"):
        return campaign.ends_on + timedelta(days=int(due.removeprefix("end") or 0))
    month, day = due.split("-")
    return date(campaign.starts_on.year, int(month), int(day))


@lru_cache(maxsize=1)
def task_sets() -> dict[str, TaskSet]:
    """Key -> set, in the order of the file."""
    table = tomllib.loads(files("quizapp.plans").joinpath("task_sets.toml").read_text("utf-8"))
    return {row["key"]: _set(row) for row in table["set"]}


def _set(row: dict[str, Any]) -> TaskSet:
    tasks = tuple(_task(task, row.get("heading", "")) for task in row["task"])
    return TaskSet(key=row["key"], title=row["title"], about=row["about"], tasks=tasks)


def _task(row: dict[str, Any], heading: str) -> tuple[TaskText, str]:
    text = TaskText(
        title=row["title"], way=Way(row["way"]), heading=row.get("heading", heading), standard=row.get("standard", ""),
        kinds=tuple(row.get("kinds", ())), counts=Counts(row.get("counts", "things")), minimum=row.get("minimum", 1),
        reach=Reach(row.get("reach", "each")), levels=tuple(row.get("levels", ())),
        unit_kinds=tuple(row.get("unit_kinds", ())),
    )  # fmt: skip
    return text, row.get("due", "")


def add_sets(
    session: Session,
    campaign: Campaign,
    unit_id: int,
    chosen: Collection[tuple[str, int]],
    *,
    actor: str,
    now: datetime,
) -> list[PlanTask]:
    """The tasks made of those chosen, each named by its set and its place there. Raises `Invalid` for none or a strange one."""
    if not chosen:
        raise Invalid(N_("请至少勾选一项任务"), field="chosen")
    texts = {(key, place): text for key, each in task_sets().items() for place, text in enumerate(each.texts(campaign))}
    strange = [pair for pair in chosen if pair not in texts]
    if strange:
        raise Invalid(N_("没有这个任务模板：请刷新页面再选"), field="chosen")
    wanted = [text for pair, text in texts.items() if pair in set(chosen)]
    return [add_task(session, campaign.id, unit_id, text, actor=actor, now=now) for text in wanted]
