"""XML parts streamed through expat: no document types, no entities, nothing kept but what a handler keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol
from xml.parsers import expat

from .problem import BrokenFile


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
    parser.StartElementHandler = lambda name, attributes: events.start(name.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda name: events.end(name.rpartition(":")[2])
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

    __slots__ = ("attributes", "children", "line", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name, self.attributes, self.line = name, attributes, line
        self.text = ""
        self.children: list[Node] = []

    def find(self, name: str) -> Node | None:
        """The first child of that name."""
        return next((child for child in self.children if child.name == name), None)


_MAX_DEPTH = 100


def parse_xml(data: bytes) -> Node:
    """The root element. Raises ``BrokenFile`` for document types, entities, absurd depth and broken XML."""
    root = Node("", {}, 0)
    stack = [root]
    texts: list[list[str]] = [[]]
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(stack) > _MAX_DEPTH:
            raise BrokenFile
        node = Node(name.rpartition(":")[2], attributes, parser.CurrentLineNumber)
        stack[-1].children.append(node)
        stack.append(node)
        texts.append([])

    def end(name: str) -> None:
        stack.pop().text = "".join(texts.pop())

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda text: texts[-1].append(text)
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError) as broken:
        raise BrokenFile from broken
    return root.children[0]
