"""Backups while people hand in: each one restores, and holds every sheet that was acknowledged before it began."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.servers import environment
from benchmarks.world import World
from quizapp.db import Store
from quizapp.ops import backup
from tests.faults.checker import Verdict, judge
from tests.faults.phones import Crowd, History
from tests.faults.server import ROOT, Server
from tests.support.clock import OPENING
from tests.support.gate import Shown, size

BACKUPS = size(2, done=20)


@contextmanager
def crowded(world: World) -> Iterator[History]:
    """A server, and phones at work that leave some of the processor to a backup."""
    with Server(world) as server, Crowd(world, server.port, threads=4, rest_s=0.05).at_work() as history:
        yield history


def told_by(history: History) -> History:
    """What has been acknowledged by now, to hold a backup against."""
    return History(submissions=list(history.submissions), check_ins=set(history.check_ins))


def run(world: World, *arguments: str) -> None:
    """A command of ours beside the server."""
    command = [sys.executable, "-m", "quizapp.cli", *arguments]
    done = subprocess.run(
        command, env=environment(world) | {"PYTHONPATH": str(ROOT)}, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def held_against(world: World, archive: Path, home: Path, told: History) -> Verdict:
    """Restore the archive into the empty ``home`` and count."""
    settings = dataclasses.replace(world.settings, home=home, database_url=f"sqlite:///{home / 'quizapp.db'}")
    assert backup.restore_into(settings, archive).problems == ()
    return judge(dataclasses.replace(world, settings=settings), told)


def test_each_backup_under_load_restores_with_all_that_was_acknowledged(
    world: World, tmp_path: Path, shown: Shown
) -> None:
    taken: list[tuple[Path, History]] = []
    with crowded(world) as history:
        for number in range(BACKUPS):
            history.wait_for_more(10)
            archive = tmp_path / f"{number}.tar.gz"
            taken.append((archive, told_by(history)))
            run(world, "backup", str(archive))
            run(world, "restore", str(archive), "--verify")
    assert history.surprises == []
    for number, (archive, told) in enumerate(taken):
        verdict = held_against(world, archive, tmp_path / f"home-{number}", told)
        assert verdict.is_clean, verdict
        assert verdict.acknowledged >= 10 * (number + 1)
    shown(19, "backups under load, restored and proved", BACKUPS, asked=20)


def test_the_twin_that_copies_the_file_is_caught(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What ``cp quizapp.db`` saves: nothing that still stands in the log."""

    def copy_file(store: Store, copy: Path) -> None:
        shutil.copyfile(str(store.url.database), copy)

    monkeypatch.setattr(backup, "_copy_sqlite", copy_file)
    with crowded(world) as history:
        history.wait_for_more(10)
        told = told_by(history)
        store = Store(world.settings.database_url)
        backup.write_backup(world.settings, store, tmp_path / "a.tar.gz", version="1.0", now=OPENING)
        store.close()
    assert held_against(world, tmp_path / "a.tar.gz", tmp_path / "home", told).lost > 0
