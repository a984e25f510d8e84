"""Routes of call-backs that name an object, for the house test that comes as everybody."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from quizapp.callbacks import NewSample, draw_sample, get_sample, plan_sample
from quizapp.callbacks.pool import Target
from quizapp.ledger import Entry, Measure, Scope, Source, append, latest_position
from tests.house.cases import Scoped, World
from tests.support.month import add_person, open_month


def _place(world: World) -> Mapping[str, int]:
    month = open_month(world.session, world.cast, world.now, code=f"m{world.number}")
    return {"campaign_id": month.id, "unit_id": world.owner.id}


def _planned(world: World) -> Mapping[str, int]:
    month = open_month(world.session, world.cast, world.now, code=f"m{world.number}")
    person = add_person(world.session, month, world.owner, now=world.now)
    entry = Entry(
        campaign_id=month.id, unit_id=world.owner.id, kind="lecture", measure=Measure.ATTENDANCE, occurred_at=world.now,
        day=world.now.date(), recorded_at=world.now, source=Source.HELPER, source_table="case", source_id=world.number,
        actor="staff:1", person_id=person.id,
    )  # fmt: skip
    append(world.session, entry)
    new = NewSample(
        campaign_id=month.id, unit_id=world.owner.id, title="全部参加者", period_key="cumulative", nonce=f"s-{world.number}",
        position=latest_position(world.session),
    )  # fmt: skip
    return {"sample_id": plan_sample(world.session, new, actor="staff:1", now=world.now, rng=Random(1)).id}


def _drawn(world: World) -> Mapping[str, int]:
    found = _planned(world)
    scope = Scope(campaign_id=get_sample(world.session, found["sample_id"]).campaign_id, unit_path=world.owner.path)
    draw_sample(world.session, found["sample_id"], Target(scope=scope), now=world.now)
    return found


CASES = {
    "callbacks.plan": Scoped(build=_place),
    "callbacks.create": Scoped(build=_place, form={"nonce": "n", "field": ""}),
    "callbacks.show": Scoped(build=_drawn),
    "callbacks.draw": Scoped(build=_planned),
    "callbacks.sheet": Scoped(build=_drawn, form={"reason": "核实参加情况"}),
    "callbacks.results": Scoped(build=_drawn, form={"outcome-1": "confirmed"}),
}
