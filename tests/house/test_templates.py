"""Templates: one name, one file; no inline code; every page has a title."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "quizapp"
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
PAGES = [path for path in TEMPLATES if "{% extends" in path.read_text(encoding="utf-8")]


def _name(path: Path) -> str:
    parts = path.parts
    return "/".join(parts[parts.index("templates") + 1 :])


def test_names_are_unique() -> None:
    """Flask silently serves the first of two templates with the same name."""
    assert [name for name, count in Counter(map(_name, TEMPLATES)).items() if count > 1] == []


def test_a_feature_keeps_its_templates_under_its_own_name() -> None:
    strays = [
        path for path in TEMPLATES
        if "web" not in path.relative_to(PACKAGE).parts[:1] and not _name(path).startswith(f"{path.relative_to(PACKAGE).parts[0]}/")
    ]  # fmt: skip
    assert strays == []


_INLINE = {
    "inline script": r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")",
    "inline style sheet": r"<style\b",
    "style attribute": r"<[a-z][^>]*\sstyle=",
    "handler attribute": r"<[a-z][^>]*\son[a-z]+=",
    "something from another host": r"(src|href)=\"(https?:)?//(?!beian\.)",
}


def inline_in(text: str) -> set[str]:
    """What of a template the policy forbids: a browser would ignore it."""
    told = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    return {name for name, pattern in _INLINE.items() if re.search(pattern, told)}


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_nothing_is_inline(path: Path) -> None:
    assert inline_in(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    ("added", "found"),
    [
        ("<script>go()</script>", "inline script"), ("<style>p { color: red }</style>", "inline style sheet"),
        ('<p class="x" style="color: red">', "style attribute"), ('<a href="/" onclick="go()">', "handler attribute"),
        ('<script src="//cdn.example/x.js"></script>', "something from another host"),
    ],
)  # fmt: skip
def test_the_twin_with_something_inline_is_caught(added: str, found: str) -> None:
    page = PAGES[0].read_text(encoding="utf-8")
    assert inline_in(page + added) == {found}


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_every_page_has_a_title(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if not path.is_relative_to(PACKAGE / "web" / "templates" / "layouts"):
        assert "{% block title %}" in text or not re.search(r'extends "layouts/', text)


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_every_form_that_writes_carries_the_token(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text, flags=re.DOTALL | re.IGNORECASE):
        assert re.search(r"csrf|hidden_tag|language_buttons", form), form[:200]
