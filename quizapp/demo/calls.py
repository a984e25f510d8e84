"""The demo's call-back: a sample that was drawn, most of its people called, two still to be called."""

from __future__ import annotations

from datetime import datetime
from random import Random

from quizapp.callbacks import (
    NewSample,
    Outcome,
    Target,
    draw_sample,
    note_outcomes,
    plan_sample,
    read_pool,
    sample_lines,
)
from quizapp.campaigns import Campaign
from quizapp.db import Store
from quizapp.kit.periods import CUMULATIVE
from quizapp.ledger import Scope, settled_position
from quizapp.units import Unit

_STILL_TO_CALL = 2
_ANSWERS = (
    (Outcome.CONFIRMED, ""), (Outcome.CONFIRMED, ""), (Outcome.UNREACHED, "下午再打"), (Outcome.CONFIRMED, ""),
    (Outcome.UNSURE, "记不清是哪一天"), (Outcome.CONFIRMED, ""), (Outcome.DENIED, "说是家里人替他答的题"),
)  # fmt: skip


def invent_phone(number: int) -> str:
    """A number of an area that does not exist; every sixth person gave none, which is empty."""
    return f"0000{1000000 + number}" if number % 6 else ""


def play_calls(store: Store, campaign: Campaign, top: Unit, *, actor: str, now: datetime, rng: Random) -> None:
    """Draw one in a hundred of everybody and write down what most of them said on the phone."""
    position = settled_position(store)
    new = NewSample(
        campaign_id=campaign.id, unit_id=top.id, title="全部参加者", period_key=CUMULATIVE.key, position=position,
        nonce="demo-calls",
    )  # fmt: skip
    target = Target(
        scope=Scope(campaign_id=campaign.id, unit_path=top.path, period=CUMULATIVE, position=position), field=None
    )
    with store.write() as session:
        if not read_pool(session, target):  # in a small month nobody may have come
            return
        sample = plan_sample(session, new, actor=actor, now=now, rng=rng)
        draw_sample(session, sample.id, target, now=now)
        called = [line for line in sample_lines(session, sample.id) if line.has_phone][:-_STILL_TO_CALL]
        said = {line.id: _answer(place) for place, line in enumerate(called)}
        note_outcomes(session, sample.id, said, actor=actor, now=now)


def _answer(place: int) -> tuple[str, str]:
    outcome, note = _ANSWERS[place % len(_ANSWERS)]
    return outcome.value, note
