"""The disk says no: nothing is acknowledged that is not stored, pages stay, and it heals without a hand."""

from __future__ import annotations

import os
import resource
import shutil
from pathlib import Path

import psutil
import pytest

from benchmarks.world import World
from tests.faults.checker import judge
from tests.faults.phones import Acknowledged, Answer, History, Phone, phones_of
from tests.faults.server import Server
from tests.support.gate import Within

_PAPERS = 6


def _submit_all(phones: list[Phone], tokens: list[str]) -> list[Answer]:
    return [phone.submit(token, f"key-{token}", {"1": [0]}) for phone, token in zip(phones, tokens, strict=True)]


def _history(tokens: list[str], answers: list[Answer]) -> History:
    told = [
        Acknowledged(token, f"key-{token}", answer.body["score"])
        for token, answer in zip(tokens, answers, strict=True)
        if answer.status == 200
    ]
    return History(submissions=told)


def _let_files_grow_to(server: Server, size: int) -> None:
    """Beyond ``size`` bytes every write to a file fails in every process of the server: the kernel's own refusal."""
    assert server.process is not None
    group = psutil.Process(server.process.pid)
    for each in (group, *group.children(recursive=True)):
        _soft, hard = resource.prlimit(each.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(each.pid, resource.RLIMIT_FSIZE, (size, hard))


def test_a_disk_without_room_is_said_with_a_time_to_come_back_and_heals(world: World, within: Within) -> None:
    with Server(world) as server, phones_of(world, server.port, _PAPERS) as phones:
        tokens = [phone.start().body["token"] for phone in phones]
        _let_files_grow_to(server, 4096)
        refused = _submit_all(phones, tokens)
        assert [answer.status for answer in refused] == [503] * _PAPERS
        assert all(int(answer.retry_after or 0) > 0 for answer in refused)
        assert phones[0].send("GET", f"/q/{world.contest_code}").status == 200
        _let_files_grow_to(server, resource.RLIM_INFINITY)
        with within(21, "handing in again when the disk has room again", 10.0):
            healed = _submit_all(phones, tokens)
        assert [answer.status for answer in healed] == [200] * _PAPERS
        assert [answer.body for answer in _submit_all(phones, tokens)] == [answer.body for answer in healed]
    verdict = judge(world, _history(tokens, healed))
    assert verdict.is_clean, verdict
    assert verdict.acknowledged == _PAPERS


@pytest.fixture
def bound_by_permissions() -> tuple[str, ...]:
    """What starts a process that file permissions bind even when we are root."""
    if os.geteuid() != 0:
        return ()
    setpriv = shutil.which("setpriv")
    assert setpriv is not None, "util-linux is needed: apt-get install util-linux"
    return (setpriv, "--bounding-set=-dac_override", "--")


def _database(world: World) -> Path:
    return world.settings.home / "quizapp.db"


def test_a_read_only_database_shows_pages_takes_nothing_and_loses_nothing(
    world: World, bound_by_permissions: tuple[str, ...]
) -> None:
    tokens = _start_papers(world)
    _database(world).chmod(0o444)
    with Server(world, prefix=bound_by_permissions) as server, phones_of(world, server.port, _PAPERS) as phones:
        refused = _submit_all(phones, tokens)
        assert [answer.status for answer in refused] == [503] * _PAPERS
        assert all(int(answer.retry_after or 0) > 0 for answer in refused)
        assert phones[0].send("GET", f"/q/{world.contest_code}").status == 200
    _database(world).chmod(0o644)
    with Server(world, prefix=bound_by_permissions) as server, phones_of(world, server.port, _PAPERS) as phones:
        stored = _submit_all(phones, tokens)
        assert [answer.status for answer in stored] == [200] * _PAPERS
    assert judge(world, _history(tokens, stored)).is_clean


def _start_papers(world: World) -> list[str]:
    with Server(world) as server, phones_of(world, server.port, _PAPERS) as phones:
        return [phone.start().body["token"] for phone in phones]
