"""What became of a contest (成绩报告): who took part when and where, how they did, as the ledger has it at one position."""

from .figures import Summary, UnitLine, summarize
from .hiding import MIN_PEOPLE
from .topics import read_topics

__all__ = ["MIN_PEOPLE", "Summary", "UnitLine", "read_topics", "summarize"]
