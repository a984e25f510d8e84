"""The font that reportlab embeds, with a table of characters that every reader understands."""

from __future__ import annotations

import re
from typing import Any

from reportlab.pdfbase.ttfonts import TTFont

_LONG_CODE = re.compile(r"<([0-9A-F]{5,6})>(?=\n)")


class CopiedFont(TTFont):
    """A font whose text can be copied and searched beyond the basic plane: reportlab writes 𠮷 as <20BB7> into the
    table for that, which readers take for an error; it has to be a surrogate pair."""

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's name
        super().addObjects(doc)
        for name, item in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:"):
                item.content = _LONG_CODE.sub(_surrogates, item.content)


def _surrogates(match: re.Match[str]) -> str:
    return f"<{chr(int(match[1], 16)).encode('utf-16-be').hex().upper()}>"
