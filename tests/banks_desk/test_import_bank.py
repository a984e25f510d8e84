"""Questions into a unit's bank: all or selected, once; edits are versions; the desk shows everything first."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO

import pytest
from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.banks import (
    BankQuestion,
    QuestionBank,
    add_question,
    change_question,
    import_bank,
    load_questions,
    open_bank,
    read_bank_file,
    retire_question,
    sync_shipped_banks,
)
from quizapp.db import Store
from quizapp.errors import Conflict, NotAllowed
from quizapp.questions import Question
from tests.sheets.files import csv_bytes, xlsx
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.counting import statement_counter
from tests.support.visitor import Visitor

HEAD = ["题型", "题干", "选项A", "选项B", "选项C", "答案", "解析", "难度", "知识点", "依据"]
ROWS = [
    ["单选题", "火警电话是多少？", "119", "110", "120", "A", "", "易", "报警", "《中华人民共和国消防法》第44条"],
    ["判断题", "楼道里可以给电动自行车充电", "", "", "", "错误", "", "", "", ""],
    ["单选题", "没有答案的题", "甲", "乙", "", "", "", "", "", ""],
    ["多选题", "发现火情怎么做？", "报警", "疏散", "围观", "AB", "", "", "", "《中华人民共和国消防法》第999条"],
]
Q = Question(type="single", stem="灭火器在哪里？", options=("楼梯口", "家里"), correct=(0,))


def stems(store: Store) -> list[str]:
    with store.read() as session:
        return list(
            session.scalars(
                select(BankQuestion.stem).where(BankQuestion.retired_at.is_(None)).order_by(BankQuestion.id)
            )
        )


def test_it_works(store: Store, cast: Cast) -> None:
    reading = read_bank_file(xlsx([HEAD, *ROWS]), "题.xlsx")
    with store.write() as session:
        done = import_bank(session, reading, unit_id=cast.town.id, title="东明镇题库", now=OPENING)
    assert (done.added, done.changed, done.already_there, done.left_out) == (3, 0, 0, 0)
    assert stems(store) == ["火警电话是多少？", "楼道里可以给电动自行车充电", "发现火情怎么做？"]


def test_again_adds_nothing(store: Store, cast: Cast) -> None:
    reading = read_bank_file(xlsx([HEAD, *ROWS]), "题.xlsx")
    for expected in ((3, 0), (0, 3)):
        with store.write() as session:
            done = import_bank(session, reading, unit_id=cast.town.id, title="东明镇 题库", now=OPENING)
        assert (done.added, done.already_there) == expected
    with store.read() as session:
        assert len(session.scalars(select(QuestionBank)).all()) == 1


def test_only_the_chosen_rows(store: Store, cast: Cast) -> None:
    reading = read_bank_file(xlsx([HEAD, *ROWS]), "题.xlsx")
    with store.write() as session:
        done = import_bank(session, reading, unit_id=cast.town.id, title="题库", now=OPENING, places={1})
    assert (done.added, done.left_out) == (1, 2)
    assert stems(store) == ["楼道里可以给电动自行车充电"]


def test_a_key_with_other_content_is_the_next_version(store: Store, cast: Cast) -> None:
    for explanation, expected in (("旧解析", (1, 0)), ("新解析", (0, 1)), ("新解析", (0, 0))):
        data = csv_bytes([[*HEAD, "题目代码"], [*ROWS[0][:6], explanation, *ROWS[0][7:], "f-1"]])
        with store.write() as session:
            done = import_bank(session, read_bank_file(data), unit_id=cast.town.id, title="题库", now=OPENING)
        assert (done.added, done.changed) == expected
    with store.read() as session:
        rows = session.scalars(select(BankQuestion).order_by(BankQuestion.version)).all()
        assert [(row.version, row.retired_at is None) for row in rows] == [(1, False), (2, True)]


def test_statements_do_not_grow_with_the_file(store: Store, cast: Cast) -> None:
    counts = []
    for size, title in ((1, "小"), (400, "大")):
        rows = [["单选题", f"{title}第 {n} 题问什么？", "甲", "乙", "丙", "A", "", "", "", ""] for n in range(size)]
        reading = read_bank_file(csv_bytes([HEAD, *rows]))
        with statement_counter(store) as sent, store.write() as session:
            assert import_bank(session, reading, unit_id=cast.town.id, title=title, now=OPENING).added == size
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 7


def test_editing_makes_versions(store: Store, cast: Cast) -> None:
    with store.write() as session:
        bank = open_bank(session, unit_id=cast.town.id, title="题库", now=OPENING)
        first = add_question(session, bank.id, Q, now=OPENING)
        second = change_question(session, first, replace(Q, explanation="看墙上的标志"), now=OPENING)
        assert second != first
        assert change_question(session, second, replace(Q, explanation="看墙上的标志"), now=OPENING) == second
        with pytest.raises(Conflict, match="新版本"):
            change_question(session, first, Q, now=OPENING)
        with pytest.raises(Conflict, match="完全相同"):
            add_question(session, bank.id, Q, now=OPENING)
        retire_question(session, second, now=OPENING)
        assert load_questions(session, bank.id) == ()
        assert add_question(session, bank.id, Q, now=OPENING) not in {first, second}


def test_shipped_banks_are_read_only(store: Store) -> None:
    with store.write() as session:
        sync_shipped_banks(session, OPENING)
        shipped = session.scalars(select(BankQuestion)).first()
        assert shipped is not None
        with pytest.raises(NotAllowed):
            add_question(session, shipped.bank_id, Q, now=OPENING)
        with pytest.raises(NotAllowed):
            change_question(session, shipped.id, Q, now=OPENING)
        with pytest.raises(NotAllowed):
            retire_question(session, shipped.id, now=OPENING)


def upload(client: Visitor, cast: Cast, data: bytes) -> str:
    fields = {"unit_id": cast.town.id, "title": "东明镇题库", "file": (BytesIO(data), "题.xlsx")}
    answer = client.post("/console/banks/import", data=fields, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_the_desk_shows_every_problem_and_imports_what_is_chosen(client: Visitor, store: Store, cast: Cast) -> None:
    client.sign_in(cast.alice)
    preview = upload(client, cast, xlsx([HEAD, *ROWS]))
    page = client.get(preview).text
    for words in ("第 4 行", "没有答案", "第999条", "导入第 2 行"):
        assert words in page
    assert stems(store) == []
    shown = ["0", "1", "3"]
    nothing = client.post(preview, data={"do": "import", "shown": shown}, follow_redirects=True)
    assert "一道题也没有选" in nothing.text
    assert client.post(preview, data={"do": "import", "shown": shown, "place": ["0", "3"]}).status_code == 303
    assert stems(store) == ["火警电话是多少？", "发现火情怎么做？"]
    assert client.get(preview).status_code == 404
    with store.read() as session:
        [entry] = session.scalars(select(AuditEntry)).all()
        assert (entry.action, json.loads(entry.detail)["added"]) == ("bank.import", 2)
    assert "早已在库" in client.get(upload(client, cast, xlsx([HEAD, *ROWS]))).text


def test_a_file_without_questions_is_refused_with_the_reason(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.alice)
    fields = {"unit_id": cast.town.id, "title": "题库", "file": (BytesIO(b"PK\x03\x04broken"), "题.xlsx")}
    answer = client.post("/console/banks/import", data=fields, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "没有读到题目" in answer.text


def test_a_question_by_hand(client: Visitor, store: Store, cast: Cast) -> None:
    client.sign_in(cast.alice)
    bank = str(client.post("/console/banks/new", data={"unit_id": cast.town.id, "title": "题库"}).location)
    typed = {
        "type": "single", "stem": "火警电话是多少？", "option_a": "119", "option_b": "110", "answer": "A", "difficulty": "easy",
        "source": "《中华人民共和国消防法》第44条", "audience": ["resident"],
    }  # fmt: skip
    made = client.post(f"{bank}/questions/new", data=typed)
    assert made.status_code == 303, made.text
    page = client.get(str(made.location)).text
    assert "正确答案" in page
    assert "《中华人民共和国消防法》第44条" in page
    assert client.post(f"{made.location}/edit", data=typed | {"explanation": "119"}).status_code == 303
    assert client.post(f"{made.location}/edit", data=typed).status_code == 422  # an old version


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"stem": ""}, "请填写"),
        ({"answer": "E"}, "没有对应的选项"),
        ({"answer": ""}, "请填写"),
        ({"option_b": "119"}, "选项"),
        ({"source": "《中华人民共和国消防法》第999条"}, "999"),
        ({"type": "true_false", "answer": "也许"}, "正确"),
    ],
)
def test_what_is_wrong_with_a_question_is_said_beside_the_field(
    client: Visitor, store: Store, cast: Cast, change: dict[str, str], words: str
) -> None:
    client.sign_in(cast.alice)
    bank = str(client.post("/console/banks/new", data={"unit_id": cast.town.id, "title": "题库"}).location)
    typed = {
        "type": "single",
        "stem": "火警电话？",
        "option_a": "119",
        "option_b": "110",
        "answer": "A",
        "difficulty": "easy",
    }
    answer = client.post(f"{bank}/questions/new", data=typed | change)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'role="alert"' in answer.text
    assert stems(store) == []


@pytest.mark.parametrize("fmt", ["xlsx", "toml"])
def test_an_exported_bank_comes_back_the_same(client: Visitor, store: Store, cast: Cast, fmt: str) -> None:
    with store.write() as session:
        sync_shipped_banks(session, OPENING)
        bank_id = session.scalars(select(QuestionBank.id)).first()
        assert bank_id is not None
        questions = load_questions(session, bank_id)
    client.sign_in(cast.alice)
    answer = client.get(f"/console/banks/{bank_id}/export.{fmt}")
    assert read_bank_file(answer.data, f"x.{fmt}").questions == questions
    assert client.get(f"/console/banks/{bank_id}/export.exe").status_code == 404


def test_the_list_filters(client: Visitor, store: Store, cast: Cast) -> None:
    with store.write() as session:
        sync_shipped_banks(session, OPENING)
        import_bank(session, read_bank_file(xlsx([HEAD, *ROWS])), unit_id=cast.town.id, title="东明镇题库", now=OPENING)
        bank_id = session.scalars(select(QuestionBank.id).where(QuestionBank.unit_id == cast.town.id)).one()
    client.sign_in(cast.alice)
    listed = client.get("/console/banks").text
    assert "东明镇题库" in listed
    assert "自带题库" in listed
    for query, shown in (
        ("q=火警", 1),
        ("difficulty=easy", 1),
        ("topic=报警", 1),
        ("kind=true_false", 1),
        ("q=没有这题", 0),
        ("", 3),
    ):
        assert client.get(f"/console/banks/{bank_id}?{query}").text.count('href="/console/banks/questions/') == shown, (
            query
        )


def test_helpers_and_viewers_see_no_answer_keys(client: Visitor, store: Store, cast: Cast) -> None:
    with store.write() as session:
        sync_shipped_banks(session, OPENING)
    for officer in (cast.bob, cast.vera, cast.audrey):
        client.sign_in(officer)
        for address in (
            "/console/banks",
            "/console/banks/1",
            "/console/banks/questions/1",
            "/console/banks/1/export.toml",
        ):
            assert client.get(address).status_code == 403
