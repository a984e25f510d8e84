"""Files that wait for a decision: only their owner sees them, they are sealed, and they are gone a day later."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.db import Store
from quizapp.errors import NotFound
from quizapp.kit.vault import Vault
from quizapp.uploads import Upload, drop_upload, find_upload, keep_upload, note_choices
from quizapp.uploads.jobs import JOBS
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.plain import OpenVault, plain_hits

VAULT = Vault(b"u" * 32)
CONTENT = "姓名,手机号\n张三,13812348000".encode()


def keep(store: Store, cast: Cast, content: bytes = CONTENT, now=OPENING, vault: Vault = VAULT) -> str:
    with store.write() as session:
        return keep_upload(
            session, purpose="roster", staff_id=cast.alice.id, filename="名单\u202e.csv", content=content,
            choices={"unit_id": 2}, vault=vault, now=now,
        )  # fmt: skip


@pytest.mark.parametrize("content", [CONTENT, b"", b"\x00\xff" * 1000])
def test_it_works(store: Store, cast: Cast, content: bytes) -> None:
    token = keep(store, cast, content)
    with store.read() as session:
        found = find_upload(session, token, purpose="roster", staff_id=cast.alice.id, vault=VAULT)
    assert (found.content, found.filename, found.choices) == (content, "名单.csv", {"unit_id": 2})


def test_nobody_else_finds_it(store: Store, cast: Cast) -> None:
    token = keep(store, cast)
    for purpose, staff_id, name in (
        ("units", cast.alice.id, token),
        ("roster", cast.bob.id, token),
        ("roster", cast.alice.id, "x"),
    ):
        with store.read() as session, pytest.raises(NotFound):
            find_upload(session, name, purpose=purpose, staff_id=staff_id, vault=VAULT)


def test_the_database_holds_no_readable_phone_number(store: Store, cast: Cast) -> None:
    keep(store, cast)
    assert plain_hits(store, "13812348000") == []


def test_the_twin_whose_vault_does_not_seal_is_caught(store: Store, cast: Cast) -> None:
    keep(store, cast, vault=OpenVault(b"u" * 32))
    assert "upload.content" in plain_hits(store, "13812348000")


def test_choices_are_remembered(store: Store, cast: Cast) -> None:
    token = keep(store, cast)
    with store.write() as session:
        note_choices(session, token, {"unit_id": 2, "left_out": [3]}, purpose="roster", staff_id=cast.alice.id)
    with store.read() as session:
        found = find_upload(session, token, purpose="roster", staff_id=cast.alice.id, vault=VAULT)
        assert found.choices["left_out"] == [3]


def test_dropping_works_once(store: Store, cast: Cast) -> None:
    token = keep(store, cast)
    gone = []
    for _ in range(2):
        with store.write() as session:
            gone.append(drop_upload(session, token, purpose="roster", staff_id=cast.alice.id))
    assert gone == [True, False]


def test_a_day_later_it_is_gone(store: Store, cast: Cast) -> None:
    keep(store, cast)
    (job,) = JOBS
    keep(store, cast, now=OPENING + timedelta(hours=25))
    assert job.run(store, None, OPENING + timedelta(hours=25)) == 1  # type: ignore[arg-type]
    with store.read() as session:
        assert session.scalar(select(func.count(Upload.id))) == 1
