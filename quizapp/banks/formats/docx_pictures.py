"""Pictures inside a Word document, found where they stand in the text."""

from __future__ import annotations

from collections.abc import Iterator

from quizapp.banks.formats.pictures import keep_picture
from quizapp.banks.formats.xlsx_pictures import plain_alt, relations_of
from quizapp.questions import Media
from quizapp.sheets import Node, Package

_MOST = 2_000


class DocxPictures:
    """Media of the document's drawings; ``files`` fills with their bytes by the names that the media say."""

    def __init__(self, package: Package, part: str) -> None:
        self.files: dict[str, bytes] = {}
        self._package = package
        self._relations = relations_of(package, part)
        self._known: dict[str, Media | None] = {}

    def of(self, node: Node) -> Iterator[Media]:
        """The pictures of a ``drawing`` or ``pict``; none for shapes, formulas and formats that no browser shows."""
        alt = ""
        for each in _all(node):
            if each.name == "docPr":
                alt = _attribute(each, "descr")
            name = (
                _attribute(each, "embed")
                if each.name == "blip"
                else _attribute(each, "id")
                if each.name == "imagedata"
                else ""
            )
            media = self._keep(name, alt) if name else None
            if media:
                yield media

    def _keep(self, relation: str, alt: str) -> Media | None:
        kind, target = self._relations.get(relation, ("", ""))
        if not kind.endswith("/image") or target not in self._package.names:
            return None
        if target not in self._known and len(self._known) < _MOST:
            self._known[target] = keep_picture(self._package.read(target), self.files, alt=plain_alt(alt))
        return self._known.get(target)


def _all(node: Node) -> Iterator[Node]:
    """The elements below in order, without the copy that Word keeps for old programs."""
    for child in node.children:
        if child.name != "Fallback":
            yield child
            yield from _all(child)


def _attribute(node: Node, name: str) -> str:
    return next((value for key, value in node.attributes.items() if key.rpartition(":")[2] == name), "")
