"""The demo's practice: enough people on the challenge board, and three recorded runs that one can race against."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign
from quizapp.db import Store
from quizapp.demo.answers import invent_answer
from quizapp.demo.honours import Practised
from quizapp.practice import (
    Mode,
    Sent,
    answer_race,
    answer_step,
    nonce_of,
    question_at,
    race_nonce,
    race_order,
    race_question,
    read_race,
    read_run,
    shuffle,
    sit_down,
    start_race,
    start_run,
)

#: People who climb, and people who race.
_CLIMBERS, _RACERS = 14, 3


def play_practice(store: Store, campaign: Campaign, phones: Sequence[Practised], *, now: datetime, rng: Random) -> None:
    """Two climbs each, and a run of those who come next."""
    for place, phone in enumerate(phones[:_CLIMBERS]):
        with store.write() as session:
            for hours in (30, 20):  # who fell at the first rung tries again
                _climb(session, campaign.code, phone, now - timedelta(hours=hours, minutes=-7 * place), rng)
    for place, phone in enumerate(phones[_CLIMBERS : _CLIMBERS + _RACERS]):
        with store.write() as session:
            _race(session, campaign.code, phone, now - timedelta(hours=9 - place), rng)


def _token(rng: Random) -> str:
    return f"{rng.getrandbits(104):026x}"


def _climb(session: Session, code: str, phone: Practised, moment: datetime, rng: Random) -> None:
    start_run(session, code=code, device_hash=phone.device_hash, run=_token(rng), now=moment)
    is_over = False
    while not is_over:
        desk = sit_down(session, code=code, device_hash=phone.device_hash, now=moment, mode=Mode.CHALLENGE)
        run = read_run(session, desk.learner_id)
        item = question_at(desk.pool(session), run) if run else None
        if run is None or item is None:
            return
        nonce, moment = nonce_of(run), moment + timedelta(seconds=rng.randrange(6, 25))
        chosen = invent_answer(item.question, shuffle(item.question, nonce), knows=phone.knows, rng=rng)
        sent = Sent(
            code=code, device_hash=phone.device_hash, question_id=item.id, nonce=nonce, number=run.step + 1,
            chosen=tuple(chosen),
        )  # fmt: skip
        is_over = answer_step(session, sent, now=moment).is_over


def _race(session: Session, code: str, phone: Practised, moment: datetime, rng: Random) -> None:
    token = start_race(
        session, code=code, device_hash=phone.device_hash, against="", is_offered=True, token=_token(rng),
        paper=_token(rng), now=moment, rng=rng,
    )  # fmt: skip
    while True:
        desk = sit_down(session, code=code, device_hash=phone.device_hash, now=moment, mode=Mode.RACE)
        race = read_race(session, desk, token)
        item = race_question(desk.pool(session), race)
        if item is None:
            return
        step, moment = race.pace.done, moment + timedelta(seconds=rng.randrange(6, 20))
        chosen = invent_answer(item.question, race_order(race, item, step), knows=phone.knows, rng=rng)
        sent = Sent(
            code=code, device_hash=phone.device_hash, question_id=item.id, nonce=race_nonce(race, step),
            number=step + 1, chosen=tuple(chosen),
        )  # fmt: skip
        answer_race(session, sent, token, now=moment)
