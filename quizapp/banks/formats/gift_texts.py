"""Texts inside a GIFT file: escapes, formats, weights, feedback."""

from __future__ import annotations

import re

from quizapp.banks.markup import text_of_html

#: Escapes and what stands for them while a question is cut up, in this order; the first one protects the rest. They stand
#: on code points that are no characters, so that no text can hold them.
_ESCAPES = {"\\\\": "\\", "\\:": ":", "\\#": "#", "\\=": "=", "\\{": "{", "\\}": "}", "\\~": "~", "\\n": "\n"}
_HIDDEN = {escape: chr(0xFDD0 + number) for number, escape in enumerate(_ESCAPES)}
_SHOWN = {_HIDDEN[escape]: character for escape, character in _ESCAPES.items()}
_NO_CHARACTERS = str.maketrans(dict.fromkeys(_SHOWN, ""))
_SHOW = str.maketrans(_SHOWN)
_WEIGHT = re.compile(r"^%(-*)([0-9]{1,2}\.?[0-9]*)%")
_FORMAT = re.compile(r"^\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)


def hide_escapes(text: str) -> str:
    """The text with every escape as one sign, so that what is left of ``#=~{}:`` is syntax."""
    text = text.translate(_NO_CHARACTERS)
    for escape, sign in _HIDDEN.items():
        text = text.replace(escape, sign)
    return text


def put_back(text: str, form: str = "moodle") -> str:
    """The text with its escapes resolved; HTML becomes plain text."""
    plain = text.translate(_SHOW)
    return text_of_html(plain) if form == "html" else plain.strip()


def take_format(text: str, default: str = "moodle") -> tuple[str, str]:
    """The text after its ``[html]``, ``[plain]`` ... and that name; an unknown name stays text."""
    found = _FORMAT.match(text)
    return (text[found.end() :], found[1].lower()) if found else (text, default)


def take_weight(piece: str, default: float) -> tuple[float, str, str]:
    """Weight (percent), text and feedback of one answer."""
    found = _WEIGHT.match(piece)
    weight = float(found[2]) * (-1 if found[1] else 1) if found else default
    text, _, remark = (piece[found.end() :] if found else piece).partition("#")
    return weight, text.strip(), remark.strip()
