"""What the lab reads of systemd units, so that services start in it as they do on real machines."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

#: Debian's units have their own restarts; where one has none, ours is in a drop-in.
_RESTARTS = {"always", "on-failure"}


@dataclass(frozen=True, slots=True)
class Unit:
    """How a service is started."""

    command: list[str]
    user: str
    environment: list[str]
    #: Folders that systemd makes, and their modes.
    folders: list[tuple[str, str]]
    restarts: bool
    restart_s: float


def read_unit(name: str, folders: list[Path], machine: Path) -> Unit:
    """The unit ``name`` with its drop-ins, from the first of ``folders`` that has it; ``machine``: where its files are."""
    source = next(folder / f"{name}.service" for folder in folders if (folder / f"{name}.service").exists())
    lines = _service_lines(source.read_text("utf-8"))
    for drop_in in sorted((machine / f"etc/systemd/system/{name}.service.d").glob("*.conf")):
        lines += _service_lines(drop_in.read_text("utf-8"))
    last = dict(lines)
    environment = [value for key, value in lines if key == "Environment"]
    for value in (value for key, value in lines if key == "EnvironmentFile"):
        environment += _read_environment(machine / value.replace("%p", name).lstrip("-/"))
    environment = [each.replace("%H", machine.name) for each in environment]
    named = dict(each.partition("=")[::2] for each in environment)
    command = [word for word in shlex.split(last["ExecStart"]) if named.get(word.removeprefix("$"), word)]
    made = [
        (f"/run/{each}", last.get("RuntimeDirectoryMode", "0755")) for each in last.get("RuntimeDirectory", "").split()
    ]
    made += [(f"/var/cache/{each}", "0755") for each in last.get("CacheDirectory", "").split()]
    made += [
        (f"/var/lib/{each}", last.get("StateDirectoryMode", "0755")) for each in last.get("StateDirectory", "").split()
    ]
    return Unit(
        command=[named.get(word.removeprefix("$"), word) if word.startswith("$") else word for word in command],
        user=last.get("User", "root"), environment=[each for each in environment if not each.startswith("DAEMON_ARGS")],
        folders=made, restarts=last.get("Restart") in _RESTARTS and last.get("Type") != "forking", restart_s=float(last.get("RestartSec", "0.1").rstrip("s")),
    )  # fmt: skip


def _service_lines(text: str) -> list[tuple[str, str]]:
    section, found = "", []
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip()
        elif section == "[Service]" and "=" in line and not line.startswith(("#", ";")):
            key, _, value = line.partition("=")
            found.append((key.strip(), value.strip()))
    return found


def _read_environment(path: Path) -> list[str]:
    if not path.exists():
        return []
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return [
        "=".join((line.partition("=")[0], line.partition("=")[2].strip('"'))) for line in lines if line[:1].isalpha()
    ]
