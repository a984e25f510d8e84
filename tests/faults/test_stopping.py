"""A server that is told to stop: what is in hand is answered, a balancer hears of it in time, and then it is gone."""

from __future__ import annotations

import json
import re
import signal
import threading
from http.client import HTTPConnection, HTTPException

from benchmarks.world import World
from tests.faults.server import Server
from tests.support.patience import PATIENCE_S, wait_until


def _ask(port: int, path: str) -> tuple[int, str]:
    """Status and body; 0 when there was no answer."""
    line = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        line.request("GET", path, headers={"Connection": "close"})
        answer = line.getresponse()
        return answer.status, answer.read().decode()
    except (OSError, HTTPException):
        return 0, ""
    finally:
        line.close()


def _asked_while(server: Server, how: signal.Signals, count: int) -> list[tuple[int, str]]:
    """``count`` slow pages are asked for, then the server gets the signal."""
    told: list[tuple[int, str]] = []
    threads = [threading.Thread(target=lambda: told.append(_ask(server.port, "/slow"))) for _ in range(count)]
    for each in threads:
        each.start()
    wait_until(lambda: server.told().count("began") == count, server)
    assert server.process is not None
    server.process.send_signal(how)
    for each in threads:
        each.join()
    return told


def test_what_is_in_hand_is_answered(world: World) -> None:
    with Server(world, factory="tests.faults.slow:slow_app") as server:
        assert _asked_while(server, signal.SIGTERM, 8) == [(200, "here it is")] * 8
        assert server.process is not None
        assert server.process.wait(PATIENCE_S) == 0
        assert _ask(server.port, "/livez") == (0, "")


def test_whoever_starts_and_stops_it_is_not_alarmed(world: World) -> None:
    with Server(world) as server:
        assert server.process is not None
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(PATIENCE_S) == 0
        log = server.told()
    assert "Started worker-1" in log
    assert re.findall("warning|error", log, re.IGNORECASE) == []


def test_the_checker_sees_what_is_cut_off(world: World) -> None:
    with Server(world, factory="tests.faults.slow:slow_app") as server:
        killed: list[tuple[int, str]] = []
        thread = threading.Thread(target=lambda: killed.append(_ask(server.port, "/slow")))
        thread.start()
        wait_until(lambda: server.told().count("began") == 1)
        server.kill()
        thread.join()
        assert killed == [(0, "")]


def test_a_balancer_hears_of_it_while_everybody_is_still_answered(world: World) -> None:
    with Server(world, QUIZAPP_DRAIN_SECONDS="6") as server:
        assert _ask(server.port, "/healthz")[0] == 200
        assert server.process is not None
        server.process.send_signal(signal.SIGTERM)
        wait_until(lambda: _ask(server.port, "/healthz")[0] == 503)
        assert json.loads(_ask(server.port, "/healthz")[1])["draining"] is True
        assert _ask(server.port, "/livez")[0] == 200
        assert _ask(server.port, "/staff/sign-in")[0] == 200
        assert server.process.wait(PATIENCE_S) == 0
        assert _ask(server.port, "/livez") == (0, "")


def test_a_second_signal_stops_at_once(world: World) -> None:
    with Server(world, QUIZAPP_DRAIN_SECONDS="100000") as server:
        assert server.process is not None
        server.process.send_signal(signal.SIGTERM)
        wait_until(lambda: _ask(server.port, "/healthz")[0] == 503)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(PATIENCE_S) == 0
