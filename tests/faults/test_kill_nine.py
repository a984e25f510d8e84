"""kill -9 under load: what was acknowledged is there, once, with the score that was told.

The moments come from a seed.
"""

from __future__ import annotations

import time
from random import Random

from benchmarks.world import World
from tests.faults.checker import judge
from tests.faults.phones import Crowd
from tests.faults.server import Server
from tests.support.gate import Shown, Within, size

KILLS = size(10, done=50)
SUBMISSIONS_BETWEEN_KILLS = size(10, done=2_000)


def test_kill_nine_loses_and_doubles_nothing(world: World, shown: Shown, within: Within) -> None:
    server, rng = Server(world), Random(9)
    crowd = Crowd(world, server.port, seed=9)
    with server, crowd.at_work() as history:
        for _ in range(KILLS):
            history.wait_for_more(SUBMISSIONS_BETWEEN_KILLS)
            time.sleep(rng.uniform(0.0, 0.5))
            server.kill()
            with within(1, "back after a kill -9, the slowest", 3.0):
                server.start()
        history.wait_for(lambda so_far: len(so_far.check_ins) == len(world.phones))
    assert history.surprises == []
    verdict = judge(world, history)
    assert verdict.is_clean, verdict
    assert verdict.acknowledged >= SUBMISSIONS_BETWEEN_KILLS * KILLS, verdict
    assert verdict.checked_in == len(world.phones)
    shown(1, "kills -9 under load", KILLS, asked=50)
    shown(1, "sheets acknowledged between kills", verdict.acknowledged, asked=100_000)


def test_the_twin_that_acknowledges_before_the_commit_is_caught(world: World) -> None:
    server = Server(world, factory="tests.faults.twins:acknowledge_before_commit")
    crowd = Crowd(world, server.port, seed=3)
    with server, crowd.at_work() as history:
        for _ in range(3):
            history.wait_for_more(1)
            server.kill()
            server.start()
    verdict = judge(world, history)
    assert verdict.lost > 0, verdict


def test_the_twin_without_condition_and_key_is_caught(world: World) -> None:
    server = Server(world, factory="tests.faults.twins:without_condition_or_key")
    crowd = Crowd(world, server.port, seed=5, threads=8, twice_every=1)
    with server, crowd.at_work() as history:
        history.wait_for(lambda so_far: so_far.told_twice >= 10)
    verdict = judge(world, history)
    assert verdict.doubled > 0, verdict
