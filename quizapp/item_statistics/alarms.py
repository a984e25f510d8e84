"""What a person should look at, said only when there are enough papers to say it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from .items import ItemFigures
from .options import OptionFigures

#: Below so many papers chance alone makes patterns.
MIN_PAPERS = 30
_TOO_EASY, _TOO_HARD = 0.95, 0.20
_WEAK_D27 = 0.20


class Alarm(StrEnum):
    """Why a question deserves a second look; the first two speak of a wrong key."""

    #: Those who know the rest pick another option more often than the key.
    WRONG_KEY = "wrong_key"
    #: Those who know the rest fail it more often than the others.
    NEGATIVE = "negative"
    TOO_EASY = "too_easy"
    TOO_HARD = "too_hard"
    #: It hardly tells the prepared from the others.
    WEAK = "weak"
    #: A wrong option that almost nobody picks.
    IDLE_OPTION = "idle_option"


def find_alarms(item: ItemFigures, options: Sequence[OptionFigures] = ()) -> tuple[Alarm, ...]:
    """Everything that stands out, worst first; nothing below 30 papers."""
    if item.papers < MIN_PAPERS:
        return ()
    found = [
        (Alarm.WRONG_KEY, _has_better_distractor(options)),
        (Alarm.NEGATIVE, item.d27 is not None and item.d27 < 0),
        (Alarm.TOO_HARD, item.facility < _TOO_HARD),
        (Alarm.TOO_EASY, item.facility > _TOO_EASY),
        (Alarm.WEAK, item.d27 is not None and 0 <= item.d27 < _WEAK_D27 and item.facility <= _TOO_EASY),
        (Alarm.IDLE_OPTION, any(not each.is_right and each.picked < 0.02 for each in options)),
    ]
    return tuple(alarm for alarm, is_found in found if is_found)


def _has_better_distractor(options: Sequence[OptionFigures]) -> bool:
    """A wrong option that the upper group picks more than a right one, and more than the lower group does."""
    right = min((each.upper for each in options if each.is_right), default=0.0)
    return any(not each.is_right and each.upper > right and each.upper > each.lower for each in options)
