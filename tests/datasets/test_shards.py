"""Figures over parquet shards are the ledger's figures: the same demo month, asked by SQL and by DuckDB."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

import pyarrow.parquet
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from quizapp.campaigns import Campaign, get_campaign
from quizapp.cli.statistics import statistics
from quizapp.datasets import figures_from_shards, write_shard
from quizapp.db import Store
from quizapp.demo import load_demo, play_month
from quizapp.errors import Conflict, Invalid, NotFound, Unavailable
from quizapp.kit.periods import CUMULATIVE, Period, parse_period
from quizapp.kit.vault import Vault
from quizapp.ledger import (
    Entry,
    LedgerEntry,
    Measure,
    Scope,
    Source,
    append_many,
    distinct_people,
    latest_position,
    reverse_many,
    roll_up,
    sums,
)
from quizapp.statistics import Derive, Fold, Folded, Form, Sums, fold, shipped_forms
from quizapp.units import Unit, get_unit, list_subtree
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.factories import Place
from tests.support.month import Month

VAULT = Vault(b"a key of exactly thirty-two byte")
NOW = datetime(2026, 6, 24, 11, tzinfo=OPENING.tzinfo)
FORM = "zhoushan_2021_safety_month"
Figures = dict[str, tuple[int, bool] | None]


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A campaign and the folder for its shards."""

    store: Store
    folder: Path
    campaign_id: int

    def write(self, unit_id: int, *, position: int | None = None) -> Path:
        """A shard of the unit's subtree."""
        with self.store.read() as session:
            path, _count = write_shard(
                session, self.folder, campaign=self.campaign, unit=get_unit(session, unit_id),
                position=latest_position(session) if position is None else position, vault=VAULT, now=NOW,
            )  # fmt: skip
        return path

    @property
    def campaign(self) -> Campaign:
        """The safety month."""
        with self.store.read() as session:
            return get_campaign(session, self.campaign_id)

    def units(self) -> list[Unit]:
        """The whole tree, the top first."""
        with self.store.read() as session:
            return list_subtree(session, get_unit(session, self.campaign.root_unit_id).path)

    def by_sql(self, form: Form, unit: Unit, period: Period) -> Figures:
        """What the ledger says of each field, nothing typed."""
        scope = Scope(campaign_id=self.campaign_id, unit_path=unit.path, period=period)
        with self.store.read() as session:
            rows = Sums(sums(session, scope))

            def folded(derive: Derive) -> Folded:
                if derive.fold is not Fold.DISTINCT_PERSONS:
                    return fold(derive, rows)
                kinds, also = rows.kinds_of(derive), derive.also
                people = distinct_people(
                    session, scope, kinds=kinds, tags=derive.tags, measure=derive.measure, also=also
                )
                return Folded(value=people)

            found = {field.key: folded(field.derive) if field.derive else None for field in form.fields()}
        return {key: each and (each.value, each.is_approximate) for key, each in found.items()}

    def by_shards(self, form: Form, period: Period, unit_code: str = "") -> Figures:
        """The same from the files."""
        told = figures_from_shards(self.folder, form, period=period, unit_code=unit_code)
        return {
            figure.field.key: None if figure.value is None else (figure.value, figure.is_approximate)
            for figure in told.figures
        }


@pytest.fixture
def played(store: Store, tmp_path: Path) -> Ground:
    """The demo's month: contests, drills, lectures, headcounts, and seven lines taken back."""
    with store.write() as session:
        campaign_id = load_demo(session, now=NOW, rng=Random(1)).campaign_id
    play_month(store, campaign_id, participants=30, vault=VAULT, now=NOW, rng=Random(2026))
    with store.write() as session:
        named = session.scalars(select(LedgerEntry.id).where(LedgerEntry.person_id.is_not(None)).limit(7)).all()
        reverse_many(session, named, reason="填错了", actor="system", now=NOW)
    roll_up(store)
    ground = Ground(store=store, folder=tmp_path / "shards", campaign_id=campaign_id)
    ground.write(ground.campaign.root_unit_id)
    return ground


def test_every_field_of_every_form_is_what_the_ledger_says(played: Ground) -> None:
    units, filled = played.units(), 0
    for form in shipped_forms().values():
        for period in (CUMULATIVE, parse_period("week:2026-06-17"), parse_period("week:2026-06-24")):
            told = played.by_shards(form, period)
            assert told == played.by_sql(form, units[0], period), (form.key, period.key)
            filled += sum(bool(each and each[0]) for each in told.values())
    assert filled > 60, "figures that are all zero prove nothing"
    _units_below_too(played, shipped_forms()[FORM], units)


def _units_below_too(played: Ground, form: Form, units: list[Unit]) -> None:
    """Where nothing happened the shard knows no such unit, and the ledger says nothing either."""
    silent = 0
    for unit in units:
        wanted = played.by_sql(form, unit, CUMULATIVE)
        try:
            assert played.by_shards(form, CUMULATIVE, unit.code) == wanted, unit.name
        except NotFound:
            silent += 1
            assert not any(each and each[0] for each in wanted.values())
    assert silent < len(units) / 2


@pytest.fixture
def small(store: Store, cast: Cast, month: Month, tmp_path: Path) -> Ground:
    """Papers in each of two villages; one neighbour moved from one to the other between two of hers."""
    ground = Ground(store=store, folder=tmp_path / "shards", campaign_id=month.id)
    with store.write() as session:
        append_many(session, [*_heads(month, cast.hongxing, (1, 2, 3), 0), *_heads(month, cast.qingshan, (3, 4), 10)])
    return ground


def _heads(month: Month, village: Place, people: Iterable[int], first: int) -> list[Entry]:
    return [
        Entry(
            campaign_id=month.id, unit_id=village.id, kind="knowledge_contest", measure=Measure.ATTENDANCE, occurred_at=OPENING,
            day=OPENING.date(), recorded_at=OPENING, source=Source.IMPORT, source_table="test", source_id=first + number,
            actor="staff:1", person_id=number,
        )
        for number in people
    ]  # fmt: skip


def test_shards_of_several_units_add_up_and_a_person_in_both_is_one(small: Ground, cast: Cast) -> None:
    small.write(cast.hongxing.id)
    small.write(cast.qingshan.id)
    form = next(form for key, form in shipped_forms().items() if "national_2026" in key)
    county = next(unit for unit in small.units() if unit.id == cast.county.id)
    told = small.by_shards(form, CUMULATIVE)
    assert told == small.by_sql(form, county, CUMULATIVE)
    assert told["contest_participations"] == (5, False)
    assert told["contest_people"] == (4, False)


def test_a_shard_names_nobody(small: Ground, cast: Cast) -> None:
    path = small.write(cast.county.id)
    table = pyarrow.parquet.read_table(path)
    people = set(table["person"].to_pylist())
    assert len(people) == 4
    assert all(len(each) == 20 for each in people)
    assert table.column_names == [
        "entry", "unit_path", "kind", "measure", "tags", "quantity", "approximate", "person", "day", "source",
    ]  # fmt: skip
    with small.store.read() as session:
        other = Vault(b"another key of thirty-two bytes!")
        again, _ = write_shard(
            session, small.folder / "other", campaign=small.campaign, unit=get_unit(session, cast.county.id), position=99,
            vault=other, now=NOW,
        )  # fmt: skip
    assert not people & set(pyarrow.parquet.read_table(again)["person"].to_pylist()), "another installation's hashes"


def test_the_same_entries_twice_are_refused(small: Ground, cast: Cast) -> None:
    form = shipped_forms()[FORM]
    small.write(cast.county.id, position=3)
    small.write(cast.county.id, position=5)
    with pytest.raises(Conflict, match="两个分片"):
        figures_from_shards(small.folder, form)
    for path in small.folder.glob("*.3.parquet"):
        path.unlink()
    figures_from_shards(small.folder, form)
    small.write(cast.hongxing.id)
    with pytest.raises(Conflict, match="红星村"):
        figures_from_shards(small.folder, form)


def test_what_is_no_shard_is_named(small: Ground, cast: Cast, tmp_path: Path) -> None:
    form = shipped_forms()[FORM]
    with pytest.raises(NotFound):
        figures_from_shards(tmp_path / "nowhere", form)
    path = small.write(cast.county.id)
    with pytest.raises(NotFound, match="no-such-unit"):
        figures_from_shards(small.folder, form, unit_code="no-such-unit")
    bare = pyarrow.parquet.read_table(path).replace_schema_metadata(None)
    pyarrow.parquet.write_table(bare, small.folder / "foreign.parquet")
    with pytest.raises(Invalid, match=re.escape("foreign.parquet")):
        figures_from_shards(small.folder, form)


def test_without_the_library_the_way_out_is_told(
    small: Ground, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    class Missing:
        def __getattr__(self, name: str) -> None:
            raise ImportError(name)

    small.write(cast.county.id)
    monkeypatch.setattr("quizapp.datasets.from_shards.duckdb", Missing())
    with pytest.raises(Unavailable, match=re.escape("quizapp[shards]")):
        figures_from_shards(small.folder, shipped_forms()[FORM])


@pytest.mark.sqlite_only
def test_on_the_command_line(
    small: Ground, cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:  # fmt: skip
    monkeypatch.setenv("QUIZAPP_DATABASE_URL", str(small.store.url))
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path))
    folder = str(tmp_path / "out")
    made = CliRunner().invoke(statistics, ["shard", "--unit", cast.county.code, folder])
    assert made.exit_code == 0, made.output
    assert "5 entries, position 5" in made.output
    told = CliRunner().invoke(statistics, ["from-shards", folder, "--form", FORM, "--period", "week:2026-06-03"])
    assert told.exit_code == 0, told.output
    county = next(unit for unit in small.units() if unit.id == cast.county.id)
    wanted = small.by_sql(shipped_forms()[FORM], county, parse_period("week:2026-06-03"))
    shown = dict(line.split("\t")[:2] for line in told.stdout.splitlines())
    assert shown == {key: "" if each is None else str(each[0]) for key, each in wanted.items()}
