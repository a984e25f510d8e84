"""The timeline of a drill: alarm, first arrival, shares, counted, all clear, each with how it is known. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from quizapp.drills.board import Board
from quizapp.drills.curves import SHARES
from quizapp.drills.models import DrillEvent
from quizapp.drills.muster import MusterZone


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One point of the timeline."""

    #: alarm | first | share | counted | all_clear | reopened | real | drill
    kind: str
    at: datetime
    #: scan (somebody checked in) | manual (somebody said so) | clock (a button, by the server's clock)
    source: str
    #: For ``share``: 50, 90 or 100.
    percent: int = 0
    #: Empty for the whole place.
    zone: str = ""
    actor: str = ""
    reason: str = ""
    #: Seconds since the alarm; 0 before it.
    after_s: int = 0


def read_timeline(board: Board) -> list[Moment]:
    """What happened when, in order; computed moments beside those somebody said."""
    alarm = board.drill.alarm_at
    found = [*_said(board), *_reached(board, board.total)]
    placed = [_since(moment, alarm) for moment in found]
    return sorted(placed, key=lambda moment: (moment.at, moment.percent))


def _since(moment: Moment, alarm: datetime | None) -> Moment:
    after = max(int((moment.at - alarm).total_seconds()), 0) if alarm else 0
    return Moment(
        kind=moment.kind, at=moment.at, source=moment.source, percent=moment.percent, zone=moment.zone,
        actor=moment.actor, reason=moment.reason, after_s=after,
    )  # fmt: skip


def _said(board: Board) -> Iterator[Moment]:
    names = {zone.id: zone.name for zone in board.plan}
    for event in board.events:
        if event.kind in {"alarm", "counted", "all_clear", "reopened", "real", "drill"}:
            yield _moment(event, names.get(event.zone_id or 0, ""))


def _moment(event: DrillEvent, zone: str) -> Moment:
    return Moment(kind=event.kind, at=event.at, source=event.source, zone=zone, actor=event.actor, reason=event.reason)


def _reached(board: Board, zone: MusterZone) -> Iterator[Moment]:
    scans = _scan_moments(board)
    first = zone.curve.first_at
    if first is not None:
        yield Moment(kind="first", at=first, source="scan" if first in scans else "manual")
    for percent in SHARES:
        at = zone.curve.reached_at(percent)
        if at is not None:
            yield Moment(kind="share", at=at, percent=percent, source="scan" if at in scans else "manual")


def _scan_moments(board: Board) -> set[datetime]:
    listed: Iterable[datetime | None] = (
        person.standing.arrived_at for person in board.people if person.standing.by_scan
    )
    return {at for at in listed if at is not None} | {at for _, at, _ in board.extra}


def seconds_after(board: Board, at: datetime | None) -> int | None:
    """Seconds from the alarm to ``at``; None where either is missing."""
    alarm = board.drill.alarm_at
    return None if alarm is None or at is None else max(int((at - alarm).total_seconds()), 0)
