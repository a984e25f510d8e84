"""Badges to cut out: name, unit and a code, ten on a sheet of A4, for people who come without a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from quizapp.exports.display import clean
from quizapp.exports.document import Align
from quizapp.exports.paper import MM, QUIET, Look, Paper
from quizapp.exports.result import Written
from quizapp.exports.typesetting import fitting_size

#: A business card, two across and five down.
_WIDTH, _HEIGHT, _ACROSS, _DOWN = 90 * MM, 54 * MM, 2, 5
_LEFT, _TOP = (210 * MM - _ACROSS * _WIDTH) / 2, (297 * MM - _DOWN * _HEIGHT) / 2
_QR, _PAD = 40 * MM, 5 * MM
_CUT = "#9aa5a8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """One person's card. ``code`` is what the square holds."""

    name: str
    unit: str
    code: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeSheet:
    """Cards in the order of the list; ``headline`` (the campaign) stands on each."""

    title: str
    headline: str
    badges: Sequence[Badge]
    language: str = "zh-CN"


def write_badges(sheet: BadgeSheet, stream: BinaryIO) -> Written:
    """A PDF with cut lines; one empty page when there are none."""
    paper = Paper(210 * MM, 297 * MM, 0, 0)
    for number, badge in enumerate(sheet.badges):
        place = number % (_ACROSS * _DOWN)
        if number and not place:
            paper.new_page()
        row, column = divmod(place, _ACROSS)
        _draw(paper, sheet, badge, _LEFT + column * _WIDTH, _TOP + row * _HEIGHT)
    paper.save(stream, title=clean(sheet.title), author="", language=sheet.language)
    return Written(format="pdf", pages=len(paper.pages), missing=tuple(sorted(paper.missing)))


def _draw(paper: Paper, sheet: BadgeSheet, badge: Badge, x: float, y: float) -> None:
    paper.box(x, y, _WIDTH, _HEIGHT, stroke=_CUT, dashed=True)
    paper.qr(badge.code, x + _WIDTH - _QR - _PAD, y + (_HEIGHT - _QR) / 2, _QR, quiet=True)
    room = _WIDTH - _QR - 3 * _PAD
    _line(paper, sheet.headline, x, y + 6 * MM, room, 8, QUIET)
    _line(paper, badge.name, x, y + 17 * MM, room, 22, None)
    _line(paper, badge.unit, x, y + 31 * MM, room, 10.5, None)
    _line(paper, badge.note, x, y + 43 * MM, room, 8, QUIET)


def _line(paper: Paper, text: str, x: float, y: float, room: float, size: float, color: str | None) -> None:
    """One line as large as fits, down to 6 points; what is longer still is cut."""
    shown = clean(text).replace("\n", " ")
    fitted = fitting_size(paper.shown(shown), room, size, 6)
    look = Look(size=fitted, bold=size > 20) if color is None else Look(size=fitted, color=color)
    paper.line(paper.lines(shown, room, look)[0] if shown else "", x + _PAD, y, look, Align.LEFT, room)
