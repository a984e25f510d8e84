"""A PostgreSQL database made as good as new: emptied, its numbers at one again. Copying the template costs four times more."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import Connection, sql

#: What a test can change besides rows: tables, columns, triggers, functions, constraints, settings.
_SHAPE = """
SELECT (SELECT md5(string_agg(concat_ws(' ', oid, relname, relkind, relhastriggers), ',' ORDER BY oid))
        FROM pg_class WHERE oid >= 16384),
       (SELECT md5(string_agg(concat_ws(' ', oid, tgenabled), ',' ORDER BY oid)) FROM pg_trigger),
       (SELECT md5(string_agg(concat_ws(' ', oid, md5(prosrc)), ',' ORDER BY oid)) FROM pg_proc WHERE oid >= 16384),
       (SELECT md5(string_agg(concat_ws(' ', oid, convalidated), ',' ORDER BY oid)) FROM pg_constraint),
       (SELECT md5(string_agg(concat_ws(' ', attrelid, attname, atttypid, attnotnull, atthasdef), ','
                              ORDER BY attrelid, attnum))
        FROM pg_attribute WHERE attrelid >= 16384 AND attnum > 0),
       (SELECT count(*) FROM pg_db_role_setting)
"""
_LEAVE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
_USED = """
SELECT oid::regclass::text FROM pg_class
WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
"""
_COUNTED = "SELECT seqrelid::regclass::text FROM pg_sequence WHERE pg_sequence_last_value(seqrelid) IS NOT NULL"


@dataclass(frozen=True)
class Newness:
    """What a new database looks like: the fingerprint of its schema, and the few rows that it begins with."""

    shape: tuple[object, ...] | None
    rows: dict[str, bytes]

    @classmethod
    def of(cls, url: str) -> Newness:
        """Look at a new database."""
        with psycopg.connect(url) as connection:
            return cls(
                connection.execute(_SHAPE).fetchone(), {name: _rows(connection, name) for name in _used(connection)}
            )

    def restore(self, url: str) -> bool:
        """Empty the database and start its numbers anew; False when its schema is not what it was."""
        with psycopg.connect(url) as connection:
            connection.execute(_LEAVE)
            if connection.execute(_SHAPE).fetchone() != self.shape:
                return False
            counted = [name for (name,) in connection.execute(_COUNTED)]
            connection.execute("SET LOCAL session_replication_role = replica")  # the ledger refuses to be emptied
            connection.execute(_statement("TRUNCATE {} CASCADE", *_used(connection)))
            for name in counted:
                connection.execute("SELECT setval(%s, 1, false)", [name])
            for name, rows in self.rows.items():
                with connection.cursor() as cursor, cursor.copy(_statement("COPY {} FROM STDIN", name)) as copy:
                    copy.write(rows)
        return True


def _used(connection: Connection) -> list[str]:
    return [name for (name,) in connection.execute(_USED)]


def _rows(connection: Connection, table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(_statement("COPY {} TO STDOUT", table)) as copy:
        return b"".join(map(bytes, copy))


def _statement(text: str, *names: str) -> sql.Composed:
    """``names`` are what ``regclass`` printed: quoted where it has to be."""
    return sql.SQL(text).format(sql.SQL(", ").join(map(sql.SQL, names)))
