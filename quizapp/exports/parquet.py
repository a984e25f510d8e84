"""Bulk rows as parquet, for analysts at the national level. Its library is large and therefore an extra."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from importlib import import_module
from itertools import islice
from typing import Any, BinaryIO

from quizapp.errors import Unavailable
from quizapp.exports.document import Column, Scalar
from quizapp.exports.result import Written
from quizapp.kit.i18n import N_

PARQUET_MIME = "application/vnd.apache.parquet"
#: Rows of one row group: memory holds so many at a time.
GROUP = 10_000


def require_parquet() -> None:
    """Raise `Unavailable`, with the way out, where the library is not installed."""
    _library("pyarrow")


def _library(name: str) -> Any:
    try:
        return import_module(name)  # two hundred milliseconds and 80 MB: only for whoever asks
    except ImportError:
        message = N_("这台服务器没有装 parquet 组件：请管理员运行 pip install 'quizapp[parquet]'，或者改选 CSV、Excel")
        raise Unavailable(message) from None


def write_parquet_rows(
    columns: tuple[Column, ...],
    rows: Iterable[tuple[Scalar, ...]],
    stream: BinaryIO,
    *,
    about: Mapping[str, str] | None = None,
) -> Written:
    """Typed columns named by their titles, zstd, as they come. What does not fit its column's type is text or nothing.

    ``about`` stands in the file's footer.
    """
    arrow, parquet = _library("pyarrow"), _library("pyarrow.parquet")
    types = {
        int: arrow.int64(), bool: arrow.bool_(), date: arrow.date32(), datetime: arrow.timestamp("us", tz="UTC"),
        str: arrow.string(),
    }  # fmt: skip
    schema = arrow.schema([(column.title, types[column.holds]) for column in columns])
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        if about:
            writer.add_key_value_metadata(dict(about))
        for group in _groups(iter(rows)):
            values = zip(columns, zip(*group, strict=True), schema, strict=True)
            arrays = [
                arrow.array([_fitting(cell, column) for cell in cells], field.type) for column, cells, field in values
            ]
            writer.write_table(arrow.table(arrays, schema=schema))
    return Written(format="parquet")


def _groups(rows: Iterator[tuple[Scalar, ...]]) -> Iterator[list[tuple[Scalar, ...]]]:
    while group := list(islice(rows, GROUP)):
        yield group
        del group  # before the next one is read


def _fitting(cell: Scalar, column: Column) -> Scalar:
    if cell is None or type(cell) is column.holds:
        return cell
    return str(cell) if column.holds is str else None
