"""Files for many machines: what the example renders, that units are shut in alike, and that Compose finds every file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from deploy.render import ROLES, Machine, Site, read_site, render

DEPLOY = ROLES.parent


@pytest.fixture
def site() -> Site:
    return read_site(DEPLOY / "site.example.toml")


@pytest.fixture
def out(site: Site, tmp_path: Path) -> Path:
    for machine in site.machines.values():
        render(site, machine, tmp_path / machine.name)
    return tmp_path


def settings_of(folder: Path) -> dict[str, str]:
    lines = (folder / "etc/quizapp/environment").read_text("utf-8").splitlines()
    return dict(line.partition("=")[::2] for line in lines)


def test_it_works(site: Site, out: Path) -> None:
    made = {str(each.relative_to(out)) for each in out.rglob("*") if each.is_file()}
    for name in ("app1/etc/systemd/system/quizapp.service", "app1/etc/systemd/system/quizapp-work.service",
                 "edge/etc/nginx/nginx.conf", "db1/etc/patroni/config.yml", "cache1/etc/redis/redis.conf"):  # fmt: skip
        assert name in made
    for path in made:
        assert "{{" not in (out / path).read_text("utf-8"), path
    assert {path.split("/")[0] for path in made} == set(site.machines)


def test_where_workers_are_the_servers_leave_it_to_them(site: Site, out: Path, tmp_path: Path) -> None:
    assert settings_of(out / "app1")["QUIZAPP_BACKGROUND"] == "0"
    machines = {
        name: replace(each, roles=tuple(role for role in each.roles if role != "work"))
        for name, each in site.machines.items()
    }
    site.machines = machines
    render(site, machines["app1"], tmp_path / "alone")
    assert settings_of(tmp_path / "alone")["QUIZAPP_BACKGROUND"] == "1"
    assert not (tmp_path / "alone/etc/systemd/system/quizapp-work.service").exists()


def test_a_machine_of_workers_alone_knows_the_database(site: Site, out: Path, tmp_path: Path) -> None:
    site.machines["work1"] = Machine("work1", "10.0.0.23", ("work",))
    render(site, site.machines["work1"], tmp_path / "work1")
    beside, alone = settings_of(out / "app1"), settings_of(tmp_path / "work1")
    assert {name for name in beside if beside[name] != alone.get(name)} == {"HOST"}


def test_both_units_are_shut_in_alike(out: Path) -> None:
    folder = out / "app1/etc/systemd/system"
    texts = [(folder / f"{name}.service").read_text("utf-8") for name in ("quizapp", "quizapp-work")]
    boxes = [text[text.index("StateDirectory=") : text.index("[Install]")] for text in texts]
    assert boxes[0] == boxes[1]
    assert "SystemCallFilter" in boxes[0]


def test_compose_names_files_and_addresses_that_are_there(site: Site, out: Path) -> None:
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    for name, service in composed["services"].items():
        volumes = [volume.split(":")[0] for volume in service.get("volumes", [])]
        for path in [*service.get("env_file", []), *volumes]:
            if path.startswith("./out/"):
                assert (out / path.removeprefix("./out/")).exists(), (name, path)
        networks = service.get("networks", {})
        if name in site.machines:
            assert networks["site"]["ipv4_address"] == site.address(name)
    given = [
        service["networks"]["site"]["ipv4_address"]
        for service in composed["services"].values()
        if "networks" in service
    ]
    assert len(given) == len(set(given))
    commands = [service["command"] for service in composed["services"].values()]
    assert ["/opt/quizapp/bin/quizapp", "work"] in commands
