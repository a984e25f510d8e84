"""Figures of a form over a folder of shards, by DuckDB: the same folds as over the ledger, fed with sums from the files.

Only the summing is DuckDB's. What a field counts is decided by `quizapp.statistics`, the code that fills every form. The
figures are the ledger's: what units typed beside it is no entry and stands in no shard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from quizapp.datasets.shards import ABOUT_KEY, VERSION, ShardAbout
from quizapp.errors import Conflict, Invalid, NotFound, Unavailable
from quizapp.kit.i18n import N_
from quizapp.kit.later import later
from quizapp.kit.periods import CUMULATIVE, Period
from quizapp.ledger import Sum
from quizapp.statistics import Derive, Field, Fold, Folded, Form, Sums, fold

if TYPE_CHECKING:
    import duckdb
else:
    duckdb = later("duckdb")

_SUMS = """
SELECT kind, measure, tags, CAST(sum(quantity) AS BIGINT),
    CAST(sum(CASE WHEN approximate THEN sign(quantity) ELSE 0 END) AS BIGINT)
FROM shard WHERE {where} GROUP BY kind, measure, tags
"""
#: A person has taken part when his entries together still stand.
_PEOPLE = """
SELECT count(*) FROM (
    SELECT person FROM shard WHERE person IS NOT NULL AND {where} GROUP BY person HAVING sum(quantity) > 0
)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardFigure:
    """A field with what the shards' entries make of it; None where the ledger says nothing about such a field."""

    field: Field
    value: int | None
    is_approximate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardReport:
    """All figures, and the shards they come from."""

    figures: tuple[ShardFigure, ...]
    shards: tuple[ShardAbout, ...]


def figures_from_shards(
    folder: Path, form: Form, *, period: Period = CUMULATIVE, unit_code: str = "", memory: str = ""
) -> ShardReport:
    """The form's figures over all shards in ``folder``, or over one unit's subtree in them.

    Raises `NotFound` for a folder without shards or a unit in none of them, `Conflict` for shards that hold the same
    entries twice or different years, `Unavailable` where DuckDB or pyarrow is not installed.
    """
    files = sorted(folder.glob("*.parquet"))
    with _opened(files, memory) as connection:
        shards = _read_about(connection, files)
        _refuse_doubles(shards)
        where, values = _conditions(period, unit_code)
        if unit_code:
            _require_unit(connection, shards, unit_code)
        sums = _sums(connection, where, values)
        figures = tuple(
            ShardFigure(field=field, value=None if found is None else found.value, is_approximate=bool(found and found.is_approximate))
            for field in form.fields()
            for found in [_figure(connection, field, sums, where, values)]
        )  # fmt: skip
    return ShardReport(figures=figures, shards=tuple(shards))


def _opened(files: Sequence[Path], memory: str) -> duckdb.DuckDBPyConnection:
    if not files:
        raise NotFound(N_("这个文件夹里没有分片文件（.parquet）"))
    try:
        connection = duckdb.connect(":memory:")
    except ImportError:
        message = N_("这台电脑没有装 DuckDB：请运行 pip install 'quizapp[shards]'")
        raise Unavailable(message) from None
    if memory:
        connection.execute("SET memory_limit = ?", [memory])
    # nothing is fetched from anywhere: what is not in the library is not used
    connection.execute("SET autoinstall_known_extensions = false")
    names = [str(file) for file in files]
    connection.execute("SET VARIABLE shards = ?", [names])
    connection.execute("CREATE VIEW shard AS SELECT * FROM read_parquet(getvariable('shards'))")
    return connection


def _read_about(connection: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> list[ShardAbout]:
    query = "SELECT file_name, value FROM parquet_kv_metadata(getvariable('shards')) WHERE decode(key) = ?"
    told = dict(connection.execute(query, [ABOUT_KEY]).fetchall())
    found = []
    for file in files:
        try:
            about = msgspec.json.decode(told[str(file)], type=ShardAbout)
        except (KeyError, msgspec.DecodeError):
            raise Invalid(N_("%(name)s 不是本系统的分片文件"), name=file.name) from None
        if about.version != VERSION:
            raise Invalid(N_("%(name)s 是另一个版本的分片文件，请重新导出"), name=file.name)
        found.append(about)
    return found


def _refuse_doubles(shards: Sequence[ShardAbout]) -> None:
    """Raises `Conflict` naming two shards of which one lies in the other, or whose years differ."""
    for one, other in combinations(shards, 2):
        if one.year != other.year:
            message = N_("分片的年份不同：%(one)s 是 %(first)d 年，%(other)s 是 %(second)d 年")
            raise Conflict(message, one=one.unit_name, first=one.year, other=other.unit_name, second=other.year)
        inside = one.unit_path.startswith(other.unit_path) or other.unit_path.startswith(one.unit_path)
        if inside and one.campaign == other.campaign:
            message = N_("同一批记录在两个分片里：%(one)s 和 %(other)s，请只留一个")
            raise Conflict(message, one=one.unit_name, other=other.unit_name)


def _require_unit(connection: duckdb.DuckDBPyConnection, shards: Sequence[ShardAbout], unit_code: str) -> None:
    """A unit may have no entries and yet be there: as the top of a shard it is named."""
    step = f"/{quote(unit_code, safe='')}/"
    if any(step in each.unit_path for each in shards):
        return
    if connection.execute("SELECT 1 FROM shard WHERE contains(unit_path, ?) LIMIT 1", [step]).fetchone() is None:
        raise NotFound(N_("分片里没有单位“%(code)s”的记录"), code=unit_code)


def _conditions(period: Period, unit_code: str) -> tuple[str, list[Any]]:
    parts, values = ["true"], list[Any]()
    for condition, value in (
        ("day >= ?", period.first),
        ("day <= ?", period.last),
        ("contains(unit_path, ?)", f"/{quote(unit_code, safe='')}/" if unit_code else None),
    ):
        if value is not None:
            parts.append(condition)
            values.append(value)
    return " AND ".join(parts), values


def _sums(connection: duckdb.DuckDBPyConnection, where: str, values: list[Any]) -> Sums:
    rows = connection.execute(_SUMS.format(where=where), values).fetchall()
    return Sums(
        Sum(kind=kind, measure=measure, tags=tags, quantity=quantity, approximate=approximate)
        for kind, measure, tags, quantity, approximate in rows
    )


def _figure(
    connection: duckdb.DuckDBPyConnection, field: Field, sums: Sums, where: str, values: list[Any]
) -> Folded | None:
    if field.derive is None:
        return None
    if field.derive.fold is not Fold.DISTINCT_PERSONS:
        return fold(field.derive, sums)
    return Folded(value=_people(connection, field.derive, sums.kinds_of(field.derive), where, values))


def _people(
    connection: duckdb.DuckDBPyConnection, derive: Derive, kinds: Sequence[str], where: str, values: list[Any]
) -> int:
    """As `quizapp.ledger.distinct_people` counts them."""
    if not kinds:
        return 0
    said = "".join(" OR contains(tags, ?)" for _ in kinds) if derive.also else ""
    condition = f"(list_contains(?, kind){f' OR (list_contains(?, kind) AND (false{said}))' if said else ''})"
    more: list[Any] = [list(kinds)]
    if derive.also:
        more += [list(derive.also), *(f" also:{kind} " for kind in kinds)]
    if derive.measure is not None:
        condition, more = f"{condition} AND measure = ?", [*more, str(derive.measure.value)]
    for tag in derive.tags:
        condition, more = f"{condition} AND contains(tags, ?)", [*more, f" {tag} "]
    row = connection.execute(_PEOPLE.format(where=f"{where} AND {condition}"), [*values, *more]).fetchone()
    assert row is not None
    return int(row[0])
