"""What the documents promise is there: commands, settings, links and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.cli import main
from quizapp.errors import QuizError
from quizapp.kit.registry import load_part

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path
    for pattern in (
        "*.md",
        "docs/**/*.md",
        "question_banks/*.md",
        "benchmarks/*.md",
        "quizapp/**/*.md",
        "frontend/*.md",
    )
    for path in ROOT.glob(pattern)
    if "node_modules" not in path.parts
)


def _relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=_relative)
def test_links_and_pictures_exist(page: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8"))
    local = [target.partition("#")[0] for target in targets if not re.match(r"[a-z]+:|#", target)]
    missing = [target for target in local if target and not (page.parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize("readme", ["README.md"])
def test_the_readme_names_every_command(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    commands = main.list_commands(None)  # type: ignore[arg-type]
    assert [name for name in commands if not re.search(rf"\b{name}\b", text)] == []


def test_the_operator_guide_names_every_setting() -> None:
    source = (ROOT / "quizapp" / "settings.py").read_text("utf-8")
    guide = (ROOT / "docs" / "guide" / "operator.md").read_text("utf-8")
    settings = sorted(set(re.findall(r"QUIZAPP_[A-Z_]+[A-Z]", source)))
    assert settings
    assert [name for name in settings if name not in guide] == []


def test_decisions_are_short_and_numbered() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    assert [page.name for page in pages if len(page.read_text("utf-8").splitlines()) > 60] == []


def test_every_error_code_is_explained() -> None:
    load_part("views")
    page = (ROOT / "docs" / "guide" / "errors.md").read_text("utf-8")
    codes = {each.code for each in _below(QuizError)}
    assert len(codes) > 10
    assert sorted(code for code in codes if f"`{code}`" not in page) == []


def _below(kind: type[QuizError]) -> Iterator[type[QuizError]]:
    for each in kind.__subclasses__():
        if each.__module__.startswith("quizapp."):
            yield each
            yield from _below(each)
