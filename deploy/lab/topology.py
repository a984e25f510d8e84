"""A site in the lab: its machines, brought up in order, with a demo world in the database."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from benchmarks.world import SECRET, World, build_world
from deploy.lab.machines import LabMachine, drop_bridge, make_bridge, run
from deploy.render import ROLES, Site, render

CHECKOUT = ROLES.parent.parent
GATEWAY = "10.77.0.1"
_EXAMPLE = CHECKOUT / "deploy" / "site.example.toml"
_WAIT_S = 120.0
#: A replica that replays what comes: one whose log went another way may stream for hours.
_FOLLOWS: LiteralString = """
    SELECT application_name FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = ANY(%s)
    AND pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) < 1000000
"""
_SERVICES = {
    "etcd": ["etcd"], "db": ["patroni", "pgbouncer"], "cache": ["redis-server"], "sentinel": ["redis-sentinel"],
    "app": ["quizapp"], "work": ["quizapp-work"], "web": ["nginx"],
}  # fmt: skip


def lab_site(*, synchronous: bool) -> Site:
    """The example, smaller and on the lab's network: two cores run all seven machines."""
    values: dict[str, Any] = tomllib.loads(_EXAMPLE.read_text("utf-8"))
    for about in values["machines"].values():
        about["address"] = about["address"].replace("10.0.0.", "10.77.0.")
    values["network"] = "10.77.0.0/24"
    values["postgres"] |= {"synchronous": synchronous, "shared_buffers": "64MB", "maximum_lag": 1 << 30}
    values["redis"]["maxmemory"] = "32mb"
    values["app"] |= {"workers": 1, "pool": 20}
    values["secrets"] = {name: secrets.token_hex(16) for name in values["secrets"]} | {"secret_key": SECRET}
    return Site(values)


class Lab:
    """A running site. ``machines`` by name."""

    def __init__(self, site: Site, folder: Path) -> None:
        self.site, self.folder = site, folder
        self.machines = {
            each.name: LabMachine(each.name, each.address, folder / each.name) for each in site.machines.values()
        }
        for each in site.machines.values():
            render(site, each, folder / each.name)
            self._prepare(self.machines[each.name], each.roles)

    def _prepare(self, machine: LabMachine, roles: tuple[str, ...]) -> None:
        owners = {"etcd": "etcd", "db": "postgres", "cache": "redis", "sentinel": "redis"}
        disk = machine.folder
        if {"app", "work"} & set(roles):
            _install_app(disk)
        if "web" in roles:
            _make_certificate(disk / "etc/ssl/quizapp", self.site.values["name"])
        for role, parts in {"db": ["etc/patroni", "etc/pgbouncer", "var/lib/postgresql", "var/log/postgresql"],
                            "cache": ["etc/redis", "var/lib/redis", "var/log/redis"],
                            "sentinel": ["etc/redis", "var/lib/redis", "var/log/redis"],
                            "etcd": ["var/lib/etcd"]}.items():  # fmt: skip
            for part in parts if role in roles else []:
                (disk / part).mkdir(parents=True, exist_ok=True)
                run("chown", "-R", f"{owners[role]}:{owners[role]}", str(disk / part))

    def start(self) -> None:
        """Everything that is no application: voters, databases, Redis, the proxy."""
        make_bridge(GATEWAY)
        for machine in self.machines.values():
            machine.power_on()
        for role in ("etcd", "cache", "sentinel", "db"):
            for each in self.site.with_role(role):
                for service in _SERVICES[role]:
                    self.machines[each.name].start(service)
        self.wait_for(lambda: self.primary() is not None, "a primary")
        self.wait_for(lambda: self.replica() is not None, "a replica that streams")

    def start_apps(self) -> None:
        """The application, its workers and the proxy, once the database has its tables."""
        for role in ("app", "work", "web"):
            for each in self.site.with_role(role):
                self.machines[each.name].start(_SERVICES[role][0])
        self.wait_for_apps()

    def wait_for_apps(self) -> None:
        """Return when each of them answers."""
        for each in self.site.with_role("app"):
            self.wait_for(partial(self._answers, each.address), f"{each.name} answers")

    def _answers(self, address: str) -> bool:
        asked = ["-H", f"Host: {self.site.values['name']}", "--max-time", "2", f"http://{address}:8000/healthz"]
        return (
            run("curl", "--noproxy", "*", "-s", "-o", "/dev/null", "-w", "%{http_code}", *asked, check=False) == "200"
        )

    def stop(self) -> None:
        """Everything off."""
        for machine in self.machines.values():
            machine.power_off()
        drop_bridge()

    def wait_for(self, condition: Callable[[], bool], what: str, timeout_s: float = _WAIT_S) -> float:
        """Seconds until it came. Raises when it does not."""
        began = time.monotonic()
        while not condition():
            if time.monotonic() - began > timeout_s:
                raise RuntimeError(f"it never came: {what}; logs are in {self.folder}/*/log and /*/var/log")
            time.sleep(0.1)
        return time.monotonic() - began

    def _members(self) -> list[dict[str, Any]]:
        for each in self.site.with_role("db"):
            try:
                said = run(
                    "curl",
                    "--noproxy",
                    "*",
                    "-s",
                    "--max-time",
                    "1",
                    f"http://{each.address}:8008/cluster",
                    check=False,
                )
                members: list[dict[str, Any]] = json.loads(said)["members"]
            except (ValueError, KeyError):
                continue
            return members
        return []

    def primary(self) -> str | None:
        """Whom Patroni calls leader, if that one takes changes."""
        for each in self.site.with_role("db"):
            if self._asked(each.address, "SELECT NOT pg_is_in_recovery()") is True:
                return each.name
        return None

    def replica(self) -> str | None:
        """The replica that may take over: the synchronous one, or any that streams when commits do not wait."""
        leader = self.primary()
        if leader is None:
            return None
        kinds = ("sync",) if self.site.values["postgres"]["synchronous"] else ("async", "sync")
        found = self._asked(self.site.address(leader), _FOLLOWS, list(kinds))
        return str(found) if found else None

    def _asked(self, address: str, statement: LiteralString, *values: object) -> Any:
        try:
            with psycopg.connect(self.direct_url(address, "postgres"), connect_timeout=2, autocommit=True) as line:
                row = line.execute(statement, values).fetchone()
        except psycopg.Error:
            return None
        return row[0] if row else None

    def direct_url(self, address: str, database: str = "quizapp") -> str:
        """A database server itself, without its pooler, as superuser."""
        return f"postgresql://postgres:{self.site.values['secrets']['superuser']}@{address}:5432/{database}"

    def app_url(self, port: int = 5432) -> str:
        """Whoever is primary, as the application."""
        places = ",".join(f"{each.address}:{port}" for each in self.site.with_role("db"))
        return f"postgresql://quizapp:{self.site.values['secrets']['database']}@{places}/quizapp?target_session_attrs=read-write"

    def make_world(self, phones: int) -> World:
        """Tables, a contest, a session and phones, as the benchmarks make them; its site is ours."""
        home = self.folder / "world"
        home.mkdir(exist_ok=True)
        world = build_world(home, phones=phones, started=False, database_url=self.app_url())
        return replace(world, settings=replace(world.settings, secure_cookies=True))


def _install_app(disk: Path) -> None:
    """The command and the user that a real machine has from its installation."""
    command = disk / "opt/quizapp/bin/quizapp"
    command.parent.mkdir(parents=True, exist_ok=True)
    command.write_text(f'#!/bin/sh\nPYTHONPATH={CHECKOUT} exec {sys.executable} -m quizapp.cli "$@"\n')
    command.chmod(0o755)
    for name, line in {"passwd": "quizapp:x:990:990::/var/lib/quizapp:/bin/false", "group": "quizapp:x:990:"}.items():
        (disk / "etc" / name).write_text(Path("/etc", name).read_text() + line + "\n")


def _make_certificate(folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    run(
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}",
        "-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem"),
    )  # fmt: skip


@contextmanager
def running_lab(folder: Path, *, synchronous: bool = True) -> Iterator[Lab]:
    """A lab in ``folder`` (emptied before), switched off with the block."""
    if os.geteuid() != 0:
        raise SystemExit("the lab makes namespaces: run it as root, on a machine of your own")
    shutil.rmtree(folder, ignore_errors=True)
    lab = Lab(lab_site(synchronous=synchronous), folder)
    try:
        lab.start()
        yield lab
    finally:
        lab.stop()
