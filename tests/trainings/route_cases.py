"""Routes of trainings: a record belongs to its session, a file to its person's unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.house.cases import Case, Scoped, World
from tests.support.month import add_person, open_month, plan_session


def _session(world: World) -> Mapping[str, Any]:
    month = open_month(world.session, world.cast, world.now, code=f"tr{world.number}")
    facts = plan_session(world.session, month, world.owner, now=world.now, kind="fire_training")
    return {"session_id": facts.id}


def _file(world: World) -> Mapping[str, Any]:
    return {**_session(world), "fmt": "xlsx"}


def _person(world: World) -> Mapping[str, Any]:
    month = open_month(world.session, world.cast, world.now, code=f"tr{world.number}")
    return {"person_id": add_person(world.session, month, world.owner, now=world.now).id}


_FORM = {"content": "灭火器", "hours": "2", "teacher": "李教官", "keeper": "", "contest_id": "0"}

CASES: dict[str, Case] = {
    "training_record.show": Scoped(build=_session),
    "training_record.edit": Scoped(build=_session, form=_FORM),
    "training_record.file": Scoped(build=_file),
    "training_people.person": Scoped(build=_person),
    "training_people.person_pdf": Scoped(build=_person),
}
