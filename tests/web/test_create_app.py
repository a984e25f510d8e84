"""The application as a whole: it starts, answers, and says who may come."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.visitor import Visitor

#: Whatever reads a struct after the application was made finds fields that are no types.
_READ = """
import msgspec
from quizapp.kit.structs import _below
from quizapp.settings import load_settings
from quizapp.web import create_app
create_app(load_settings())
found = [each for each in _below(msgspec.Struct) if each.__module__.startswith("quizapp.")]
assert len(found) > 100
for each in found:
    each.__annotations__ = {"nobody": "no_such_type"}
    msgspec.json.Decoder(each)
"""


def test_it_works(client: Visitor) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {"database": "ok", "migrations": "current", "draining": False}


@pytest.mark.sqlite_only
def test_every_struct_is_read_before_threads_decode_it(tmp_path: Path) -> None:
    environ = os.environ | {"QUIZAPP_HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-m", "quizapp.cli", "db", "upgrade"], env=environ, check=True, capture_output=True)
    done = subprocess.run([sys.executable, "-c", _READ], env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
