"""Pictures inside an xlsx: those laid over cells, and those that WPS keeps in cells (DISPIMG)."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from quizapp.banks.formats.pictures import keep_picture
from quizapp.kit.i18n import N_
from quizapp.questions import Media
from quizapp.sheets import BrokenFile, FileRefused, Limits, Node, Package, Problem, parse_xml, warning

_LIMITS = Limits(inflated_bytes=96 * 1024 * 1024, ratio_from_bytes=16 * 1024 * 1024)
_CELL_PICTURES = "xl/cellimages.xml"
_NAMED = re.compile(r"=?(?:_xlfn\.)?DISPIMG\(\s*\"([^\"]{1,80})\"[^)]{0,10}\)")
_MOST = 2_000


@dataclass
class RowPictures:
    """Pictures of one sheet by row (1-based), as (column, media); what nobody takes is told."""

    by_row: dict[int, list[tuple[int, Media]]]
    by_id: dict[str, Media]

    def take(self, row: int) -> list[tuple[int, Media]]:
        """The pictures of a row, from left to right, once."""
        return sorted(self.by_row.pop(row, []), key=lambda placed: placed[0])

    def take_named(self, text: str) -> tuple[str, tuple[Media, ...]]:
        """The text without ``=DISPIMG("ID_…",1)``, and the pictures that it named."""
        if "DISPIMG" not in text:
            return text, ()
        found = tuple(self.by_id[name] for name in _NAMED.findall(text) if name in self.by_id)
        return _NAMED.sub("", text).strip(), found

    def unplaced(self) -> Iterator[Problem]:
        """A warning for each row whose pictures belong to no question."""
        for row in sorted(self.by_row):
            yield warning(row, "W-PICTURE", N_("第 %(row)d 行的图片不属于任何题目，未读取"), field="stem")


@dataclass
class SheetPictures:
    """All pictures of a workbook; ``files`` holds their bytes by the names that the media say."""

    files: dict[str, bytes] = field(default_factory=dict)
    by_sheet: dict[str, dict[int, list[tuple[int, Media]]]] = field(default_factory=dict)
    by_id: dict[str, Media] = field(default_factory=dict)

    def of_sheet(self, name: str) -> RowPictures:
        """Those of one sheet."""
        return RowPictures(by_row=self.by_sheet.get(name, {}), by_id=self.by_id)


def read_sheet_pictures(data: bytes) -> SheetPictures | None:
    """The pictures of an xlsx; None for other files, for none, and where the drawings cannot be read."""
    if not data.startswith(b"PK") or b"xl/media/" not in data:
        return None
    try:
        return _Reader(Package(data, _LIMITS)).read()
    except FileRefused:
        return None


class _Reader:
    def __init__(self, package: Package) -> None:
        self._package, self._found = package, SheetPictures()
        self._names = set(package.names)
        self._media: dict[str, Media | None] = {}

    def read(self) -> SheetPictures:
        for name, part in self._sheets():
            for kind, target in self._relations(part).values():
                if kind.endswith("/drawing") and target in self._names:
                    self._found.by_sheet[name] = self._drawing(target)
        if _CELL_PICTURES in self._names:
            self._found.by_id = self._cell_pictures()
        return self._found

    def _sheets(self) -> Iterator[tuple[str, str]]:
        relations = self._relations("xl/workbook.xml")
        for node in _all(self._parse("xl/workbook.xml"), "sheet"):
            place = relations.get(_attribute(node, "id"))
            if place:
                yield _attribute(node, "name"), place[1]

    def _drawing(self, part: str) -> dict[int, list[tuple[int, Media]]]:
        relations = self._relations(part)
        rows: dict[int, list[tuple[int, Media]]] = defaultdict(list)
        for anchor in self._parse(part).children:
            start = anchor.find("from")
            row, column = (start.find("row"), start.find("col")) if start else (None, None)
            if row is None or column is None:
                continue
            for media in self._pictures_of(anchor, relations):
                rows[_int(row.text) + 1].append((_int(column.text), media))
        return dict(rows)

    def _cell_pictures(self) -> dict[str, Media]:
        relations = self._relations(_CELL_PICTURES)
        found = {}
        for node in _all(self._parse(_CELL_PICTURES), "cellImage"):
            name = next((_attribute(each, "name") for each in _all(node, "cNvPr")), "")
            for media in self._pictures_of(node, relations):
                found[name] = media
        return found

    def _pictures_of(self, node: Node, relations: dict[str, tuple[str, str]]) -> Iterator[Media]:
        alt = next((_attribute(each, "descr") for each in _all(node, "cNvPr")), "")
        for blip in _all(node, "blip"):
            kind, target = relations.get(_attribute(blip, "embed"), ("", ""))
            media = self._keep(target, alt) if kind.endswith("/image") and target in self._names else None
            if media:
                yield media

    def _keep(self, target: str, alt: str) -> Media | None:
        if target not in self._media and len(self._media) < _MOST:
            self._media[target] = keep_picture(self._package.read(target), self._found.files, alt=plain_alt(alt))
        return self._media.get(target)

    def _parse(self, part: str) -> Node:
        if part not in self._names:
            raise BrokenFile
        return parse_xml(self._package.read(part))

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        return relations_of(self._package, part)


def relations_of(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Kind and target of each relation of a part of an Office file, by id; targets are names of parts."""
    folder, name = posixpath.split(part)
    place = f"{folder}/_rels/{name}.rels"
    if place not in package.names:
        return {}
    found = {}
    for node in parse_xml(package.read(place)).children:
        target = _attribute(node, "Target")
        path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[_attribute(node, "Id")] = _attribute(node, "Type"), path
    return found


def plain_alt(text: str) -> str:
    """A description somebody wrote; programs put file names and ``图片 1`` there, which say nothing."""
    is_noise = re.search(
        r"\.(?:png|jpe?g|gif|bmp|webp|tmp)$|^(?:图片|图像|picture|image)\s?\d*$|^ID_", text.strip(), re.IGNORECASE
    )
    return "" if is_noise or "描述已自动生成" in text else " ".join(text.split())[:200]


def _all(node: Node, name: str) -> Iterator[Node]:
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if each.name == name:
            yield each
        waiting.extend(reversed(each.children))


def _attribute(node: Node, name: str) -> str:
    return next((value for key, value in node.attributes.items() if key.rpartition(":")[2] == name), "")


def _int(text: str) -> int:
    bare = text.strip()
    return int(bare) if bare.isascii() and bare.isdecimal() and len(bare) < 8 else 0
