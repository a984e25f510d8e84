"""The office's side of the demo month: a plan with liaison officers, an evaluated drill, a training with its exam."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.activities import ActivitySession, SessionFacts, load_facts
from quizapp.campaigns import Campaign
from quizapp.contests import list_published_contests
from quizapp.db import Store
from quizapp.demo.content import ACTOR, activity_rows, content, unit_rows
from quizapp.demo.load import demo_actor
from quizapp.demo.people import invent_name
from quizapp.demo.reports import file_week
from quizapp.drills import drill_of_session
from quizapp.evaluations import (
    Answer,
    Done,
    Filled,
    Wanted,
    finish_evaluation,
    get_criteria,
    raise_improvement,
    report_done,
    save_evaluation,
    start_evaluation,
)
from quizapp.kit.clock import day_bounds, local_date
from quizapp.kit.vault import Vault
from quizapp.plans import NewOfficer, add_sets, name_officer
from quizapp.trainings import TrainingFacts, save_record, usual_tenth_hours
from quizapp.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What the office seals and signs with: ``settings.key_for("ledger")`` and ``settings.key_for("filings")``."""

    ledger: bytes
    filings: bytes


def play_office(store: Store, campaign_id: int, *, keys: Keys, vault: Vault, now: datetime, rng: Random) -> int:
    """Do the paperwork of a month that was played; how many reports were filed."""
    with store.write() as session:
        campaign = session.get_one(Campaign, campaign_id)
        units = {unit.code: unit for unit in session.scalars(select(Unit))}
        start, _ = day_bounds(campaign.starts_on, campaign.time_zone)
        _plan(session, campaign, units, vault, start, rng)
        held = _held(session, campaign)
        _evaluate(session, campaign, held, units, now)
        _write_training(session, held, units)
    return file_week(store, campaign, units, ledger_key=keys.ledger, key=keys.filings, now=now)


def _plan(
    session: Session, campaign: Campaign, units: Mapping[str, Unit], vault: Vault, start: datetime, rng: Random
) -> None:
    """Some of the shipped tasks, and who answers for most units."""
    facts, top = content()["plan"], units[unit_rows()[0].code]
    chosen = [(key, place) for key, place in facts["tasks"]]
    add_sets(session, campaign, top.id, chosen, actor=ACTOR, now=start)
    for number, row in enumerate(unit_rows()):
        officer = NewOfficer(
            name=invent_name(rng), since=campaign.starts_on, post=facts["post"], office_phone=f"0000-12345{number:02}"
        )
        if row.code not in facts["without_officer"]:
            name_officer(session, campaign.id, units[row.code].id, officer, vault=vault, actor=ACTOR, now=start)


def _held(session: Session, campaign: Campaign) -> dict[str, SessionFacts]:
    """Title -> session, of the two that have papers."""
    mine = select(ActivitySession.id).where(ActivitySession.campaign_id == campaign.id).order_by(ActivitySession.id)
    wanted = {content()[name]["session"] for name in ("evaluation", "training")}
    named = zip(activity_rows(), session.scalars(mine).all(), strict=True)
    return {row.title: load_facts(session, number) for row, number in named if row.title in wanted}


def _evaluate(
    session: Session, campaign: Campaign, held: Mapping[str, SessionFacts], units: Mapping[str, Unit], now: datetime
) -> None:
    """The sheet of the drill, filled in on the spot and finished, and what is to be mended."""
    said = content()["evaluation"]
    facts = held[said["session"]]
    drill, criteria, noted = drill_of_session(session, facts.id), get_criteria(said["sheet"]), facts.ends_at
    names = [(name, role) for name, role in said["evaluators"]]
    number = start_evaluation(
        session, facts, criteria, drill, evaluators=names, nonce="demo-evaluation", actor=ACTOR, now=noted
    )
    answers = {name: Answer(level="yes") for name in criteria.item_by_key}
    answers |= {name: Answer(level=level, remark=remark) for name, level, remark in said["partly"]}
    filled = Filled(answers=answers, evaluators=names, conclusion=said["conclusion"], remarks=said["remarks"])
    save_evaluation(session, number, filled)
    finish_evaluation(session, number, facts, drill, actor=ACTOR, now=noted + timedelta(minutes=40))
    today = local_date(now, campaign.time_zone)
    for place, row in enumerate(said["improvements"]):
        wanted = Wanted(
            problem=row["problem"], measure=row["measure"], item=row["item"], owner_unit_id=units[row["unit"]].id,
            owner_name=row["owner"], due_on=today + timedelta(days=row["due_in"]), evaluation_id=number,
        )  # fmt: skip
        _mend(session, facts, wanted, row, f"demo-improvement-{place}", now)


def _mend(
    session: Session, facts: SessionFacts, wanted: Wanted, row: Mapping[str, Any], nonce: str, now: datetime
) -> None:
    raised = facts.ends_at + timedelta(hours=1)
    number = raise_improvement(session, facts, wanted, nonce=nonce, actor=ACTOR, now=raised)
    if "done" in row:
        at = min(raised + timedelta(days=4), now)
        report_done(session, number, Done(note=row["done"], on=facts.slot(at)), actor=ACTOR, now=at)


def _write_training(session: Session, held: Mapping[str, SessionFacts], units: Mapping[str, Unit]) -> None:
    """What was taught, and the contest that is the exam."""
    said = content()["training"]
    facts = held[said["session"]]
    exams = {contest.title: contest.id for contest in list_published_contests(session, facts.campaign_id)}
    record = TrainingFacts(
        content=said["content"].strip(), tenth_hours=usual_tenth_hours(facts), teacher=said["teacher"],
        keeper=said["keeper"], contest_id=exams[said["exam"]],
    )  # fmt: skip
    save_record(session, facts.id, record, actor=demo_actor(units[unit_rows()[0].code]), now=facts.ends_at)
