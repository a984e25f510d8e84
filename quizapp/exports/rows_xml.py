"""Rows of a sheet as XML: every value by its own type, text only ever as text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from quizapp.exports.columns import Convert, Pattern, each
from quizapp.exports.display import clean, words
from quizapp.exports.document import Scalar, Wording
from quizapp.exports.xlsx_cells import FIRST_DAY, fitting, is_exact_number
from quizapp.kit.later import later

if TYPE_CHECKING:
    from xlsxwriter import utility
else:
    utility = later("xlsxwriter.utility")

#: Decimal places that have a look of their own; numbers with more keep their digits and show these.
PLACES = 6
_EPOCH = date(1899, 12, 30).toordinal()
#: What a spreadsheet would read as an escaped character.
_ESCAPED = re.compile(r"(_x[0-9A-Fa-f]{4}_)")
#: Texts up to this length come again and again (units, words); longer ones are not worth keeping.
_OFTEN = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """Numbers of the workbook's looks; ``numbers`` by decimal places."""

    text: str
    moment: str
    day: str
    numbers: tuple[str, ...]


class CellWriter:
    """Writes rows with the looks of one workbook. ``truncated`` counts texts that a cell could not hold."""

    def __init__(self, styles: Styles, width: int) -> None:
        self._styles, self.truncated = styles, 0
        self._names = tuple(utility.xl_col_to_name(number) for number in range(max(width, 1)))
        self._integer = f' s="{styles.numbers[0]}"><v>'
        self._writers: dict[type, Convert] = {
            str: self._text, int: self._whole, Decimal: self._decimal, datetime: self._moment, date: self._day,
        }  # fmt: skip

    def rows(self, line: int, block: list[tuple[Scalar, ...]]) -> str:
        """The rows' XML; ``line`` is the first one's, 1-based. Cells without a value are left out."""
        numbers, pattern = list(map(str, range(line, line + len(block)))), Pattern()
        for part in ('<row r="', numbers, '">'):
            pattern.add(part)
        for name, values in zip(self._names, zip(*block, strict=True), strict=False):
            self._add_column(pattern, name, numbers, values)
        pattern.add("</row>")
        return pattern.fill(len(block))

    def _add_column(self, pattern: Pattern, name: str, numbers: list[str], values: tuple[Scalar, ...]) -> None:
        written = each(values, self._writers, self._text)
        if None not in values and "" not in values:
            for part in (f'<c r="{name}', numbers, '"', written, "</c>"):
                pattern.add(part)
        elif not isinstance(written, str):  # one text for all of them is that of nothing
            cells = zip(numbers, values, written, strict=True)
            pattern.add([f'<c r="{name}{n}"{cell}</c>' if v is not None and v != "" else "" for n, v, cell in cells])

    def _whole(self, value: Scalar) -> str:
        return f"{self._integer}{value}</v>" if is_exact_number(value) else self._text(value)

    def _decimal(self, value: Scalar) -> str:
        if not isinstance(value, Decimal) or not is_exact_number(value):
            return self._text(value)
        exponent = value.as_tuple().exponent
        places = min(max(-exponent, 0), PLACES) if isinstance(exponent, int) else 0
        return f' s="{self._styles.numbers[places]}"><v>{value:f}</v>'

    def _moment(self, value: Scalar) -> str:
        if not isinstance(value, datetime) or value.date() < FIRST_DAY:
            return self._text(value)
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        return f' s="{self._styles.moment}"><v>{value.toordinal() - _EPOCH + seconds / 86400:.10f}</v>'

    def _day(self, value: Scalar) -> str:
        if not isinstance(value, date) or value < FIRST_DAY:
            return self._text(value)
        return f' s="{self._styles.day}"><v>{value.toordinal() - _EPOCH}</v>'

    def _text(self, value: Scalar) -> str:
        text = value if isinstance(value, str) else words(value, Wording())
        if len(text) <= _OFTEN:
            return f' s="{self._styles.text}" t="inlineStr"><is>{_often(text)}</is>'
        cleaned = clean(text)
        kept = fitting(cleaned, Wording())
        self.truncated += kept != cleaned
        return f' s="{self._styles.text}" t="inlineStr"><is>{_escaped(kept)}</is>'


@lru_cache(maxsize=1_024)
def _often(text: str) -> str:
    return _escaped(clean(text))


def _escaped(text: str) -> str:
    if "_x" in text:
        text = _ESCAPED.sub(r"_x005F\1", text)
    said = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<t xml:space="preserve">{said}</t>' if said != said.strip() or "\n" in said else f"<t>{said}</t>"
