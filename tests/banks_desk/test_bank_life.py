"""A bank over the years: many questions changed at once, two people, what has to be looked at again, files and papers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from docx import Document
from sqlalchemy import select, update

from quizapp.banks import (
    BankQuestion,
    QuestionBank,
    QuestionFilter,
    add_question,
    approve_question,
    change_question,
    import_bank,
    list_questions,
    load_questions,
    open_bank,
    read_bank_file,
    retire_question,
    set_approval,
    shipped_index,
    sync_shipped_banks,
)
from quizapp.banks.desk.bulk import Change, change_questions, copy_questions
from quizapp.banks.desk.exporting import pick_for_paper
from quizapp.banks.desk.review import Reason, count_due, list_due, verify_question
from quizapp.banks.writers import bank_writers
from quizapp.db import Store
from quizapp.errors import Conflict, Invalid, NotAllowed
from quizapp.questions import Question, Source
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.counting import statement_counter
from tests.support.visitor import Visitor

TODAY = date(2026, 6, 16)
Q = Question(type="single", stem="灭火器在哪里？", options=("楼梯口", "家里"), correct=(0,), key="q-0")


def fill(store: Store, cast: Cast, count: int = 4, title: str = "题库") -> tuple[int, list[int]]:
    """A bank with numbered questions: its id and theirs."""
    with store.write() as session:
        bank = open_bank(session, unit_id=cast.town.id, title=title, now=OPENING)
        return bank.id, [
            add_question(
                session, bank.id, replace(Q, stem=f"{title}第 {n} 题？", key=f"q-{n}", tags=("旧",)), now=OPENING, by=cast.alice.id
            )
            for n in range(count)
        ]  # fmt: skip


def rows(store: Store, bank_id: int, **wanted: str) -> list[BankQuestion]:
    with store.read() as session:
        return list_questions(session, bank_id, QuestionFilter(**wanted))[0]


def test_many_questions_change_at_once_each_into_its_next_version(store: Store, cast: Cast) -> None:
    bank_id, ids = fill(store, cast)
    change = Change(topic="厨房", difficulty="hard", audience=("elder",), add_tags=("新", "旧"), remove_tags=("旧",))
    with store.write() as session:
        assert change_questions(session, bank_id, ids[:3], change, now=OPENING, by=cast.alice.id) == 3
        assert change_questions(session, bank_id, ids[:3], change, now=OPENING, by=cast.alice.id) == 0
    changed = rows(store, bank_id, topic="厨房", difficulty="hard", audience="elder", tag="新")
    assert [(row.key, row.version) for row in changed] == [("q-0", 2), ("q-1", 2), ("q-2", 2)]
    assert [row.key for row in rows(store, bank_id, tag="旧")] == ["q-3"]


def test_changing_many_costs_as_many_statements_as_changing_one(store: Store, cast: Cast) -> None:
    counts = []
    for number, size in enumerate((1, 40)):
        bank_id, ids = fill(store, cast, size, title=f"第{number}库")
        with statement_counter(store) as sent, store.write() as session:
            change_questions(session, bank_id, ids, Change(topic="厨房"), now=OPENING, by=None)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 6


@pytest.mark.parametrize("change", [Change(), Change(difficulty="terrible"), Change(audience=("cats",))])
def test_a_change_that_is_none_is_refused(store: Store, cast: Cast, change: Change) -> None:
    bank_id, ids = fill(store, cast, 1)
    with store.write() as session, pytest.raises(Invalid):
        change_questions(session, bank_id, ids, change, now=OPENING, by=None)


def test_copying_passes_over_what_is_there_and_moving_takes_it_out(store: Store, cast: Cast) -> None:
    bank_id, ids = fill(store, cast, 3)
    other, _ = fill(store, cast, 1, title="另一个")
    with store.write() as session:
        done = copy_questions(session, bank_id, ids[:2], into=other, now=OPENING, by=None)
        assert (done.copied, done.already_there) == (2, 0)
        done = copy_questions(session, bank_id, ids, into=other, now=OPENING, by=None, keeps=False)
        assert (done.copied, done.already_there) == (1, 2)
        with pytest.raises(Invalid, match="另一个题库"):
            copy_questions(session, bank_id, ids, into=bank_id, now=OPENING, by=None)
    assert rows(store, bank_id) == []
    # q-0 was taken by a question of the other bank.
    assert [row.key for row in rows(store, other)] == ["q-0", "q-0-2", "q-1", "q-2"]


def test_a_shipped_question_is_copied_but_never_moved(store: Store, cast: Cast) -> None:
    target, _ = fill(store, cast, 0)
    with store.write() as session:
        sync_shipped_banks(session, OPENING)
        shipped = session.scalars(select(BankQuestion).where(BankQuestion.bank_id != target).limit(2)).all()
        ids, bank_id = [row.id for row in shipped], shipped[0].bank_id
    with store.write() as session:
        assert copy_questions(session, bank_id, ids, into=target, now=OPENING, by=None).copied == 2
    with store.write() as session, pytest.raises(NotAllowed):
        copy_questions(session, bank_id, ids, into=target, now=OPENING, by=None, keeps=False)


def test_the_page_works_on_what_is_ticked_and_on_all_that_the_filter_shows(
    client: Visitor, store: Store, cast: Cast
) -> None:
    bank_id, ids = fill(store, cast)
    client.sign_in(cast.alice)
    address = f"/console/banks/{bank_id}/bulk"
    assert "一道题也没有选" in client.post(address, data={"topic": "厨房"}, follow_redirects=True).text
    client.post(address, data={"id": [ids[0]], "do": "change", "topic": "厨房"})
    client.post(f"{address}?topic=厨房", data={"all": "1", "do": "change", "add_tags": "重点、必考"})
    assert [row.tags for row in rows(store, bank_id, topic="厨房")] == ["|旧|重点|必考|"]
    client.post(address, data={"id": ids[1:3], "do": "retire"})
    assert [row.key for row in rows(store, bank_id)] == ["q-0", "q-3"]
    assert [row.key for row in rows(store, bank_id, state="retired")] == ["q-1", "q-2"]


def test_ids_of_another_bank_are_not_touched(client: Visitor, store: Store, cast: Cast) -> None:
    bank_id, _ = fill(store, cast, 1)
    with store.write() as session:
        foreign = open_bank(session, unit_id=cast.stranger_town.id, title="别处", now=OPENING)
        stranger = add_question(session, foreign.id, Q, now=OPENING)
    client.sign_in(cast.alice)
    client.post(f"/console/banks/{bank_id}/bulk", data={"id": [stranger], "do": "retire"})
    answer = client.post(f"/console/banks/{bank_id}/bulk", data={"all": "1", "do": "move", "into": foreign.id})
    assert answer.status_code == 404
    assert [row.id for row in rows(store, foreign.id)] == [stranger]
    assert len(rows(store, bank_id)) == 1


def test_a_new_question_waits_for_somebody_else(store: Store, cast: Cast) -> None:
    bank_id, _ = fill(store, cast, 0)
    with store.write() as session:
        set_approval(session, bank_id, is_needed=True)
        draft = add_question(session, bank_id, Q, now=OPENING, by=cast.alice.id)
        assert load_questions(session, bank_id) == ()
        with pytest.raises(NotAllowed, match="自己写的题"):
            approve_question(session, draft, now=OPENING, today=TODAY, by=cast.alice.id)
        approved = approve_question(session, draft, now=OPENING, today=TODAY, by=cast.adam.id)
        assert (approved.reviewed_by, approved.reviewed_on) == (cast.adam.id, TODAY)
        assert len(load_questions(session, bank_id)) == 1
        with pytest.raises(Conflict, match="不在等复核"):
            approve_question(session, draft, now=OPENING, today=TODAY, by=cast.adam.id)


def test_what_is_in_use_stays_until_its_next_version_is_approved(store: Store, cast: Cast) -> None:
    bank_id, [first] = fill(store, cast, 1)
    with store.write() as session:
        set_approval(session, bank_id, is_needed=True)
        second = change_question(session, first, replace(Q, explanation="一"), now=OPENING, by=cast.alice.id)
        assert [row.id for row in list_questions(session, bank_id)[0]] == [first]
        with pytest.raises(Conflict, match="等复核"):
            change_question(session, first, replace(Q, explanation="二"), now=OPENING, by=cast.alice.id)
        third = change_question(session, second, replace(Q, explanation="三"), now=OPENING, by=cast.adam.id)
        approve_question(session, third, now=OPENING, today=TODAY, by=cast.alice.id)
        assert [(row.id, row.version) for row in list_questions(session, bank_id)[0]] == [(third, 3)]
    assert rows(store, bank_id, state="draft") == []


def test_a_draft_that_is_turned_down_leaves_the_question_as_it_was(store: Store, cast: Cast) -> None:
    bank_id, [first] = fill(store, cast, 1)
    with store.write() as session:
        set_approval(session, bank_id, is_needed=True)
        draft = change_question(session, first, replace(Q, explanation="一"), now=OPENING, by=cast.alice.id)
        retire_question(session, draft, now=OPENING)
    assert [row.id for row in rows(store, bank_id)] == [first]


def test_approval_on_the_page(client: Visitor, store: Store, cast: Cast) -> None:
    bank_id, _ = fill(store, cast, 0)
    client.sign_in(cast.alice)
    client.post(f"/console/banks/{bank_id}/approval", data={"needed": "1"})
    typed = {"type": "true_false", "stem": "火警电话是 119", "answer": "正确", "difficulty": "easy"}
    made = str(client.post(f"/console/banks/{bank_id}/questions/new", data=typed).location)
    assert "请同事打开这一页复核" in client.get(made).text
    assert client.post(f"{made}/approve").status_code == 403
    client.sign_in(cast.adam)
    assert client.post(f"{made}/approve").status_code == 303
    page = client.get(made).text
    assert "Alice" in page
    assert "Adam" in page
    assert len(rows(store, bank_id)) == 1


def due(store: Store, bank_id: int, today: date = TODAY) -> dict[str, set[Reason]]:
    with store.read() as session:
        found, total = list_due(session, bank_id, index=shipped_index(), today=today)
    assert len(found) == total
    return {each.row.key: set(each.reasons) for each in found}


def test_questions_are_listed_when_law_or_time_went_past_them(store: Store, cast: Cast) -> None:
    index = shipped_index()
    law = index.laws["fire-services-law"]
    current = Source(law=law.key, article="44", version_date=law.version_date)
    old = replace(current, version_date=date(2008, 10, 28))
    made = {
        "fresh": replace(Q, source=current), "law": replace(Q, source=old), "over": replace(Q, valid_to=date(2026, 6, 15)),
        "soon": replace(Q, valid_to=date(2026, 7, 1)), "later": replace(Q, valid_to=date(2026, 12, 31)), "old": Q,
    }  # fmt: skip
    with store.write() as session:
        bank_id = open_bank(session, unit_id=cast.town.id, title="题库", now=OPENING).id
        for key, question in made.items():
            added = add_question(session, bank_id, replace(question, stem=f"{key}？", key=key), now=OPENING)
            checked = date(2025, 6, 1) if key == "old" else TODAY
            session.execute(update(BankQuestion).where(BankQuestion.id == added).values(last_verified_on=checked))
    assert due(store, bank_id) == {
        "law": {Reason.LAW}, "over": {Reason.EXPIRED}, "soon": {Reason.EXPIRING}, "old": {Reason.OLD},
    }  # fmt: skip
    with store.read() as session:
        assert count_due(session, bank_id, index=index, today=TODAY) == dict.fromkeys(Reason, 1)
        only = list_due(session, bank_id, index=index, today=TODAY, reason=Reason.EXPIRED)
        assert [each.row.key for each in only[0]] == ["over"]
    assert "fresh" in due(store, bank_id, TODAY + timedelta(days=366))


def test_a_verified_question_cites_the_law_as_it_stands_now(store: Store, cast: Cast) -> None:
    index = shipped_index()
    law = index.laws["fire-services-law"]
    question = replace(Q, source=Source(law=law.key, article="44", version_date=date(2008, 10, 28)))
    with store.write() as session:
        bank_id = open_bank(session, unit_id=cast.town.id, title="题库", now=OPENING).id
        first = add_question(session, bank_id, question, now=OPENING)
        second = verify_question(session, first, index=index, now=OPENING, today=TODAY, by=cast.alice.id)
        assert second != first
        assert verify_question(session, second, index=index, now=OPENING, today=TODAY, by=cast.alice.id) == second
    assert due(store, bank_id) == {}
    [row] = rows(store, bank_id)
    assert (row.version, row.law_version, row.last_verified_on) == (2, law.version_date, TODAY)


def test_never_checked_questions_are_listed_a_year_after_they_were_written(store: Store, cast: Cast) -> None:
    bank_id, _ = fill(store, cast, 1)
    assert due(store, bank_id, TODAY + timedelta(days=364)) == {}
    assert due(store, bank_id, TODAY + timedelta(days=370)) == {"q-0": {Reason.OLD}}


def test_the_review_page_verifies_with_one_tap(client: Visitor, store: Store, cast: Cast) -> None:
    bank_id, [question_id] = fill(store, cast, 1)
    with store.write() as session:
        session.execute(update(BankQuestion).values(last_verified_on=date(2020, 1, 1)))
    client.sign_in(cast.alice)
    page = client.get(f"/console/banks/{bank_id}/review?reason=old").text
    assert f"/console/banks/questions/{question_id}/verify" in page
    assert client.post(f"/console/banks/questions/{question_id}/verify").status_code == 303
    assert "没有要核对的题" in client.get(f"/console/banks/{bank_id}/review").text


def test_versions_are_compared(client: Visitor, store: Store, cast: Cast) -> None:
    _bank_id, [first] = fill(store, cast, 1)
    with store.write() as session:
        changed = replace(Q, stem="题库第 0 题改了？", options=("楼梯口", "车库"), tags=("旧",))
        second = change_question(session, first, changed, now=OPENING, by=cast.alice.id)
    client.sign_in(cast.alice)
    page = client.get(f"/console/banks/questions/{second}?against={first}").text
    assert re.findall(r"<mark>(.*?)</mark>", page)[:1] == ["改了"]
    assert "<mark>" not in client.get(f"/console/banks/questions/{second}?against=999").text


@pytest.mark.parametrize("fmt", sorted(bank_writers()))
def test_every_format_is_offered_with_what_it_cannot_hold(client: Visitor, store: Store, cast: Cast, fmt: str) -> None:
    bank_id, _ = fill(store, cast, 2)
    with store.write() as session:
        ordering = Question(type="ordering", stem="先后？", options=("甲", "乙", "丙"), correct=(0, 1, 2), key="o")
        add_question(session, bank_id, ordering, now=OPENING)
    client.sign_in(cast.alice)
    page = client.get(f"/console/banks/{bank_id}/export?fmt={fmt}").text
    assert ("写不全" in page) != ("什么都不丢" in page)
    sent = client.get(f"/console/banks/{bank_id}/export.{fmt}")
    assert sent.status_code == 200
    kept = {question.stem for question in read_bank_file(sent.data, f"x.{fmt}").questions}
    assert {"题库第 0 题？", "题库第 1 题？"} <= kept
    assert ("先后？" in kept) or "先后？" in page


def test_only_what_the_filter_shows_is_exported(client: Visitor, store: Store, cast: Cast) -> None:
    bank_id, ids = fill(store, cast)
    with store.write() as session:
        change_questions(session, bank_id, ids[:1], Change(topic="厨房"), now=OPENING, by=None)
    client.sign_in(cast.alice)
    sent = client.get(f"/console/banks/{bank_id}/export.toml?topic=厨房").data
    assert [question.stem for question in read_bank_file(sent).questions] == ["题库第 0 题？"]
    assert client.get(f"/console/banks/{bank_id}/export.exe").status_code == 404


def test_a_paper_and_its_key_belong_together(client: Visitor, store: Store, cast: Cast) -> None:
    bank_id, _ = fill(store, cast, 6)
    client.sign_in(cast.alice)
    address = f"/console/banks/{bank_id}/paper.docx?title=期中测试&count=4&number=B"

    def text(key: str) -> str:
        document = Document(BytesIO(client.get(f"{address}&key={key}").data))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])

    asked = re.findall(r"题库第 (\d) 题", text("none"))
    assert len(set(asked)) == 4
    assert re.findall(r"题库第 (\d) 题", text("end")) == asked
    assert "题库第" not in text("only")
    pdf = client.get(f"/console/banks/{bank_id}/paper.pdf?key=nonsense")
    assert pdf.data.startswith(b"%PDF")
    assert client.get(f"/console/banks/{bank_id}/paper.exe").status_code == 404


def test_mixed_options_keep_their_key() -> None:
    questions = [replace(Q, stem=f"第 {n} 题？", options=("甲", "乙", "丙", "丁"), correct=(1,)) for n in range(8)]
    mixed = pick_for_paper(questions, count=5, number="A")
    assert mixed == pick_for_paper(questions, count=5, number="A")
    assert mixed != pick_for_paper(questions, count=5, number="B")
    assert all(question.options[question.correct[0]] == "乙" for question in mixed)
    assert len({question.options for question in mixed}) > 1
    assert pick_for_paper(questions, count=0, number="") == questions


def test_an_import_remembers_who_wrote(store: Store, cast: Cast) -> None:
    with store.write() as session:
        reading = read_bank_file("1. 火警电话？\nA. 119\nB. 110\n答案：A\n".encode())
        done = import_bank(session, reading, unit_id=cast.town.id, title="题库", now=OPENING)
    with store.read() as session:
        bank = session.get_one(QuestionBank, done.bank_id)
        [row] = session.scalars(select(BankQuestion).where(BankQuestion.bank_id == bank.id))
        assert (row.import_id, row.created_by) == (done.import_id, None)


def test_programs_read_banks_and_questions(client: Visitor, store: Store, cast: Cast) -> None:
    bank_id, ids = fill(store, cast, 3)
    with store.write() as session:
        change_questions(session, bank_id, ids[:1], Change(topic="厨房"), now=OPENING, by=None)
    client.sign_in(cast.alice)
    [bank] = client.get("/api/banks").get_json()["banks"]
    assert (bank["id"], bank["size"], bank["needs_approval"]) == (bank_id, 3, False)
    page = client.get(f"/api/banks/{bank_id}/questions?limit=2&offset=1").get_json()
    assert (page["total"], [each["key"] for each in page["questions"]]) == (3, ["q-1", "q-2"])
    [only] = client.get(f"/api/banks/{bank_id}/questions?topic=厨房").get_json()["questions"]
    assert (only["version"], only["question"]["topic"], only["question"]["stem"]) == (2, "厨房", "题库第 0 题？")
    assert client.get(f"/api/banks/{bank_id}/questions?state=any").status_code == 422
    client.sign_in(cast.vera)
    assert client.get("/api/banks").status_code == 403


def test_days_and_tags_are_written_on_the_form(client: Visitor, store: Store, cast: Cast) -> None:
    bank_id, _ = fill(store, cast, 0)
    client.sign_in(cast.alice)
    typed = {
        "type": "true_false", "stem": "新规定施行了", "answer": "正确", "difficulty": "easy", "tags": "新规、必考",
        "valid_from": "2026-05-01", "valid_to": "2026-12-31",
    }  # fmt: skip
    wrong = client.post(f"/console/banks/{bank_id}/questions/new", data=typed | {"valid_to": "2026-04-01"})
    assert wrong.status_code == 422
    assert "失效日期早于生效日期" in wrong.text
    made = str(client.post(f"/console/banks/{bank_id}/questions/new", data=typed).location)
    [row] = rows(store, bank_id)
    assert (row.valid_from, row.valid_to, row.tags) == (date(2026, 5, 1), date(2026, 12, 31), "|新规|必考|")
    assert 'value="2026-12-31"' in client.get(f"{made}/edit").text
    client.post(f"{made}/edit", data=typed | {"valid_to": ""})
    assert [(row.version, row.valid_to) for row in rows(store, bank_id)] == [(2, None)]
