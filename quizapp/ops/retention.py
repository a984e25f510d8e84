"""What people left behind and its end: what would be forgotten at a moment, forgetting it, and the line that says so.

The features' own jobs do it (those that say ``forgets``); here they are tried in a transaction that is taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp import audit
from quizapp.accounts import SYSTEM
from quizapp.campaigns import Campaign, keeps_until
from quizapp.db import Store
from quizapp.kit.clock import local_date
from quizapp.kit.jobs import Job
from quizapp.kit.registry import load_part
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


class _Rehearsal:
    """Stands for a store: all transactions lie in one that is taken back."""

    def __init__(self, session: Session, *, is_sqlite: bool) -> None:
        self._session, self.is_sqlite = session, is_sqlite

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A part of the rehearsal."""
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
            stand_in = cast(Any, _Rehearsal(session, is_sqlite=store.is_sqlite))
            found.update({job.name: job.run(stand_in, settings, now) for job in list_forgetting()})
            raise _TakenBack
    except _TakenBack:
        return found


def forget(store: Store, settings: Settings, *, now: datetime) -> dict[str, int]:
    """Do it: what each job forgot, noted in the audit log."""
    done = {}
    for job in list_forgetting():
        done[job.name] = job.run(store, settings, now)
        note(store, settings, job, done[job.name], now=now)
    return done


def note(store: Store, settings: Settings, job: Job, count: int, *, now: datetime) -> None:
    """Write into the audit log that ``job`` forgot something; nothing where it did not."""
    if not (job.forgets and count):
        return
    with store.write() as session:
        audit.record(
            session, actor=SYSTEM, action="retention.forget", object_type="retention", object_id=job.name, unit_id=None,
            detail={"count": count}, now=now, key=settings.key_for("audit"),
        )  # fmt: skip


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
