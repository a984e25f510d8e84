"""The life of a file: ordered, made in steady memory by one process, fetched by its owner, gone a day later."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.db import Store
from quizapp.downloads import (
    Download,
    DownloadPart,
    DownloadRow,
    Maker,
    Order,
    Sheet,
    drop_download,
    drop_expired,
    find_download,
    list_downloads,
    make_next,
    making,
    order_download,
    read_parts,
    service,
)
from quizapp.errors import Conflict, NotFound
from quizapp.exports import Column, Scalar
from quizapp.kit.vault import Vault
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.counting import statement_counter

VAULT = Vault(b"d" * 32)
COLUMNS = (Column(title="编号"), Column(title="姓名"))
Rows = Iterator[tuple[Scalar, ...]]


def rows_of(count: int) -> Rows:
    return ((number, f"王小明{number}") for number in range(count))


@pytest.fixture
def offer(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """``offer(rows)``: the only kind of file there is, with these rows."""

    def put(rows: Callable[[], Rows], total: int = 3) -> None:
        def opened(_session: Session, _choices: Mapping[str, Any]) -> Sheet:
            return Sheet(columns=COLUMNS, rows=rows(), total=total)

        monkeypatch.setattr(making, "makers", lambda: {"test": Maker(purpose="test", open=opened)})

    return put


def order(store: Store, cast: Cast, clock: FakeClock, fmt: str = "csv") -> str:
    wanted = Order(
        purpose="test", staff_id=cast.alice.id, unit_id=cast.town.id, permission="export", title="名单\u202e", format=fmt,
        origin="/console/", choices={},
    )  # fmt: skip
    with store.write() as session:
        return order_download(session, wanted, now=clock())


def find(store: Store, cast: Cast, clock: FakeClock, token: str) -> DownloadRow:
    with store.read() as session:
        return find_download(session, token, staff_id=cast.alice.id, now=clock())


def count_parts(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(DownloadPart)) or 0


def test_it_works(store: Store, cast: Cast, clock: FakeClock, offer: Callable[..., None]) -> None:
    offer(lambda: rows_of(3))
    token = order(store, cast, clock)
    assert (find(store, cast, clock, token).state, find(store, cast, clock, token).title) == ("waiting", "名单")
    assert make_next(store, VAULT, clock)
    found = find(store, cast, clock, token)
    content = b"".join(read_parts(store, VAULT, found.id))
    assert content.decode("utf-8-sig").splitlines() == ["编号,姓名", "0,王小明0", "1,王小明1", "2,王小明2"]
    assert (found.is_ready, found.done, found.percent, found.size) == (True, 3, 100, len(content))
    assert not make_next(store, VAULT, clock)


def test_what_is_stored_is_sealed(store: Store, cast: Cast, clock: FakeClock, offer: Callable[..., None]) -> None:
    offer(lambda: rows_of(3))
    order(store, cast, clock)
    make_next(store, VAULT, clock)
    with store.read() as session:
        kept = b"".join(session.scalars(select(DownloadPart.content)))
    assert kept
    assert "王小明".encode() not in kept


def test_a_look_without_work_is_one_read(store: Store, clock: FakeClock) -> None:
    with statement_counter(store) as sent:
        assert not make_next(store, VAULT, clock)
    assert len(sent) == 1, str(sent)


def test_only_who_ordered_finds_it_and_only_for_a_day(
    store: Store, cast: Cast, clock: FakeClock, offer: Callable[..., None]
) -> None:
    offer(lambda: rows_of(1))
    token = order(store, cast, clock)
    with store.read() as session, pytest.raises(NotFound):
        find_download(session, token, staff_id=cast.sun.id, now=clock())
    make_next(store, VAULT, clock)
    clock.advance(hours=23, minutes=59)
    with store.write() as session:
        assert drop_expired(session, now=clock()) == 0
    assert find(store, cast, clock, token).is_ready
    clock.advance(minutes=2)
    with pytest.raises(NotFound, match="只保留一天"):
        find(store, cast, clock, token)
    with store.write() as session:
        assert list_downloads(session, staff_id=cast.alice.id, now=clock()) == []
        assert drop_expired(session, now=clock()) == 1
    assert count_parts(store) == 0


def test_three_at_once_then_wait(store: Store, cast: Cast, clock: FakeClock, offer: Callable[..., None]) -> None:
    offer(lambda: rows_of(1))
    for _ in range(3):
        order(store, cast, clock)
    with pytest.raises(Conflict, match="请等它们完成"):
        order(store, cast, clock)
    make_next(store, VAULT, clock)
    order(store, cast, clock)


def test_one_of_two_processes_makes_it(store: Store, cast: Cast, clock: FakeClock) -> None:
    order(store, cast, clock)
    with store.write() as session:
        mine = service.claim_next(session, now=clock())
        theirs = service.claim_next(session, now=clock())
    assert mine is not None
    assert theirs is None


def test_a_silent_maker_loses_its_file_and_writes_nothing_more(
    store: Store, cast: Cast, clock: FakeClock, offer: Callable[..., None]
) -> None:
    token = order(store, cast, clock)
    with store.write() as session:
        slow = service.claim_next(session, now=clock())
    assert slow is not None
    clock.advance(minutes=3)
    offer(lambda: rows_of(2))
    assert make_next(store, VAULT, clock)
    with store.write() as session:
        assert not service.store_part(session, slow, 0, b"old", now=clock())
        assert not service.note_progress(session, slow, done=9, total=9, now=clock())
        assert not service.finish(session, slow, rows=9, size=9, now=clock())
    assert (find(store, cast, clock, token).done, count_parts(store)) == (2, 1)


def test_a_dropped_file_is_not_written_to_its_end(
    store: Store, cast: Cast, clock: FakeClock, offer: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "STEP", 10)
    token, seen = order(store, cast, clock), []

    def rows() -> Rows:
        for row in rows_of(1000):
            seen.append(row)
            if len(seen) == 15:
                with store.write() as session:
                    assert drop_download(session, token, staff_id=cast.alice.id)
            yield row

    offer(rows, 1000)
    assert make_next(store, VAULT, clock)
    assert len(seen) == 20
    assert count_parts(store) == 0


def test_what_cannot_be_made_says_so(store: Store, cast: Cast, clock: FakeClock, offer: Callable[..., None]) -> None:
    def rows() -> Rows:
        yield (1, "王小明")
        raise OSError("no space left")

    offer(rows)
    token = order(store, cast, clock)
    assert make_next(store, VAULT, clock)
    found = find(store, cast, clock, token)
    assert (found.state, found.is_over, found.percent) == ("failed", True, 33 if found.done else 0)
    assert not make_next(store, VAULT, clock)


def test_a_file_that_kills_its_makers_is_given_up(store: Store, cast: Cast, clock: FakeClock) -> None:
    token = order(store, cast, clock)
    for _ in range(3):
        with store.write() as session:
            assert service.claim_next(session, now=clock()) is not None
        clock.advance(minutes=3)
    with store.write() as session:
        assert service.claim_next(session, now=clock()) is None
    assert find(store, cast, clock, token).state == "failed"


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_rows_are_written_as_they_are_read(
    store: Store, cast: Cast, clock: FakeClock, offer: Callable[..., None], monkeypatch: pytest.MonkeyPatch, fmt: str
) -> None:
    """When progress is noted the source has given one row more than were written at most, and parts keep their size."""
    monkeypatch.setattr(making, "PART", 4096)
    given = 0

    def rows() -> Rows:
        nonlocal given
        for row in rows_of(5000):
            given += 1
            yield row

    gaps: list[int] = []
    note_progress = making.note_progress

    def noted(session: Session, claim: Any, *, done: int, **rest: Any) -> bool:
        gaps.append(given - done)
        return note_progress(session, claim, done=done, **rest)

    monkeypatch.setattr(making, "note_progress", noted)
    offer(rows, 5000)
    token = order(store, cast, clock, fmt)
    make_next(store, VAULT, clock)
    assert gaps == [0, 0, 0]
    size = find(store, cast, clock, token).size
    assert size is not None
    with store.read() as session:
        sizes = list(session.scalars(select(func.length(DownloadPart.content)).order_by(DownloadPart.number)))
    assert len(sizes) == -(-size // 4096) > 2
    assert set(sizes[:-1]) == {4096 + 28}


@pytest.mark.sqlite_only
@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_memory_does_not_grow_with_rows(
    store: Store, cast: Cast, clock: FakeClock, offer: Callable[..., None], fmt: str
) -> None:
    def peak(count: int) -> int:
        offer(lambda: rows_of(count), count)
        order(store, cast, clock, fmt)
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        make_next(store, VAULT, clock)
        return tracemalloc.get_traced_memory()[1] - before

    tracemalloc.start()
    try:
        peak(100)  # warms up what is made once
        few, many = peak(1_000), peak(8_000)
    finally:
        tracemalloc.stop()
    # the larger file fills a whole part (512 KiB, sealed once more); a list of all rows would grow eightfold
    assert many - few < 1_600_000


def test_a_day_later_even_unmade_orders_go(store: Store, cast: Cast, clock: FakeClock) -> None:
    order(store, cast, clock)
    with store.write() as session:
        assert drop_expired(session, now=clock() + timedelta(days=2, seconds=1)) == 1
        assert session.scalar(select(func.count(Download.id))) == 0
