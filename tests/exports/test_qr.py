"""QR codes: one matrix behind picture, path and terminal text."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from quizapp.errors import Invalid
from quizapp.exports import qr_png, qr_svg, qr_terminal
from quizapp.exports.qr import QUIET_ZONE, qr_matrix

URL = "https://safety.dongming.example/c/7Q4K2M"


def test_the_matrix_is_a_code_with_correction_m() -> None:
    reference = QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=3)
    reference.add_data(URL)
    reference.make(fit=True)
    assert [list(row) for row in qr_matrix(URL)] == reference.modules


def test_the_path_draws_exactly_the_dark_modules() -> None:
    matrix, drawn = qr_matrix(URL), set()
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", qr_svg(URL)):
        drawn |= {(int(x) + step - QUIET_ZONE, int(y) - QUIET_ZONE) for step in range(int(length))}
    assert drawn == {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}


def test_the_svg_stands_under_a_strict_policy_and_escapes_its_title() -> None:
    svg = qr_svg(URL, title='"><script>')
    assert "style" not in svg
    assert "<script" not in svg
    assert f'viewBox="0 0 {len(qr_matrix(URL)) + 8} {len(qr_matrix(URL)) + 8}"' in svg


def test_the_png_has_a_white_quiet_zone() -> None:
    picture = Image.open(io.BytesIO(qr_png(URL, module_px=3))).convert("L")
    size = (len(qr_matrix(URL)) + 2 * QUIET_ZONE) * 3
    assert picture.size == (size, size)
    assert set(picture.crop((0, 0, size, QUIET_ZONE * 3)).tobytes()) == {255}
    assert picture.getpixel((QUIET_ZONE * 3, QUIET_ZONE * 3)) == 0


@pytest.mark.parametrize("color", [True, False])
def test_the_terminal_text_holds_every_module(color: bool) -> None:
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in qr_terminal(URL, color=color).split("\n")]
    ink = {"█": (True, True), "▀": (True, False), "▄": (False, True), " ": (False, False)}
    rows = [[ink[glyph][half] == color for glyph in line] for line in lines for half in (0, 1)]
    inner = [tuple(row[QUIET_ZONE:-QUIET_ZONE]) for row in rows[QUIET_ZONE : QUIET_ZONE + len(qr_matrix(URL))]]
    assert tuple(inner) == qr_matrix(URL)


def test_too_long_a_text_is_refused() -> None:
    with pytest.raises(Invalid):
        qr_matrix("长" * 3000)
