"""What a certificate says and who gets one. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_short_code

#: Named places of the text: name, unit, contest, score in points, day, number.
PLACES = ("姓名", "单位", "竞赛名称", "成绩", "日期", "编号")
#: Those of a certificate of attendance.
ATTENDED_PLACES = ("姓名", "单位", "活动名称", "学时", "日期", "编号")
#: A number has 4.5 bits a character: 20 = 90 bits.
NUMBER_LENGTH = 20
_GROUP = 4
_PLACE = re.compile(r"[{｛]\s*([^{}｛｝\n]*?)\s*[}｝]")
_BRACES = re.compile(r"[{}｛｝]")
#: Lower ends of the bands a verify page names, in percent of the full score.
_BANDS = (100, 90, 80, 70, 60)


class Rule(StrEnum):
    """Who gets a certificate: each person one, on the result that counts."""

    PASSED = "passed"
    SCORE = "score"
    TOOK_PART = "took_part"


def new_number() -> str:
    """A number that nobody can guess and everybody can read aloud."""
    return new_short_code(NUMBER_LENGTH)


def show_number(number: str) -> str:
    """``7K3MXQ4A...`` as ``7K3M-XQ4A-...``."""
    return "-".join(number[at : at + _GROUP] for at in range(0, len(number), _GROUP))


def tidy_text(text: str, places: tuple[str, ...] = PLACES) -> str:
    """The text with its places spelled ``{姓名}``. Raises `Invalid` for an unknown place or a lone brace."""
    for name in _PLACE.findall(text):
        if name not in places:
            message = N_("没有“{%(name)s}”这一项，可以用：%(known)s")
            raise Invalid(message, field="text", name=name, known="、".join(f"{{{place}}}" for place in places))
    if _BRACES.search(_PLACE.sub("", text)):
        raise Invalid(N_("花括号要成对，里面写一项，例如 %(place)s"), field="text", place="{姓名}")
    return _PLACE.sub(lambda found: f"{{{found[1]}}}", text)


def fill_text(text: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """Paragraphs with their places filled; what is filled in is never read as a place itself."""
    filled = _PLACE.sub(lambda found: values.get(found[1], found[0]), text)
    return tuple(paragraph.strip() for paragraph in filled.split("\n") if paragraph.strip())


def band_of(score: int, max_score: int) -> tuple[int, int]:
    """(low, high) in percent of the full score, both included: (90, 99), (100, 100), (0, 59)."""
    share = 100 * score // max_score if max_score else 0
    low = next((band for band in _BANDS if share >= band), 0)
    return low, {100: 100, 0: 59}.get(low, low + 9)
