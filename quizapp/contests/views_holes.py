"""What moves with an option of a question: its text and its picture, to be filled into the question's mould."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import escape

from quizapp.web import hole


def read_options(shown: Mapping[str, Any], prefix: str = "") -> tuple[tuple[object, ...], dict[str, Any]]:
    """How the options of a question and of its parts look (size of each picture), and what fills their holes."""
    look: list[object] = []
    told = {f"{prefix}option{at}": escape(text) for at, text in enumerate(shown.get("options", ()))}
    for at, picture in enumerate(shown.get("option_media") or [None] * len(told)):
        look.append(picture and (picture["width"], picture["height"]))
        if picture:
            told |= {f"{prefix}file{at}": escape(picture["file"]), f"{prefix}alt{at}": escape(picture["alt"])}
    for at, part in enumerate(shown.get("parts", ())):
        part_look, part_told = read_options(part, f"{prefix}part{at}")
        look.append(part_look)
        told |= part_told
    return tuple(look), told


def with_holes(shown: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The same question with a hole for whatever `read_options` fills."""
    texts = shown.get("options", ())
    longest = max(map(len, texts), default=0)
    options = [hole(f"{prefix}option{at}", length=longest) for at in range(len(texts))]
    pictures = [
        picture and {**picture, "file": hole(f"{prefix}file{at}"), "alt": hole(f"{prefix}alt{at}")}
        for at, picture in enumerate(shown.get("option_media") or ())
    ]  # fmt: skip
    parts = [with_holes(part, f"{prefix}part{at}") for at, part in enumerate(shown.get("parts", ()))]
    return {**shown, "options": options, "option_media": pictures, "parts": parts}
