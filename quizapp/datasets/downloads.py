"""Data sets as files made in the background."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from quizapp import exports
from quizapp.datasets.books import book_of
from quizapp.datasets.choices import open_chosen
from quizapp.datasets.facts import FACT_COLUMNS, count_facts, fact_rows
from quizapp.datasets.lines import LINE_COLUMNS, count_lines, line_rows
from quizapp.downloads import FileMaker, Maker, Making, Sheet
from quizapp.statistics import TallyBy, count_tally, tally_columns, tally_file_rows

FACTS, LINES, TALLY = "datasets.facts", "datasets.lines", "datasets.tally"
#: One purpose a format: the maker of a whole file is not told which one was ordered.
BOOKS = {fmt: f"datasets.book_{fmt}" for fmt in exports.BOOK_FORMATS}


def _facts(session: Session, choices: Mapping[str, Any]) -> Sheet:
    ground = open_chosen(session, choices)
    return Sheet(columns=FACT_COLUMNS, rows=fact_rows(session, ground), total=count_facts(session, ground))


def _lines(session: Session, choices: Mapping[str, Any]) -> Sheet:
    ground = open_chosen(session, choices)
    rows = line_rows(session, ground.scope, ground.say)
    return Sheet(columns=LINE_COLUMNS, rows=rows, total=count_lines(session, ground.scope))


def _tally(session: Session, choices: Mapping[str, Any]) -> Sheet:
    ground = open_chosen(session, choices)
    by = TallyBy(ground.chosen.by)
    rows = tally_file_rows(session, ground.scope, by, masked=True, say=ground.say)
    return Sheet(columns=tally_columns(by, ground.say), rows=rows, total=count_tally(session, ground.scope, by))


def _book(fmt: str) -> Callable[[Making], int]:
    def write(making: Making) -> int:
        chapters = book_of(making.session, open_chosen(making.session, making.choices), fmt, making.tick)
        exports.write_book(chapters, making.stream, fmt)
        return len(chapters)

    return write


MAKERS: tuple[Maker | FileMaker, ...] = (
    Maker(purpose=FACTS, open=_facts),
    Maker(purpose=LINES, open=_lines),
    Maker(purpose=TALLY, open=_tally),
    *(FileMaker(purpose=purpose, write=_book(fmt)) for fmt, purpose in BOOKS.items()),
)
