"""Machines of the lab: network, processes, mounts and host name of their own, on one kernel. Needs root.

A machine sees this system's files with its own ``/etc``, ``/var``, ``/opt`` and ``/run`` above them, so that services run
with the very files that belong onto real machines. Power off is SIGKILL to everything it runs; its disk stays.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from deploy.lab.units import Unit, read_unit

BRIDGE = "qlab0"
#: ``/var`` last: the disks themselves may lie below it.
_OVERLAID = ("etc", "opt", "var")
#: Process 1 of a machine: it takes in orphans and waits.
_INIT = "trap : TERM; while :; do sleep 1000 & wait $!; done"


def run(*command: str, check: bool = True) -> str:
    """What a command of this system prints. Raises with its complaint when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise RuntimeError(f"{shlex.join(command)}: {done.stderr or done.stdout}")
    return done.stdout


class LabMachine:
    """One machine, off at first; ``folder`` is its disk."""

    def __init__(self, name: str, address: str, folder: Path) -> None:
        self.name, self.address, self.folder = name, address, folder
        self._holder: subprocess.Popen[bytes] | None = None
        self._services: list[str] = []
        self._inner = 0
        for part in (*_OVERLAID, "run", "log", *(f".work/{each}" for each in _OVERLAID)):
            (folder / part).mkdir(parents=True, exist_ok=True)

    @property
    def _port(self) -> str:
        return f"ql-{self.name}"[:15]

    def power_on(self) -> None:
        """Namespaces and the network; no service runs yet."""
        mounts = [f"mount --bind {self.folder}/run /run", *_show_python(self.folder / "shown")] + [
            f"mount -t overlay o -o lowerdir=/{part},upperdir={self.folder}/{part},workdir={self.folder}/.work/{part} /{part}"
            for part in _OVERLAID
        ]
        # what ran before the power went leaves nothing in /run
        shutil.rmtree(self.folder / "run")
        (self.folder / "run").mkdir()
        script = " && ".join(["set -e", *mounts, f"hostname {self.name}", "touch /run/.up", _INIT])
        flags = [
            "--mount",
            "--propagation=private",
            "--uts",
            "--net",
            "--pid",
            "--fork",
            "--kill-child=KILL",
            "--mount-proc",
        ]
        self._holder = subprocess.Popen(
            ["unshare", *flags, "bash", "-c", script], stderr=subprocess.DEVNULL, start_new_session=True
        )
        self._inner = self._find_inner(self._holder.pid)
        self._wait_for_mounts()
        self._plug_in()

    def _find_inner(self, holder: int) -> int:
        for _ in range(500):
            children = Path(f"/proc/{holder}/task/{holder}/children").read_text().split()
            if children and (Path(f"/proc/{children[0]}/ns/net").readlink() != Path("/proc/self/ns/net").readlink()):
                return int(children[0])
            time.sleep(0.01)
        raise RuntimeError(f"{self.name} does not start")

    def _wait_for_mounts(self) -> None:
        """What starts before them would write into this system's own folders."""
        for _ in range(1000):
            if (self.folder / "run/.up").exists():
                return
            time.sleep(0.01)
        raise RuntimeError(f"{self.name} does not start")

    def _plug_in(self) -> None:
        run("ip", "link", "del", self._port, check=False)
        run("ip", "link", "add", self._port, "type", "veth", "peer", "name", "eth0", "netns", str(self._inner))
        run("ip", "link", "set", self._port, "master", BRIDGE, "up")
        for line in ("link set lo up", f"addr add {self.address}/24 dev eth0", "link set eth0 up"):
            self.command("ip", *line.split())

    def command(self, *command: str, user: str = "") -> str:
        """What a command prints that runs on this machine."""
        return run(*self._inside(command, user))

    def _inside(self, command: Sequence[str], user: str = "") -> list[str]:
        become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--"] if user else []
        return ["nsenter", "-t", str(self._inner), "-m", "-u", "-n", "-p", "--", *become, *command]

    def start(self, service: str) -> None:
        """Run a systemd unit of this machine as its file says: command, user, environment, folders, restarts.

        What its sandbox options would forbid is not: there is no systemd in here.
        """
        unit = read_unit(service, [self.folder / "etc/systemd/system", Path("/lib/systemd/system")], self.folder)
        log: IO[bytes] = (self.folder / "log" / f"{service}.log").open("ab")
        with log:
            process = [
                "env",
                "-i",
                "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
                "LANG=C.UTF-8",
                *unit.environment,
            ]
            subprocess.Popen(
                self._inside(["bash", "-c", _supervised(unit, [*process, *unit.command])]), stdout=log, stderr=log,
                stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        if service not in self._services:
            self._services.append(service)

    def signal(self, name: str, pattern: str) -> None:
        """Send a signal to processes of this machine whose command line matches."""
        run(*self._inside(["pkill", f"-{name}", "-f", pattern]), check=False)

    def power_off(self) -> None:
        """Everything it runs is killed at once; nothing says goodbye."""
        if self._holder is not None:
            run("kill", "-KILL", str(self._inner), check=False)
            self._holder.wait()
            self._holder = None
            run("ip", "link", "del", self._port, check=False)

    def start_all(self) -> None:
        """Services that ran before the power went."""
        for service in self._services:
            self.start(service)

    def cut(self) -> None:
        """The network cable is pulled; the machine goes on by itself."""
        run("ip", "link", "set", self._port, "down")

    def mend(self) -> None:
        """The cable is back."""
        run("ip", "link", "set", self._port, "up")


def _show_python(folder: Path) -> list[str]:
    """Commands that let every user run this Python, should it lie in somebody's private home."""
    prefix = Path(sys.base_prefix)
    private = next((each for each in prefix.parents if not each.stat().st_mode & 0o005), None)
    if private is None:
        return []
    shown = folder / prefix.relative_to(private)
    shown.mkdir(parents=True, exist_ok=True)
    return [f"mount --bind {prefix} {shown}", f"mount --rbind {folder} {private}"]


def _supervised(unit: Unit, command: list[str]) -> str:
    """What systemd does around a command, as far as the lab needs it."""
    folders = [f"install -d -m {mode} -o {unit.user} -g {unit.user} {path}" for path, mode in unit.folders]
    become = (
        ["setpriv", f"--reuid={unit.user}", f"--regid={unit.user}", "--init-groups", "--"]
        if unit.user != "root"
        else []
    )
    line = shlex.join([*become, *command])
    loop = f"while :; do {line}; sleep {unit.restart_s}; done" if unit.restarts else line
    return "; ".join([*folders, "ulimit -n $(ulimit -Hn)", loop])


def make_bridge(gateway: str) -> None:
    """The switch that all machines hang on; this system is at ``gateway``."""
    drop_bridge()
    run("ip", "link", "add", BRIDGE, "type", "bridge")
    run("ip", "addr", "add", f"{gateway}/24", "dev", BRIDGE)
    run("ip", "link", "set", BRIDGE, "up")


def drop_bridge() -> None:
    """Away with it."""
    run("ip", "link", "del", BRIDGE, check=False)
