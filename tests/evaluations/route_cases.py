"""Routes of evaluations that name an object, for the house test that comes as everybody."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from PIL import Image

from quizapp.activities import SessionFacts
from quizapp.evaluations import (
    Answer,
    Done,
    Filled,
    Wanted,
    finish_evaluation,
    get_criteria,
    raise_improvement,
    read_evaluation,
    report_done,
    save_evaluation,
    start_evaluation,
)
from quizapp.kit.clock import local_date
from quizapp.photos import NewPhoto, Subject, keep_photo
from tests.house.cases import Open, Scoped, World
from tests.support.month import open_month, plan_session


def _facts(world: World) -> SessionFacts:
    month = open_month(world.session, world.cast, world.now, code=f"ev{world.number}")
    return plan_session(world.session, month, world.owner, kind="evacuation_drill", now=world.now)


def _session(world: World) -> Mapping[str, Any]:
    return {"session_id": _facts(world).id}


def _draft(world: World) -> Mapping[str, Any]:
    made = start_evaluation(
        world.session, _facts(world), get_criteria("village"), None, evaluators=[("李四", "")],
        nonce=f"e{world.number}", actor="staff:1", now=world.now,
    )  # fmt: skip
    return {"evaluation_id": made}


def _finished(world: World) -> Mapping[str, Any]:
    facts = _facts(world)
    made = start_evaluation(
        world.session, facts, get_criteria("village"), None, nonce=f"e{world.number}", actor="staff:1", now=world.now
    )
    names = read_evaluation(world.session, made).criteria.item_by_key
    filled = Filled(answers={name: Answer(level="yes") for name in names}, evaluators=[("李四", "")], conclusion="met")
    save_evaluation(world.session, made, filled)
    finish_evaluation(world.session, made, facts, None, actor="staff:1", now=world.now)
    return {"evaluation_id": made}


def _improvement(world: World, facts: SessionFacts | None = None) -> Mapping[str, Any]:
    held = facts or _facts(world)
    wanted = Wanted(
        problem="西门锁着",
        owner_unit_id=world.owner.id,
        owner_name="王五",
        due_on=local_date(world.now, held.time_zone),
    )
    made = raise_improvement(
        world.session, held, wanted, nonce=f"i{world.number}", actor=f"staff:{world.officer.id}", now=world.now
    )
    return {"improvement_id": made}


def _done(world: World) -> Mapping[str, Any]:
    facts = _facts(world)
    stream = BytesIO()
    Image.linear_gradient("L").save(stream, "PNG")
    new = NewPhoto(content=stream.getvalue(), subject=Subject.PROOF)
    photo_id = keep_photo(world.session, facts, new, actor="staff:1", now=world.now)
    made = _improvement(world, facts)
    done = Done(note="换了锁", on=local_date(world.now, facts.time_zone), photo_id=photo_id)
    report_done(world.session, made["improvement_id"], done, actor="staff:1", now=world.now)
    return {**made, "photo_id": photo_id}


def _judged(world: World) -> Mapping[str, Any]:
    return {"improvement_id": _done(world)["improvement_id"], "deed": "verify"}


CASES = {
    "evaluations.show": Scoped(build=_session),
    "evaluations.start": Scoped(build=_session, form={"criteria": "village"}),
    "evaluation.show": Scoped(build=_draft),
    "evaluation.save": Scoped(build=_draft, form={"do": "save", "revision": "0"}),
    "evaluation.correct": Scoped(build=_finished, form={"reason": "漏看了西门"}),
    "evaluation.discard": Scoped(build=_draft),
    "evaluation.file": Scoped(build=lambda world: {**_finished(world), "fmt": "pdf"}),
    "improvement_edit.create": Scoped(build=_session, form={"problem": "西门锁着"}),
    "improvement_edit.edit": Scoped(build=_improvement, form={"problem": "西门锁着"}),
    "improvement.show": Scoped(build=_improvement),
    "improvement.done": Scoped(build=_improvement, form={"note": "换了锁"}),
    "improvement.judge": Scoped(build=_judged, form={"note": "现场看过"}),
    "improvement.picture": Scoped(build=_done),
    "improvements.export": Open(why="names a format; what is in the file are the units of whoever asks"),
}
