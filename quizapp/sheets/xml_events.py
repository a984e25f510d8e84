"""XML parts streamed through expat: no document types, no entities, nothing kept but what a handler keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol
from xml.parsers import expat

from quizapp.kit.i18n import N_

from .problem import BrokenFile, FileRefused


class Events(Protocol):
    """What a scanner listens to; names come without their namespace prefix."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Characters inside the current element."""


def feed(chunks: Iterable[bytes], events: Events) -> Iterator[bytes]:
    """The chunks again, after ``events`` has seen them. Raises ``BrokenFile`` for anything but plain XML."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    start, end = events.start, events.end
    parser.StartElementHandler = lambda name, attributes: start(
        name if ":" not in name else name.rpartition(":")[2], attributes
    )
    parser.EndElementHandler = lambda name: end(name if ":" not in name else name.rpartition(":")[2])
    parser.CharacterDataHandler = events.text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            yield chunk
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as broken:
        raise BrokenFile from broken


def scan(chunks: Iterable[bytes], events: Events) -> None:
    """Run ``events`` over the whole part."""
    for _ in feed(chunks, events):
        pass


def local(attributes: dict[str, str], name: str, default: str = "") -> str:
    """An attribute by its name without prefix."""
    if name in attributes:
        return attributes[name]
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), default)


class Quiet:
    """Listens to nothing: the part only has to be plain XML."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Ignored."""

    def end(self, name: str) -> None:
        """Ignored."""

    def text(self, text: str) -> None:
        """Ignored."""


def _refuse(*_: object) -> None:
    raise BrokenFile


class Node:
    """An element with its own text (that of its children left out) and the line it begins on."""

    __slots__ = ("attributes", "children", "content", "line", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name, self.attributes, self.line = name, attributes, line
        self.text = ""
        self.children: list[Node] = []
        #: Text and children in the order of the file.
        self.content: list[Node | str] = []

    def find(self, name: str) -> Node | None:
        """The first child of that name."""
        return next((child for child in self.children if child.name == name), None)


class BrokenXml(BrokenFile):
    """XML that is refused; ``params["row"]`` is the line."""

    def __init__(self, message: str, line: int) -> None:
        FileRefused.__init__(self, message, row=line)
        self.line = line


_MAX_DEPTH = 100


def parse_xml(data: bytes) -> Node:
    """The root element. Raises ``BrokenXml`` for document types, entities, absurd depth and broken XML."""
    root = Node("", {}, 0)
    stack = [root]
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(stack) > _MAX_DEPTH:
            raise BrokenXml(N_("第 %(row)d 行：XML 嵌套过深，已拒绝读取"), parser.CurrentLineNumber)
        node = Node(name.rpartition(":")[2], attributes, parser.CurrentLineNumber)
        stack[-1].children.append(node)
        stack[-1].content.append(node)
        stack.append(node)

    def end(name: str) -> None:
        node = stack.pop()
        node.text = "".join(piece for piece in node.content if isinstance(piece, str))

    def refuse(*_: object) -> None:
        message = N_("第 %(row)d 行：XML 带有 DOCTYPE 声明，已拒绝读取，请从原系统重新导出，或删去这一声明")
        raise BrokenXml(message, parser.CurrentLineNumber)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda text: stack[-1].content.append(text)
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError) as broken:
        message = N_("第 %(row)d 行：不是合格的 XML，请从原系统重新导出")
        raise BrokenXml(message, getattr(broken, "lineno", parser.CurrentLineNumber)) from broken
    return root.children[0]
