"""Cut the Chinese font that every PDF embeds, from the TrueType files of Noto Sans.

    python tools/cut_pdf_font.py FOLDER            writes quizapp/exports/fonts/NotoSansSC-cut.ttf.gz
    python tools/cut_pdf_font.py FOLDER --full --out noto-full.ttf
                                                   everything the sources have, for `exports.add_fonts`

FOLDER holds the unpacked npm packages, as `npm pack` and `tar x` leave them:
`noto-sans-sc/` and `noto-sans-jp/` of the scope @expo-google-fonts (SIL Open Font License 1.1).
The same sources and the same fontTools give the same bytes; the sum is printed.

reportlab embeds TrueType outlines only, so the OpenType/CFF files of the distributions are of no use.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
from pathlib import Path

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

OUT = Path(__file__).parent.parent / "quizapp/exports/fonts/NotoSansSC-cut.ttf.gz"
SC = "noto-sans-sc/package/400Regular/NotoSansSC_400Regular.ttf"
JP = "noto-sans-jp/package/400Regular/NotoSansJP_400Regular.ttf"

#: Characters of the official table of 8,105 that GBK lacks and that stand in Extension A. The table's
#: characters of the later extensions are exactly those that the source font has there.
TABLE_EXTENSION_A = (
    "㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃"
    "䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮"
)
#: Latin with accents, Greek, Cyrillic, punctuation, arrows, mathematics, enclosed, boxes, kana, width forms.
SYMBOL_RANGES = (
    (0x20, 0x24F), (0x2B0, 0x2FF), (0x370, 0x45F), (0x1E00, 0x1EFF), (0x2000, 0x2BFF), (0x3000, 0x33FF),
    (0xFE10, 0xFE6F), (0xFF00, 0xFFEF),
)  # fmt: skip
HAN_LATER = ((0x9FA6, 0x9FFF), (0x20000, 0x3FFFF))
#: The tables a PDF needs; hinting, layout features and vertical metrics are of no use there.
KEPT_TABLES = {"GlyphOrder", "head", "hhea", "maxp", "OS/2", "hmtx", "cmap", "loca", "glyf", "name", "post"}


def main() -> None:
    """Cut, compress, write, and print what came out."""
    options = _arguments()
    japanese = TTFont(options.folder / JP)
    font = TTFont(options.folder / SC, recalcTimestamp=False)
    wanted = set(font.getBestCmap()) if options.full else _wanted()
    _subset(font, wanted)
    added = _borrow(font, japanese)
    _draw_boxes(font)
    cut = _bytes_of(font)
    packed = cut if options.out.suffix == ".ttf" else gzip.compress(cut, 9, mtime=0)
    options.out.write_bytes(packed)
    print(f"{options.out}: {len(font.getBestCmap())} characters ({added} borrowed)")
    print(f"{len(cut)} bytes, {len(packed)} as written, sha256 of the font {hashlib.sha256(cut).hexdigest()}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--full", action="store_true", help="keep every character of the sources")
    parser.add_argument("--out", type=Path, default=OUT)
    return parser.parse_args()


def _wanted() -> set[int]:
    """Code points of GBK, the table of 8,105 and the symbols people type."""
    later = (code for first, last in (*HAN_LATER, *SYMBOL_RANGES) for code in range(first, last + 1))
    gbk = (code for code in range(0x20, 0x10000) if not 0xD800 <= code < 0xE000 and _in_gbk(code))
    return {*later, *gbk, *map(ord, TABLE_EXTENSION_A)}


def _in_gbk(code: int) -> bool:
    try:
        chr(code).encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _subset(font: TTFont, wanted: set[int]) -> None:
    options = Options(hinting=False, layout_features=[], glyph_names=False, notdef_outline=True)
    options.drop_tables += [tag for tag in font.keys() if tag not in KEPT_TABLES]  # noqa: SIM118 - not a dict
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)


def _borrow(font: TTFont, other: TTFont) -> int:
    """Give ``font`` the Han characters beyond the basic plane that only ``other`` has (𠮷); their number.

    Both families are cut from one design with one em, so the outlines can be copied as they are.
    """
    missing = sorted(code for code in set(other.getBestCmap()) - set(font.getBestCmap()) if code >= 0x20000)
    _subset(other, set(missing))
    names = other.getBestCmap()
    for code in missing:
        _add(font, code, other["glyf"][names[code]], other["hmtx"][names[code]])
    return len(missing)


def _draw_boxes(font: TTFont) -> None:
    """☐ and ☑, which the family lacks and official forms use, from its own □ and ✓."""
    names = font.getBestCmap()
    square, tick = names[ord("□")], names[ord("✓")]
    for code, parts in ((ord("☐"), [square]), (ord("☑"), [square, tick])):
        pen = TTGlyphPen(font.getGlyphSet())
        for part in parts:
            pen.addComponent(part, _onto(font["glyf"][square], font["glyf"][part]))
        _add(font, code, pen.glyph(), font["hmtx"][square])
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord("✔")] = tick


def _onto(frame: Glyph, part: Glyph) -> tuple[float, float, float, float, float, float]:
    """The shift that puts the middle of ``part`` on the middle of ``frame``, shrunk to stay inside."""
    scale = min(1.0, (frame.xMax - frame.xMin) / (part.xMax - part.xMin))
    shift_x = (frame.xMin + frame.xMax - scale * (part.xMin + part.xMax)) / 2
    shift_y = (frame.yMin + frame.yMax - scale * (part.yMin + part.yMax)) / 2
    return (scale, 0, 0, scale, round(shift_x), round(shift_y))


def _add(font: TTFont, code: int, glyph: Glyph, metrics: tuple[int, int]) -> None:
    name = f"u{code:05X}"
    font["glyf"][name] = glyph
    font["hmtx"][name] = metrics
    for table in font["cmap"].tables:
        if table.isUnicode() and (code < 0x10000 or table.format == 12):
            table.cmap[code] = name


def _bytes_of(font: TTFont) -> bytes:
    font["post"].formatType = 3.0  # no glyph names
    stream = io.BytesIO()
    font.save(stream, reorderTables=True)
    return stream.getvalue()


if __name__ == "__main__":
    main()
