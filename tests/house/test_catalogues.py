"""Every message is said in every language, and what the program reads is what translators wrote."""

from __future__ import annotations

import re
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def translations() -> ModuleType:
    """``tools/catalogues.py``, read as a module."""
    spec = spec_from_file_location("translations_tool", ROOT / "tools" / "catalogues.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_catalogues_are_complete_and_compiled(translations: ModuleType) -> None:
    """To repair: ``python tools/catalogues.py update``, then translate what it names."""
    found = translations.problems()
    assert not found, "\n".join([f"{len(found)} problems", *found[:40]])


def test_messages_are_found_in_code_and_templates(translations: ModuleType) -> None:
    ids = {message.id for message in translations.gather() if message.id}
    assert "登录" in ids, "a template's message"
    assert "用户名" in ids, "a form's message"
    assert "管理员" in ids, "a core message marked by N_"


def test_no_page_speaks_outside_of_gettext() -> None:
    """Chinese in a template stands inside ``_()``; comments and languages' own names are not pages."""
    wrong = []
    for path in sorted((ROOT / "quizapp").rglob("templates/**/*.html")):
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub(r"简体中文|繁體中文", "", text)
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)
        wrong += [f"{path.relative_to(ROOT)}: {found}" for found in re.findall(r"[\u4e00-\u9fff][^<\n]*", text)]
    assert not wrong, "\n".join(wrong)


def test_translated_templates_do_not_splice_sentences(translations: ModuleType) -> None:
    """A placeholder has a name, so that another language can move it."""
    bare = [
        message.id for message in translations.gather() if message.id and re.search(r"(?<!%)%[sd]", str(message.id))
    ]
    assert bare == []
