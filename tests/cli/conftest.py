"""Commands run in their own home folder, as an operator would run them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quizapp.cli import main

Quizapp = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def quizapp(home: Path) -> Quizapp:
    """``quizapp("db", "upgrade")`` in a fresh home; an unexpected exception fails the test with its traceback."""

    def run(*arguments: str, home: Path = home) -> Result:
        return CliRunner().invoke(main, arguments, env={"QUIZAPP_HOME": str(home)}, catch_exceptions=False)

    return run


@pytest.fixture
def demo(quizapp: Quizapp) -> Quizapp:
    """The same, with the demo loaded and thirty people's month played."""
    assert quizapp("db", "upgrade").exit_code == 0
    loaded = quizapp("demo", "--participants", "30")
    assert loaded.exit_code == 0, loaded.output
    return quizapp
