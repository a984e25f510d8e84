"""Housekeeping: the features' repeating jobs, run by huey inside the serving process.

Nothing that must happen depends on it: figures are exact without the roll-up, overdue papers are also closed when
somebody looks. It only keeps things quick and tidy, so its queue lives in memory.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from huey import MemoryHuey
from huey.consumer import Consumer

from quizapp.db import Store
from quizapp.errors import QuizError
from quizapp.kit.clock import utc_now
from quizapp.kit.jobs import Job
from quizapp.kit.registry import load_part
from quizapp.kit.watch import UNWATCHED, Watch
from quizapp.ops.retention import run_job
from quizapp.settings import Settings

log = structlog.get_logger("quizapp.housekeeping")


def list_jobs() -> list[Job]:
    """All features' jobs, in the order of the features."""
    return [job for module in load_part("jobs") for job in module.JOBS]


class _Embedded(Consumer):  # type: ignore[misc]
    """A consumer that lives in somebody else's process: it leaves the signals alone."""

    def _set_signal_handlers(self) -> None:
        return


def start_housekeeping(settings: Settings, store: Store, *, watch: Watch = UNWATCHED) -> Consumer:
    """Start the jobs in background threads and return at once. ``stop(graceful=True)`` ends them."""
    huey = MemoryHuey("quizapp", results=False)
    for job in list_jobs():
        huey.periodic_task(_every(job.every_minutes), name=job.name)(_task(job, settings, store, watch))
    consumer = _Embedded(huey, workers=1, worker_type="thread", check_worker_health=False)
    consumer.start()
    return consumer


def _every(minutes: int) -> object:
    """Due in each minute whose number since the epoch is a multiple of ``minutes``."""

    def due(moment: datetime) -> bool:
        return int(moment.timestamp()) // 60 % minutes == 0

    return due


def _task(job: Job, settings: Settings, store: Store, watch: Watch):  # type: ignore[no-untyped-def]
    def run() -> None:
        is_well = False
        try:
            done = run_job(job, store, settings, now=utc_now())
            is_well = True
            if done:
                log.info("job done", job=job.name, done=done)
        except QuizError as error:
            log.warning("job failed, tried again later", job=job.name, code=error.code)
        finally:
            watch.worked(job.name, is_well=is_well)

    run.__name__ = job.name.replace(".", "_")
    return run


def run_all_once(settings: Settings, store: Store, *, now: datetime) -> dict[str, int]:
    """Every job once, in this thread: job name -> what it did."""
    return {job.name: run_job(job, store, settings, now=now) for job in list_jobs()}
