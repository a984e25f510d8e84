"""Background work in a process of its own: the server leaves it alone, the worker does it, and stops when told."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from benchmarks.servers import environment, free_port
from benchmarks.world import World, add_organizer
from quizapp.datasets import Chosen
from quizapp.datasets.downloads import LINES
from quizapp.db import Store
from quizapp.downloads import Order, list_downloads, order_download
from quizapp.kit.clock import utc_now
from quizapp.ops.making import LOOK_S
from tests.faults.server import ROOT, Server
from tests.support.patience import PATIENCE_S, wait_until


class Desk:
    """Somebody who orders files."""

    def __init__(self, world: World, store: Store) -> None:
        self._world, self._store = world, store
        with store.write() as session:
            self._staff_id = add_organizer(session, world)

    def order(self) -> None:
        """The town's lines of the ledger."""
        chosen = Chosen(
            campaign_id=self._world.campaign_id, unit_id=self._world.town_id, period="cumulative", position=0,
            ordered_at=utc_now().isoformat(),
        )  # fmt: skip
        wanted = Order(
            purpose=LINES, staff_id=self._staff_id, unit_id=self._world.town_id, permission="export", title="lines",
            format="csv", origin="/console/", choices=chosen.as_choices(),
        )  # fmt: skip
        with self._store.write() as session:
            order_download(session, wanted, now=utc_now())

    def states(self) -> list[str]:
        """Of what was ordered."""
        with self._store.read() as session:
            return [row.state for row in list_downloads(session, staff_id=self._staff_id, now=utc_now())]


@pytest.fixture
def desk(world: World) -> Iterator[Desk]:
    store = Store(world.settings.database_url)
    yield Desk(world, store)
    store.close()


@contextmanager
def worker(
    world: World, *arguments: str, **environ: str
) -> Iterator[tuple[subprocess.Popen[bytes], Callable[[], str]]]:
    """``quizapp work`` at work, and what it has said so far; killed with the block if it still runs."""
    log: Path = world.settings.home / "worker.log"
    with log.open("ab") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "quizapp.cli", "work", *arguments], cwd=ROOT, stdout=stream, stderr=stream,
            env=environment(world) | {"PYTHONPATH": str(ROOT)} | environ,
        )  # fmt: skip
    try:
        wait_until(lambda: process.poll() is not None or "at work" in log.read_text("utf-8"), log)
        yield process, lambda: log.read_text("utf-8")
    finally:
        process.kill()
        process.wait()


def test_it_works(world: World, desk: Desk) -> None:
    with Server(world, QUIZAPP_BACKGROUND="0"):
        desk.order()
        time.sleep(3 * LOOK_S)
        assert desk.states() == ["waiting"], "the server was told to leave it"
        with worker(world, QUIZAPP_BACKGROUND="0") as (process, said):
            wait_until(lambda: desk.states() == ["ready"])
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE_S) == 0, said()
        assert re.findall("warning|error", said(), re.IGNORECASE) == []


def test_a_server_without_a_word_does_it_itself(world: World, desk: Desk) -> None:
    with Server(world):
        desk.order()
        wait_until(lambda: desk.states() == ["ready"])


def test_it_tells_figures_on_an_address_of_its_own(world: World) -> None:
    port = free_port()
    with worker(world, "--metrics", f"127.0.0.1:{port}", QUIZAPP_METRICS="127.0.0.1:1"):
        wait_until(lambda: "quizapp_build_info" in _figures(port))


def _figures(port: int) -> str:
    line = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        line.request("GET", "/metrics")
        return line.getresponse().read().decode()
    except OSError:
        return ""
    finally:
        line.close()


def test_a_database_of_another_version_is_said(world: World) -> None:
    with worker(world, QUIZAPP_DATABASE_URL=f"sqlite:///{world.settings.home / 'empty.db'}") as (process, said):
        assert process.wait(PATIENCE_S) == 1
        assert "db upgrade" in said()
        assert "Traceback" not in said()


def test_what_is_no_address_for_figures_is_said(world: World) -> None:
    with worker(world, "--metrics", "nowhere") as (process, said):
        assert process.wait(PATIENCE_S) == 1
        assert "QUIZAPP_METRICS" in said()
        assert "Traceback" not in said()
