"""The font: every character that a name can have, and a clear word where it has none."""

from __future__ import annotations

import gzip
from importlib.resources import files
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from quizapp.errors import Misconfigured
from quizapp.exports import fonts


def gb2312() -> list[str]:
    rows = (bytes((high, low)) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    return [text for pair in rows if (text := pair.decode("gb2312", errors="ignore"))]


def test_it_has_all_of_gb2312() -> None:
    characters = gb2312()
    assert len(characters) > 7000
    assert [c for c in characters if fonts.face_of(c) is None] == []


def test_it_has_all_of_gbk() -> None:
    han = [chr(code) for code in range(0x4E00, 0x9FA6)]
    assert [c for c in han if fonts.face_of(c) is None] == []


@pytest.mark.parametrize("text", ["䶮㛃𠮷𬀩𫖯堃犇", "☐☑□■√✓✔●①②③※→▲★", "éüñÀ Ωβ Жя あア", "“”‘’…—《》·％℃‰№"])
def test_it_has_what_forms_and_names_need(text: str) -> None:
    assert fonts.drawable(text) == (text, frozenset())


def test_missing_characters_are_spelled_out() -> None:
    assert fonts.drawable("赵👍x") == ("赵[U+1F44D]x", frozenset("👍"))


def test_characters_without_a_shape_are_left_out() -> None:
    assert fonts.drawable("a\u200db\ufe0fc\U000e0101") == ("abc", frozenset())


def test_the_tick_box_is_as_wide_as_the_empty_one() -> None:
    assert fonts.advance("☑") == fonts.advance("☐") == fonts.advance("□") == 1.0


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")
    with pytest.raises(Misconfigured):
        fonts.add_fonts([broken])
    assert fonts.face_of("安") is not None


def test_an_added_font_is_asked_for_what_the_shipped_one_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_added", [])
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((500, 0))
    pen.lineTo((500, 500))
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "thumb"])
    builder.setupCharacterMap({ord("👍"): "thumb"})
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "thumb": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (600, 0), "thumb": (700, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Thumb", "styleName": "Regular", "psName": "Thumb"})
    builder.setupOS2()
    builder.setupPost()
    path = tmp_path / "thumb.ttf"
    builder.save(path)
    try:
        fonts.add_fonts([path])
        assert fonts.drawable("赵👍") == ("赵👍", frozenset())
        assert [name for name, _ in fonts.runs("赵👍")] == ["quizapp-shipped", "quizapp-thumb"]
    finally:
        monkeypatch.undo()
        fonts._load_faces.cache_clear()
        fonts.face_of.cache_clear()
    assert fonts.face_of("👍") is None


def test_the_stored_font_is_small_and_carries_its_licence() -> None:
    folder = files("quizapp.exports").joinpath("fonts")
    stored = folder.joinpath("NotoSansSC-cut.ttf.gz").read_bytes()
    assert len(stored) < 5_000_000
    assert gzip.decompress(stored)[:4] == b"\x00\x01\x00\x00"
    assert "SIL Open Font License" in folder.joinpath("OFL.txt").read_text()
