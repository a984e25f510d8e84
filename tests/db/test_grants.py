"""On PostgreSQL the account that serves owns nothing: it reads and writes, and what only grows it can but add to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from flask import Flask
from psycopg import errors, sql
from sqlalchemy import func, make_url, select

from quizapp.cli import main
from quizapp.db import Base, Store
from quizapp.db.grants import grant_serving, grant_statements, may_change_what_grows
from quizapp.ledger import LedgerEntry
from quizapp.ops.doctor import Level, examine
from quizapp.settings import Settings
from quizapp.web.context import Services
from tests.accounts.test_account_pages import set_up
from tests.support.cast import PASSWORD, Cast
from tests.support.clock import OPENING, FakeClock
from tests.support.month import add_person, open_month, plan_session
from tests.support.visitor import Visitor

pytestmark = pytest.mark.postgresql_only
ROLE = "serving-desk"


@pytest.fixture
def serving(store: Store) -> Iterator[Store]:
    """The same database through the account that serves; the fixture ``store`` is the owner's."""
    with _owner(store) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(ROLE)))
    grant_serving(store, ROLE)
    made = Store(_url(store))
    yield made
    made.close()
    with _owner(store) as connection:
        for words in ("REASSIGN OWNED BY {} TO CURRENT_USER", "DROP OWNED BY {}", "DROP ROLE {}"):
            connection.execute(sql.SQL(words).format(sql.Identifier(ROLE)))


def _owner(store: Store) -> psycopg.Connection[tuple[object, ...]]:
    url = store.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(url, autocommit=True)


def _url(store: Store) -> str:
    return make_url(store.url).set(username=ROLE).render_as_string(hide_password=False)


def _serve(app: Flask, serving: Store) -> None:
    services: Services = app.extensions["quizapp"]
    app.extensions["quizapp"] = replace(services, store=serving)


def test_pages_are_served(app: Flask, client: Visitor, cast: Cast, clock: FakeClock, serving: Store) -> None:
    """Signing in, the second factor, a new account, an erased person, a check-in with its line in the ledger."""
    _serve(app, serving)
    with serving.write() as session:
        month = open_month(session, cast)
        facts = plan_session(session, month, cast.town, kind="fire_training", title="消防安全培训")
        person = add_person(session, month, cast.hongxing, name="张桂兰").id
    answer = client.post("/staff/sign-in", data={"username": "adam", "password": PASSWORD})
    assert answer.status_code == 303
    set_up(client, clock)
    form = {"username": "meimei", "display_name": "韩梅梅", "role": "helper", "unit_id": str(cast.hongxing.id)}
    assert client.post("/console/staff/new", data=form).status_code == 200
    desk = f"/console/sessions/{facts.id}/desk"
    assert client.get(desk).status_code == 200
    ticked = client.post(f"{desk}/p{person}/tick")
    assert ticked.status_code in (200, 303), ticked.text
    with serving.read() as session:
        assert session.scalar(select(func.count()).select_from(LedgerEntry)) == 2, (
            "the attendance and the session itself"
        )
    for address in ("/console/", "/console/staff", "/console/audit", f"/console/people/{person}", "/console/units"):
        assert client.get(address, follow_redirects=True).status_code == 200, address
    erased = client.post(f"/console/people/{person}/erase", data={"reason": "本人要求", "sure": "y"})
    assert erased.status_code == 303, "erasing changes what the audit log holds of him"
    assert client.post("/staff/sign-out").status_code == 303


@pytest.mark.parametrize(
    "table", ["ledger_entry", "ledger_seal", "audit_entry", "unit_change", "form_version", "live_event"]
)
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE", "DROP TABLE {}", "ALTER TABLE {} ADD x int"]
)  # fmt: skip
def test_privileges_refuse_what_triggers_would(serving: Store, table: str, statement: str) -> None:
    with psycopg.connect(_plain(serving), autocommit=True) as connection:
        words = statement.replace("id = id", "position = position") if table == "audit_entry" else statement
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute(sql.SQL(words).format(sql.Identifier(table)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE planted (id int)", "ALTER TABLE ledger_entry DISABLE TRIGGER ALL", "DROP TRIGGER ledger_entry_append_only ON "
     "ledger_entry", "CREATE OR REPLACE FUNCTION quizapp_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
     "DELETE FROM audit_head", "UPDATE alembic_version SET version_num = '9999'", "SET session_replication_role = replica",
     "UPDATE stage_event SET points = 1", "UPDATE drill_event SET at = now()"],
)  # fmt: skip
def test_nor_may_it_change_shapes_or_take_guards_away(serving: Store, statement: str) -> None:
    with psycopg.connect(_plain(serving), autocommit=True) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(statement)  # type: ignore[arg-type]


def test_a_server_without_the_grants_is_refused_everything(store: Store, serving: Store) -> None:
    """The twin: what works above works because of the grants."""
    with _owner(store) as connection:
        connection.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(sql.Identifier(ROLE)))
    with psycopg.connect(_plain(serving)) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute("SELECT count(*) FROM unit")


def test_every_table_that_a_trigger_keeps_is_kept_by_privileges_too(store: Store, serving: Store) -> None:
    """A model that forgets `only_added` is named: its trigger refuses every DELETE, its privileges would not."""
    kept = (
        "SELECT DISTINCT event_object_table FROM information_schema.triggers WHERE event_manipulation = 'DELETE' "
        "AND action_timing = 'BEFORE' AND action_condition IS NULL ORDER BY 1"
    )
    asked = "SELECT has_table_privilege(%s, %s, 'DELETE, TRUNCATE')"
    with _owner(store) as connection:
        tables = [str(row[0]) for row in connection.execute(kept)]
        may = [table for table in tables if connection.execute(asked, (ROLE, table)).fetchone() == (True,)]
    assert len(tables) >= 8
    assert may == []
    assert {"ledger_entry", "audit_entry", "audit_head", "stage_event"} <= set(tables)


def test_the_statements_are_safe_to_repeat_and_name_every_table(store: Store, serving: Store) -> None:
    grant_serving(store, ROLE)
    granted = "\n".join(grant_statements(store, ROLE))
    assert [name for name in Base.metadata.tables if f" ON {name} TO " not in granted.replace('ON "', "ON ")] == []


def test_the_doctor_tells_an_owner_from_a_server(
    store: Store, serving: Store, settings: Settings, tmp_path: Path
) -> None:
    assert (may_change_what_grows(store), may_change_what_grows(serving)) == (True, False)

    def level(url: str) -> Level:
        asked = examine(replace(settings, database_url=url), now=OPENING)
        return next(each.level for each in asked if each.what == "database account")

    owner = store.url.render_as_string(hide_password=False)
    assert (level(owner), level(_url(store))) == (Level.WARN, Level.OK)


def test_an_upgrade_by_the_owner_lets_the_other_account_serve(store: Store, serving: Store, tmp_path: Path) -> None:
    """Tables are made anew by one account; the other one can serve at once and could not have made them."""
    owner = store.url.render_as_string(hide_password=False)
    environ = {"QUIZAPP_HOME": str(tmp_path / "home"), "QUIZAPP_DATABASE_URL": _url(store)}
    with _owner(store) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    alone = CliRunner().invoke(main, ["db", "upgrade"], env=environ)
    assert alone.exit_code != 0, "the serving account makes no tables"
    both = CliRunner().invoke(main, ["db", "upgrade"], env=environ | {"QUIZAPP_MIGRATION_URL": owner})
    assert both.exit_code == 0, both.output
    assert "may serve" in both.output
    assert CliRunner().invoke(main, ["db", "check"], env=environ).exit_code == 0
    with serving.write() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM bank_question").scalar_one() > 1_000
    assert not may_change_what_grows(serving)
    printed = CliRunner().invoke(main, ["db", "grants"], env=environ)
    assert "GRANT SELECT, INSERT ON ledger_entry" in printed.output


def _plain(store: Store) -> str:
    return store.url.set(drivername="postgresql").render_as_string(hide_password=False)
