"""The primary dies under load and its replica is promoted: the same application goes on, nothing acknowledged is gone."""

from __future__ import annotations

from pathlib import Path

from benchmarks.world import World, build_world
from tests.faults.checker import judge
from tests.faults.phones import Crowd, History
from tests.faults.server import Server
from tests.support.patience import wait_until
from tests.support.replicated import Pair, running_pair

_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


def _fail_over(world: World, pair: Pair, *, synchronous: bool) -> History:
    """The replica loses its line, people go on as far as they get, the primary dies, the replica takes over."""
    with Server(world) as server:
        crowd = Crowd(world, server.port)
        with crowd.at_work() as history:
            history.wait_for_more(20)
            pair.two.lose_its_line()
            if synchronous:
                wait_until(lambda: pair.one.ask(_WAITING) > 0, "nobody waits for the replica")
            else:
                history.wait_for_more(20)
            pair.one.kill()
            pair.two.promote()
            history.wait_for_more(20)
    return crowd.history


def test_a_synchronous_replica_has_everything_that_was_acknowledged(tmp_path: Path) -> None:
    with running_pair(synchronous=True) as pair:
        world = build_world(tmp_path, phones=48, started=False, database_url=pair.url)
        history = _fail_over(world, pair, synchronous=True)
        assert history.surprises == []
        verdict = judge(world, history)
        assert verdict.is_clean, verdict
        assert verdict.acknowledged >= 40, verdict


def test_the_checker_sees_what_an_asynchronous_replica_has_lost(tmp_path: Path) -> None:
    """The twin: the primary acknowledges by itself, and what the replica had not heard by then is gone with it."""
    with running_pair(synchronous=False) as pair:
        world = build_world(tmp_path, phones=48, started=False, database_url=pair.url)
        pair.wait_until_replayed()
        history = _fail_over(world, pair, synchronous=False)
        assert judge(world, history).lost > 0
