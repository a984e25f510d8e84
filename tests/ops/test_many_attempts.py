"""A backup of a whole county's month: every attempt is there again, and the copy is proved to be whole."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.world import Phone, World, build_world
from quizapp import ledger
from quizapp.contests import Attempt, Submission, start_attempt, submit_attempt
from quizapp.db import Store
from quizapp.ops.backup import restore_into, write_backup
from quizapp.people import hash_device
from quizapp.settings import Settings
from tests.ops.conftest import Scratch
from tests.support.gate import Shown, Within, size

PHONES = size(20, done=5_000)
ROUNDS = 20
#: Papers a transaction: a session that has seen thousands of them is slow.
TOGETHER = 100


def hand_in(store: Store, world: World) -> None:
    """Each phone starts and hands in paper after paper, through the public services; then the ledger is sealed."""
    now = datetime.now(UTC)
    for number in range(ROUNDS):
        for first in range(0, PHONES, TOGETHER):
            with store.write() as session:
                for phone in world.phones[first : first + TOGETHER]:
                    _answer_one(session, world.contest_code, phone, number, now)
    ledger.seal(store, key=world.settings.key_for("ledger"), now=now)


def _answer_one(session: Session, code: str, phone: Phone, number: int, now: datetime) -> None:
    device = hash_device(phone.device_key)
    token = start_attempt(session, code=code, device_hash=device, now=now).token
    sheet = {str(at): [(at + number) % 2] for at in range(1, 11)}
    submission = Submission(code=code, token=token, device_hash=device, key="k", answers=sheet)
    submit_attempt(session, submission, now=now)


def sums(store: Store) -> tuple[int, int]:
    """Papers, and all their points."""
    with store.read() as session:
        papers, points = session.execute(select(func.count(Attempt.id), func.sum(Attempt.score))).one()
    return papers, points


def test_every_attempt_is_there_again_and_the_copy_is_whole(
    store: Store, settings: Settings, tmp_path: Path, scratch: Scratch, within: Within, shown: Shown
) -> None:
    home = tmp_path / "county"
    home.mkdir()
    world = build_world(home, phones=PHONES, started=False, database_url=settings.database_url)
    hand_in(store, world)
    before = sums(store)
    write_backup(world.settings, store, tmp_path / "a.tar.gz", version="1.0", now=datetime.now(UTC))
    url = scratch or f"sqlite:///{tmp_path / 'new' / 'quizapp.db'}"
    with within(19, "a backup of that size restored and proved, the slower database", 60.0):
        found = restore_into(dataclasses.replace(world.settings, database_url=url), tmp_path / "a.tar.gz")
    assert found.problems == ()
    restored = Store(url)
    assert sums(restored) == before
    restored.close()
    assert before[0] == PHONES * ROUNDS
    shown(19, f"attempts restored on {store.url.get_backend_name()}", PHONES * ROUNDS, asked=100_000)
