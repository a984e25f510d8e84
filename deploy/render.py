"""``python -m deploy.render site.toml OUT``: the files of each machine, from one description of the installation."""

from __future__ import annotations

import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

ROLES = Path(__file__).resolve().parent / "roles"


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine and what it does."""

    name: str
    address: str
    roles: tuple[str, ...]


class Site:
    """One installation: ``values`` as in ``site.example.toml``."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values
        self.machines = {
            name: Machine(name, said["address"], tuple(said["roles"])) for name, said in values["machines"].items()
        }

    def with_role(self, role: str) -> list[Machine]:
        """Machines that do this, in the order of the description."""
        return [each for each in self.machines.values() if role in each.roles]

    def address(self, name: str) -> str:
        """Where a machine is."""
        return self.machines[name].address


def read_site(path: Path) -> Site:
    """The installation that a file describes."""
    return Site(tomllib.loads(path.read_text("utf-8")))


def render(site: Site, machine: Machine, folder: Path) -> None:
    """Write what belongs on ``machine`` below ``folder``, scripts executable, secrets readable by their owner alone."""
    jinja = Environment(
        loader=FileSystemLoader(ROLES), undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False
    )
    about = {**site.values, "machine": machine, "machines": site.with_role}
    for role in machine.roles:
        for template in sorted((ROLES / role).rglob("*")):
            if template.is_file():
                target = folder / template.relative_to(ROLES / role)
                target.parent.mkdir(parents=True, exist_ok=True)
                text = jinja.from_string(template.read_text("utf-8")).render(about)
                target.write_text(text, "utf-8")
                target.chmod(0o755 if text.startswith("#!") else 0o640)


def main() -> None:
    """Render every machine of a site."""
    site, out = read_site(Path(sys.argv[1])), Path(sys.argv[2])
    for machine in site.machines.values():
        render(site, machine, out / machine.name)
        sys.stdout.write(f"{machine.name}: {', '.join(machine.roles)} -> {out / machine.name}\n")


if __name__ == "__main__":
    main()
