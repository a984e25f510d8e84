"""What is committed as built fits the templates, its manifest and its budget."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DIST = ROOT / "quizapp" / "web" / "static" / "dist"
TEMPLATES = sorted(ROOT.glob("quizapp/**/templates/**/*.html"))


def gzipped(name: str) -> int:
    return len(gzip.compress((DIST / name).read_bytes(), 9))


def test_the_manifest_names_every_built_file_by_its_content() -> None:
    manifest = json.loads((DIST / "manifest.json").read_text())
    hashes = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        for path in DIST.iterdir()
        if path.name != "manifest.json"
    }
    assert manifest == hashes


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_icon_that_a_template_names_is_drawn(template: Path) -> None:
    drawn = set(json.loads((ROOT / "frontend" / "icons.json").read_text()))
    assert set(re.findall(r"(?:icon|sprite)\('([\w-]+)'", template.read_text())) <= drawn


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_class_that_a_template_names_has_a_rule(template: Path) -> None:
    sheets = "".join(path.read_text() for path in DIST.glob("*.css"))
    styled = set(re.findall(r"\.([A-Za-z][\w-]*)", sheets))
    named = {name for attribute in re.findall(r'class="([^"{]*)"', template.read_text()) for name in attribute.split()}
    assert named <= styled


def test_the_inline_icons_and_the_sprite_hold_the_same_names() -> None:
    names = set(json.loads((ROOT / "frontend" / "icons.json").read_text()))
    macro = (ROOT / "quizapp" / "web" / "templates" / "macros" / "_icons.html").read_text()
    assert set(re.findall(r'^  "([\w-]+)":', macro, re.M)) == names
    assert set(re.findall(r'<symbol id="([\w-]+)"', (DIST / "icons.svg").read_text())) == names


def test_the_player_leaves_room_for_its_page_within_25_kb() -> None:
    # A paper of ten questions is about 5 KB of HTML; tests/browser measures the whole over the wire.
    assert gzipped("phone.css") + gzipped("player.js") <= 20_400


def test_the_lock_file_names_no_registry() -> None:
    assert "resolved" not in (ROOT / "frontend" / "package-lock.json").read_text()
