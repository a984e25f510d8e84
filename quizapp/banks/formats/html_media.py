"""Pictures and sounds that HTML shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_TAG = re.compile(r"<\s*(img|audio|source|embed|object|video)\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """One picture or sound as the HTML names it."""

    address: str
    alt: str


def media_of_html(html: str) -> Iterator[Shown]:
    """Everything with an address that is shown or played, in order."""
    for found in _TAG.finditer(html):
        named = {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(found[2])}
        address = named.get("src") or named.get("data") or ""
        if address.strip():
            yield Shown(address=address.strip(), alt=named.get("alt") or named.get("title") or "")
