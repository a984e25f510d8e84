"""``quizapp work``: repeating jobs and ordered files in a process of their own, so that people's answers share it with nobody."""

from __future__ import annotations

import os
import signal
from threading import Event

import click
import structlog

from quizapp.cli.opening import open_store, told_plainly
from quizapp.kit.logs import configure_logs
from quizapp.kit.vault import Vault
from quizapp.ops.background import start_background
from quizapp.ops.metrics import make_watch, start_metrics
from quizapp.settings import load_settings

log = structlog.get_logger("quizapp.work")
#: Seconds that a file in hand is given at the signal to stop; another process makes it again when it did not end.
_LAST_FILE_S = 30


@click.command(help="Do repeating jobs and ordered files, without serving. 只做后台任务，不提供网页。")
@click.option("--metrics", help="Figures for Prometheus on HOST:PORT, instead of QUIZAPP_METRICS.")
@told_plainly
def work(metrics: str | None) -> None:
    """Check the database, then work until SIGTERM or Ctrl-C; the second signal ends it at once."""
    if metrics is not None:
        os.environ["QUIZAPP_METRICS"] = metrics
    settings = load_settings()
    watch = make_watch(settings)
    with open_store(settings, watch=watch) as (_, store):
        configure_logs(settings.log_format)
        stop = _stop_at_signals()
        figures = start_metrics(watch, settings, store)
        background = start_background(settings, store, Vault(settings.key_for("vault")), watch=watch)
        log.info("at work", serving_processes_work_too=settings.background)
        stop.wait()
        background.stop(patience_s=_LAST_FILE_S)
        if figures is not None:
            figures.set()
        log.info("done")


def _stop_at_signals() -> Event:
    stop = Event()

    def leave(*_args: object) -> None:
        if stop.is_set():
            os._exit(1)
        stop.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, leave)
    return stop
