"""Certificates and prize pools go by the result that counts, like boards."""

from __future__ import annotations

from datetime import date

import pytest

from quizapp.accounts import SYSTEM
from quizapp.certificates import issue, my_certificate, open_offer, save_template
from quizapp.certificates.rules import Rule
from quizapp.certificates.service import TemplateSettings
from quizapp.contests import find_contest
from quizapp.contests.rules import Counting
from quizapp.ledger import latest_position
from quizapp.prizes import Eligibility, PrizeDraw, list_tickets
from tests.contests.makers import Phone
from tests.leaderboards.conftest import Fair, MakeFair
from tests.prizes.makers import make_draw

TEMPLATE = TemplateSettings(
    title="荣誉证书", text="{姓名}在竞赛中成绩合格。", issuers="东明镇应急办", rule=Rule.SCORE, percent=80
)


def certify(fair: Fair, phone: Phone) -> tuple[int, bool] | None:
    """(score, whether it is withdrawn) of the person's certificate; it is fetched first."""
    with fair.store.write() as session:
        if my_certificate(session, fair.contest_id, phone.person_id) is None:
            save_template(session, TEMPLATE, contest_id=fair.contest_id, actor=SYSTEM, now=fair.clock())
            open_offer(session, fair.contest_id, actor=SYSTEM, now=fair.clock())
        issue(session, find_contest(session, fair.code), now=fair.clock(), person_id=phone.person_id)
        mine = my_certificate(session, fair.contest_id, phone.person_id)
        return (mine.score, mine.is_withdrawn) if mine else None


@pytest.mark.parametrize(
    ("counting", "expected"),
    [
        (Counting.BEST, (10_000, False)), (Counting.FIRST, (10_000, False)), (Counting.LAST, (4000, True)),
        (Counting.AVERAGE, (7000, True)),
    ],
)  # fmt: skip
def test_a_certificate_follows_the_rule(make_fair: MakeFair, counting: Counting, expected: tuple[int, bool]) -> None:
    fair = make_fair(counting=counting)
    phone = fair.join(fair.cast.hongxing, 10)[0]
    assert certify(fair, phone) == (10_000, False)
    fair.answer(phone, 4)
    assert certify(fair, phone) == expected


def test_an_average_earns_a_certificate_on_the_latest_paper(make_fair: MakeFair) -> None:
    fair = make_fair(counting=Counting.AVERAGE)
    phone = fair.join(fair.cast.hongxing, 7)[0]
    assert certify(fair, phone) is None
    fair.answer(phone, 10)
    assert certify(fair, phone) == (8500, False)


@pytest.mark.parametrize(
    ("counting", "size"), [(Counting.BEST, 2), (Counting.FIRST, 1), (Counting.LAST, 1), (Counting.AVERAGE, 1)]
)
def test_a_pool_follows_the_rule_and_stays_what_it_was(make_fair: MakeFair, counting: Counting, size: int) -> None:
    fair = make_fair(counting=counting)
    up, down = fair.join(fair.cast.hongxing, 3, 10)
    fair.answer(up, 10)
    fair.answer(down, 0)
    with fair.store.write() as session:
        draw = make_draw(
            session, fair.contest_id, fair.clock(), eligibility=Eligibility.PASSED, claim_until=date(2027, 1, 31)
        )
        position = latest_position(session)
        before = list_tickets(session, draw, position=position)
        assert len(before) == size
        draw_id = draw.id
    for phone in (up, down):
        fair.answer(phone, 5)
    with fair.store.read() as session:
        assert list_tickets(session, session.get_one(PrizeDraw, draw_id), position=position) == before
