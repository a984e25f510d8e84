"""Call-backs (抽查回访): a random one in a hundred of those who were counted is asked whether he was there.

The sample is drawn by a seed that was fixed before, so that nobody picks; what people say is told as shares alone.
"""

from quizapp.callbacks.models import CallSample, SampledPerson
from quizapp.callbacks.pool import Pool, Target, read_pool
from quizapp.callbacks.results import Shares, forget_people, note_outcomes, shares_of
from quizapp.callbacks.rules import Outcome, choose
from quizapp.callbacks.service import (
    NewSample,
    SampleLine,
    draw_sample,
    get_sample,
    list_samples,
    plan_sample,
    sample_lines,
)

__all__ = [
    "CallSample",
    "NewSample",
    "Outcome",
    "Pool",
    "SampleLine",
    "SampledPerson",
    "Shares",
    "Target",
    "choose",
    "draw_sample",
    "forget_people",
    "get_sample",
    "list_samples",
    "note_outcomes",
    "plan_sample",
    "read_pool",
    "sample_lines",
    "shares_of",
]
