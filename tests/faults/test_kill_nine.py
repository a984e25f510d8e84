"""kill -9 under load: what was acknowledged is there, once, with the score that was told.

The short form kills ten times; ``QUIZAPP_KILLS=60`` makes it the long one. The moments come from a seed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from random import Random

from benchmarks.world import World
from tests.faults.checker import Verdict, judge
from tests.faults.phones import Crowd
from tests.faults.server import ROOT, Server

KILLS = int(os.environ.get("QUIZAPP_KILLS", "10"))
#: Back for the phones within this time after the start of the process.
BACK_WITHIN_S = 3.0


def _storm(world: World, server: Server, *, kills: int, seed: int) -> tuple[Verdict, list[float]]:
    """So many kills at random moments under load; the verdict, and how long each start took."""
    rng, starts = Random(seed), []
    crowd = Crowd(world, server.port, seed=seed)
    with server, crowd.at_work() as history:
        for _ in range(kills):
            time.sleep(rng.uniform(0.3, 1.2))
            server.kill()
            starts.append(server.start())
        time.sleep(0.5)
    assert history.surprises == []
    return judge(world, history), starts


def _bare_start_s() -> float:
    """What the interpreter alone needs to import the application on this machine just now."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import quizapp.cli.served"], cwd=ROOT, check=True)
    return time.monotonic() - began


def test_kill_nine_loses_and_doubles_nothing(world: World) -> None:
    verdict, starts = _storm(world, Server(world), kills=KILLS, seed=9)
    assert verdict.is_clean, verdict
    assert verdict.acknowledged >= 10 * KILLS, verdict
    assert verdict.checked_in == len(world.phones)
    # A machine that is busy with other things imports slowly: then the bare import is the measure.
    assert statistics.median(starts) < max(BACK_WITHIN_S, 2 * _bare_start_s()), starts


def test_the_twin_that_acknowledges_before_the_commit_is_caught(world: World) -> None:
    server = Server(world, factory="tests.faults.twins:acknowledge_before_commit")
    verdict, _ = _storm(world, server, kills=3, seed=3)
    assert verdict.lost > 0, verdict


def test_the_twin_without_condition_and_key_is_caught(world: World) -> None:
    server = Server(world, factory="tests.faults.twins:without_condition_or_key")
    verdict, _ = _storm(world, server, kills=2, seed=5)
    assert verdict.doubled > 0, verdict
