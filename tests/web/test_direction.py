"""The direction of writing follows the language: Uyghur, for one, runs from right to left."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from quizapp.web import i18n
from tests.support.visitor import Visitor

STYLES = sorted((Path(__file__).resolve().parents[2] / "frontend" / "styles").glob("*.css"))
#: What has a word for the line's own direction that every browser since 2018 knows.
PHYSICAL = re.compile(
    r"(?:margin|padding|border)-(?:left|right)(?:-width|-color|-style)?\s*:|text-align:\s*(?:left|right)"
)


@pytest.mark.sqlite_only
def test_the_root_says_which_way_its_language_runs(client: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    for language, tag in (("zh_Hans", "zh-Hans"), ("zh_Hant", "zh-Hant"), ("en", "en")):
        assert f'<html lang="{tag}" dir="ltr">' in client.get(f"/staff/sign-in?lang={language}").text
    monkeypatch.setitem(i18n.LOCALES, "ug", "ئۇيغۇرچە")
    assert '<html lang="ug" dir="rtl">' in client.get("/staff/sign-in?lang=ug").text


@pytest.mark.parametrize("sheet", STYLES, ids=lambda path: path.name)
def test_style_sheets_name_no_side_where_the_line_has_a_word_for_it(sheet: Path) -> None:
    assert PHYSICAL.findall(sheet.read_text(encoding="utf-8")) == []
