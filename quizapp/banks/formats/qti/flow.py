"""The content of an item as people read it: text with its line breaks, pictures, and where the interactions stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from quizapp.banks.draft_more import BLANK
from quizapp.banks.formats.qti.names import attribute
from quizapp.questions import Media
from quizapp.sheets import Node

#: Gives the picture or sound behind an address, None (after telling it) when it is not inside the package.
Attach = Callable[[str, str], Media | None]

INLINE = ("textEntryInteraction", "inlineChoiceInteraction")
_BLOCKS = {
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "table", "tr", "blockquote", "pre", "section", "article", "aside",
    "h1", "h2", "h3", "h4", "h5", "h6", "prompt", "rubricBlock", "templateBlock", "contentBody", "figure", "header",
    "caption", "itemBody", "stimulusBody", "material", "flow", "presentation", "mattext",
}  # fmt: skip
_SHOWN = {"img", "audio", "video", "object", "source", "picture", "embed"}
_SILENT = {
    "feedbackInline", "feedbackBlock", "script", "style", "stylesheet", "templateInline", "catalogInfo", "printedVariable",
}  # fmt: skip
#: A block begins or ends; runs of it are one line break.
_EDGE = "\x1e"


@dataclass(kw_only=True, slots=True)
class Flow:
    """What was met on the way through a body."""

    attach: Attach
    media: list[Media] = field(default_factory=list)
    interactions: list[Node] = field(default_factory=list)
    #: What stands before each block interaction, and after the last one; inline ones leave a gap in it.
    pieces: list[list[str]] = field(default_factory=lambda: [[]])

    def walk(self, node: Node) -> None:
        """Take in the content of the node."""
        for piece in node.content:
            if isinstance(piece, str):
                self.pieces[-1].append(re.sub(r"[ \t\r\n]+", " ", piece))
            else:
                self._meet(piece)

    def texts(self) -> list[str]:
        """The text before each block interaction and after the last."""
        return [_joined(pieces) for pieces in self.pieces]

    def text(self) -> str:
        """All of the text."""
        return _joined([piece for pieces in self.pieces for piece in (*pieces, _EDGE)])

    def _meet(self, node: Node) -> None:
        if node.name in INLINE:
            self.interactions.append(node)
            self.pieces[-1].append(BLANK)
        elif node.name.endswith("Interaction"):
            self.interactions.append(node)
            self.pieces.append([])
        elif node.name == "br":
            self.pieces[-1].append("\n")
        elif node.name in _SHOWN:
            self._show(node)
        elif node.name not in _SILENT and not _is_for_others(node):
            edge = [_EDGE] if node.name in _BLOCKS else []
            self.pieces[-1] += edge
            self.walk(node)
            self.pieces[-1] += edge

    def _show(self, node: Node) -> None:
        address = attribute(node, "src") or attribute(node, "data")
        if not address:
            self.walk(node)
            return
        said = attribute(node, "alt") or attribute(node, "title") or " ".join(node.text.split())
        media = self.attach(address, said)
        if media is not None:
            self.media.append(media)


def read_flow(node: Node, attach: Attach) -> Flow:
    """The flow of one element."""
    flow = Flow(attach=attach)
    flow.walk(node)
    return flow


def _is_for_others(node: Node) -> bool:
    """Instructions to markers and proctors."""
    return node.name == "rubricBlock" and bool(view := attribute(node, "view").split()) and "candidate" not in view


def _joined(pieces: list[str]) -> str:
    text = re.sub(rf" *{_EDGE}[ {_EDGE}]*", _EDGE, "".join(pieces)).strip(f"{_EDGE} ")
    lines = re.sub(rf"\n{_EDGE}|{_EDGE}\n|{_EDGE}", "\n", text).split("\n")
    return "\n".join(re.sub(r" {2,}", " ", line).strip() for line in lines).strip()
