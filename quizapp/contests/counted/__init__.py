"""The result that counts: one row per contest and person, kept exact with every paper, and its sums per unit.

A row follows from the person's papers and the contest's counting rule alone, so it can be made anew at any time.
"""

from quizapp.contests.counted.fold import Counted, Paper, fold
from quizapp.contests.counted.keep import keep_result
from quizapp.contests.counted.models import ContestResult, ContestTally
from quizapp.contests.counted.people import Place, RankedPerson, find_place, list_best, list_people
from quizapp.contests.counted.rebuild import rebuild_results
from quizapp.contests.counted.recount import recount_people
from quizapp.contests.counted.standing import PersonResult, Until, stream_results
from quizapp.contests.counted.tallies import UnitSum, roll_up_results, sum_results

__all__ = [
    "ContestResult",
    "ContestTally",
    "Counted",
    "Paper",
    "PersonResult",
    "Place",
    "RankedPerson",
    "UnitSum",
    "Until",
    "find_place",
    "fold",
    "keep_result",
    "list_best",
    "list_people",
    "rebuild_results",
    "recount_people",
    "roll_up_results",
    "stream_results",
    "sum_results",
]
