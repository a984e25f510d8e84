"""Shards: the ledger of a campaign's subtree as one parquet file, for figures over many installations together.

A shard says what the official form needs and nothing of anybody: people are keyed hashes that only this installation could
make, so that they can be counted and not recognised. What it is of stands in the file's own words.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import quote

import msgspec
from sqlalchemy import Integer, Select, String, Table, bindparam, func, select, type_coerce
from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign
from quizapp.datasets.lines import CHUNK
from quizapp.db import plain_rows
from quizapp.exports import Column, Scalar, write_parquet_rows
from quizapp.kit.recent import Recent
from quizapp.kit.vault import Vault
from quizapp.ledger import LedgerEntry
from quizapp.units import Unit, ancestor_ids, list_subtree, within

#: The key of a shard's own words in the footer of its file, and the version of its columns.
ABOUT_KEY, VERSION = "quizapp.shard", 1
SHARD_COLUMNS = (
    Column(title="entry", holds=int), Column(title="unit_path"), Column(title="kind"), Column(title="measure"),
    Column(title="tags"), Column(title="quantity", holds=int), Column(title="approximate", holds=bool),
    Column(title="person"), Column(title="day", holds=date), Column(title="source"),
)  # fmt: skip
_ENTRY = cast(Table, LedgerEntry.__table__).c
_RAW = (
    _ENTRY.id, _ENTRY.unit_id, _ENTRY.kind, _ENTRY.measure, _ENTRY.tags, _ENTRY.quantity,
    type_coerce(_ENTRY.is_approximate, Integer), _ENTRY.person_id, type_coerce(_ENTRY.day, String), _ENTRY.source,
)  # fmt: skip


class ShardAbout(msgspec.Struct, frozen=True, kw_only=True):
    """What a shard is of."""

    version: int
    campaign: str
    year: int
    unit_code: str
    unit_name: str
    #: Codes from the top of the tree down to the unit, as in the column ``unit_path``.
    unit_path: str
    #: The ledger's position: two shards of one unit at two positions hold the same entries twice.
    position: int
    written_at: datetime


def write_shard(
    session: Session, folder: Path, *, campaign: Campaign, unit: Unit, position: int, vault: Vault, now: datetime
) -> tuple[Path, int]:
    """The file and how many entries it holds; it appears when it is complete. Raises `Unavailable` without pyarrow."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = _code_paths(session, unit)
    about = ShardAbout(
        version=VERSION, campaign=campaign.code, year=campaign.year, unit_code=unit.code, unit_name=unit.name,
        unit_path=paths[unit.id], position=position, written_at=now,
    )  # fmt: skip
    target = folder / f"{quote(campaign.code, safe='')}.{quote(unit.code, safe='')}.{position}.parquet"
    growing = target.with_suffix(".growing")
    counted = _Counted(_rows(session, campaign, unit, position, paths, vault))
    with growing.open("wb") as stream:
        write_parquet_rows(SHARD_COLUMNS, counted, cast(BinaryIO, stream), about={ABOUT_KEY: _encode(about)})
        stream.flush()
        os.fsync(stream.fileno())
    growing.replace(target)
    return target, counted.count


class _Counted:
    """The same rows, counted as they pass."""

    def __init__(self, rows: Iterable[tuple[Scalar, ...]]) -> None:
        self._rows, self.count = rows, 0

    def __iter__(self) -> Iterator[tuple[Scalar, ...]]:
        for row in self._rows:
            self.count += 1
            yield row


def _code_paths(session: Session, unit: Unit) -> dict[int, str]:
    """Unit id -> codes from the top of the tree, framed by slashes; a code's own slashes are quoted."""
    above = session.scalars(select(Unit).where(Unit.id.in_(ancestor_ids(unit.path)))).all()
    codes = {each.id: quote(each.code, safe="") for each in (*above, *list_subtree(session, unit.path))}
    below = list_subtree(session, unit.path)
    return {each.id: "/" + "".join(f"{codes[step]}/" for step in ancestor_ids(each.path)) for each in below}


def _rows(
    session: Session, campaign: Campaign, unit: Unit, position: int, paths: dict[int, str], vault: Vault
) -> Iterator[tuple[Scalar, ...]]:
    hash_person = _hasher(vault, campaign)
    pages = _pages(session, _query(campaign, unit), position)
    return chain.from_iterable(_page_rows(page, paths, hash_person) for page in pages)


def _query(campaign: Campaign, unit: Unit) -> Select[Any]:
    inside = _ENTRY.unit_id.in_(select(Unit.id).where(within(unit.path)))
    # "+ 0" keeps both databases on the ids, as in `lines`
    found = (_ENTRY.campaign_id + 0 == campaign.id, inside)
    between = (_ENTRY.id > bindparam("after"), _ENTRY.id <= bindparam("upto"))
    return select(*_RAW).where(*between, *found).order_by(_ENTRY.id)


def _pages(session: Session, query: Select[Any], position: int) -> Iterator[list[Any]]:
    top = min(position, session.scalar(select(func.max(_ENTRY.id))) or 0)
    for after in range(0, top, CHUNK):
        page = plain_rows(session, query, {"after": after, "upto": min(after + CHUNK, top)}).all()
        if page:
            yield list(page)


def _page_rows(
    page: list[Any], paths: dict[int, str], hash_person: Callable[[int | None], str | None]
) -> Iterator[tuple[Scalar, ...]]:
    entry, unit, kind, measure, tags, quantity, rough, person, day, source = zip(*page, strict=True)
    days = {each: each if isinstance(each, date) else date.fromisoformat(each) for each in set(day)}
    return zip(
        entry, map(paths.__getitem__, unit), kind, measure, tags, quantity, map(bool, rough), map(hash_person, person),
        map(days.__getitem__, day), source, strict=True,
    )  # fmt: skip


def _hasher(vault: Vault, campaign: Campaign) -> Callable[[int | None], str | None]:
    """Person id -> the same word each time; another word in another campaign."""
    known: Recent[int, str] = Recent(200_000)

    def hashed(person: int | None) -> str | None:
        if person is None:
            return None
        found = known.get(person)
        if found is None:
            found = vault.index(f"{campaign.id}:{person}", purpose="shard")[:20]
            known.put(person, found)
        return found

    return hashed


def _encode(about: ShardAbout) -> str:
    return msgspec.json.encode(about).decode()
