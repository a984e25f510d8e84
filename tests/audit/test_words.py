"""Every deed that is written into the audit log has words: nobody reads ``session.undo_headcount``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import quizapp
from quizapp import stage
from quizapp.audit.words import ACTIONS, DEEDS, THINGS, thing_of, words_of
from quizapp.live import views_shared as live

_ROOT = Path(quizapp.__file__).parent
#: Said in the code in parts.
_BUILT = [f"stage.{deed}" for deed in stage.DEEDS] + [f"live.{action}" for action in sorted(live._NOTED)]


def _literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def _noted() -> Iterator[tuple[str, str]]:
    """Action and object type of every ``note`` in the sources, as far as both stand there."""
    for path in sorted(_ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if isinstance(node, ast.Call) and name == "note" and len(node.args) > 2:
                kinds = list(_literals(node.args[2])) or [""]
                yield from ((action, kinds[0]) for action in _literals(node.args[1]))


_NOTED = sorted(set(_noted()))


def test_the_search_finds_what_is_noted() -> None:
    assert len(_NOTED) > 200


def test_each_action_has_words() -> None:
    known = {*ACTIONS.values(), *THINGS.values(), *DEEDS.values()}
    actions = {action for action, _kind in _NOTED} | set(_BUILT)
    assert [action for action in sorted(actions) if not set(words_of(action)) <= known] == []


def test_each_thing_has_a_word() -> None:
    assert [kind for _action, kind in _NOTED if kind and kind not in THINGS] == []


def test_what_has_no_word_is_shown_as_it_is_stored() -> None:
    assert words_of("contest.polish_it") == ("知识竞赛", "polish it")
    assert words_of("nothing.known") == ("nothing.known",)
    assert thing_of("comet") == "comet"
