"""Routes of the plan that name an object, for the house test that comes as everybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from quizapp.campaigns import get_campaign
from quizapp.plans import (
    GroupRole,
    NewFile,
    NewMember,
    NewOfficer,
    Reach,
    TaskText,
    Way,
    add_task,
    keep_file,
    name_officer,
    save_member,
    start_document,
)
from quizapp.units import get_unit
from tests.house.cases import Open, Scoped, World
from tests.support.month import VAULT, open_month


def _month(world: World) -> int:
    return open_month(world.session, world.cast, world.now, code=f"m{world.number}").id


def _task(world: World) -> Mapping[str, int]:
    said = TaskText(title="企业演练一次", way=Way.WORD)
    return {"task_id": add_task(world.session, _month(world), world.owner.id, said, actor="staff:1", now=world.now).id}


def _word(world: World) -> Mapping[str, int]:
    said = TaskText(title="写好总结", way=Way.WORD, reach=Reach.OWN)
    task = add_task(world.session, _month(world), world.owner.id, said, actor="staff:1", now=world.now)
    return {"task_id": task.id, "unit_id": world.owner.id}


def _unit(world: World) -> Mapping[str, int]:
    _month(world)
    return {"unit_id": world.owner.id}


def _officer(world: World) -> Mapping[str, int]:
    # the office that erases a former one's name looks at one that has ended long ago, or at the present one: both work
    since = (world.now - timedelta(days=3)).date()
    new = NewOfficer(name="赵联", since=since, phone="13800001234")
    made, _ = name_officer(
        world.session, _month(world), world.owner.id, new, vault=VAULT, actor="staff:1", now=world.now
    )
    made.phone_sealed = None  # sealed by the tests' vault, which is not the application's
    return {"officer_id": made.id}


def _member(world: World) -> Mapping[str, int]:
    new = NewMember(role=GroupRole.HEAD, name="钱组长")
    return {"member_id": save_member(world.session, _month(world), world.owner.id, new).id}


def _document(world: World) -> Mapping[str, int]:
    campaign, unit = get_campaign(world.session, _month(world)), get_unit(world.session, world.owner.id)
    return {"document_id": start_document(world.session, campaign, unit, "plan", actor="staff:1", now=world.now).id}


def _file(world: World) -> Mapping[str, int]:
    new = NewFile(title="方案", filename="方案.pdf", content=b"%PDF-1.4 " + str(world.number).encode())
    month = _month(world)
    return {"file_id": keep_file(world.session, month, world.owner.id, new, actor="staff:1", now=world.now)}


_OFFICER = {"name": "孙联络", "since": "2026-06-02"}
_TASK = {"title": "企业演练一次", "way": "word", "counts": "things", "minimum": "1", "reach": "each"}

CASES = {
    "plans.task": Scoped(build=_task, seen_from_below=True),
    "plans.export_task": Scoped(build=lambda world: {**_task(world), "fmt": "csv"}, seen_from_below=True),
    "plans.export_units": Open(why="a format, not an object: the lines are those of one's own units"),
    "plan_edit.edit": Scoped(build=_task, form=_TASK),
    "plan_edit.end": Scoped(build=_task),
    "plan_edit.move": Scoped(build=_task, form={"to": "up"}),
    "plan_edit.word": Scoped(build=_word, form={"note": "镇里自己办的", "done": "yes"}),
    "liaisons.export": Open(why="a format, not an object: the lines are those of one's own units"),
    "liaisons.export_with_phones": Open(why="a format, not an object: the lines are those of one's own units"),
    "liaisons.unit": Scoped(build=_unit, form=_OFFICER),
    "liaisons.reveal": Scoped(build=_officer, form={"reason": "通知开会"}),
    "liaisons.end": Scoped(build=_officer),
    "liaisons.erase": Scoped(build=_officer),
    "plan_group.edit": Scoped(build=_member, form={"role": "head", "name": "钱组长"}),
    "plan_papers.edit": Scoped(build=_document, form={"title": "活动方案", "body": "一、总则", "revision": "1"}),
    "plan_papers.export": Scoped(build=lambda world: {**_document(world), "fmt": "docx"}),
    "plan_papers.drop": Scoped(build=_document),
    "plan_papers.download": Scoped(build=_file, seen_from_below=True),
    "plan_papers.withdraw": Scoped(build=_file, form={"reason": "传错了"}),
}
