"""The fonts that PDFs embed, and which of them has a character: never an empty box on a certificate."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from quizapp.errors import Misconfigured
from quizapp.kit.i18n import N_
from quizapp.kit.later import later

if TYPE_CHECKING:
    from reportlab.pdfbase import pdfmetrics, ttfonts

    from quizapp.exports import pdf_font
else:
    pdfmetrics = later("reportlab.pdfbase.pdfmetrics")
    ttfonts = later("reportlab.pdfbase.ttfonts")
    pdf_font = later("quizapp.exports.pdf_font")

_SHIPPED = "fonts/NotoSansSC-cut.ttf.gz"
_LOCK = Lock()
_added: list[Path] = []


@dataclass(frozen=True, slots=True)
class Face:
    """One registered font: ``widths`` are of its characters, in thousandths of the size."""

    name: str
    widths: Mapping[int, float]
    glyphs: Mapping[int, int]


def add_fonts(paths: Iterable[Path]) -> None:
    """Let PDFs fall back on further TrueType files (`.ttf`) for what the shipped font lacks.

    Call it once at the start. Raises `Misconfigured` for a file that is no TrueType font.
    """
    for path in paths:
        _read_face(f"quizapp-{path.stem}", path.read_bytes())
        _added.append(path)
    with _LOCK:
        _load_faces.cache_clear()
        face_of.cache_clear()


def faces() -> tuple[Face, ...]:
    """The shipped font, then the added ones."""
    with _LOCK:  # two threads would both unpack eight megabytes
        return _load_faces()


@lru_cache(maxsize=16_384)
def face_of(character: str) -> Face | None:
    """The first face that has the character."""
    code = ord(character)
    return next((face for face in faces() if code in face.glyphs), None)


def advance(character: str) -> float:
    """Width of a drawable character as a part of the font size."""
    face = face_of(character)
    return face.widths.get(ord(character), 1000) / 1000 if face else 1.0


def runs(text: str) -> Iterator[tuple[str, str]]:
    """(font name, part) for each stretch of drawable text with one font."""
    for name, part in groupby(text, key=_face_name):
        yield name, "".join(part)


def drawable(text: str) -> tuple[str, frozenset[str]]:
    """The text with `[U+20BB7]` for each character that no face has, and those characters.

    Joiners and variation selectors, which have no shape of their own, are left out.
    """
    missing = {character for character in set(text) if character != "\n" and face_of(character) is None}
    if not missing:
        return text, frozenset()
    silent = {character for character in missing if _is_silent(character)}
    shown = {ord(character): "" if character in silent else f"[U+{ord(character):04X}]" for character in missing}
    return text.translate(shown), frozenset(missing - silent)


def shipped_font() -> bytes:
    """The shipped TrueType font itself, for pictures drawn elsewhere."""
    return gzip.decompress(files("quizapp.exports").joinpath(_SHIPPED).read_bytes())


@lru_cache(maxsize=1)
def _load_faces() -> tuple[Face, ...]:
    added = (_read_face(f"quizapp-{path.stem}", path.read_bytes()) for path in _added)
    return (_read_face("quizapp-shipped", shipped_font()), *added)


def _read_face(name: str, content: bytes) -> Face:
    try:
        font = pdf_font.CopiedFont(name, io.BytesIO(content))
    except ttfonts.TTFError as error:
        raise Misconfigured(N_("字体 %(name)s 不是可嵌入的 TrueType 字体"), name=name) from error
    pdfmetrics.registerFont(font)
    return Face(name, font.face.charWidths, font.face.charToGlyph)


def _face_name(character: str) -> str:
    face = face_of(character)
    return face.name if face else faces()[0].name


def _is_silent(character: str) -> bool:
    return character in "\u200c\u200d" or "\ufe00" <= character <= "\ufe0f" or "\U000e0000" <= character <= "\U000e0fff"
