"""XML that has been decoded already: its own word about its encoding no longer counts."""

from __future__ import annotations

import re

from quizapp.sheets import BrokenXml, Node, parse_xml

_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*\?>")


def parse_text(text: str) -> tuple[Node, int]:
    """The root element, and how many lines stood before what was parsed. Raises ``BrokenXml`` with the line of the text."""
    declared = text.lstrip("\ufeff \r\n\t")
    found = _DECLARATION.match(declared)
    body = declared[found.end() :] if found else declared
    skipped = text[: len(text) - len(body)].count("\n")
    try:
        return parse_xml(body.encode("utf-8", errors="replace")), skipped
    except BrokenXml as broken:
        raise BrokenXml(broken.message, broken.line + skipped) from broken
