"""What a phone without script and the big screen draw from the public state. Pure; the phone's script decides the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from quizapp.live.wire import AskedQuestion, Me, PublicState, Reveal
from quizapp.questions import Atom


class Scene(StrEnum):
    """What a phone shows."""

    LOBBY = "lobby"
    #: 3, 2, 1
    SOON = "soon"
    ASK = "ask"
    #: Answered, or out, and the question is still open.
    SENT = "sent"
    #: Closed, not laid open yet.
    WAITING = "waiting"
    REVEAL = "reveal"
    BOARD = "board"
    FINISHED = "finished"
    PAUSED = "paused"
    REMOVED = "removed"


def scene_of(state: PublicState, me: Me, now_ms: int) -> Scene:
    """What this phone shows at ``now_ms``."""
    if me.player is not None and me.player.removed:
        return Scene.REMOVED
    if state.phase == "finished":
        return Scene.FINISHED
    if state.paused is not None:
        return Scene.PAUSED
    if state.phase == "asking":
        return _asking(state, me, now_ms)
    return {"locked": Scene.WAITING, "revealed": Scene.REVEAL}.get(state.phase) or Scene(state.phase)


def _asking(state: PublicState, me: Me, now_ms: int) -> Scene:
    if state.question is None or (state.opens_at is not None and now_ms < state.opens_at):
        return Scene.SOON
    if me.answer is not None or (me.player is not None and me.player.out):
        return Scene.SENT
    return Scene.WAITING if state.closes_at is not None and now_ms >= state.closes_at else Scene.ASK


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A question as the macro ``question`` of macros/quiz.html wants it."""

    number: int
    type: str
    stem: str
    shown: Mapping[str, Any]
    chosen: tuple[Atom, ...]


def draw_question(asked: AskedQuestion | None, me: Me | None) -> Drawn | None:
    """The question on stage with one's stored answer."""
    if asked is None:
        return None
    mine = me.answer if me is not None else None
    chosen = tuple(mine.answer) if mine is not None and mine.place == asked.place else ()
    return Drawn(number=asked.place, type=asked.type, stem=asked.stem, shown=asked.shown, chosen=chosen)


def shares_of(reveal: Reveal) -> list[int] | None:
    """Percent of those who answered that chose each option: a hundred in all where each chose one. None without counts."""
    counts, people = reveal.counts, reveal.answered
    if counts is None:
        return None
    if not people or not sum(counts):
        return [0] * len(counts)
    if sum(counts) != people:
        return [round(100 * each / people) for each in counts]
    whole = [100 * each // people for each in counts]
    rests = sorted(range(len(counts)), key=lambda i: (-(100 * counts[i] % people), i))
    for i in rests[: 100 - sum(whole)]:
        whole[i] += 1
    return whole
