"""Pages of a draw: organizer, participant, winner; masked names, no secrets before their time."""

from __future__ import annotations

import re
from datetime import date, timedelta

from sqlalchemy import select

from quizapp.accounts import SYSTEM
from quizapp.contests import Contest, close_contest
from quizapp.db import Store
from quizapp.people import PersonDevice
from quizapp.prizes import PrizeDraw, PrizeWin, draw_winners, freeze_pool, publish_draw
from tests.contests.makers import hold_phone, make_contest
from tests.prizes.makers import make_draw, take_part
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.visitor import Visitor


def test_the_organizer_writes_publishes_and_draws(store: Store, cast: Cast, clock: FakeClock, client: Visitor) -> None:
    with store.write() as session:
        contest = make_contest(session, cast, clock())
        for number in range(6):
            take_part(session, contest, cast.hongxing.id, clock(), number)
        contest_id = contest.id
    client.sign_in(cast.alice)
    assert "还没有抽奖" in client.get("/console/draws").text
    form = {
        "title": "六月抽奖", "eligibility": "passed", "claim_until": (clock().date() + timedelta(days=60)).isoformat(),
        "prizes-0-rank": "一等奖", "prizes-0-name": "灭火器", "prizes-0-count": "1", "prizes-0-value": "120.50",
        "prizes-1-rank": "二等奖", "prizes-1-name": "", "prizes-1-count": "2",
    }  # fmt: skip
    refused = client.post(f"/console/contests/{contest_id}/draws/new", data=form)
    assert refused.status_code == 422
    assert "每种奖品要写奖级" in refused.text
    made = client.post(f"/console/contests/{contest_id}/draws/new", data={**form, "prizes-1-name": "手电"})
    assert made.status_code == 303, made.text
    where = made.headers["Location"]
    assert "120.50" in client.get(where).text
    assert client.post(f"{where}/publish").status_code == 303
    with store.write() as session:
        code = session.scalars(select(PrizeDraw.code)).one()
        close_contest(session, contest_id, actor=SYSTEM, now=clock())
    public = client.get(f"/d/{code}").text
    assert "种子指纹" in public
    assert client.get(f"/d/{code}/pool.txt").status_code == 404
    assert client.post(f"{where}/freeze").status_code == 303
    with store.read() as session:
        seed = session.scalars(select(PrizeDraw.seed)).one()
    assert seed not in client.get(f"/d/{code}").text
    assert len(client.get(f"/d/{code}/pool.txt").text.split()) == 6
    assert client.post(f"{where}/draw", data={"public_number": ""}).status_code == 303
    shown = client.get(f"/d/{code}").text
    assert seed in shown
    assert "甲*" in shown
    assert not re.search(r"甲乙\d", shown)
    assert "二等奖" in client.get(where).text


def test_the_winner_sees_it_and_claims(store: Store, cast: Cast, clock: FakeClock, client: Visitor) -> None:
    with store.write() as session:
        contest = make_contest(session, cast, clock())
        code = contest.code
        contest_id = contest.id
    device = hold_phone(client, code)
    with store.write() as session:
        contest = session.get_one(Contest, contest_id)
        person = take_part(session, contest, cast.hongxing.id, clock(), 1)
        session.add(
            PersonDevice(device_hash=device, campaign_id=contest.campaign_id, person_id=person.id, used_at=clock())
        )
        draw = make_draw(session, contest_id, clock(), asks_phone=True, claim_until=clock().date() + timedelta(days=60))
        publish_draw(session, draw.id, actor=SYSTEM, now=clock())
        close_contest(session, contest_id, actor=SYSTEM, now=clock())
        freeze_pool(session, draw.id, actor=SYSTEM, now=clock())
        draw_id, draw_code = draw.id, draw.code
    assert "您在抽奖名单里" in client.get(f"/d/{draw_code}").text
    with store.write() as session:
        draw_winners(session, draw_id, public_number="", actor=SYSTEM, now=clock())
    assert "您中奖了" in client.get("/c/dm2026").text
    page = client.get(f"/d/{draw_code}").text
    with store.read() as session:
        win = session.scalars(select(PrizeWin)).one()
    assert "恭喜，您中了一等奖" in page
    assert win.claim_code in page
    assert client.post(f"/d/{draw_code}/claim", data={"phone": "1"}).status_code == 422
    assert client.post(f"/d/{draw_code}/claim", data={"phone": "138 0000 1234"}).status_code == 303
    assert "已确认" in client.get(f"/d/{draw_code}").text


def test_a_stranger_sees_no_claim_code(store: Store, cast: Cast, clock: FakeClock, client: Visitor) -> None:
    with store.write() as session:
        contest = make_contest(session, cast, clock())
        take_part(session, contest, cast.hongxing.id, clock(), 1)
        draw = make_draw(session, contest.id, clock(), claim_until=date(2030, 1, 1))
        publish_draw(session, draw.id, actor=SYSTEM, now=clock())
        close_contest(session, contest.id, actor=SYSTEM, now=clock())
        freeze_pool(session, draw.id, actor=SYSTEM, now=clock())
        draw_winners(session, draw.id, public_number="", actor=SYSTEM, now=clock())
        code = draw.code
    with store.read() as session:
        claim_code = session.scalars(select(PrizeWin.claim_code)).one()
    assert claim_code not in client.get(f"/d/{code}").text
    assert client.post(f"/d/{code}/claim").status_code == 404


def test_a_draft_has_no_page(store: Store, cast: Cast, clock: FakeClock, client: Visitor) -> None:
    with store.write() as session:
        contest = make_contest(session, cast, clock())
        code = make_draw(session, contest.id, clock()).code
    assert client.get(f"/d/{code}").status_code == 404
