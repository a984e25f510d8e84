"""The form as lines to show: sentences cut into words and blanks."""

from __future__ import annotations

from dataclasses import dataclass

from quizapp.statistics.document import BLANK
from quizapp.statistics.form import Item
from quizapp.statistics.report import Cell, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a sentence: words, or a blank with its cell."""

    text: str = ""
    cell: Cell | None = None


def sentence_lines(report: Report, item: Item) -> list[list[Part]]:
    """The lines of an item's sentence. Brackets that stand around a blank are left out: the blank draws its own."""
    return [_parts(report, line) for line in item.progress.split("\n")]


def _parts(report: Report, line: str) -> list[Part]:
    pieces = BLANK.split(line)
    found: list[Part] = []
    for number, piece in enumerate(pieces):
        if number % 2:
            found.append(Part(cell=report.cells[piece]))
            continue
        text = piece.removeprefix("）") if number else piece
        text = text.removesuffix("（") if number < len(pieces) - 1 else text
        if text:
            found.append(Part(text=text))
    return found
