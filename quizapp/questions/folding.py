"""Texts folded for comparing, without the losses that matter in questions.

NFKC is not used: it makes 10m² and 10m2, ① and 1 the same. ``kit.text.fold_key`` is for names: it
drops the point of 1.5 kg.
"""

from __future__ import annotations

import re

from quizapp.kit.text import clean_line

_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_STEM_NOISE = re.compile(r"[\s_()\[\]{}?!,;:'\"。？！，、；：“”‘’《》〈〉【】「」…—]|\.(?!\d)")


def fold_option(text: str) -> str:
    """Half-width and without spaces; case and everything else kept."""
    return "".join(clean_line(text).translate(_WIDTH).split())


def stem_key(stem: str) -> str:
    """The stem without spaces, punctuation and blanks to fill in, case folded; never empty for a text."""
    folded = clean_line(stem).translate(_WIDTH).casefold()
    return _STEM_NOISE.sub("", folded) or folded
