"""What makes a paper worth a second look. Pure: papers in, marks out; a mark is evidence for a person, never a verdict.

Shared phones, elders, families, classes and fast readers are ordinary; every threshold here was set so that generated
crowds of them stay unmarked (``tests/integrity/test_crowds.py`` measures it).
"""

from .answers import WITHIN, judge_answers
from .device import judge_device
from .paper import ORDINARY_CHARS_PER_S, Mark, Paper, Rule
from .rhythm import judge_nights, judge_rhythm
from .roster import judge_roster
from .speed import judge_speed, least_seconds
from .together import judge, strongest

__all__ = [
    "ORDINARY_CHARS_PER_S",
    "WITHIN",
    "Mark",
    "Paper",
    "Rule",
    "judge",
    "judge_answers",
    "judge_device",
    "judge_nights",
    "judge_rhythm",
    "judge_roster",
    "judge_speed",
    "least_seconds",
    "strongest",
]
