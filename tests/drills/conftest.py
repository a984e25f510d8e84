"""A school drill of 东明镇: a building with two classes on a roster, a canteen without names."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from quizapp.activities import ActivityPlan, SessionFacts, SessionPlan, load_facts
from quizapp.db import Store
from quizapp.drills import Drill, list_expected, list_zones, plan_drill, read_lines, save_plan
from quizapp.kit.ids import new_token
from quizapp.people import RosterLine, import_lines, open_roster
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.month import VAULT, Month, open_month

PLAN = """教学楼, 操场东侧
教学楼/一班, , , 张老师, 东明镇:一班
教学楼/二班, 操场西侧, , 李老师, 东明镇:二班
食堂, 校门口, 10, 王师傅
"""
CLASSES = {"一班": ("赵一", "钱二", "孙三", "李四"), "二班": ("周五", "吴六")}


@dataclass(frozen=True, kw_only=True)
class School:
    """A drill with its zones by name and its people by name."""

    id: int
    session_id: int
    zones: dict[str, int]
    people: dict[str, int]


@pytest.fixture
def month(store: Store, cast: Cast) -> Month:
    """东明县's campaign."""
    with store.write() as session:
        return open_month(session, cast)


@pytest.fixture
def school(store: Store, cast: Cast, month: Month) -> School:
    """The drill, planned, before its alarm."""
    return make_school(store, cast, month)


def make_drill(store: Store, cast: Cast, month: Month, *, expected: int | None = None, kind: str = "evacuation_drill",
               also: tuple[str, ...] = ()) -> tuple[Drill, SessionFacts]:  # fmt: skip
    """A drill as a village makes it: one zone, a number."""
    with store.write() as session:
        drill = plan_drill(
            session, month.id, ActivityPlan(unit_id=cast.town.id, kind=kind, title="消防疏散演练", also=also),
            SessionPlan(host_unit_id=cast.town.id, starts_at=OPENING, place="文化广场", expected=expected),
            nonce=new_token(), actor="staff:1", now=OPENING,
        )  # fmt: skip
        return drill, load_facts(session, drill.session_id)


def make_school(store: Store, cast: Cast, month: Month) -> School:
    """A drill with a plan and a roster."""
    drill, held = make_drill(store, cast, month)
    with store.write() as session:
        roster = open_roster(session, campaign_id=month.id, unit_id=cast.town.id, title="学生名单", now=OPENING)
        lines = [
            RosterLine(unit_id=cast.town.id, name=name, department=each)
            for each, names in CLASSES.items()
            for name in names
        ]
        import_lines(session, roster, lines, vault=VAULT)
        save_plan(session, session.get_one(Drill, drill.id), held, read_lines(PLAN), now=OPENING)
    with store.read() as session:
        zones = {zone.path: zone.id for zone in list_zones(session, drill.id)}
        people = {person.name: person.id for person in list_expected(session, drill.id)}
    return School(id=drill.id, session_id=held.id, zones=zones, people=people)
