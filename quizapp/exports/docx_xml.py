"""Small pieces of WordprocessingML: runs with both fonts, paragraphs, page fields, borders."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from quizapp.exports.document import Align
from quizapp.kit.later import later

if TYPE_CHECKING:
    from docx import oxml
else:
    oxml = later("docx.oxml")

#: Official documents set the title in 小标宋, text in 仿宋, small heads in 黑体; these names are on every
#: Windows and in WPS. A bold 宋体 stands for 小标宋, which few machines have.
BODY, TITLE, HEAD, LATIN = "仿宋", "宋体", "黑体", "Times New Roman"
TWIPS_PER_MM = 1440 / 25.4
_JUSTIFY = {Align.LEFT: "left", Align.CENTER: "center", Align.RIGHT: "right"}


_WATERMARK = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office"><w:pict>'
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" path="m@7,l@8,m@5,21600l@6,21600e">'
    '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
    '<v:shape id="watermark" type="#_x0000_t136" alt="{word}" style="position:absolute;width:380pt;height:{height}pt;'
    "rotation:332;z-index:-1;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
    'mso-position-vertical:center;mso-position-vertical-relative:margin" fillcolor="#dde4e8" stroked="f">'
    '<v:textpath style="font-family:\'{font}\'" string="{word}"/></v:shape></w:pict></w:r>'
)


@cache
def qn(name: str) -> Any:
    """A name with its prefix spelled out; asked for every attribute of every cell."""
    return oxml.ns.qn(name)


def watermark(word: str) -> Any:
    """A run for a page's header that draws the word across the page, under its text."""
    height = round(380 / max(len(word), 1))
    quoted = escape(word, {'"': "&quot;"})
    return oxml.parse_xml(_WATERMARK.format(word=quoted, height=height, font=HEAD))


def element(tag: str, /, *children: Any, **attributes: object) -> Any:
    """``element("w:jc", val="center")``; attributes are in the w: namespace."""
    node = oxml.OxmlElement(tag)
    for name, value in attributes.items():
        node.set(qn(f"w:{name}"), str(value))
    node.extend(children)
    return node


def run(
    text: str, *, font: str = BODY, size: float = 12, bold: bool = False, color: str = "", underlined: bool = False
) -> Any:
    """A run of one line; tabs become tab stops."""
    fonts = element("w:rFonts", ascii=LATIN, hAnsi=LATIN, eastAsia=font, cs=LATIN, hint="eastAsia")
    properties = element("w:rPr", fonts)
    if bold:
        properties.extend((element("w:b"), element("w:bCs")))
    if color:
        properties.append(element("w:color", val=color))
    properties.extend((element("w:sz", val=round(size * 2)), element("w:szCs", val=round(size * 2))))
    if underlined:
        properties.append(element("w:u", val="single"))
    node = element("w:r", properties)
    for number, part in enumerate(text.split("\t")):
        if number:
            node.append(element("w:tab"))
        node.append(_text(part))
    return node


def paragraph(
    *runs: Any, align: Align = Align.LEFT, before: float = 0, after: float = 0, line: float = 0, keep: bool = False
) -> Any:
    """A paragraph; spaces in points, ``line`` an exact line height in points (0: as the font)."""
    properties = element("w:pPr")
    if keep:
        properties.append(element("w:keepNext"))
    spacing: dict[str, object] = {"before": round(before * 20), "after": round(after * 20)}
    if line:
        spacing |= {"line": round(line * 20), "lineRule": "exact"}
    properties.append(element("w:spacing", **spacing))
    properties.append(element("w:jc", val=_JUSTIFY[align]))
    return element("w:p", properties, *runs)


def lines(text: str, **look: Any) -> list[Any]:
    """One paragraph a line of ``text``; ``align`` and the spaces go to the paragraphs, the rest to the runs."""
    return rich_lines([(text, False)], **look)


def rich_lines(pieces: Sequence[tuple[str, bool]], **look: Any) -> list[Any]:
    """As `lines`, for text in pieces of which some are underlined."""
    spaces = {name: look.pop(name) for name in ("align", "before", "after", "line", "keep") if name in look}
    rows: list[list[Any]] = [[]]
    for text, is_underlined in pieces:
        for number, part in enumerate(text.split("\n")):
            if number:
                rows.append([])
            if part:
                rows[-1].append(run(part, underlined=is_underlined, **look))
    return [paragraph(*(row or [run("", **look)]), **spaces) for row in rows]


def field(code: str, **look: Any) -> list[Any]:
    """The runs of a field that Word computes: PAGE, NUMPAGES."""
    parts = []
    for kind in ("begin", "code", "separate", "1", "end"):
        node = run("", **look)
        node.remove(node[-1])
        node.append(_field_part(kind, code))
        parts.append(node)
    return parts


def borders(tag: str, *, size: int = 4, sides: tuple[str, ...] = ("top", "left", "bottom", "right")) -> Any:
    """Thin black lines; ``size`` in eighths of a point."""
    return element(tag, *(element(f"w:{side}", val="single", sz=size, space=0, color="000000") for side in sides))


def _field_part(kind: str, code: str) -> Any:
    if kind == "code":
        node = element("w:instrText")
        node.set(qn("xml:space"), "preserve")
        node.text = f" {code} "
        return node
    return _text(kind) if kind == "1" else element("w:fldChar", fldCharType=kind)


def _text(text: str) -> Any:
    node = element("w:t")
    node.set(qn("xml:space"), "preserve")
    node.text = text
    return node
