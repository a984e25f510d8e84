"""What a server runs: the site and, unless a `quizapp work` does it, the background work beside it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Thread

from flask import Flask

from quizapp.kit.logs import configure_logs
from quizapp.ops.background import start_background
from quizapp.ops.metrics import make_watch, start_metrics
from quizapp.settings import load_settings
from quizapp.web import create_app
from quizapp.web.context import Services
from quizapp.web.warming import compile_first_pages

#: A thread that draws pages gives way so often, in seconds. By Python's own 5 ms a short answer waits five times as long
#: behind each of them: phones in line ask shortly and often (3,000 of them in 2.1 s instead of 4.4, beside drawn pages).
_GIVES_WAY_S = 0.001


def create_served_app() -> Flask:
    """The application of this process, configured by its environment, with its background work started."""
    settings = load_settings()
    configure_logs(settings.log_format)
    sys.setswitchinterval(_GIVES_WAY_S)
    watch = make_watch(settings)
    with _uncollected():
        app = create_app(settings, watch=watch)
        compile_first_pages(app)
    services: Services = app.extensions["quizapp"]
    start_metrics(watch, settings, services.store)
    if settings.background:
        # what it loads takes a tenth of a second, and nobody who waits for an answer waits for it
        work = partial(start_background, settings, services.store, services.vault, watch=watch)
        Thread(target=work, name="background", daemon=True).start()
    return app


@contextmanager
def _uncollected() -> Iterator[None]:
    """The collector looks away inside the block: the features are read there, and all that they make stays.

    Looking through it again and again was a quarter of the block; a server that died is back the sooner.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
