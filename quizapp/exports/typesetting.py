"""Breaking text into lines as Chinese is set: between characters, never before a comma or after a bracket."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizapp.exports.fonts import advance

#: May not begin a line, may not end one.
_CLOSING = frozenset("，。、；：？！）】》」』〉〕”’％‰℃…—～·,.;:?!)]}%")
_OPENING = frozenset("（【《「『〈〔“‘￥$([{☐☑□■")
#: Latin words, numbers and addresses stay whole; spaces and single Han characters stand alone.
_PIECE = re.compile(r"[\u0021-\u007e\u00a1-\u02ff\u0370-\u052f\u1e00-\u1eff]+| +|\u3000+|.", re.DOTALL)


def text_advance(text: str, size: float) -> float:
    """Width of one line in points."""
    return sum(map(advance, text)) * size


def break_lines(text: str, width: float, size: float) -> list[str]:
    """The lines of drawable ``text`` in a column of ``width`` points; "" is one empty line."""
    return [line for part in text.split("\n") for line in _break_part(part, width / size)]


def balanced_lines(text: str, width: float, size: float) -> list[str]:
    """The lines of a title or label: no more than needed, about equally long, split around quoted names."""
    lines = break_lines(text, width, size)
    if len(lines) < 2 or "\n" in text:
        return lines
    if len(lines) == 2 and (split := _best_split(text, width, size)):
        return list(split)
    narrow, wide = 0.0, width
    while wide - narrow > size / 4:
        middle = (narrow + wide) / 2
        narrow, wide = (middle, wide) if len(break_lines(text, middle, size)) > len(lines) else (narrow, middle)
    return break_lines(text, wide, size)


def _best_split(text: str, width: float, size: float) -> tuple[str, str] | None:
    """Two lines cut before an opening or after a closing mark, if both fit and neither is a remnant."""
    cuts = [at for at in range(1, len(text)) if text[at] in _OPENING or text[at - 1] in _CLOSING]
    halves = [(text[:at].strip(" "), text[at:].strip(" ")) for at in cuts if text[at] not in _CLOSING]
    widths = [(abs(text_advance(one, size) - text_advance(two, size)), one, two) for one, two in halves]
    fitting = [entry for entry in widths if max(text_advance(part, size) for part in entry[1:]) <= width]
    if not fitting or min(fitting)[0] > width * 0.6:
        return None
    return min(fitting)[1:]


def fitting_size(text: str, width: float, largest: float, smallest: float, lines: int = 1) -> float:
    """The largest size at which ``text`` takes at most ``lines`` lines, not below ``smallest``."""
    size = largest
    while size > smallest and len(break_lines(text, width, size)) > lines:
        size = max(size * 0.95, smallest)
    return size


def _break_part(text: str, room: float) -> Iterator[str]:
    line, used = "", 0.0
    for piece in _glued(text):
        needed = sum(map(advance, piece))
        if line and used + sum(map(advance, piece.rstrip(" "))) > room:
            yield line.rstrip(" ")
            line, used = "", 0.0
            piece = piece.lstrip(" ")
            needed = sum(map(advance, piece))
        if needed > room:  # a word longer than the line: cut wherever the line is full
            *full, piece = _chopped(line + piece, room)
            yield from full
            line, used = "", 0.0
            needed = sum(map(advance, piece))
        line, used = line + piece, used + needed
    yield line.rstrip(" ")


def _glued(text: str) -> Iterator[str]:
    """Pieces that may not be torn apart: a character with the punctuation that clings to it."""
    held = ""
    for piece in _PIECE.findall(text):
        if held and not (piece[0] in _CLOSING or held[-1] in _OPENING):
            yield held
            held = ""
        held += piece
        if len(held) > 40:  # a row of dots or brackets is no word
            yield held
            held = ""
    if held:
        yield held


def _chopped(text: str, room: float) -> list[str]:
    parts, used = [""], 0.0
    for character in text:
        width = advance(character)
        if parts[-1] and used + width > room:
            parts.append("")
            used = 0.0
        parts[-1] += character
        used += width
    return parts
