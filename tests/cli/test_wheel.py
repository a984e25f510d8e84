"""The installed wheel works alone: no checkout, no node, nothing from the working directory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the built wheel; its dependencies are borrowed from the running one."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder, ROOT], check=True)
    venv.create(folder / "venv", with_pip=False)
    site = next((folder / "venv").glob("lib/python*/site-packages"))
    (site / "borrowed.pth").write_text(sysconfig.get_paths()["purelib"])  # a plain path: its own .pth files do not run
    wheel = next(folder.glob("*.whl"))
    subprocess.run(
        [*pip, "--python", folder / "venv/bin/python", "install", "-q", "--no-deps", "--no-index", wheel], check=True
    )
    return folder / "venv/bin"


def _run(installed: Path, cwd: Path, *arguments: str) -> str:
    env = {"PATH": os.environ["PATH"], "QUIZAPP_HOME": str(cwd / "home"), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [installed / "quizapp", *arguments], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_is_the_wheel_that_runs(installed: Path, tmp_path: Path) -> None:
    where = subprocess.run(
        [installed / "python", "-c", "import quizapp; print(quizapp.__file__)"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert str(ROOT) not in where


def test_a_month_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    _run(installed, tmp_path, "db", "upgrade")
    _run(installed, tmp_path, "demo", "--participants", "10")
    _run(installed, tmp_path, "banks", "check")
    for ending in ("json", "xlsx", "docx", "pdf"):
        _run(
            installed,
            tmp_path,
            "statistics",
            "export",
            "--unit",
            "dm",
            "--form",
            "zhoushan_2021",
            "--out",
            f"f.{ending}",
        )
    assert json.loads((tmp_path / "f.json").read_text("utf-8"))["values"]["contest_participations"] > 0


def test_its_pages_have_their_templates_styles_and_words(installed: Path, tmp_path: Path) -> None:
    _run(installed, tmp_path, "db", "upgrade")
    _run(installed, tmp_path, "demo")
    script = (
        "from quizapp.settings import load_settings; from quizapp.web import create_app\n"
        "client = create_app(load_settings()).test_client()\n"
        "page = client.get('/c/demo?lang=en'); assert page.status_code == 200, page.status\n"
        "text = page.get_data(as_text=True); import re\n"
        'urls = re.findall(r\'(?:href|src)="(/static/[^"]+)"\', text); assert urls, text\n'
        "assert {client.get(url).status_code for url in urls} == {200}\n"
        "print('ok')"
    )
    env = {"PATH": os.environ["PATH"], "QUIZAPP_HOME": str(tmp_path / "home"), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [installed / "python", "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "ok", done.stderr
