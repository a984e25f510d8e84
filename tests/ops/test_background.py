"""Jobs and ordered files run in threads beside a site or elsewhere, and end with what is in hand."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event, active_count
from typing import Any

import pytest
from sqlalchemy.orm import Session

from quizapp.db import Store
from quizapp.downloads import Maker, Order, Sheet, list_downloads, making, order_download
from quizapp.exports import Column
from quizapp.kit.clock import utc_now
from quizapp.kit.vault import Vault
from quizapp.ops import background
from quizapp.ops.background import start_background
from quizapp.settings import Settings
from tests.support.cast import Cast
from tests.support.patience import wait_until

VAULT = Vault(b"b" * 32)


def order(store: Store, cast: Cast) -> None:
    wanted = Order(
        purpose="test", staff_id=cast.alice.id, unit_id=cast.town.id, permission="export", title="名单", format="csv",
        origin="/console/", choices={},
    )  # fmt: skip
    with store.write() as session:
        order_download(session, wanted, now=utc_now())


def count_ready(store: Store, cast: Cast) -> int:
    with store.read() as session:
        return sum(row.is_ready for row in list_downloads(session, staff_id=cast.alice.id, now=utc_now()))


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> tuple[Event, Event]:
    """The only kind of file there is: it tells when it began, and goes on when it may."""
    began, may_go_on = Event(), Event()

    def opened(_session: Session, _choices: Mapping[str, Any]) -> Sheet:
        began.set()
        assert may_go_on.wait(60)
        return Sheet(columns=(Column(title="编号"),), rows=iter([(1,)]), total=1)

    monkeypatch.setattr(making, "makers", lambda: {"test": Maker(purpose="test", open=opened)})
    return began, may_go_on


def test_it_works_and_ends_with_the_file_in_hand(
    installation: Store, settings: Settings, cast: Cast, slow: tuple[Event, Event]
) -> None:
    began, may_go_on = slow
    order(installation, cast)
    threads = active_count()
    running = start_background(settings, installation, VAULT)
    assert began.wait(60)
    order(installation, cast)
    running.ending.set()
    may_go_on.set()
    running.stop(patience_s=60)
    assert not running.files.is_alive()
    assert count_ready(installation, cast) == 1, "the second one waits for somebody else"
    wait_until(lambda: active_count() == threads, "threads that stay")


def test_structs_are_read_before_its_threads_decode_them(
    installation: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_of: list[str] = []
    monkeypatch.setattr(background, "read_structs", lambda: order_of.append("read"))
    monkeypatch.setattr(background, "start_housekeeping", lambda *_given, **_named: order_of.append("jobs"))
    monkeypatch.setattr(background, "start_making", lambda *_given: order_of.append("files"))
    start_background(settings, installation, VAULT)
    assert order_of == ["read", "jobs", "files"]
