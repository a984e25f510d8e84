"""The plan of the house: who may import whom. ``layers.toml`` is the plan; the code is read, not run."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "quizapp"
PLAN = tomllib.loads((Path(__file__).parent / "layers.toml").read_text(encoding="utf-8"))
ROOMS: dict[str, list[str]] = PLAN["rooms"]


@dataclass(frozen=True)
class Import:
    """One import statement's target."""

    path: Path
    line: int
    target: str
    inside_function: bool

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} imports {self.target}"


def _imports(path: Path) -> Iterator[Import]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
    }
    typing_only = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and isinstance(block.test, ast.Name) and block.test.id == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue  # names in annotations bind nothing at run time
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(path, node)
            names = [f"{module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (Import(path, node.lineno, name, id(node) in inside) for name in names)


def _absolute(path: Path, node: ast.ImportFrom) -> str:
    """The module of ``from ..x import y``, spelled out."""
    if not node.level:
        return node.module or ""
    package = path.relative_to(ROOT).parent.parts
    return ".".join([*package[: len(package) - node.level + 1], *(node.module or "").split(".")]).rstrip(".")


def _room(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def _is_edge(path: Path) -> bool:
    if _room(path) in {"web", "cli"}:
        return True
    return any(fnmatch(path.stem, pattern) for pattern in PLAN["edge_modules"])


FILES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")
IMPORTS = [found for path in FILES for found in _imports(path)]


def _allowed(path: Path) -> set[str]:
    room = _room(path)
    return {room, *ROOMS[room], *(PLAN["edge_also"] if _is_edge(path) else ())}


def test_every_room_is_in_the_plan() -> None:
    assert {_room(path) for path in FILES} <= set(ROOMS)


def test_no_room_imports_to_its_right() -> None:
    wrong = [
        str(found)
        for found in IMPORTS
        if found.target.startswith("quizapp.") and "*" not in (allowed := _allowed(found.path))
        and found.target.split(".")[1] not in {*allowed, "QuizError", "utc_now", "__version__"}
    ]  # fmt: skip
    assert not wrong, "\n".join(wrong)


def test_the_plan_has_no_circle() -> None:
    order = list(ROOMS)
    for room, uses in ROOMS.items():
        assert all(order.index(used) < order.index(room) for used in uses if used != "*"), room


def test_a_feature_is_imported_through_its_front_door() -> None:
    wrong = []
    for found in IMPORTS:
        parts = found.target.split(".")
        if parts[0] != "quizapp" or len(parts) < 3 or parts[1] == _room(found.path):
            continue
        inner = PACKAGE / parts[1] / f"{parts[2]}.py", PACKAGE / parts[1] / parts[2]
        if parts[1] not in PLAN["inner_names_allowed"] and any(path.exists() for path in inner):
            wrong.append(str(found))
    assert not wrong, "\n".join(wrong)


def test_only_the_edge_knows_http() -> None:
    wrong = [
        str(found) for found in IMPORTS
        if found.target.split(".")[0] in PLAN["http_packages"] and not _is_edge(found.path)
    ]  # fmt: skip
    assert not wrong, "\n".join(wrong)


def test_nobody_imports_the_edge_of_a_room() -> None:
    wrong = []
    for found in IMPORTS:
        parts = found.target.split(".")
        is_edge = len(parts) > 2 and parts[1] != "web" and any(fnmatch(parts[2], each) for each in PLAN["edge_modules"])
        if parts[0] == "quizapp" and is_edge and not _is_edge(found.path):
            wrong.append(str(found))
    assert not wrong, "\n".join(wrong)


def test_no_import_inside_a_function() -> None:
    wrong = [str(found) for found in IMPORTS if found.inside_function]
    assert not wrong, "\n".join(wrong)


def test_statistics_and_producers_meet_in_the_ledger_only() -> None:
    producers = {"contests", "activities", "checkins", "records"}
    assert not producers & set(ROOMS["statistics"])
    assert not any("statistics" in ROOMS[producer] for producer in producers)


@pytest.mark.parametrize("source", ["import flask", "from quizapp.web import x", "def f():\n    import os"])
def test_the_reader_sees_imports(source: str, tmp_path: Path) -> None:
    path = tmp_path / "probe.py"
    path.write_text(source)
    assert [found.inside_function for found in _imports(path)] == [source.startswith("def")]
