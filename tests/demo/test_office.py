"""The demo's desk: a plan, reports, an evaluated drill and a training, all of one month, all there to be seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from quizapp.activities import load_facts
from quizapp.campaigns import get_campaign
from quizapp.db import Store
from quizapp.demo import Keys, load_demo, play_month, play_office
from quizapp.evaluations import Evaluation, improvements_of_session, list_evaluations
from quizapp.filings import events_of, get_calendar, read_board, verify
from quizapp.kit.clock import local_date
from quizapp.kit.vault import Vault
from quizapp.ledger import verify as verify_seals
from quizapp.plans import list_liaisons, list_tasks
from quizapp.plans import read_board as read_plan
from quizapp.trainings import TrainingRecord, list_lines, read_training
from quizapp.units import get_unit_by_code

KEYS, VAULT = Keys(ledger=b"l" * 32, filings=b"f" * 32), Vault(b"v" * 32)
#: A Monday, and a Wednesday evening right after the reports were due.
MOMENTS = [datetime(2026, 6, 22, 2, tzinfo=UTC), datetime(2026, 6, 24, 11, tzinfo=UTC)]
STANDINGS = {
    "dm-zhen": "submitted", "dm-hongxing": "accepted", "dm-qingshan": "submitted", "dm-liuhe": "returned",
    "dm-nanhe": "missing", "dm-dukou": "submitted", "dm-nanhecun": "missing",
    "dm-beiling": "accepted", "dm-yunqi": "accepted", "dm-songtao": "submitted",
}  # fmt: skip


def play(store: Store, now: datetime) -> int:
    """The campaign's id, its month played by thirty people and the paperwork done."""
    with store.write() as session:
        campaign_id = load_demo(session, now=now, rng=Random(1)).campaign_id
    rng = Random(2026)
    play_month(store, campaign_id, participants=30, vault=VAULT, now=now, rng=rng)
    assert play_office(store, campaign_id, keys=KEYS, vault=VAULT, now=now, rng=rng) == 8
    return campaign_id


@pytest.mark.parametrize("now", MOMENTS, ids=["monday", "wednesday-evening"])
def test_every_desk_of_the_demo_has_something_on_it(store: Store, now: datetime) -> None:
    campaign_id = play(store, now)
    _has_reports(store, campaign_id, now)
    _has_a_plan(store, campaign_id, now)
    _has_an_evaluation(store, now)
    _has_a_training(store, now)


def _has_reports(store: Store, campaign_id: int, now: datetime) -> None:
    with store.read() as session:
        seals = verify_seals(session, key=KEYS.ledger)
        campaign, top = get_campaign(session, campaign_id), get_unit_by_code(session, "dm")
        calendar = get_calendar(session, campaign, campaign.form_key)
        week = calendar.windows[0]
        assert week.is_over(now)
        assert now - week.due_at <= timedelta(days=7)
        board = read_board(session, campaign, calendar, week, top, now=now)
        assert {line.code: str(line.standing) for line in board.lines} == STANDINGS
        assert not any(line.is_late for line in board.lines if line.filing_id)
        returned = next(line for line in board.lines if line.code == "dm-liuhe")
        assert returned.filing_id is not None
        assert events_of(session, [returned.filing_id])[-1].remark
        assert verify(session, seals, key=KEYS.filings).problems == ()


def _has_a_plan(store: Store, campaign_id: int, now: datetime) -> None:
    with store.read() as session:
        top = get_unit_by_code(session, "dm")
        assert len(list_tasks(session, campaign_id, [top.path])) == 4
        lines = list_liaisons(session, campaign_id, [top.path], vault=VAULT)
        assert {line.unit.code for line in lines if line.officer is None} == {"dm-nanhecun", "dm-yuye", "dm-shangcheng"}
        assert all(line.officer.office_phone.startswith("0000-") for line in lines if line.officer)
        board = read_plan(session, campaign_id, [top.path], today=local_date(now))
        assert {line.standing.is_done for line in board.lines} == {True, False}


def _has_an_evaluation(store: Store, now: datetime) -> None:
    with store.read() as session:
        held = session.scalars(select(Evaluation.session_id)).one()
        (view,) = list_evaluations(session, held)
        assert (view.row.state, view.criteria.key, view.result.percent) == ("finished", "village", 88.9)
        assert view.row.figures, "measured in the drill itself"
        today = local_date(now)
        first, second = (each.row for each in improvements_of_session(session, held, today=today))
        assert (first.state, first.due_on) == ("open", today + timedelta(days=4))
        assert second.state == "done"
        assert second.done_on is not None
        assert second.done_on <= today


def _has_a_training(store: Store, now: datetime) -> None:
    with store.read() as session:
        facts = load_facts(session, session.scalars(select(TrainingRecord.session_id)).one())
        training = read_training(session, facts)
        assert training.exam is not None
        assert training.exam.title == "安全生产知识竞赛"
        lines = list_lines(session, training, now=now)
        assert any(line.exam for line in lines), "somebody who came took the exam"
