"""What is said in a contest: the kinds of events, and an event as the board reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Act(StrEnum):
    """What an event says."""

    START = "start"
    ROUND = "round"
    #: A question is put on the screen.
    CALL = "call"
    #: From now on a press counts.
    OPEN = "open"
    FALSE_START = "false_start"
    #: Who was first.
    BUZZ = "buzz"
    #: Staff says who answers, where buzzers cannot.
    PICK = "pick"
    CLOCK = "clock"
    JUDGE = "judge"
    REVEAL = "reveal"
    #: The question is over without (further) judgement.
    CLOSE = "close"
    AWARD = "award"
    UNDO = "undo"
    FINISH = "finish"
    #: The end is taken back; the contest goes on.
    REOPEN = "reopen"


#: What may be taken back by an `Act.UNDO`.
UNDOABLE = (Act.JUDGE, Act.AWARD, Act.FALSE_START, Act.CLOSE)
#: What moves a score.
SCORING = (Act.JUDGE, Act.AWARD, Act.FALSE_START)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event as the board reads it; meaning of the fields: `models.StageEvent`."""

    id: int
    kind: Act
    at: datetime
    round_id: int | None = None
    question_id: int | None = None
    team_id: int | None = None
    points: int = 0
    value: int | None = None
    verdict: str = ""
    teams: tuple[int, ...] = ()
    undoes_id: int | None = None
    reason: str = ""
    actor: str = ""
