"""The muster board (清点板): everybody expected and where they stand, from the plan, the scans and the words said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts
from quizapp.drills.crowds import Crowds, share_out
from quizapp.drills.curves import curve_of
from quizapp.drills.models import Drill, DrillEvent, DrillPoint, DrillZone
from quizapp.drills.muster import MusterPerson, MusterZone
from quizapp.drills.queries import (
    Arrival,
    ExpectedPerson,
    list_arrivals,
    list_events,
    list_expected,
    list_extra,
    list_points,
    list_zones,
)
from quizapp.drills.rules import SCAN_VOICE, Count, CountStanding, Mark, Standing, State, resolve, resolve_counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The whole muster at one moment."""

    drill: Drill
    facts: SessionFacts
    points: Sequence[DrillPoint]
    plan: Sequence[DrillZone]
    zones: Sequence[MusterZone]
    #: All zones and whoever came without being on a list.
    total: MusterZone
    people: Sequence[MusterPerson]
    #: People on no list who checked in: (name, moment, gate).
    extra: Sequence[tuple[str, datetime, str]]
    events: Sequence[DrillEvent]
    counts: Mapping[int, CountStanding] = field(default_factory=dict)

    def named(self, *states: State) -> list[MusterPerson]:
        """People in one of the states, in the order of the plan."""
        return [person for person in self.people if person.state in states]

    @property
    def contested(self) -> list[MusterPerson]:
        """People about whom voices contradict one another."""
        return [person for person in self.people if person.standing.is_contested]

    @property
    def misplaced(self) -> list[MusterPerson]:
        """People who are safe at another point than planned."""
        return [person for person in self.people if person.wrong_point]


def read_board(session: Session, drill: Drill, facts: SessionFacts, *, until: datetime | None = None) -> Board:
    """The board as of now, or without scans from ``until`` on. Six statements at most, whatever the number of people."""
    points, plan = list_points(session, drill.id), list_zones(session, drill.id)
    events = list_events(session, drill)
    arrivals = list_arrivals(session, facts.id, drill.alarm_at, until) if drill.alarm_at else []
    expected = list_expected(session, drill.id)
    people = _people(expected, plan, points, events, arrivals)
    known = {person.person_id for person in expected if person.person_id is not None}
    extra = _extra(session, [each for each in arrivals if each.person_id not in known])
    counts = _counts(events)
    by_zone: dict[int, list[MusterPerson]] = {}
    for person in people:
        by_zone.setdefault(person.zone_id, []).append(person)
    crowds = Crowds(counts=counts, came=_came(plan, points, extra))
    whole = _Whole(plan=plan, points=points, people=by_zone, crowds=crowds, events=events)
    return Board(
        drill=drill, facts=facts, points=points, plan=plan, zones=_zones(whole), people=people, extra=extra,
        total=_muster(whole, plan), events=events, counts=counts,
    )  # fmt: skip


def _people(
    expected: Sequence[ExpectedPerson], plan: Sequence[DrillZone], points: Sequence[DrillPoint],
    events: Iterable[DrillEvent], arrivals: Sequence[Arrival],
) -> list[MusterPerson]:  # fmt: skip
    at_gate = {point.name: point.id for point in points}
    names = {point.id: point.name for point in points}
    marks = _marks(events)
    scans: dict[int, list[tuple[datetime, Mark]]] = {}
    for arrival in arrivals:
        scans.setdefault(arrival.person_id, []).append(_scan_mark(arrival, at_gate))
    own_point = points_of(plan)
    return [
        _person(each, resolve(_in_order(marks.get(each.id, []), scans.get(each.person_id or 0, []))), own_point, names)
        for each in expected
    ]


def _marks(events: Iterable[DrillEvent]) -> dict[int, list[tuple[datetime, Mark]]]:
    found: dict[int, list[tuple[datetime, Mark]]] = {}
    for event in events:
        if event.kind in {"mark", "clear"} and event.expected_id is not None:
            mark = Mark(
                voice=event.actor, state=State(event.state), at=event.at, heard=event.id,
                clears=event.kind == "clear", point_id=event.point_id,
            )  # fmt: skip
            found.setdefault(event.expected_id, []).append((event.recorded_at, mark))
    return found


def _scan_mark(arrival: Arrival, at_gate: Mapping[str, int]) -> tuple[datetime, Mark]:
    point = at_gate.get(arrival.gate)
    mark = Mark(voice=SCAN_VOICE, state=State.ARRIVED, at=arrival.at, heard=arrival.scan_id, point_id=point)
    return arrival.recorded_at, mark


def _in_order(*heard: Sequence[tuple[datetime, Mark]]) -> list[Mark]:
    """Words and scans in one order: ids of two tables say nothing about each other, the server's clock does."""
    merged = sorted((each for part in heard for each in part), key=lambda pair: (pair[0], pair[1].heard))
    return [
        Mark(
            voice=mark.voice, state=mark.state, at=mark.at, heard=place, clears=mark.clears, point_id=mark.point_id
        )
        for place, (_, mark) in enumerate(merged)
    ]  # fmt: skip


def _person(
    each: ExpectedPerson, standing: Standing, own_point: Mapping[int, int | None], names: Mapping[int, str]
) -> MusterPerson:
    planned, there = own_point.get(each.zone_id), standing.point_id
    wrong = names.get(there, "") if planned is not None and there is not None and there != planned else ""
    return MusterPerson(
        id=each.id, zone_id=each.zone_id, person_id=each.person_id, name=each.name, detail=each.detail,
        standing=standing, wrong_point=wrong,
    )  # fmt: skip


def points_of(plan: Sequence[DrillZone]) -> dict[int, int | None]:
    """Zone -> its assembly point, its own or inherited. The plan lists a zone before those below it."""
    found: dict[int, int | None] = {}
    for zone in plan:
        above = found.get(zone.parent_id) if zone.parent_id is not None else None
        found[zone.id] = zone.point_id if zone.point_id is not None else above
    return found


def _extra(session: Session, arrivals: Iterable[Arrival]) -> list[tuple[str, datetime, str]]:
    first: dict[int, Arrival] = {}
    for arrival in arrivals:
        first.setdefault(arrival.person_id, arrival)
    names = list_extra(session, list(first))
    return [(names.get(each.person_id, ""), each.at, each.gate) for each in first.values()]


def _came(
    plan: Sequence[DrillZone], points: Sequence[DrillPoint], extra: Iterable[tuple[str, datetime, str]]
) -> dict[int | None, list[datetime]]:
    at_gate, own_point = {point.name: point.id for point in points}, points_of(plan)
    crowd_points = {zone.id: own_point[zone.id] for zone in plan if zone.expected is not None}
    return share_out(((at, at_gate.get(gate)) for _, at, gate in extra), crowd_points)


def _counts(events: Iterable[DrillEvent]) -> dict[int, CountStanding]:
    heard: dict[int, list[Count]] = {}
    for event in events:
        if event.kind in {"count", "clear_count"} and event.zone_id is not None and event.people is not None:
            count = Count(
                voice=event.actor, people=event.people, at=event.at, heard=event.id, clears=event.kind == "clear_count"
            )
            heard.setdefault(event.zone_id, []).append(count)
    return {zone_id: resolve_counts(counts) for zone_id, counts in heard.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whole:
    """What zones are drawn from."""

    plan: Sequence[DrillZone]
    points: Sequence[DrillPoint]
    #: Zone -> its own people.
    people: Mapping[int, Sequence[MusterPerson]]
    crowds: Crowds
    events: Sequence[DrillEvent]


def _zones(whole: _Whole) -> list[MusterZone]:
    """Each zone with what lies below it."""
    own_point, names = points_of(whole.plan), {point.id: point.name for point in whole.points}
    return [
        _muster(
            whole, [each for each in whole.plan if _is_below(each, zone)], zone=zone,
            point=names.get(own_point[zone.id] or 0, ""),
        )
        for zone in whole.plan
    ]  # fmt: skip


def _is_below(zone: DrillZone, top: DrillZone) -> bool:
    return zone.id == top.id or zone.path.startswith(f"{top.path}/")


def _muster(
    whole: _Whole, plan: Sequence[DrillZone], *, zone: DrillZone | None = None, point: str = ""
) -> MusterZone:  # fmt: skip
    """The figures of some zones together; ``zone`` is the topmost of them, None for all."""
    inside = {each.id for each in plan}
    named = [person for zone_id in inside for person in whole.people.get(zone_id, ())]
    said = [whole.crowds.counts[zone_id] for zone_id in inside if zone_id in whole.crowds.counts]
    crowd = whole.crowds.of(plan, is_all=zone is None)
    states = Counter(person.state for person in named)
    arrivals = [person.standing.arrived_at for person in named if person.standing.arrived_at is not None]
    return MusterZone(
        id=zone.id if zone else 0, name=zone.name if zone else "", warden=zone.warden if zone else "", point=point,
        depth=zone.path.count("/") if zone else 0, states=dict(states), crowd=crowd,
        is_contested=any(each.is_contested for each in said) or any(each.standing.is_contested for each in named),
        curve=curve_of(len(named) - states[State.EXEMPT] + crowd.expected, arrivals, [crowd.steps]),
        counted_at=_counted(whole.events, zone.id if zone else None),
    )  # fmt: skip


def _counted(events: Iterable[DrillEvent], zone_id: int | None) -> datetime | None:
    return next((event.at for event in events if event.kind == "counted" and event.zone_id == zone_id), None)
