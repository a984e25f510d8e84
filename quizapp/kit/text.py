"""Text from people: cleaned for storing, folded for matching, masked for showing."""

from __future__ import annotations

import re
import unicodedata

#: Bidirectional overrides and isolates, zero-width characters, soft hyphen, variation and tag characters.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_SPACES = re.compile(r"\s+")


def clean_text(raw: str, *, limit: int = 20_000) -> str:
    """``raw`` without controls, invisible and direction-changing characters; line breaks are kept."""
    if "\n" not in raw and "\r" not in raw:
        return clean_line(raw, limit=limit)
    lines = unicodedata.normalize("NFC", raw).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(clean_line(line, limit=limit) for line in lines).strip()[:limit]


def clean_line(raw: str, *, limit: int = 2_000) -> str:
    """One line fit for storing: NFC, no controls or invisible characters, single spaces, at most ``limit``.

    Rare Han characters (𠮷, 䶮) stay. Markup stays too: it is escaped where it is shown, never here.
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", raw))
    if not text.isprintable():  # says no to every control character; asking each one costs a hundred times as much
        text = "".join(" " if _is_control(character) else character for character in text)
    return _SPACES.sub(" ", text).strip()[:limit]


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp", "Cn"}


def fold_key(raw: str) -> str:
    """A key for comparing names and words: NFKC, case folded, without spaces and middle dots."""
    folded = unicodedata.normalize("NFKC", clean_line(raw)).casefold()
    return re.sub(r"[\s·•・‧.]", "", folded)


def mask_name(name: str) -> str:
    """张三 -> 张*, 欧阳小明 -> 欧**明; a single character stays; empty stays empty."""
    if len(name) <= 1:
        return name
    if len(name) == 2:
        return f"{name[0]}*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"


def mask_phone(phone: str) -> str:
    """13812348000 -> 138****8000; shorter numbers show the last two digits at most."""
    if len(phone) >= 11:
        return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"
    return "*" * max(len(phone) - 2, 0) + phone[-2:] if len(phone) > 4 else "*" * len(phone)
