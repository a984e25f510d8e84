"""One finished evacuation drill of the demo: planned, run and cleared through the public services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from quizapp.activities import ActivitySession, load_facts
from quizapp.checkins import Door, NewScan, list_gates, record_scan
from quizapp.db import Store
from quizapp.drills import (
    Drill,
    DrillFacts,
    State,
    clear_person,
    count_heads,
    count_zone,
    give_all_clear,
    list_expected,
    list_zones,
    mark_person,
    open_drill,
    read_lines,
    save_plan,
    say_counted,
    sound_alarm,
)

#: Zones of the shipyard: the office by name, the others by number.
PLAN = """办公楼, 厂前广场东侧, , 办公室值班员, %(unit)s
生产区, 厂前广场西侧
生产区/船台车间, , 46, 船台班长
生产区/管加工车间, , 24, 管工班长
食堂, 食堂门前空地, 9, 食堂管理员
"""
_FACTS = DrillFacts(
    content="special", is_announced=False, plan_name="火灾事故专项应急预案", commander="值班厂长（演示）",
    scenario="船台车间电焊引燃油漆，烟气向管加工车间蔓延，需要全厂疏散并清点人数。",
)  # fmt: skip


def play_drill(
    store: Store, held: ActivitySession, unit_code: str, person_ids: Sequence[int], *, actor: str, rng: Random
) -> int:
    """Run the drill of a session from alarm to all clear; how many heads it counted."""
    alarm = held.starts_at + timedelta(minutes=5)
    with store.write() as session:
        facts = load_facts(session, held.id)
        drill_id = open_drill(session, facts, _FACTS, actor=actor, now=held.starts_at).id
        lines = read_lines(PLAN % {"unit": unit_code})
        save_plan(session, session.get_one(Drill, drill_id), facts, lines, now=held.starts_at)
        sound_alarm(session, drill_id, actor=actor, now=alarm)
    _scan_people(store, held.id, person_ids, alarm, rng)
    with store.write() as session:
        zones = {zone.name: zone.id for zone in list_zones(session, drill_id)}
        for name, seconds, people in _COUNTS:
            count_zone(
                session, drill_id, zones[name], people, nonce=f"demo-{name}-{seconds}", actor="warden:demo",
                now=alarm + timedelta(seconds=seconds),
            )  # fmt: skip
        say_counted(session, drill_id, zone_id=None, actor=actor, now=alarm + timedelta(seconds=330))
    return _finish(store, drill_id, person_ids[-1:], alarm, actor)


#: (zone, seconds after the alarm, people there by then)
_COUNTS = (
    ("食堂", 55, 5), ("船台车间", 70, 12), ("管加工车间", 80, 9), ("食堂", 90, 9), ("船台车间", 120, 31),
    ("管加工车间", 140, 24), ("船台车间", 185, 44), ("船台车间", 260, 46),
)  # fmt: skip


def _scan_people(store: Store, session_id: int, person_ids: Sequence[int], alarm: datetime, rng: Random) -> None:
    """Everybody but the last comes out within some minutes; a few at the other side of the square."""
    with store.read() as session:
        gates = {gate.name: gate.id for gate in list_gates(session, session_id)}
    for number, person_id in enumerate(person_ids[:-1]):
        at = alarm + timedelta(seconds=min(int(rng.gammavariate(4, 24)) + 20, 290))
        gate = gates["厂前广场西侧" if number % 9 == 4 else "厂前广场东侧"]
        scan = NewScan(
            nonce=f"demo-drill-{session_id}-{number}",
            person_id=person_id,
            door=Door.HELPER,
            scanned_at=at,
            gate_id=gate,
        )
        with store.write() as session:
            record_scan(session, session_id, scan, actor="warden:demo", now=at)


def _finish(store: Store, drill_id: int, last: Sequence[int], alarm: datetime, actor: str) -> int:
    """The last one is looked for and found; all clear; who was counted goes into the figures."""
    with store.write() as session:
        for expected in (each for each in list_expected(session, drill_id) if each.person_id in last):
            mark_person(
                session, drill_id, expected.id, State.MISSING, nonce="demo-missing", actor="warden:demo",
                now=alarm + timedelta(seconds=300),
            )  # fmt: skip
            clear_person(
                session, drill_id, expected.id, State.ARRIVED, reason="在医务室，电话确认后到集合点", nonce="demo-found",
                actor=actor, now=alarm + timedelta(seconds=395),
            )  # fmt: skip
        give_all_clear(session, drill_id, actor=actor, now=alarm + timedelta(seconds=420))
        made = count_heads(
            session, drill_id, counted_by="值班厂长（演示）", actor=actor, now=alarm + timedelta(minutes=20)
        )
    return made.people + made.crowd
