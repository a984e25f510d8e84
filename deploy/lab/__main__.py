"""``python -m deploy.lab``: bring the site up, break it, print what happened. Exit 1 when a promise was broken."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from deploy.lab.drill import Blow, Drill, LonelyWriter, Outcome, drilling
from deploy.lab.topology import Lab, running_lab

PACKAGES = {
    "nginx": "nginx", "pgbouncer": "pgbouncer", "patroni": "patroni", "etcd": "etcd-server",
    "redis-sentinel": "redis-sentinel", "redis-server": "redis-server", "psql": "postgresql-client", "curl": "curl",
    "openssl": "openssl", "ip": "iproute2",
}  # fmt: skip
#: Each is scanned once, three a second: longer than the drill takes.
_PHONES = 900
#: Longer than Patroni's ttl and what comes after it, on two busy cores.
_FAIL_OVER_S = 60.0
_LAG_S = 4.0


def prepare() -> None:
    """Install what is missing (Debian 12); none of it is started by the system."""
    missing = sorted(package for command, package in PACKAGES.items() if shutil.which(command) is None)
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        missing.append("postgresql")
    if missing:
        sys.stdout.write(f"installing: {' '.join(missing)} python3-etcd\n")
        quiet = ["-y", "-qq", "--no-install-recommends"]
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", *quiet, *missing, "python3-etcd"], check=True, stdout=subprocess.DEVNULL)


def honest(folder: Path) -> bool:
    """The drill on the site as it is delivered; whether every promise held."""
    with running_lab(folder) as lab:
        world = lab.make_world(_PHONES)
        lab.start_apps()
        with drilling(lab, world) as drill:
            _kill_app(drill)
            _restart_app(drill)
            _kill_redis(drill)
            _kill_primary(drill)
            split = _cut_primary(drill)
        caught_up_s, outcome = drill.catch_up(), drill.judge()
        _print(drill.blows, outcome, split)
        sys.stdout.write(f"the workers' totals held everything {caught_up_s:.0f} s after the last answer\n")
    return outcome.is_clean and split == 0 and not outcome.surprises


def twin(folder: Path) -> bool:
    """The same load and checker on a site whose commits wait for nobody; whether it is found to have lost something."""
    with running_lab(folder, synchronous=False) as lab:
        world = lab.make_world(_PHONES)
        lab.start_apps()
        with drilling(lab, world) as drill:
            leader, replica = lab.primary(), lab.replica()
            assert leader is not None
            assert replica is not None

            def blow() -> None:
                lab.machines[replica].cut()
                time.sleep(_LAG_S)
                lab.machines[leader].power_off()
                lab.machines[replica].mend()

            drill.strike(
                f"asynchronous: {replica} hears nothing for {_LAG_S:.0f} s, then {leader} loses its power", blow,
                watch_s=_FAIL_OVER_S, note=lambda: f"primary is now {lab.primary()}",
            )  # fmt: skip
        outcome = drill.judge()
        _print(drill.blows, outcome, 0)
    return not outcome.is_clean


def _kill_app(drill: Drill) -> None:
    machine = drill.lab.machines["app1"]
    drill.strike("an application machine loses its power", machine.power_off, watch_s=15.0)
    machine.power_on()
    machine.start_all()
    drill.lab.wait_for_apps()


def _restart_app(drill: Drill) -> None:
    machine = drill.lab.machines["app2"]
    drill.strike(
        "an application is stopped with SIGTERM and starts again",
        lambda: machine.signal("TERM", "quizapp.cli"),
        watch_s=15.0,
    )


def _kill_redis(drill: Drill) -> None:
    machine = drill.lab.machines["cache1"]
    drill.strike(
        "the Redis primary's machine loses its power",
        machine.power_off,
        watch_s=20.0,
        note=lambda: _redis_note(drill.lab),
    )
    machine.power_on()
    machine.start_all()


def _redis_note(lab: Lab) -> str:
    asked = [
        "redis-cli",
        "--no-auth-warning",
        "-a",
        lab.site.values["secrets"]["redis"],
        "-h",
        lab.site.address("edge"),
    ]
    said = lab.machines["edge"].command(*asked, "-p", "26379", "sentinel", "get-master-addr-by-name", "quizapp").split()
    name = next((each.name for each in lab.machines.values() if each.address == said[0]), "nobody")
    return f"primary is now {name}"


def _kill_primary(drill: Drill) -> None:
    lab = drill.lab
    leader = lab.primary()
    assert leader is not None
    machine = lab.machines[leader]
    drill.strike(
        f"the database primary's machine ({leader}) loses its power", machine.power_off, watch_s=_FAIL_OVER_S,
        note=lambda: f"primary is now {lab.primary()}",
    )  # fmt: skip
    machine.power_on()
    machine.start_all()
    lab.wait_for(lambda: lab.replica() == leader, f"{leader} follows again")


def _cut_primary(drill: Drill) -> int:
    """The primary goes on alone behind a cut cable; how many writes it acknowledged that are gone when it is back."""
    lab = drill.lab
    leader = lab.primary()
    assert leader is not None
    machine, alone = lab.machines[leader], LonelyWriter(lab.machines[leader])
    alone.prepare(lab.direct_url(machine.address))
    alone.start()
    drill.strike(
        f"the cable of the database primary ({leader}) is cut, it goes on alone", machine.cut, watch_s=_FAIL_OVER_S,
        note=lambda: f"primary is now {lab.primary()}",
    )  # fmt: skip
    alone.stop()
    machine.mend()
    lab.wait_for(lambda: lab.replica() == leader, f"{leader} follows again")
    time.sleep(10.0)  # people go on while both are there
    now = lab.primary()
    assert now is not None
    lost = alone.lost(lab.direct_url(lab.site.address(now)))
    sys.stdout.write(f"the lonely primary had acknowledged {len(alone.acknowledged)} writes; {lost} of them are lost\n")
    return lost


def _print(blows: list[Blow], outcome: Outcome, split: int) -> None:
    rows = [("blow", "longest silence s", "back after s", "acknowledged/s before", "then")]
    rows += [
        (
            each.what,
            f"{each.silence_s:.1f}",
            f"{each.back_s:.1f}" if each.silence_s > 1 else "-",
            f"{each.before_per_s:.0f}",
            each.note,
        )
        for each in blows
    ]
    _table(rows)
    verdict = outcome.verdict
    _table([
        ("", "acknowledged", "lost", "doubled", "told wrongly"),
        ("sheets", str(verdict.acknowledged), str(verdict.lost), str(verdict.doubled), str(verdict.wrong)),
        ("check-ins of phones", str(verdict.checked_in), "(in the line above)", "", ""),
        ("scans at the door", str(outcome.scans), str(outcome.scans_lost), str(outcome.scans_doubled), ""),
        ("writes on the lonely primary", "", str(split), "", ""),
    ])  # fmt: skip
    sys.stdout.write(f"answers that should never come: {outcome.surprises[:5] or 'none'}\n")


def _table(rows: Sequence[tuple[str, ...]]) -> None:
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        sys.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n")
    sys.stdout.write("\n")
    sys.stdout.flush()


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m deploy.lab", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("/var/tmp/quizapp-lab"), help="disks of the machines")
    parser.add_argument("--twin", action="store_true", help="commits wait for no replica: the checker must find losses")
    asked = parser.parse_args()
    prepare()
    is_as_it_should = (twin if asked.twin else honest)(asked.folder)
    sys.exit(0 if is_as_it_should else 1)


if __name__ == "__main__":
    main()
