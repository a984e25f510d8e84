"""Questions that ask the same anywhere in one's banks: found, told apart, taken out; remembered until something changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quizapp.banks import BankQuestion, add_question, open_bank, retire_question
from quizapp.banks.desk import stock
from quizapp.banks.desk.stock import search_stock
from quizapp.db import Store
from quizapp.questions import Question
from tests.banks_desk.test_bank_life import OPENING
from tests.support.cast import Cast
from tests.support.counting import statement_counter
from tests.support.visitor import Visitor

FIRE = Question(
    type="single", stem="家里起火时，首先应当怎么做？", options=("拨打119报警", "收拾财物", "躲进柜子", "乘电梯下楼"), correct=(0,),
    key="fire-1",
)  # fmt: skip
SAME = replace(FIRE, stem="家里着火时，首先应当怎样做？", key="fire-2")
OTHER = replace(FIRE, stem="灭火器压力表的指针应当在哪个区域？", options=("绿色", "红色", "黄色", "白色"), key="gauge")
#: As alike in its letters, and another question.
FORBIDDEN = replace(FIRE, stem="家里起火时，首先不得怎么做？", key="fire-3")


def bank(store: Store, unit_id: int | None, title: str, *questions: Question) -> list[int]:
    """Ids of the questions of a new bank, a shipped one without a unit."""
    with store.write() as session:
        made = open_bank(session, unit_id=unit_id or 1, title=title, now=OPENING)
        ids = [add_question(session, made.id, each, now=OPENING) for each in questions]
        if unit_id is None:
            made.unit_id = None
        return ids


def found(store: Store, cast: Cast, bank_id: int | None = None) -> tuple[list[set[int]], list[set[int]]]:
    """Pairs of question ids: among own ones, and with shipped ones."""
    with store.read() as session:
        stock_now = search_stock(session, [cast.town.id], bank_id=bank_id)
    return [{each.one, each.other} for each in stock_now.own], [{each.one, each.other} for each in stock_now.shipped]


def test_pairs_are_found_across_banks_and_shipped_ones_stand_apart(store: Store, cast: Cast) -> None:
    first, _gauge = bank(store, cast.town.id, "甲", FIRE, OTHER)
    second, _not = bank(store, cast.town.id, "乙", SAME, FORBIDDEN)
    (shipped,) = bank(store, None, "自带", replace(SAME, stem="家里失火时，首先应当怎么做？"))
    own, with_shipped = found(store, cast)
    assert own == [{first, second}]
    assert {frozenset(pair) for pair in with_shipped} == {frozenset({first, shipped}), frozenset({second, shipped})}


def test_an_exact_copy_of_a_shipped_question_is_no_pair_and_other_units_are_not_looked_at(
    store: Store, cast: Cast
) -> None:
    bank(store, None, "自带", FIRE)
    bank(store, cast.town.id, "甲", FIRE)
    bank(store, cast.sister_town.id, "别处", SAME)
    assert found(store, cast) == ([], [])


def test_a_bank_is_compared_with_all_others(store: Store, cast: Cast) -> None:
    first, _twin = bank(store, cast.town.id, "甲", FIRE, replace(SAME, key="fire-9"))
    (third,) = bank(store, cast.town.id, "乙", replace(FIRE, stem="家里失火时，首先应当怎么做？", key="fire-4"))
    with store.read() as session:
        second_bank = session.get_one(BankQuestion, third).bank_id
    assert all(third in pair for pair in found(store, cast, second_bank)[0])
    assert {first, third} in found(store, cast, second_bank)[0]


def test_it_is_remembered_until_a_question_comes_or_goes(store: Store, cast: Cast) -> None:
    ids = bank(store, cast.town.id, "甲", FIRE, SAME)
    assert len(found(store, cast)[0]) == 1
    with statement_counter(store) as sent:
        assert len(found(store, cast)[0]) == 1
    assert len(sent) == 1, str(sent)
    with store.write() as session:
        retire_question(session, ids[1], now=OPENING)
    assert found(store, cast) == ([], [])


def test_who_has_too_many_chooses_a_bank(store: Store, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock, "MOST", 2)
    bank(store, cast.town.id, "甲", FIRE, SAME, OTHER)
    with store.read() as session:
        assert search_stock(session, [cast.town.id]).is_too_large


def test_one_of_two_is_taken_out_on_the_page(store: Store, cast: Cast, client: Visitor) -> None:
    first, second = bank(store, cast.town.id, "甲", FIRE, SAME)
    client.sign_in(cast.alice)
    page = client.get("/console/banks/alike").text
    assert "% 相同" in page
    assert page.count("<mark>") > 1
    assert f"/console/banks/questions/{first}/retire" in page
    assert "没有意思相同的题" in client.get("/console/banks/alike?with=shipped").text
    headers = {"Referer": "http://localhost/console/banks/alike"}
    answer = client.post(f"/console/banks/questions/{second}/retire", headers=headers)
    assert answer.headers["Location"] == "/console/banks/alike"
    assert "没有意思相同的题" in client.get("/console/banks/alike").text


def test_strangers_see_nothing_of_it(store: Store, cast: Cast, client: Visitor) -> None:
    bank(store, cast.town.id, "甲", FIRE, SAME)
    client.sign_in(cast.zhao)
    assert "还没有自己的题" in client.get("/console/banks/alike").text
