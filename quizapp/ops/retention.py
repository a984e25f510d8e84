"""What people left behind and its end: what would be forgotten at a moment, forgetting it, and the line that says so.

The features' own jobs do it (those that say ``forgets``). Here they run inside one transaction: with the line in the audit
log, so that neither is there without the other, or taken back when they are only tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp import audit
from quizapp.accounts import SYSTEM
from quizapp.campaigns import Campaign, keeps_until, list_forgotten
from quizapp.db import Store
from quizapp.kit.clock import local_date
from quizapp.kit.jobs import Job
from quizapp.kit.registry import load_part
from quizapp.people import Person, has_contact
from quizapp.settings import Settings

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A campaign and the last day on which it keeps contacts and names."""

    code: str
    title: str
    ends_on: date
    retention_days: int
    keeps_until: date
    is_over: bool


class _TakenBack(Exception):
    """Ends a rehearsal."""


class _Within:
    """Stands for a store: all transactions lie in one."""

    def __init__(self, session: Session, *, is_sqlite: bool) -> None:
        self._session, self.is_sqlite = session, is_sqlite

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A part of it."""
        with self._session.begin_nested():
            yield self._session

    read = write

    def retrying(self, work: Callable[[Session], T]) -> T:
        """What ``work`` returns."""
        with self.write() as session:
            return work(session)


def list_forgetting() -> list[Job]:
    """The jobs that delete what people left behind, in the order of the features."""
    return [job for module in load_part("jobs") for job in module.JOBS if job.forgets]


def rehearse(store: Store, settings: Settings, *, now: datetime) -> dict[str, int]:
    """How much each job would forget at ``now``; nothing is changed. Others wait to write meanwhile."""
    found: dict[str, int] = {}
    try:
        with store.write() as session:
            within = cast(Any, _Within(session, is_sqlite=store.is_sqlite))
            for job in list_forgetting():
                found[job.name] = _until_done(partial(job.run, within, settings, now))
            raise _TakenBack
    except _TakenBack:
        return found


def forget(store: Store, settings: Settings, *, now: datetime) -> dict[str, int]:
    """Do it: what each job forgot, noted in the audit log."""
    return {job.name: run_job(job, store, settings, now=now) for job in list_forgetting()}


def run_job(job: Job, store: Store, settings: Settings, *, now: datetime) -> int:
    """What ``job`` did; what it forgot stands in the audit log from the same moment."""
    if not job.forgets:
        return job.run(store, settings, now)
    return _until_done(partial(_forget_some, job, store, settings, now))


def _forget_some(job: Job, store: Store, settings: Settings, now: datetime) -> int:
    with store.write() as session:
        count = job.run(cast(Any, _Within(session, is_sqlite=store.is_sqlite)), settings, now)
        if count:
            audit.record(
                session, actor=SYSTEM, action="retention.forget", object_type="retention", object_id=job.name, unit_id=None,
                detail={"count": count}, now=now, key=settings.key_for("audit"),
            )  # fmt: skip
    return count


def _until_done(step: Callable[[], int]) -> int:
    """The sum of what ``step`` did until nothing was left."""
    return sum(iter(step, 0))


def count_overdue(session: Session, *, now: datetime) -> int:
    """People whose contacts are kept beyond their campaign's retention. Two statements, nothing is locked."""
    over = list_forgotten(session, now=now)
    return session.scalar(select(func.count()).where(Person.campaign_id.in_(over), has_contact())) or 0


def list_endings(session: Session, *, now: datetime) -> list[Ending]:
    """All campaigns with the end of their retention, the next one first. One statement."""
    found = []
    for each in session.scalars(select(Campaign)):
        until = keeps_until(each)
        found.append(
            Ending(
                code=each.code, title=each.title, ends_on=each.ends_on, retention_days=each.retention_days,
                keeps_until=until, is_over=until < local_date(now, each.time_zone),
            )
        )  # fmt: skip
    return sorted(found, key=lambda ending: (ending.keeps_until, ending.code))
