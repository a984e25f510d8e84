"""Figures for Prometheus: closed by default, nothing personal in them, and everything the dashboard asks for is there."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import prometheus_client
import pytest
import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.servers import free_port
from quizapp import ledger
from quizapp.campaigns import Campaign
from quizapp.checkins import Scan
from quizapp.db import Store
from quizapp.errors import Misconfigured
from quizapp.kit.watch import UNWATCHED
from quizapp.ops.backup import write_backup
from quizapp.ops.figures import SETTLED, DatabaseFigures
from quizapp.ops.metrics import Meters, make_watch, start_metrics
from quizapp.settings import Settings, load_settings
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.month import Month, plan_session
from tests.support.patience import wait_until

ROOT = Path(__file__).resolve().parents[2]
#: A quarter of an hour after the fixture's entries.
NOW = OPENING + timedelta(minutes=15)
TOKEN = "a-token-of-the-scraper"


@pytest.fixture
def offered(installation: Store, settings: Settings) -> Iterator[Callable[..., tuple[Meters, int]]]:
    """Starts a listener: meters and port."""
    stops = []

    def offer(**changes: Any) -> tuple[Meters, int]:
        port = free_port()
        chosen = dataclasses.replace(settings, metrics=f"127.0.0.1:{port}", **changes)
        watch = make_watch(chosen)
        assert isinstance(watch, Meters)
        stop = start_metrics(watch, chosen, installation)
        assert stop is not None
        stops.append(stop)
        wait_until(lambda: _get(port, "/")[0] == 404)
        return watch, port

    yield offer
    for stop in stops:
        stop.set()


def _get(port: int, path: str = "/metrics", **headers: str) -> tuple[int, str]:
    line = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
        return answer.status, answer.read().decode()
    except OSError:
        return 0, ""
    finally:
        line.close()


def _values(text: str) -> dict[str, float]:
    found = re.findall(r"^(quizapp_\w+(?:{[^}]*})?) (\S+)$", text, re.MULTILINE)
    return {name: float(value) for name, value in found}


def test_nobody_listens_by_default(settings: Settings, store: Store) -> None:
    watch = make_watch(settings)
    assert watch is UNWATCHED
    assert start_metrics(watch, settings, store) is None


@pytest.mark.sqlite_only
def test_it_works(offered: Callable[..., tuple[Meters, int]]) -> None:
    meters, port = offered()
    meters.answered("contest_api.submit", 200, 0.02)
    meters.answered("contest_api.submit", 200, 0.03)
    meters.answered("", 404, 0.001)
    meters.refused("contest.submit@")
    meters.committed(12, 0.001)
    meters.worked("ledger.roll_up", is_well=True)
    meters.worked("ledger.seal", is_well=False)
    values = _values(_get(port)[1])
    assert values['quizapp_request_seconds_count{route="contest_api.submit",status="2xx"}'] == 2
    assert values['quizapp_request_seconds_count{route="none",status="4xx"}'] == 1
    assert values['quizapp_limit_refusals_total{scope="contest.submit@"}'] == 1
    assert values["quizapp_commit_transactions_sum"] == 12
    assert values['quizapp_job_runs_total{job="ledger.seal",result="failed"}'] == 1
    assert values['quizapp_job_last_success_timestamp_seconds{job="ledger.roll_up"}'] > 1e9
    assert values["quizapp_ledger_position"] == 50
    assert values["quizapp_rollup_lag_entries"] == 50
    assert values["quizapp_database_up"] == 1
    assert values["quizapp_processes"] == 1


@pytest.mark.sqlite_only
def test_it_is_closed_to_who_has_no_token(offered: Callable[..., tuple[Meters, int]]) -> None:
    _meters, port = offered(metrics_token=TOKEN)
    assert _get(port)[0] == 401
    assert _get(port, Authorization="Bearer wrong")[0] == 401
    assert _get(port, Authorization=f"Bearer {TOKEN}")[0] == 200
    assert _get(port, "/console/")[0] == 404


@pytest.mark.parametrize(
    "address", ["9464", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:70000", "0.0.0.0:9464", "10.0.0.5:9464"]
)
def test_an_address_for_others_needs_a_token(address: str, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured):
        load_settings({"QUIZAPP_HOME": str(tmp_path), "QUIZAPP_METRICS": address})


def test_with_a_token_others_may_ask(tmp_path: Path) -> None:
    env = {"QUIZAPP_HOME": str(tmp_path), "QUIZAPP_METRICS": "0.0.0.0:9464", "QUIZAPP_METRICS_TOKEN": TOKEN}
    assert load_settings(env).metrics == "0.0.0.0:9464"


def _read(figures: DatabaseFigures) -> dict[str, float]:
    figures._kept_at = float("-inf")
    registry = prometheus_client.CollectorRegistry()
    registry.register(figures)  # type: ignore[arg-type]
    return _values(prometheus_client.generate_latest(registry).decode())


def test_the_database_tells_how_it_goes(installation: Store, settings: Settings, cast: Cast, tmp_path: Path) -> None:
    figures = DatabaseFigures(settings, installation, clock=lambda: NOW)
    first = _read(figures)
    assert first["quizapp_rollup_lag_seconds"] == 900
    assert not [name for name in first if name.startswith("quizapp_ledger_entries_total")], "counted from now on"
    ledger.roll_up(installation)
    _read(figures)
    _append(installation, cast, 3)
    if installation.is_sqlite:
        write_backup(settings, installation, tmp_path / "b.tar.gz", version="1", now=NOW)
    second = _read(figures)
    assert second["quizapp_rollup_lag_entries"] == 3
    assert second["quizapp_database_bytes"] > 100_000
    assert second["quizapp_disk_free_bytes"] > 0
    if installation.is_sqlite:
        assert second["quizapp_backup_last_timestamp_seconds"] == NOW.timestamp()
    else:
        assert 0 < second["quizapp_postgres_connections"] <= second["quizapp_postgres_connections_limit"]


ENTRIES = 'quizapp_ledger_entries_total{kind="lecture",measure="attendance"}'


def test_entries_are_counted_once_the_totals_hold_them(installation: Store, settings: Settings, cast: Cast) -> None:
    ledger.roll_up(installation)
    figures = DatabaseFigures(settings, installation, clock=lambda: NOW)
    assert ENTRIES not in _read(figures), "counted from now on"
    _append(installation, cast, 3)
    assert ENTRIES not in _read(figures)
    ledger.roll_up(installation)
    assert [_read(figures)[ENTRIES] for _ in range(2)] == [3, 3]


@pytest.mark.postgresql_only
def test_entries_that_commit_after_higher_ones_are_counted(installation: Store, settings: Settings, cast: Cast) -> None:
    ledger.roll_up(installation)
    figures = DatabaseFigures(settings, installation, clock=lambda: NOW)
    _read(figures)
    with installation.write() as session:
        _append_in(session, cast, 2, first=1_000)
        with ThreadPoolExecutor() as beside:
            beside.submit(_append, installation, cast, 3, first=2_000).result()
        _read(figures)
    ledger.roll_up(installation)
    assert _read(figures)[ENTRIES] == 5


def test_scans_that_commit_after_later_ones_are_counted(installation: Store, settings: Settings, cast: Cast) -> None:
    now = [NOW]
    figures = DatabaseFigures(settings, installation, clock=lambda: now[0])
    with installation.write() as session:
        campaign = session.scalars(select(Campaign)).one()
        held = plan_session(session, Month(id=campaign.id, code=campaign.code), cast.town)
    _scan(installation, held.id, 1, NOW - timedelta(minutes=5))
    _read(figures)
    for scan_id, at in ((3, NOW), (2, NOW - timedelta(seconds=2))):
        _scan(installation, held.id, scan_id, at)
        now[0] += timedelta(seconds=15)
        assert 'quizapp_scans_total{verdict="accepted"}' not in _read(figures)
    now[0] += SETTLED
    assert _read(figures)['quizapp_scans_total{verdict="accepted"}'] == 2


def _scan(store: Store, held: int, scan_id: int, at: datetime) -> None:
    with store.write() as session:
        session.add(
            Scan(
                id=scan_id, session_id=held, nonce=str(scan_id), payload_hash="", verdict="accepted", slot=at.date(),
                source="helper", scanned_at=at, recorded_at=at, actor="system",
            )
        )  # fmt: skip


def _append(store: Store, cast: Cast, count: int, first: int = 1_000) -> None:
    with store.write() as session:
        _append_in(session, cast, count, first)


def _append_in(session: Session, cast: Cast, count: int, first: int) -> None:
    campaign_id = session.scalars(select(Campaign.id)).one()
    entries = [
        ledger.Entry(
            campaign_id=campaign_id, unit_id=cast.town.id, kind="lecture", measure=ledger.Measure.ATTENDANCE,
            occurred_at=OPENING, day=OPENING.date(), recorded_at=OPENING + timedelta(hours=1),
            source=ledger.Source.IMPORT, source_table="test", source_id=first + number, actor="system",
        )
        for number in range(count)
    ]  # fmt: skip
    ledger.append_many(session, entries)


@pytest.mark.sqlite_only
def test_a_database_that_is_away_is_told(installation: Store, settings: Settings) -> None:
    figures = DatabaseFigures(settings, installation, clock=lambda: NOW)
    installation.read = _away  # type: ignore[method-assign]
    assert _read(figures)["quizapp_database_up"] == 0


def _away() -> Any:
    raise Misconfigured("away")


_TWO = """
import os, sys, time
from prometheus_client import CollectorRegistry
from quizapp.ops.metrics import Meters
meters = Meters(CollectorRegistry())
for _ in range(int(sys.argv[1])):
    meters.answered("web.livez", 200, 0.01)
meters.drain()
print(os.getpid(), flush=True)
sys.stdin.read()
"""


def test_several_processes_are_counted_together(tmp_path: Path) -> None:
    """Each keeps its counts in the folder; whoever answers adds them up, those of processes that are gone too."""
    environ = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    made = [
        subprocess.Popen([sys.executable, "-c", _TWO, str(count)], env=environ, stdin=-1, stdout=-1) for count in (3, 4)
    ]
    pids = [int(each.stdout.readline()) for each in made if each.stdout]
    made[0].kill()
    made[0].communicate()
    script = (
        "import prometheus_client, sys;"
        "from prometheus_client import multiprocess;"
        "from quizapp.ops.processes import ProcessFigures;"
        "r = prometheus_client.CollectorRegistry(); multiprocess.MultiProcessCollector(r);"
        f"r.register(ProcessFigures({str(tmp_path)!r}));"
        "print(prometheus_client.generate_latest(r).decode())"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], env=environ, capture_output=True, text=True, check=True
    ).stdout
    made[1].communicate()
    values = _values(told)
    assert values['quizapp_request_seconds_count{route="web.livez",status="2xx"}'] == 7
    assert f'quizapp_process_resident_memory_bytes{{pid="{pids[1]}"}}' in values
    assert f'quizapp_process_resident_memory_bytes{{pid="{pids[0]}"}}' not in values


# ------------------------------------------------------------------ what is shipped for Prometheus and Grafana


@pytest.fixture
def names(installation: Store, settings: Settings, cast: Cast, tmp_path: Path) -> set[str]:
    """Names of all series that this installation can offer."""
    registry = prometheus_client.CollectorRegistry()
    Meters(registry)
    figures = DatabaseFigures(settings, installation, clock=lambda: NOW)
    if installation.is_sqlite:
        write_backup(settings, installation, tmp_path / "names.tar.gz", version="1", now=NOW)
    found = {each.name for each in (*registry.collect(), *figures.collect())}
    processes = {"quizapp_build_info", "quizapp_processes"} | {
        f"quizapp_process_{each}" for each in ("resident_memory_bytes", "open_fds", "max_fds", "threads", "cpu_seconds")
    }
    return found | processes | ({"quizapp_postgres_connections", "quizapp_postgres_connections_limit"})


def _asked(expressions: list[str]) -> set[str]:
    text = "\n".join(expressions)
    return {re.sub(r"_(bucket|count|sum|total)$", "", name) for name in re.findall(r"\bquizapp_\w+", text)}


def _dashboard() -> Any:
    return json.loads((ROOT / "deploy" / "grafana" / "quizapp.json").read_text("utf-8"))


def _rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((ROOT / "deploy" / "prometheus" / "rules.yml").read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


@pytest.mark.sqlite_only
def test_the_dashboard_asks_for_what_is_there(names: set[str]) -> None:
    asked = _asked([target["expr"] for panel in _dashboard()["panels"] for target in panel.get("targets", [])])
    assert len(asked) > 20
    assert asked - names == set()


@pytest.mark.sqlite_only
def test_the_alerts_ask_for_what_is_there_and_say_what_to_do(names: set[str]) -> None:
    rules = _rules()
    asked = _asked([rule["expr"] for rule in rules])
    assert len(rules) >= 12
    assert asked - names == set()
    for rule in rules:
        assert rule["labels"]["severity"] in {"page", "ticket"}, rule
        assert {"summary", "todo", "summary_zh", "todo_zh"} <= set(rule["annotations"]), rule


def test_a_name_that_is_not_there_would_be_found() -> None:
    assert _asked(["rate(quizapp_no_such_thing_total[5m])"]) == {"quizapp_no_such_thing"}
