"""Numbers and days as people type them in their own tables. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line

#: Signs that make a number a floor: 160余, 约160, 160+, 160多, 近200.
_ABOUT = re.compile(r"(?:约|大约|近|超过?|余|多|左右|以上|\+)")
_NUMBER = re.compile(r"(?P<digits>\d+(?:\.\d+)?)(?P<scale>[万千百]?)(?P<word>[^\d.]{0,6})")
_SCALES = {"": 1, "百": 100, "千": 1_000, "万": 10_000}
_DAY = re.compile(r"(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})[日号]?")
_BARE_DAY = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")

#: A spreadsheet shows 6.10 as 6.1 when it takes it for a number.
_AMBIGUOUS = re.compile(r"\d{1,2}\.[123]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How many; ``is_approximate`` makes it a floor."""

    value: int
    is_approximate: bool = False


def read_amount(typed: str) -> Amount:
    """``160余`` -> 160 and approximate, ``1.6万余份`` -> 16000 and approximate, ``41条`` -> 41, empty -> 1.

    Raises `Invalid` for anything that is no whole number above 0.
    """
    text = _halved(typed).replace(",", "").replace(" ", "")
    if not text:
        return Amount(value=1)
    bare = _ABOUT.sub("", text)
    found = _NUMBER.fullmatch(bare)
    value = Decimal(0)
    if found is not None:
        try:
            value = Decimal(found["digits"]) * _SCALES[found["scale"]]
        except InvalidOperation:  # pragma: no cover - the pattern lets only digits through
            value = Decimal(0)
    if value <= 0 or value != value.to_integral_value():
        raise Invalid(N_("数量“%(text)s”看不懂：请写大于 0 的整数，约数写成“160余”"), field="quantity", text=text[:20])
    return Amount(value=int(value), is_approximate=bare != text)


def read_day(typed: str, year: int) -> date:
    """``6月10日``, ``6.10``, ``2026/6/10``, ``20260610``: without a year it is the campaign's.

    Raises `Invalid` for what is no day.
    """
    text = _halved(typed).replace(" ", "").partition("T")[0]
    text = re.sub(r"(?<=\d{2})00:00(:00)?$", "", text)
    found = _BARE_DAY.fullmatch(text) or _DAY.fullmatch(text)
    if _AMBIGUOUS.fullmatch(text):
        raise Invalid(
            N_("日期“%(text)s”可能是几号、也可能是几十号：请写成 6月10日"), field="happened_on", text=text[:20]
        )
    try:
        if found is not None:
            return date(int(found["year"] or year), int(found["month"]), int(found["day"]))
    except ValueError:
        pass  # 2月30日
    raise Invalid(N_("日期“%(text)s”看不懂：请写成 2026-06-10 或 6月10日"), field="happened_on", text=text[:20])


def _halved(typed: str) -> str:
    return unicodedata.normalize("NFKC", clean_line(typed, limit=60))
