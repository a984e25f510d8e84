"""Three hundred people at the door within seconds, and the server killed in the middle of it, again and again."""

from __future__ import annotations

import copy
import threading
import time
from pathlib import Path
from random import Random

import pytest

from benchmarks.world import World, build_world
from tests.faults.scanners import Counts, Queue, count, queues
from tests.faults.server import Server
from tests.support.gate import Shown, size
from tests.support.patience import PATIENCE_S, wait_until

PEOPLE = size(300, done=10_000)
_KILLS = 5
_ALL = Counts(heads=PEOPLE, credited=PEOPLE, scans=PEOPLE, uploads=PEOPLE)


@pytest.fixture
def hall(tmp_path: Path) -> World:
    """A session and people with codes; nobody has checked in."""
    return build_world(tmp_path, phones=PEOPLE, started=False)


def _storm(server: Server, scanners: list[Queue], *, kills: int, seed: int) -> None:
    """All scanners send at once; the server dies at random moments and comes back each time."""
    rng, stop = Random(seed), threading.Event()
    threads = [
        threading.Thread(target=each.flush, args=(server.port, Random(seed + place), stop))
        for place, each in enumerate(scanners)
    ]
    with server:
        for thread in threads:
            thread.start()
        try:
            for _ in range(kills):
                _wait_for_more(scanners)
                time.sleep(rng.uniform(0.0, 0.2))
                server.kill()
                server.start()
            for thread in threads:
                thread.join(timeout=PATIENCE_S)
        finally:
            stop.set()
    assert [each.surprises for each in scanners] == [[]] * len(scanners)


def _wait_for_more(scanners: list[Queue]) -> None:
    """Return when the server has acknowledged something since now, or nothing waits any more."""

    def told() -> int:
        return sum(len(each.acknowledged) for each in scanners)

    before = told()
    wait_until(lambda: told() > before or not any(each.waiting for each in scanners), scanners)


def test_a_burst_of_three_hundred_is_counted_once_each_whenever_the_server_dies(hall: World, shown: Shown) -> None:
    scanners = queues(hall, 6)
    taken = copy.deepcopy(scanners)
    _storm(Server(hall), scanners, kills=_KILLS, seed=9)
    assert [len(each.waiting) for each in scanners] == [0] * 6
    assert {verdict for each in scanners for verdict in each.acknowledged.values()} == {"accepted"}
    assert count(hall) == _ALL
    # the queues as they were before, from two browsers at once: a phone restored from its own backup
    again = [*taken, *copy.deepcopy(taken)]
    _storm(Server(hall), again, kills=0, seed=11)
    assert [len(each.waiting) for each in again] == [0] * 12
    assert count(hall) == _ALL
    shown(4, "scans sent three times by two devices each, with kills between", PEOPLE, asked=10_000)


def test_the_twin_that_acknowledges_before_the_commit_loses_people(hall: World) -> None:
    scanners = queues(hall, 6)
    server = Server(hall, factory="tests.faults.twins:acknowledge_scans_before_commit")
    _storm(server, scanners, kills=3, seed=3)
    acknowledged = sum(len(each.acknowledged) for each in scanners)
    assert count(hall).heads < acknowledged
