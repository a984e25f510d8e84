"""Saving the plan: zones in a tree, where they assemble, and who is expected in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, func, insert, select, update
from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts, find_units_named
from quizapp.campaigns import get_campaign
from quizapp.checkins import list_gates, set_gates
from quizapp.drills.models import Drill, DrillEvent, DrillExpected, DrillPoint, DrillZone
from quizapp.drills.plan_lines import ZoneLine
from quizapp.drills.queries import list_points, list_zones
from quizapp.errors import Conflict, Invalid
from quizapp.kit.i18n import N_
from quizapp.people import Person, Roster, RosterEntry
from quizapp.units import Unit, get_unit, names_of, within

#: (roster line, person): one of them is None.
_Key = tuple[int | None, int | None]


def read_plan(session: Session, drill: Drill) -> list[ZoneLine]:
    """The plan as the lines that would make it. Three statements."""
    zones, points = list_zones(session, drill.id), {each.id: each.name for each in list_points(session, drill.id)}
    units = names_of(session, {zone.unit_id for zone in zones if zone.unit_id is not None})
    return [
        ZoneLine(
            number=number, names=tuple(zone.path.split("/")), point=points.get(zone.point_id or 0, ""),
            expected=zone.expected, warden=zone.warden, unit=units.get(zone.unit_id or 0, ""), department=zone.department,
        )
        for number, zone in enumerate(zones, 1)
    ]  # fmt: skip


def save_plan(session: Session, drill: Drill, held: SessionFacts, lines: Sequence[ZoneLine], *, now: datetime) -> int:
    """Make the plan what the lines say; how many people it names. The caller holds the drill alone.

    A zone keeps its people and marks as long as its path stays. Raises `Invalid` naming the line, and `Conflict` when
    a zone would go in which somebody was marked in this run.
    """
    points = _save_points(session, drill, lines)
    known = {zone.path: zone for zone in session.scalars(select(DrillZone).where(DrillZone.drill_id == drill.id))}
    kept: dict[str, DrillZone] = {}
    for line in _with_parents(lines):
        zone = known.get(line.path) or DrillZone(drill_id=drill.id, path=line.path, position=0)
        _fill(session, held, zone, line, kept, points, position=len(kept))
        session.add(zone)
        session.flush()  # the zones below need its id
        kept[line.path] = zone
    _drop(session, drill, [zone for path, zone in known.items() if path not in kept], now=now)
    _forget_points(session, drill, points)
    _list_people(session, drill, held, list(kept.values()))
    _open_gates(session, drill, now=now)
    session.execute(update(Drill).where(Drill.id == drill.id).values(plan_round=Drill.plan_round + 1))
    named = select(func.count()).select_from(DrillExpected).where(DrillExpected.drill_id == drill.id)
    return session.scalar(named) or 0


def _with_parents(lines: Sequence[ZoneLine]) -> list[ZoneLine]:
    """The lines with the zones above that nobody wrote a line for, each before those below it."""
    found: dict[str, ZoneLine] = {}
    written = {line.path: line for line in lines}
    for line in lines:
        for depth in range(1, len(line.names) + 1):
            path = "/".join(line.names[:depth])
            found.setdefault(path, written.get(path) or ZoneLine(number=line.number, names=line.names[:depth]))
    return list(found.values())


def _save_points(session: Session, drill: Drill, lines: Sequence[ZoneLine]) -> dict[str, int]:
    wanted = list(dict.fromkeys(line.point for line in lines if line.point))
    known = {point.name: point for point in list_points(session, drill.id)}
    for position, name in enumerate(wanted):
        point = known.get(name) or DrillPoint(drill_id=drill.id, name=name, position=position)
        point.position = position
        session.add(point)
        known[name] = point
    session.flush()
    return {name: known[name].id for name in wanted}


def _open_gates(session: Session, drill: Drill, *, now: datetime) -> None:
    """A gate for each point, after those that the session has: scanners then say where people arrived."""
    standing = [gate.name for gate in list_gates(session, drill.session_id)]
    points = [point.name for point in list_points(session, drill.id)]
    set_gates(session, drill.session_id, [*standing, *points], now=now)


def _forget_points(session: Session, drill: Drill, points: dict[str, int]) -> None:
    """Points that the plan names no more and nobody was marked at."""
    used = exists().where(DrillEvent.point_id == DrillPoint.id) | exists().where(DrillZone.point_id == DrillPoint.id)
    session.execute(
        delete(DrillPoint).where(DrillPoint.drill_id == drill.id, DrillPoint.id.not_in(points.values()), ~used)
    )


def _fill(
    session: Session, held: SessionFacts, zone: DrillZone, line: ZoneLine, kept: dict[str, DrillZone],
    points: dict[str, int], *, position: int,
) -> None:  # fmt: skip
    above = kept.get("/".join(line.names[:-1]))
    zone.parent_id, zone.name, zone.position = above.id if above else None, line.names[-1], position
    zone.point_id, zone.expected, zone.warden = points.get(line.point), line.expected, line.warden
    zone.unit_id, zone.department = _unit_of(session, held, line) if line.unit else None, line.department
    zone.dropped_at = None


def _unit_of(session: Session, held: SessionFacts, line: ZoneLine) -> int:
    root = get_unit(session, get_campaign(session, held.campaign_id).root_unit_id)
    found = find_units_named(session, line.unit, path=root.path)
    near = [unit for unit in found if unit.path.startswith(held.host_path)] or found
    if len(near) != 1:
        raise Invalid(
            N_("第 %(row)d 行：没有找到唯一的单位“%(name)s”，请写全称或单位代码"), field="lines", row=line.number,
            name=line.unit,
        )  # fmt: skip
    if not near[0].path.startswith((held.host_path, held.owner_path)):
        raise Invalid(N_("第 %(row)d 行：“%(name)s”不在主办单位之下"), field="lines", row=line.number, name=line.unit)
    return near[0].id


def _drop(session: Session, drill: Drill, zones: Sequence[DrillZone], *, now: datetime) -> None:
    ids = [zone.id for zone in zones if zone.dropped_at is None]
    if not ids:
        return
    of_people = select(DrillExpected.id).where(DrillExpected.zone_id.in_(ids))
    said = exists().where(
        DrillEvent.run == drill.run, DrillEvent.drill_id == drill.id,
        DrillEvent.zone_id.in_(ids) | DrillEvent.expected_id.in_(of_people),
    )  # fmt: skip
    if session.scalar(select(said)):
        raise Conflict(N_("要删除的区域里已经有人清点过：请先结束这次演练，或保留这个区域"))
    session.execute(update(DrillZone).where(DrillZone.id.in_(ids)).values(dropped_at=now, point_id=None))
    _remove_unmarked(session, ids)


def _remove_unmarked(session: Session, zone_ids: Sequence[int]) -> None:
    """Take people off the lists of the zones, except those somebody ever said something about."""
    marked = exists().where(DrillEvent.expected_id == DrillExpected.id)
    session.execute(
        delete(DrillExpected)
        .where(DrillExpected.zone_id.in_(zone_ids), ~marked)
        .execution_options(synchronize_session=False)
    )


def _list_people(session: Session, drill: Drill, held: SessionFacts, zones: Sequence[DrillZone]) -> None:
    """Who stands on the roster of the zones' units; a person is expected once: in a class before its school."""
    _remove_unmarked(session, [zone.id for zone in zones])
    units = {zone.unit_id for zone in zones if zone.unit_id is not None}
    paths = {row[0]: row[1] for row in session.execute(select(Unit.id, Unit.path).where(Unit.id.in_(units)))}
    places: dict[_Key, tuple[int, int]] = {}
    for zone in sorted(zones, key=lambda each: (not each.department, -each.path.count("/"), each.position)):
        if zone.unit_id is not None:
            for position, key in enumerate(_people_of(session, held, zone, paths[zone.unit_id])):
                places.setdefault(key, (zone.id, position))
    _place(session, drill, places)


def _people_of(session: Session, held: SessionFacts, zone: DrillZone, path: str) -> list[_Key]:
    """Roster lines, and without a department also participants on no roster, as (roster line, person)."""
    lines = (
        select(RosterEntry.id)
        .join(Roster, Roster.id == RosterEntry.roster_id)
        .join(Unit, Unit.id == RosterEntry.unit_id)
        .where(Roster.campaign_id == held.campaign_id, within(path))
        .order_by(RosterEntry.position, RosterEntry.id)
    )
    if zone.department:
        return [
            (entry_id, None) for entry_id in session.scalars(lines.where(RosterEntry.department == zone.department))
        ]
    loose = (
        select(Person.id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(
            Person.campaign_id == held.campaign_id, Person.roster_entry_id.is_(None), Person.erased_at.is_(None),
            within(path),
        )
        .order_by(Person.pinyin, Person.id)
    )  # fmt: skip
    return [*((entry_id, None) for entry_id in session.scalars(lines)),
            *((None, person_id) for person_id in session.scalars(loose))]  # fmt: skip


def _place(session: Session, drill: Drill, places: Mapping[_Key, tuple[int, int]]) -> None:
    """Add who is new; somebody marked before keeps his row and moves to where the plan has him now."""
    rows = session.scalars(select(DrillExpected).where(DrillExpected.drill_id == drill.id))
    standing: dict[_Key, DrillExpected] = {_key(row): row for row in rows}
    for key, row in standing.items():
        if key in places:
            row.zone_id, row.position = places[key]
    session.flush()
    added = [
        {"drill_id": drill.id, "roster_entry_id": key[0], "person_id": key[1], "zone_id": zone_id, "position": position}
        for key, (zone_id, position) in places.items()
        if key not in standing
    ]
    if added:
        session.execute(insert(DrillExpected), added)


def _key(row: DrillExpected) -> _Key:
    return (row.roster_entry_id, None if row.roster_entry_id is not None else row.person_id)
