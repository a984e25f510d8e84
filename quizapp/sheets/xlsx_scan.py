"""What must be known about an xlsx before its cells are read: its extent, its text, its number formats.

The reader behind us allocates the whole box around all cells and copies a shared string for every use,
so one cell at XFD1048576 or one long string used a million times would exhaust memory.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from quizapp.kit.i18n import N_

from .celltext import format_kind
from .limits import Box, Limits
from .problem import BrokenFile, TooLarge
from .xml_events import Quiet, local

_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_BUILTIN_PERCENT = {9: "percent", 10: "percent"}
_MAX_MARKED = 200_000


class Merge(NamedTuple):
    """A merged range, 1-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(kw_only=True, slots=True)
class SheetFacts:
    """What the scan of one sheet found out; places are 1-based (row, column)."""

    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)


class StringsScan(Quiet):
    """Lengths of the shared strings, by index."""

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self._inside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """``si`` opens a string, ``t`` holds its text."""
        if name == "si":
            self.lengths.append(0)
        self._inside = name == "t"

    def text(self, text: str) -> None:
        """Counted only inside ``t``."""
        if self._inside and self.lengths:
            self.lengths[-1] += len(text)


class StylesScan(Quiet):
    """For each cell style (index of ``cellXfs``) the kind of number format that changes its text."""

    def __init__(self) -> None:
        self.kinds: list[str] = []
        self._codes: dict[int, str] = dict(_BUILTIN_PERCENT)
        self._in_cell_styles = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """``numFmt`` declares a format, ``xf`` inside ``cellXfs`` uses one."""
        if name == "cellXfs":
            self._in_cell_styles = True
        elif name == "numFmt":
            self._codes[_number(local(attributes, "numFmtId", "0"))] = format_kind(local(attributes, "formatCode"))
        elif name == "xf" and self._in_cell_styles:
            self.kinds.append(self._codes.get(_number(local(attributes, "numFmtId", "0")), ""))

    def end(self, name: str) -> None:
        """Leaving ``cellXfs``."""
        if name == "cellXfs":
            self._in_cell_styles = False


class SheetScan(Quiet):
    """Extent, text, number formats and merged ranges of one worksheet."""

    def __init__(self, limits: Limits, box: Box, strings: list[int], kinds: list[str]) -> None:
        self.facts = SheetFacts()
        self._limits, self._box, self._strings, self._kinds = limits, box, strings, kinds
        self._row = self._column = 0
        self._kind = ""
        self._is_shared = False
        self._shared: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Rows and cells carry their place or follow the one before; ``v`` and ``is`` mean content."""
        if name == "c":
            self._open_cell(attributes)
        elif name == "v" or name == "is":
            self._box.include(self._row, self._column)
            self._note_format()
            self._shared = [] if self._is_shared and name == "v" else None
        elif name == "row":
            place = local(attributes, "r")
            self._row, self._column = (_number(place) if place else self._row + 1), 0
        elif name == "mergeCell":
            self._note_merge(local(attributes, "ref"))

    def end(self, name: str) -> None:
        """The end of ``v`` settles which shared string was meant."""
        if name == "v" and self._shared is not None:
            index = _number("".join(self._shared).strip())
            if index >= len(self._strings):
                raise BrokenFile
            self._box.spend(self._strings[index])
            self._shared = None

    def text(self, text: str) -> None:
        """An index into the shared strings, or text of the cell itself."""
        if self._shared is not None:
            self._shared.append(text)
        else:
            self._box.spend(len(text))

    def _open_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        if place is None:
            self._column += 1
        else:
            self._row, self._column = _place(place)
        style = attributes.get("s")
        self._is_shared = attributes.get("t") == "s"
        self._kind = ""
        if style and style.isdecimal() and int(style) < len(self._kinds):
            self._kind = self._kinds[int(style)]

    def _note_format(self) -> None:
        if self._kind:
            self.facts.formats[self._row, self._column] = self._kind
            if len(self.facts.formats) > _MAX_MARKED:
                raise TooLarge(N_("带特殊数字格式的单元格过多，请把这些列设为文本格式后再上传"))

    def _note_merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        (top, left), (bottom, right) = _place(first), _place(last or first)
        if len(self.facts.merges) < _MAX_MARKED:
            self.facts.merges.append(Merge(top, left, min(bottom, self._limits.rows), min(right, self._limits.columns)))


def _place(text: str) -> tuple[int, int]:
    letters = text.rstrip("0123456789")
    column = _columns.get(letters)
    digits = text[len(letters) :]
    if column is not None and 0 < len(digits) < 8:
        return int(digits), column
    found = _PLACE.fullmatch(text)
    if found is None:
        raise BrokenFile
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    _columns[found[1]] = column
    return int(found[2]), column


#: Column names that were understood, at most 3 letters each: asked for with every cell.
_columns: dict[str, int] = {}


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise BrokenFile
    return int(text)
