"""Housekeeping: the features' repeating jobs, run by huey beside the site or in a worker.

Nothing that must happen depends on it: figures are exact without the roll-up, overdue papers are also closed when
somebody looks. It only keeps things quick and tidy, so its queue lives in memory.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from quizapp.db import Store
from quizapp.errors import QuizError
from quizapp.kit.clock import utc_now
from quizapp.kit.jobs import Job
from quizapp.kit.later import later
from quizapp.kit.registry import load_part
from quizapp.kit.watch import UNWATCHED, Watch
from quizapp.ops.retention import run_job
from quizapp.settings import Settings

if TYPE_CHECKING:
    import huey
    from huey import consumer
else:  # brings the drivers of Redis and PostgreSQL along
    huey, consumer = later("huey"), later("huey.consumer")

log = structlog.get_logger("quizapp.housekeeping")


def list_jobs() -> list[Job]:
    """All features' jobs, in the order of the features."""
    return [job for module in load_part("jobs") for job in module.JOBS]


def start_housekeeping(settings: Settings, store: Store, *, watch: Watch = UNWATCHED) -> consumer.Consumer:
    """Start the jobs in background threads and return at once. ``stop(graceful=True)`` ends them."""
    queue = huey.MemoryHuey("quizapp", results=False)
    for job in list_jobs():
        queue.periodic_task(_every(job.every_minutes), name=job.name)(_task(job, settings, store, watch))
    working = consumer.Consumer(queue, workers=1, worker_type="thread", check_worker_health=False)
    # it lives in somebody else's process, whose signals are none of its business
    working._set_signal_handlers = lambda: None
    working.start()
    return working


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
