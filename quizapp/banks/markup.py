"""HTML inside questions as plain text; pictures cannot be kept and are counted."""

from __future__ import annotations

import re
from html import unescape

_BREAKS = re.compile(r"<\s*(?:br|/p|/div|/li|/tr)\b[^>]*>", re.IGNORECASE)
_IMAGES = re.compile(r"<\s*(?:img|svg|video|audio|object)\b[^>]*>|@@PLUGINFILE@@", re.IGNORECASE)
# A tag begins with a letter: "温度<0" and "a < b" are text.
_TAGS = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL)


def text_of_html(html: str) -> str:
    """The text a browser would show, with line breaks where blocks end."""
    text = _TAGS.sub("", _BREAKS.sub("\n", html))
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in unescape(text).replace("\xa0", " ").splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def has_picture(html: str) -> bool:
    """Whether something to look at or listen to would be lost."""
    return _IMAGES.search(html) is not None
