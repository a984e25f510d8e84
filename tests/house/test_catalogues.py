"""Every message is said in every language, and what the program reads is what translators wrote."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2]
#: Chinese characters, and punctuation as wide as one.
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]")
#: A language is called by its own name on every page.
OWN_NAMES = {"简体中文", "繁體中文"}


@pytest.fixture(scope="module")
def catalogues() -> ModuleType:
    """``tools/catalogues.py``, read as a module."""
    spec = spec_from_file_location("catalogues_tool", ROOT / "tools" / "catalogues.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def gathered(catalogues: ModuleType) -> Catalog:
    """All messages as they stand in the code, the templates and the data now."""
    catalog = catalogues.gather()
    assert isinstance(catalog, Catalog)
    return catalog


def test_the_catalogues_are_complete_and_compiled(catalogues: ModuleType) -> None:
    """To repair: ``make catalogues``, then translate what it names in en/LC_MESSAGES/messages.po and run it again."""
    found = catalogues.problems()
    assert not found, "\n".join([f"{len(found)} problems", *found[:40]])


def test_messages_are_found_in_code_templates_and_data(gathered: Catalog) -> None:
    for message in ("登录", "用户名", "管理员", "安全生产大讲堂", "新闻报道", "乡镇（街道）"):
        assert gathered.get(message) is not None, message


@pytest.mark.parametrize(
    ("locale", "message", "said", "fault"),
    [
        ("en", "共 %(n)d 题", "Questions", "other placeholders"),
        ("en", "还剩 {time}", "{times} left", "other placeholders"),
        ("en", "线上举办|直播", "Online, live", "other placeholders"),
        ("en", "花名册", "花名册", "Chinese in"),
        ("en", "签到：现场", "Check-in：on site", "Chinese in"),
        ("zh_Hant", "签到", "签到", "is not what OpenCC"),
    ],
)
def test_a_wrong_translation_is_named(catalogues: ModuleType, locale: str, message: str, said: str, fault: str) -> None:
    entry = Catalog(locale=locale).add(message, said)
    assert fault in " ".join(catalogues._faults(locale, entry))


def test_a_right_translation_is_not_named(catalogues: ModuleType) -> None:
    for locale, message, said in (
        ("en", "共 %(n)d 题", "Questions: %(n)d"), ("en", "语言：简体中文", "Language: 简体中文"), ("zh_Hant", "签到", "簽到"),
    ):  # fmt: skip
        assert list(catalogues._faults(locale, Catalog(locale=locale).add(message, said))) == []


def test_traditional_chinese_is_converted_by_words_and_keeps_placeholders(catalogues: ModuleType) -> None:
    assert catalogues.to_hant("请在 %(n)d 分钟后发送，头发、后面、干部") == "請在 %(n)d 分鐘後發送，頭髮、後面、幹部"
    assert catalogues.to_hant("应急演练：网格员、台账、花名册") == "應急演練：網格員、台賬、花名冊"
    assert catalogues.to_hant("保存并发布，补签") == "保存並發佈，補簽", "an exception: OpenCC takes other words here"


def test_placeholders_have_names(gathered: Catalog) -> None:
    """So that another language can move them."""
    assert [message.id for message in gathered if re.search(r"(?<!%)%[sd]", str(message.id))] == []


def test_no_page_speaks_outside_of_gettext() -> None:
    """Chinese words and punctuation of a template stand inside ``_()``."""
    environment = Environment(
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"], autoescape=True
    )
    wrong = []
    for path in sorted((ROOT / "quizapp").rglob("templates/**/*.html")):
        tree = environment.parse(path.read_text(encoding="utf-8"))
        wrong += [f"{path.relative_to(ROOT)}:{line}: {text}" for line, text in _unspoken(tree) if text not in OWN_NAMES]
    assert not wrong, "\n".join(wrong)


def _unspoken(node: nodes.Node) -> Iterator[tuple[int, str]]:
    """Line and text of what a page would show in Chinese whatever its language."""
    if isinstance(node, nodes.Const | nodes.TemplateData):
        text = str(node.value if isinstance(node, nodes.Const) else node.data)
        if CHINESE.search(text):
            yield node.lineno, text.strip()
    if (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name in {"_", "gettext", "ngettext"}
    ):
        inside = [each for each in node.args if not isinstance(each, nodes.Const)] + [
            each.value for each in node.kwargs
        ]
    else:
        inside = list(node.iter_child_nodes())
    for each in inside:
        yield from _unspoken(each)
