"""Engines, transactions and the shapes of columns: how the house keeps things, not what it keeps.

`Store` is the only door; features bring tables derived from `Base`.
"""

from quizapp.db.base import Base, BigId, ByteText, Json, UtcDateTime, body, intpk, line, moment, short
from quizapp.db.plain import change_rows, delete_rows, first_row, plain_rows
from quizapp.db.store import Store
from quizapp.db.upsert import insert_many_or_ignore, insert_or_ignore, upsert

__all__ = [
    "Base",
    "BigId",
    "ByteText",
    "Json",
    "Store",
    "UtcDateTime",
    "body",
    "change_rows",
    "delete_rows",
    "first_row",
    "insert_many_or_ignore",
    "insert_or_ignore",
    "intpk",
    "line",
    "moment",
    "plain_rows",
    "short",
    "upsert",
]
