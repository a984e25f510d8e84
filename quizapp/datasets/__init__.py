"""Data sets: the whole of a subtree as files for analysts and archives, all at one position of the ledger.

Belongs here: tidy facts (one row a figure), the lines of the ledger, tallies of any length, books of many units' forms.
What a figure is belongs to `quizapp.statistics`; making files in the background to `quizapp.downloads`.
"""

from quizapp.datasets.books import MOST_UNITS, book_of, units_of_book
from quizapp.datasets.choices import BookReach, Chosen
from quizapp.datasets.facts import FACT_COLUMNS, fact_rows
from quizapp.datasets.from_shards import ShardFigure, ShardReport, figures_from_shards
from quizapp.datasets.lines import LINE_COLUMNS, count_lines, line_rows
from quizapp.datasets.shards import ShardAbout, write_shard

__all__ = [
    "FACT_COLUMNS",
    "LINE_COLUMNS",
    "MOST_UNITS",
    "BookReach",
    "Chosen",
    "ShardAbout",
    "ShardFigure",
    "ShardReport",
    "book_of",
    "count_lines",
    "fact_rows",
    "figures_from_shards",
    "line_rows",
    "units_of_book",
    "write_shard",
]
