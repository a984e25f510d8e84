"""Who holds a row reads it anew: see `tests.support.fresh_locks`, which watches every statement of every test."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from quizapp.db import Store
from quizapp.units import Unit
from tests.support.cast import Cast

PACKAGE = Path(__file__).resolve().parents[2] / "quizapp"
_FRESH = ("populate_existing", "_FRESH", "session.refresh(")


def _functions(path: Path) -> Iterator[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _held(function: ast.FunctionDef) -> Iterator[ast.Call]:
    """The ``select(...)`` of every query that is held, also where it has a name."""
    named = {
        target.id: node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and node.attr == "with_for_update":
            query = node.value if not isinstance(node.value, ast.Name) else named.get(node.value.id, node.value)
            yield from (
                each for each in ast.walk(query) if isinstance(each, ast.Call) and ast.unparse(each.func) == "select"
            )


def _holds_old_objects(function: ast.FunctionDef) -> bool:
    """``select(Unit)`` makes objects, ``select(Unit.id)`` and ``select(_TABLE)`` do not."""
    names = [argument.id for call in _held(function) for argument in call.args if isinstance(argument, ast.Name)]
    makes_objects = any(name[0].isupper() and not name.isupper() for name in names)
    return makes_objects and not any(word in ast.unparse(function) for word in _FRESH)


def test_what_is_held_is_read_anew() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{function.lineno} {function.name}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for function in _functions(path)
        if _holds_old_objects(function)
    ]
    assert found == [], "add .execution_options(populate_existing=True)"


@pytest.mark.sqlite_only
def test_the_watch_sees_a_stale_lock(store: Store, cast: Cast) -> None:
    with store.write() as session:
        held = select(Unit).where(Unit.id == cast.town.id).with_for_update()
        with pytest.raises(AssertionError, match="populate_existing"):
            session.scalar(held)
        with pytest.raises(AssertionError, match="populate_existing"):
            session.get(Unit, cast.county.id, with_for_update=True)
        assert session.scalar(held.execution_options(populate_existing=True)) is not None
        town = session.get_one(Unit, cast.town.id)
        session.refresh(town, with_for_update=True)
        assert session.scalar(held.with_only_columns(Unit.id)) == cast.town.id
