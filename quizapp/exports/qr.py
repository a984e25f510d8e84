"""QR codes from one cached matrix: a compact SVG path, PNG bytes, text for terminals.

Error correction M, quiet zone of four modules: what printed posters and cheap cameras need.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import lru_cache
from html import escape

from PIL import Image as Picture
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_

QUIET_ZONE = 4
#: Choosing the best of eight masks is most of the cost; readers take any. One mask keeps a cold page fast.
_MASK = 3
_BLACK_ON_WHITE, _RESET = "\x1b[38;5;16;48;5;231m", "\x1b[0m"

Matrix = tuple[tuple[bool, ...], ...]


@lru_cache(maxsize=1024)
def qr_matrix(text: str) -> Matrix:
    """Dark modules, row by row, without the quiet zone. Raises `Invalid` beyond what a code can carry."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=_MASK)
    code.add_data(text)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError) as error:
        raise Invalid(N_("二维码放不下这么长的内容（%(count)d 字）"), count=len(text)) from error
    return tuple(tuple(bool(module) for module in row) for row in code.modules)


def dark_runs(matrix: Matrix) -> Iterator[tuple[int, int, int]]:
    """(column, row, length) of each horizontal run of dark modules."""
    for y, row in enumerate(matrix):
        start = 0
        for x in range(1, len(row) + 1):
            if x == len(row) or row[x] != row[start]:
                if row[start]:
                    yield start, y, x - start
                start = x


@lru_cache(maxsize=1024)
def qr_svg(text: str, *, title: str = "") -> str:
    """An `<svg>` of one path that scales to its box; no inline style, so that a strict CSP lets it stand."""
    matrix = qr_matrix(text)
    size = len(matrix) + 2 * QUIET_ZONE
    path = "".join(f"M{x + QUIET_ZONE} {y + QUIET_ZONE}h{n}v1h-{n}z" for x, y, n in dark_runs(matrix))
    name = f' role="img" aria-label="{escape(title)}"' if title else ' aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges"{name}>'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{path}"/></svg>'
    )


def qr_png(text: str, *, module_px: int = 10) -> bytes:
    """A black and white PNG, each module ``module_px`` pixels wide."""
    matrix = qr_matrix(text)
    size = len(matrix) + 2 * QUIET_ZONE
    small = Picture.new("1", (size, size), 1)
    for x, y, length in dark_runs(matrix):
        for column in range(x, x + length):
            small.putpixel((column + QUIET_ZONE, y + QUIET_ZONE), 0)
    stream = io.BytesIO()
    small.resize((size * module_px, size * module_px), Picture.Resampling.NEAREST).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def qr_terminal(text: str, *, color: bool = True) -> str:
    """Lines of half blocks. With ``color`` black on white on any terminal; without, for dark backgrounds."""
    blank = (False,) * (len(qr_matrix(text)) + 2 * QUIET_ZONE)
    side = (False,) * QUIET_ZONE
    rows = [*[blank] * QUIET_ZONE, *[side + row + side for row in qr_matrix(text)], *[blank] * QUIET_ZONE]
    if len(rows) % 2:
        rows.append(blank)
    halves = zip(rows[::2], rows[1::2], strict=True)
    return "\n".join(_terminal_line(upper, lower, color) for upper, lower in halves)


def _terminal_line(upper: tuple[bool, ...], lower: tuple[bool, ...], color: bool) -> str:
    glyphs = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
    if color:
        line = "".join(glyphs[pair] for pair in zip(upper, lower, strict=True))
        return f"{_BLACK_ON_WHITE}{line}{_RESET}"
    return "".join(glyphs[not above, not below] for above, below in zip(upper, lower, strict=True))
