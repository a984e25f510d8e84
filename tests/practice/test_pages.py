"""Practice as a phone sees it: keys stay here until the answer, plain forms, one's own progress alone."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from sqlalchemy import select, update

from quizapp.audit.models import AuditEntry
from quizapp.banks import BankQuestion, QuestionBank
from quizapp.db import Store
from quizapp.ledger import LedgerEntry
from quizapp.people import NewPerson, register_person
from quizapp.practice import DailyQuestion, Mode, PracticeAnswer, PracticeSetting, shuffle
from quizapp.questions import find_type
from tests.contests.makers import VAULT, make_campaign
from tests.practice.makers import HOME, Room, atoms_of, device_of, forget_memory, open_practice
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.counting import statement_counter
from tests.support.visitor import Visitor


def fields(page: str) -> dict[str, str]:
    """Hidden fields of the question's form."""
    form = page[page.index('id="practice-form"') :]
    form = form[: form.index("</form>")]
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found if name != "csrf_token"}


def right_sheet(room: Room, sent: dict[str, str]) -> dict[str, object]:
    question = room.questions()[int(sent["question"])]
    atoms = atoms_of(question, shuffle(question, sent["nonce"]))
    return {**sent, f"q-{sent['number']}": [str(atom) for atom in atoms]}


def name_phone(room: Room, client: Visitor, name: str = "王小明") -> int:
    device = device_of(client)
    new = NewPerson(campaign_id=room.campaign_id, unit_id=room.cast.hongxing.id, name=name, notice_version=1)
    with room.store.write() as session:
        return register_person(session, new, device_hash=device, vault=VAULT, now=room.clock()).id


def test_from_the_campaign_to_an_explained_answer(room: Room, client: Visitor) -> None:
    assert HOME in client.get("/c/dm2026").text
    assert "随便来" in client.get(HOME).text
    page = client.get(f"{HOME}/go").text
    assert "要求先确认自身安全" not in page
    assert "安全生产法" not in page
    answered = client.post(f"{HOME}/answer", data=right_sheet(room, fields(page)))
    assert answered.status_code == 200
    assert "答对了" in answered.text
    assert "要求先确认自身安全" in answered.text
    assert "安全生产法" in answered.text
    assert "n=2" in answered.text
    with room.store.read() as session:
        assert session.scalars(select(LedgerEntry.id)).all() == []


def test_no_key_before_the_answer(room: Room, client: Visitor) -> None:
    """Nothing but the shown options is on the page: the same page for whichever of them is right."""
    page = client.get(f"{HOME}/go").text
    sent = fields(page)
    question = room.questions()[int(sent["question"])]
    kind = find_type(question.type)
    shown = kind.present(question, shuffle(question, sent["nonce"]))
    assert set(shown) & {"correct", "explanation", "source"} == set()
    for secret in (question.explanation, "review-correct", "correct", "data-key"):
        assert secret not in page


def test_nothing_answered_is_said_and_giving_up_is_allowed(room: Room, client: Visitor) -> None:
    sent = fields(client.get(f"{HOME}/go").text)
    again = client.post(f"{HOME}/answer", data=sent)
    assert again.status_code == 422
    assert "请先选好" in again.text
    assert fields(again.text) == sent
    given_up = client.post(f"{HOME}/answer", data={**sent, "give_up": "1"})
    assert "再记一遍" in given_up.text
    assert "1 道等着再练" in client.get(HOME).text


def test_forged_forms_lead_to_another_question(room: Room, client: Visitor) -> None:
    for forged in ({}, {"question": "999", "nonce": "abcdefgh", "q-1": "0"}, {"question": "1", "nonce": "<x>"}):
        assert client.post(f"{HOME}/answer", data=forged).status_code == 303
    with room.store.read() as session:
        assert session.scalars(select(PracticeAnswer.id)).all() == []


def test_what_was_chosen_is_what_comes(room: Room, client: Visitor) -> None:
    for _ in range(6):
        sent = fields(client.get(f"{HOME}/go?topic=火灾报警&level=hard&bank={room.bank_id}").text)
        question = room.questions()[int(sent["question"])]
        assert (question.topic, question.difficulty) == ("火灾报警", "hard")
        assert sent["topic"] == "火灾报警"
        client.post(f"{HOME}/answer", data=right_sheet(room, sent))
    assert "这里没有题" in client.get(f"{HOME}/go?topic=没有的").text
    assert "做过" in client.get(f"{HOME}/bank/{room.bank_id}").text
    assert client.get(f"{HOME}/bank/999").status_code == 404


def test_new_questions_come_first(room: Room, client: Visitor) -> None:
    seen = set()
    for _ in range(30):
        sent = fields(client.get(f"{HOME}/go").text)
        seen.add(sent["question"])
        client.post(f"{HOME}/answer", data=right_sheet(room, sent))
    assert len(seen) == 30


def test_the_mistake_book(room: Room, client: Visitor) -> None:
    sent = fields(client.get(f"{HOME}/go").text)
    client.post(f"{HOME}/answer", data={**sent, "give_up": "1"})
    stem = room.questions()[int(sent["question"])].stem
    book = client.get(f"{HOME}/mistakes").text
    assert stem in book
    assert "今天还有 1 道" in book
    again = fields(client.get(f"{HOME}/go?from=mistakes").text)
    assert again["question"] == sent["question"]
    assert "改天再答对一次" in client.post(f"{HOME}/answer", data=right_sheet(room, again)).text
    assert "今天的错题都练过了" in client.get(f"{HOME}/go?from=mistakes").text
    room.clock.advance(days=1)
    again = fields(client.get(f"{HOME}/go?from=mistakes").text)
    assert "已移出错题本" in client.post(f"{HOME}/answer", data=right_sheet(room, again)).text
    assert "现在没有错题" in client.get(f"{HOME}/mistakes").text


def test_a_tap_takes_out_ones_own_mistake_alone(room: Room, client: Visitor) -> None:
    first = next(iter(room.questions()))
    room.answer(first, right=False, phone="neighbour")
    device_of(client)
    sent = fields(client.get(f"{HOME}/go").text)
    client.post(f"{HOME}/answer", data={**sent, "give_up": "1"})
    with room.store.read() as session:
        theirs, mine = session.scalars(select(PracticeAnswer.id).order_by(PracticeAnswer.id)).all()
    client.post(f"{HOME}/mistakes/leave", data={"answer": theirs})
    client.post(f"{HOME}/mistakes/leave", data={"answer": mine})
    client.post(f"{HOME}/mistakes/leave", data={"all": "1"})
    with room.store.read() as session:
        rows = {row.id: row.is_mistake for row in session.scalars(select(PracticeAnswer))}
    assert rows == {theirs: True, mine: False}


def test_the_question_of_the_day(room: Room, client: Visitor) -> None:
    page = client.get(f"{HOME}/daily").text
    assert "practice-form" in page
    with room.store.read() as session:
        row = session.scalars(select(DailyQuestion)).one()
        setting = session.get_one(PracticeSetting, room.campaign_id)
    assert setting.seed not in page
    assert setting.seed_commitment in page
    assert "要求先确认自身安全" not in page
    question = room.questions()[row.question_id]
    atoms = [str(atom) for atom in atoms_of(question, tuple(row.option_order))]
    where = f"{HOME}/daily/2026-06-16"
    assert client.post(where, data={}).status_code == 422
    assert client.post(where, data={"q-1": atoms}).status_code == 303
    assert "答对了" in client.get(where).text
    assert client.post(where, data={"give_up": "1"}).status_code == 303
    assert "答对了" in client.get(f"{HOME}/daily").text
    for other in ("2026-06-17", "2026-07-01", "yesterday"):
        assert client.get(f"{HOME}/daily/{other}").status_code == 404
    room.clock.advance(days=20)
    over = client.get(f"{HOME}/daily").text
    assert "活动已经结束" in over
    assert setting.seed in over


def test_the_challenge(room: Room, client: Visitor) -> None:
    assert "开始挑战" in client.get(f"{HOME}/challenge").text
    assert client.get(f"{HOME}/challenge/run").status_code == 303
    assert client.post(f"{HOME}/challenge/start").status_code == 303
    for number in range(1, 4):
        sent = fields(client.get(f"{HOME}/challenge/run").text)
        assert sent["number"] == str(number)
        assert f"已连对 {number} 题" in client.post(f"{HOME}/challenge/run", data=right_sheet(room, sent)).text
        assert client.post(f"{HOME}/challenge/run", data=right_sheet(room, sent)).status_code == 303
    sent = fields(client.get(f"{HOME}/challenge/run").text)
    assert client.post(f"{HOME}/challenge/run", data=sent).status_code == 422
    assert "这一轮连对 3 题" in client.post(f"{HOME}/challenge/run", data={**sent, "give_up": "1"}).text
    assert "重新开始一轮" in client.get(f"{HOME}/challenge").text
    assert client.get(f"{HOME}/challenge/board").status_code == 404
    with room.store.write() as session:
        open_practice(session, room.campaign_id, (room.bank_id,), room.clock(), shows_board=True)
    assert "上榜的人还不够" in client.get(f"{HOME}/challenge/board").text


def test_no_word_of_the_book_where_it_is_not_open(room: Room, client: Visitor) -> None:
    modes = frozenset({Mode.FREE, Mode.CHALLENGE, Mode.DAILY})
    with room.store.write() as session:
        open_practice(session, room.campaign_id, (room.bank_id,), room.clock(), modes=modes)
    client.post(f"{HOME}/challenge/start")
    client.get(f"{HOME}/daily")
    for where, back in ((f"{HOME}/go", f"{HOME}/answer"), (f"{HOME}/challenge/run", f"{HOME}/challenge/run")):
        wrong = client.post(back, data={**fields(client.get(where).text), "give_up": "1"})
        assert "再记一遍" in wrong.text
        assert "错题本" not in wrong.text
    client.post(f"{HOME}/daily/2026-06-16", data={"give_up": "1"})
    for path in ("", "/daily", "/challenge"):
        assert f"{HOME}/mistakes" not in client.get(f"{HOME}{path}").text
    assert client.get(f"{HOME}/mistakes").status_code == 404


def test_ones_own_record(room: Room, client: Visitor) -> None:
    sent = fields(client.get(f"{HOME}/go").text)
    client.post(f"{HOME}/answer", data=right_sheet(room, sent))
    assert "只记在这部手机名下" in client.get(f"{HOME}/mine").text
    name_phone(room, client)
    client.post(f"{HOME}/answer", data=right_sheet(room, fields(client.get(f"{HOME}/go").text)))
    assert "记在 王小明 名下" in client.get(f"{HOME}/mine").text
    assert "练过 2 题" in client.get("/c/dm2026/record").text
    assert "练过 2 题" in client.get("/c/dm2026/record/export.csv").text
    assert client.post(f"{HOME}/mine/erase").status_code == 303
    with room.store.read() as session:
        assert session.scalars(select(PracticeAnswer.id)).all() == []
    assert "练过" not in client.get("/c/dm2026/record").text


def test_closed_until_somebody_opens_it(store: Store, cast: Cast, clock: FakeClock, client: Visitor) -> None:
    with store.write() as session:
        make_campaign(session, cast, clock())
    for path in ("", "/go", "/mistakes", "/daily", "/challenge", "/mine"):
        assert client.get(f"{HOME}{path}").status_code == 404
    assert "练一练" not in client.get("/c/dm2026").text


def test_the_organizer_opens_it(room: Room, client: Visitor) -> None:
    client.sign_in(room.cast.chen)
    assert "东明县安全生产月" in client.get("/console/practice").text
    where = f"/console/campaigns/{room.campaign_id}/practice"
    assert "种子指纹" in client.get(where).text
    refused = client.post(where, data={"is_open": "y", "modes": "daily"})
    assert refused.status_code == 422
    assert "请至少选一个题库" in refused.text
    assert "请至少开放一种练习" in client.post(where, data={"is_open": "y", "bank_ids": room.bank_id}).text
    assert client.post(where, data={"is_open": "y", "modes": "daily", "bank_ids": room.bank_id}).status_code == 303
    assert client.get(f"{HOME}/daily").status_code == 200
    assert client.get(f"{HOME}/go").status_code == 404
    with room.store.read() as session:
        details = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "practice.set")).all()
    assert [json.loads(detail)["modes"] for detail in details] == [["daily"]]
    assert client.post(where, data={"modes": "daily", "bank_ids": room.bank_id}).status_code == 303
    assert client.get(HOME).status_code == 404


def test_a_town_cannot_open_it_for_the_county(room: Room, client: Visitor) -> None:
    client.sign_in(room.cast.alice)
    assert "由主办单位开放" in client.get("/console/practice").text
    assert client.get(f"/console/campaigns/{room.campaign_id}/practice").status_code in {403, 404}


TAPS = {"home": 4, "go": 4, "answer": 5, "answer again": 5, "mistakes": 4, "daily": 5, "challenge step": 7}


@pytest.mark.parametrize("tap", sorted(TAPS))
@pytest.mark.parametrize("is_named", [False, True])
def test_statements_of_a_tap(room: Room, client: Visitor, tap: str, is_named: bool) -> None:
    """No bank is read again, whatever it holds; a tap costs the same at ten answers and at ten thousand."""
    if is_named:
        name_phone(room, client)
    client.get(f"{HOME}/daily")
    client.post(f"{HOME}/answer", data={**fields(client.get(f"{HOME}/go").text), "give_up": "1"})
    sent = right_sheet(room, fields(client.get(f"{HOME}/go").text))
    if tap == "answer again":
        client.post(f"{HOME}/answer", data=sent)
    client.post(f"{HOME}/challenge/start")
    step = right_sheet(room, fields(client.get(f"{HOME}/challenge/run").text))
    deeds = {
        "home": lambda: client.get(HOME), "go": lambda: client.get(f"{HOME}/go"),
        "answer": lambda: client.post(f"{HOME}/answer", data=sent),
        "answer again": lambda: client.post(f"{HOME}/answer", data=sent),
        "mistakes": lambda: client.get(f"{HOME}/mistakes"), "daily": lambda: client.get(f"{HOME}/daily"),
        "challenge step": lambda: client.post(f"{HOME}/challenge/run", data=step),
    }  # fmt: skip
    with statement_counter(room.store) as counted:
        assert deeds[tap]().status_code == 200
    assert len(counted) <= TAPS[tap], str(counted)


def test_after_a_restart_the_pool_is_one_statement(room: Room, client: Visitor) -> None:
    client.get(f"{HOME}/go")
    forget_memory()
    with statement_counter(room.store) as counted:
        client.get(f"{HOME}/go")
    assert len(counted) <= TAPS["go"] + 1, str(counted)


def test_an_edit_reaches_the_next_question(room: Room, client: Visitor) -> None:
    """Leaving one question in use is seen at once, though the pool is in memory."""
    client.get(f"{HOME}/go")
    keep = next(iter(room.questions()))
    with room.store.write() as session:
        session.execute(update(BankQuestion).where(BankQuestion.id != keep).values(retired_at=room.clock()))
        session.execute(update(QuestionBank).values(updated_at=room.clock.advance(minutes=1)))
    assert fields(client.get(f"{HOME}/go").text)["question"] == str(keep)
