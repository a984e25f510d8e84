"""``python -m benchmarks.steps [--profile STEP]``: what each step of a participant costs, inside one process.

No server and no sockets: the application is called as a server calls it, so that the CPU time belongs to it alone and hardly
depends on neighbours. Each step is asked twice by other phones: the first ones fill caches, the second ones count.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import click
from flask import Flask

from benchmarks import phones
from benchmarks.world import World, build_world
from quizapp.web import create_app
from tests.support.counting import statement_counter

PHONES = 300


def environ_of(raw: bytes) -> dict[str, Any]:
    """A whole request as a server hands it over."""
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, target, _ = first.split(" ")
    path, _, query = target.partition("?")
    about = {
        "REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http", "wsgi.input": BytesIO(body), "wsgi.errors": sys.stderr, "wsgi.multithread": True,
        "wsgi.multiprocess": False, "wsgi.run_once": False,
    }  # fmt: skip
    for line in lines:
        name, _, value = line.partition(": ")
        name = name.upper().replace("-", "_")
        about[name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"] = value
    return about


def ask(app: Flask, raw: bytes) -> None:
    """One request, to the last byte of its answer. Raises when it does not go well."""
    seen: list[str] = []

    def start_response(status: str, _headers: object, _error: object = None, /) -> Callable[[bytes], object]:
        seen.append(status)
        return lambda _written: None

    answer = app(environ_of(raw), start_response)
    body = b"".join(answer)
    getattr(answer, "close", lambda: None)()
    if seen[0][0] not in "23":
        raise RuntimeError(f"{seen[0]}: {body[:500]!r}")


def first_steps(world: World) -> dict[str, list[bytes]]:
    """What somebody asks for who has not begun yet, one of each phone."""
    browsers = phones.open_browsers(world)
    return {
        "new to it": [phones.get(f"/q/{world.contest_code}", browser) for browser in browsers],
        "start": phones.starts(world),
    }


def steps_of(world: World) -> dict[str, list[bytes]]:
    """A participant's requests in their order once the paper has begun, one of each phone."""
    browsers = phones.open_browsers(world)
    result = [
        phones.get(f"/q/{world.contest_code}/a/{phone.token}/result", browser)
        for phone, browser in zip(world.phones, browsers, strict=True)
    ]  # fmt: skip
    return {
        "contest page": [phones.get(f"/q/{world.contest_code}", browser) for browser in browsers],
        "start again": phones.starts(world),
        "open paper": phones.papers(world),
        "save": phones.saves(world),
        "submit": phones.submits(world),
        "result": result,
    }


def _timed(app: Flask, requests: list[bytes]) -> float:
    """Microseconds of CPU a request."""
    before = time.process_time()
    for raw in requests:
        ask(app, raw)
    return (time.process_time() - before) / len(requests) * 1e6


def _peak_kb(app: Flask, requests: list[bytes]) -> float:
    """Most kilobytes that a request holds at once."""
    tracemalloc.start()
    held = 0
    for raw in requests:
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        ask(app, raw)
        held += tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    return held / len(requests) / 1024


def _statements(app: Flask, raw: bytes) -> int:
    with statement_counter(app.extensions["quizapp"].store) as sent:
        ask(app, raw)
    return len(sent)


@click.command()
@click.option("--profile", default="", help="Print where this step spends its time.")
def main(profile: str) -> None:
    """Print CPU, statements and memory of each step."""
    with tempfile.TemporaryDirectory(prefix="quizapp-bench-") as folder:
        click.echo(f"{'step':<14}{'CPU us':>10}{'statements':>12}{'peak KB':>9}")
        for place, (begun, steps) in enumerate(((False, first_steps), (True, steps_of))):
            (home := Path(folder) / str(place)).mkdir()
            world = build_world(home, phones=PHONES, started=begun)
            app = create_app(world.settings)
            for name, requests in steps(world).items():
                _show(app, name, requests, profiled=name == profile)


def _show(app: Flask, name: str, requests: list[bytes], *, profiled: bool) -> None:
    """One line of the table; the profile above it."""
    _warm(app, name, requests)
    run: Callable[[], float] = lambda: _timed(app, requests[100:280])  # noqa: E731
    cpu_us = _profiled(run) if profiled else run()
    counted, peak = _statements(app, requests[280]), _peak_kb(app, requests[281:])
    click.echo(f"{name:<14}{cpu_us:>10,.0f}{counted:>12}{peak:>9.0f}")


def _warm(app: Flask, name: str, requests: list[bytes]) -> None:
    """What may be asked again is asked by all, the others by the first hundred."""
    for raw in requests[:100] if name in ("start", "save", "submit") else requests:
        ask(app, raw)


def _profiled(run: Callable[[], float]) -> float:
    profiler = cProfile.Profile()
    profiler.enable()
    found = run()
    profiler.disable()
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(50)
    return found


if __name__ == "__main__":
    main()
