"""The import desk: mended on the spot, chosen, imported once, taken back."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import pytest
from sqlalchemy import select

from quizapp.banks import (
    BankImport,
    BankQuestion,
    QuestionBank,
    add_question,
    change_question,
    import_bank,
    list_imports,
    load_questions,
    open_bank,
    read_bank_file,
    retire_question,
    set_approval,
    sync_shipped_banks,
    undo_import,
)
from quizapp.db import Store
from quizapp.errors import Conflict
from quizapp.questions import Question
from tests.sheets.files import csv_bytes, xlsx
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.counting import statement_counter
from tests.support.visitor import Visitor

HEAD = ["题型", "题干", "选项A", "选项B", "选项C", "答案", "解析", "难度", "知识点", "依据"]
GOOD = ["单选题", "油锅起火首先怎么做？", "盖上锅盖", "泼水", "开窗", "A", "隔绝空气。", "易", "厨房", ""]
NO_KEY = ["单选题", "灭火器多久检查一次？", "每月", "每年", "", "", "", "", "", ""]
LOWER = ["单选题", "火警电话是多少？", "119", "110", "120", "a", "", "", "", "《中华人民共和国消防法》第44条"]


def send(client: Visitor, cast: Cast, data: bytes, name: str = "题.xlsx", **fields: object) -> str:
    sent = {"unit_id": cast.town.id, "title": "东明镇题库", "file": (BytesIO(data), name), **fields}
    answer = client.post("/console/banks/import", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def standing(store: Store) -> list[BankQuestion]:
    with store.read() as session:
        return list(
            session.scalars(select(BankQuestion).where(BankQuestion.retired_at.is_(None)).order_by(BankQuestion.id))
        )


def take(client: Visitor, preview: str, *places: int) -> str:
    """Import these places of a preview; the address of the result."""
    shown = [str(place) for place in range(20)]
    answer = client.post(preview, data={"do": "import", "shown": shown, "place": [str(place) for place in places]})
    assert answer.status_code == 303
    return str(answer.location)


FIX = {"type": "single", "stem": "灭火器多久检查一次？", "option": ["每月", "每年"], "answer": "A", "explanation": "", "source": ""}  # fmt: skip


def test_it_works(client: Visitor, store: Store, cast: Cast) -> None:
    client.sign_in(cast.alice)
    preview = send(client, cast, xlsx([HEAD, GOOD, NO_KEY, LOWER]))
    page = client.get(f"{preview}?fix=1").text
    for words in ("E-NOKEY", "W-CASE", "灭火器多久检查一次", 'value="每月"'):
        assert words in page
    assert client.post(f"{preview}/rows/1", data=FIX).status_code == 303
    result = take(client, preview, 0, 1)
    assert [row.stem for row in standing(store)] == [GOOD[1], NO_KEY[1]]
    told = client.get(result).text
    assert "题.xlsx" in told
    assert "Alice" in told
    assert client.post(f"{result}/undo").status_code == 303
    assert standing(store) == []
    assert "已经撤销" in client.get(result).text


def test_what_is_mended_survives_and_is_judged_like_the_file(client: Visitor, store: Store, cast: Cast) -> None:
    client.sign_in(cast.alice)
    preview = send(client, cast, xlsx([HEAD, GOOD, NO_KEY]))
    still_wrong = client.post(f"{preview}/rows/1", data=FIX | {"answer": "E"}, follow_redirects=True).text
    assert "E-KEYRANGE" in still_wrong
    assert 'value="E"' in still_wrong  # what was typed is there to go on with
    assert 'value="E"' in client.get(f"{preview}?fix=1&show=fixed").text
    client.post(f"{preview}/rows/1", data=FIX | {"source": "《中华人民共和国消防法》第999条"})
    assert "第“999”条" in client.get(preview).text
    client.post(f"{preview}/rows/1", data={"do": "reset"})
    assert "已改" not in client.get(preview).text
    assert client.post(f"{preview}/rows/9", data=FIX).status_code == 404


def test_mending_a_row_keeps_what_has_no_box(client: Visitor, store: Store, cast: Cast) -> None:
    client.sign_in(cast.alice)
    head = [*HEAD, "标签", "适用人群", "题目代码"]
    preview = send(client, cast, xlsx([head, [*GOOD, "厨房", "居民", "k-1"]]))
    client.post(f"{preview}/rows/0", data=FIX | {"stem": "油锅着火怎么办？", "option": ["盖锅盖", "泼水"]})
    take(client, preview, 0)
    [row] = standing(store)
    assert (row.key, row.topic, row.difficulty, row.tags, row.audience) == (
        "k-1",
        "厨房",
        "easy",
        "|厨房|",
        "|resident|",
    )
    assert row.stem == "油锅着火怎么办？"


def test_blanks_can_be_mended_too(client: Visitor, store: Store, cast: Cast) -> None:
    client.sign_in(cast.alice)
    preview = send(client, cast, xlsx([HEAD, NO_KEY]))
    fix = {"type": "fill_in", "stem": "火警电话是____，急救电话是____。", "answer": "119|一一九||120"}
    client.post(f"{preview}/rows/0", data=fix)
    take(client, preview, 0)
    with store.read() as session:
        bank_id = session.scalars(select(QuestionBank.id)).one()
        [question] = load_questions(session, bank_id)
    assert [blank.accepted for blank in question.blanks] == [("119", "一一九"), ("120",)]


@pytest.mark.parametrize(("do", "chosen"), [("all", [0, 2]), ("none", []), ("clean", [0])])
def test_rows_are_chosen_all_none_or_without_warnings(client: Visitor, cast: Cast, do: str, chosen: list[int]) -> None:
    client.sign_in(cast.alice)
    preview = send(client, cast, xlsx([HEAD, GOOD, NO_KEY, LOWER]))
    client.post(preview, data={"do": do})
    ticked = re.findall(r'name="place" value="(\d+)" form="choose" checked', client.get(preview).text)
    assert [int(place) for place in ticked] == chosen


def leads(page: str, start: str) -> str:
    """Where the button of the preview leads whose address goes on like this."""
    found = re.search(rf'name="do" value="\w+" formaction="([^"]*{re.escape(start)}[^"]*)"', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


def unticked(page: str) -> list[str]:
    return re.findall(r'name="place" value="(\d+)" form="choose">', page)


def test_what_is_unticked_is_kept_by_every_button_that_leaves_the_page(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.alice)
    preview = send(client, cast, xlsx([HEAD, GOOD, NO_KEY, LOWER]))
    ticks = {"shown": ["0", "2"], "place": ["2"]}
    tab = client.post(leads(client.get(preview).text, "?show=problems"), data={"do": "go", **ticks})
    assert str(tab.location).endswith("?show=problems")
    assert unticked(client.get(preview).text) == ["0"]
    mend = client.post(leads(client.get(preview).text, "fix=1"), data={"do": "go", "shown": ["0", "2"], "place": ["0"]})
    assert str(mend.location).endswith("fix=1#row-1")
    page = client.get(str(mend.location)).text
    assert unticked(page) == ["2"]
    save = leads(page, "/rows/1")
    assert 'form="choose" id="f1-stem"' in page  # the boxes are sent together with the ticks
    client.post(save, data={"do": "fix", "shown": ["0", "2"], "place": [], **FIX})
    assert unticked(client.get(preview).text) == ["0", "2"]
    pairs = client.post(preview, data={"do": "pairs", **ticks})
    assert str(pairs.location).endswith("/duplicates")
    assert unticked(client.get(preview).text) == ["0"]


def test_what_is_unticked_is_kept_from_page_to_page(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.alice)
    preview = send(client, cast, big(120), "题.csv")
    there = leads(client.get(preview).text, "page=2")
    second = client.post(there, data={"do": "go", "page": "1", "shown": ["0", "1"], "place": ["1"]})
    assert 'id="row-50"' in client.get(str(second.location)).text
    assert unticked(client.get(preview).text) == ["0"]


def test_a_card_shows_letters_the_explanation_and_codes_last(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.alice)
    long = "隔绝空气。" + "很长" * 100 + "第二部分 多选题"
    page = client.get(send(client, cast, xlsx([HEAD, [*GOOD[:6], long], [*NO_KEY[:6], "说明"], LOWER]))).text
    for words in (
        "A. 盖上锅盖 <strong>✓</strong>",
        "<li>B. 泼水</li>",
        "解析：隔绝空气。",
        "第二部分 多选题",
        "解析：说明",
    ):
        assert words in page
    assert long not in page
    assert re.search(r"\S <small class=\"muted\">W-CASE</small></span></p>", page)


def test_only_problems_are_listed_when_asked(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.alice)
    preview = send(client, cast, xlsx([HEAD, GOOD, NO_KEY, LOWER]))
    for show, rows in (("all", 3), ("problems", 2), ("errors", 1), ("fixed", 0), ("nonsense", 3)):
        assert client.get(f"{preview}?show={show}").text.count('id="row-') == rows


def test_questions_can_be_pasted(client: Visitor, store: Store, cast: Cast) -> None:
    client.sign_in(cast.alice)
    pasted = "1. 火警电话是多少？\nA. 119\nB. 110\n答案：A\n"
    sent = {"unit_id": cast.town.id, "title": "题库", "pasted": pasted}
    answer = client.post("/console/banks/import", data=sent)
    take(client, str(answer.location), 0)
    assert [row.stem for row in standing(store)] == ["火警电话是多少？"]
    assert client.post("/console/banks/import", data={**sent, "pasted": " "}).status_code == 422


def test_a_file_that_can_be_read_in_two_ways_is_read_as_chosen(client: Visitor, store: Store, cast: Cast) -> None:
    client.sign_in(cast.alice)
    rows = [["题型", "题干", "选项A", "答案"], ["填空题", "火警____，急救____。", "", "119;一一九|120"]]
    preview = send(client, cast, xlsx(rows))
    assert 'name="blank_separator"' in client.get(preview).text
    client.post(preview, data={"do": "read", "blank_separator": "|"})
    take(client, preview, 0)
    with store.read() as session:
        [question] = load_questions(session, session.scalars(select(QuestionBank.id)).one())
    assert [blank.accepted for blank in question.blanks] == [("119", "一一九"), ("120",)]


def test_another_encoding_can_be_chosen(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.alice)
    paper = "1. 火警電話是多少？\nA. 一一九\nB. 一二零\n答案：A\n"
    preview = send(client, cast, paper.encode("big5"), "题.txt")
    client.post(preview, data={"do": "read", "encoding": "gb18030"})
    assert "火警電話是多少" not in client.get(preview).text
    client.post(preview, data={"do": "read", "encoding": "big5"})
    assert "火警電話是多少" in client.get(preview).text


def test_an_import_into_a_bank_with_approval_waits(client: Visitor, store: Store, cast: Cast) -> None:
    with store.write() as session:
        bank = open_bank(session, unit_id=cast.town.id, title="东明镇题库", now=OPENING)
        set_approval(session, bank.id, is_needed=True)
    client.sign_in(cast.alice)
    take(client, send(client, cast, xlsx([HEAD, GOOD])), 0)
    assert [row.is_draft for row in standing(store)] == [True]
    with store.read() as session:
        assert load_questions(session, bank.id) == ()


def load(store: Store, cast: Cast, *rows: list[str]) -> int:
    """Id of an import of these rows, each with a code of its own."""
    with store.write() as session:
        reading = read_bank_file(csv_bytes([[*HEAD, "题目代码"], *rows]))
        return import_bank(session, reading, unit_id=cast.town.id, title="题库", now=OPENING).import_id


def test_undoing_restores_what_was_replaced_and_keeps_what_was_changed_since(store: Store, cast: Cast) -> None:
    load(store, cast, [*GOOD, "a"])
    second = load(store, cast, [*GOOD[:6], "新解析", *GOOD[7:], "a"], [*LOWER, "b"], [*GOOD[:1], "新题？", *GOOD[2:], "c"], [*GOOD[:1], "再一题？", *GOOD[2:], "d"])  # fmt: skip
    with store.write() as session:
        rows = {row.key: row for row in session.scalars(select(BankQuestion).where(BankQuestion.retired_at.is_(None)))}
        content = Question(type="single", stem="改写了？", options=("甲", "乙"), correct=(0,), key="b")
        change_question(session, rows["b"].id, content, now=OPENING, by=cast.alice.id)
        retire_question(session, rows["c"].id, now=OPENING)
    with store.write() as session:
        plan = undo_import(session, second, now=OPENING, by=cast.alice.id)
        assert (len(plan.removed), len(plan.restored)) == (2, 1)
        assert sorted(each.stem for each in plan.kept) == sorted([LOWER[1], "新题？"])
        assert {str(each.reason)[:6] for each in plan.kept} == {"导入后又改过", "导入后已经有"}
        with pytest.raises(Conflict, match="已经撤销"):
            undo_import(session, second, now=OPENING, by=cast.alice.id)
    assert [(row.key, row.version) for row in standing(store)] == [("a", 1), ("b", 2)]


def test_after_an_undo_the_file_can_be_imported_again(store: Store, cast: Cast) -> None:
    first = load(store, cast, [*GOOD, ""])
    with store.write() as session:
        undo_import(session, first, now=OPENING, by=None)
    load(store, cast, [*GOOD, ""])
    assert [(row.stem, row.version) for row in standing(store)] == [(GOOD[1], 2)]
    with store.read() as session:
        bank_id = session.scalars(select(QuestionBank.id)).one()
        assert [each.undone_at is None for each in list_imports(session, bank_id)] == [True, False]


def test_two_confirmations_of_one_upload_import_once(client: Visitor, store: Store, cast: Cast) -> None:
    client.sign_in(cast.alice)
    preview = send(client, cast, xlsx([HEAD, GOOD]))
    take(client, preview, 0)
    assert client.post(preview, data={"do": "import", "shown": ["0"], "place": ["0"]}).status_code == 404
    with store.read() as session:
        assert len(session.scalars(select(BankImport)).all()) == 1


ALIKE = ["单选题", "油锅着火首先怎样做", "盖上锅盖", "泼水", "", "A", "盖锅盖隔绝空气，火就灭了。", "", "", "《中华人民共和国消防法》第44条"]  # fmt: skip


@pytest.mark.parametrize(
    ("verdict", "stems"),
    [("both", [GOOD[1], ALIKE[1]]), ("first", [GOOD[1]]), ("second", [ALIKE[1]]), ("merge", [GOOD[1]])],
)
def test_two_rows_that_ask_the_same(client: Visitor, store: Store, cast: Cast, verdict: str, stems: list[str]) -> None:
    client.sign_in(cast.alice)
    preview = send(client, cast, xlsx([HEAD, GOOD, ALIKE]))
    page = client.get(f"{preview}/duplicates").text
    assert "<mark>" in page
    assert 'name="pair-0:1"' in page
    client.post(f"{preview}/duplicates", data={"pair-0:1": verdict})
    take(client, preview, 0, 1)
    rows = standing(store)
    assert [row.stem for row in rows] == stems
    if verdict == "merge":
        assert rows[0].source.startswith("《中华人民共和国消防法》")
        assert rows[0].content["secret"]["explanation"] == ALIKE[6]


@pytest.mark.parametrize(("verdict", "versions"), [("both", 2), ("first", 1), ("second", 1), ("merge", 1)])
def test_a_row_that_the_bank_asks_already(
    client: Visitor, store: Store, cast: Cast, verdict: str, versions: int
) -> None:
    with store.write() as session:
        bank = open_bank(session, unit_id=cast.town.id, title="东明镇题库", now=OPENING)
        [question] = read_bank_file(csv_bytes([HEAD, GOOD])).questions
        stored = add_question(session, bank.id, replace(question, key="own"), now=OPENING)
    client.sign_in(cast.alice)
    preview = send(client, cast, xlsx([HEAD, ALIKE, LOWER]))
    assert "题库里的 own" in client.get(f"{preview}/duplicates").text
    client.post(f"{preview}/duplicates", data={f"pair-0@{stored}": verdict})
    take(client, preview, 0, 1)
    rows = {row.key: row for row in standing(store) if row.stem != LOWER[1]}
    assert len(rows) == versions
    assert rows["own"].version == (2 if verdict in {"first", "merge"} else 1)
    assert rows["own"].stem == (ALIKE[1] if verdict == "first" else GOOD[1])


def test_a_question_of_a_shipped_bank_is_recognised(client: Visitor, store: Store, cast: Cast) -> None:
    with store.write() as session:
        sync_shipped_banks(session, OPENING)
        shipped = session.scalars(select(BankQuestion).where(BankQuestion.type == "true_false")).first()
        assert shipped is not None
        stem = shipped.stem
        answer = "正确" if shipped.content["secret"]["correct"] == [0] else "错误"
    client.sign_in(cast.alice)
    preview = send(client, cast, xlsx([HEAD, ["判断题", f"{stem} ", "", "", "", answer, "", "", "", ""]]))
    assert "自带题库" in client.get(f"{preview}/duplicates").text
    client.post(f"{preview}/duplicates", data={f"pair-0@{shipped.id}": "second"})
    assert client.post(preview, data={"do": "import", "shown": ["0"], "place": ["0"]}).status_code == 303
    assert [row for row in standing(store) if row.import_id] == []


def big(count: int) -> bytes:
    # Figures differ in every row, so that nothing is asked twice.
    return csv_bytes(
        [HEAD, *(["单选题", f"第 {n} 号规定问的是什么？", "甲", "乙", "丙", "A", "", "", "", ""] for n in range(count))]
    )


def test_pages_of_a_large_file_cost_as_many_statements_as_of_a_small_one(
    client: Visitor, store: Store, cast: Cast
) -> None:
    client.sign_in(cast.alice)
    counts = []
    for count in (3, 3_000):
        preview = send(client, cast, big(count), "题.csv")
        with statement_counter(store) as sent:
            page = client.get(f"{preview}?page=2").text
        assert page.count('id="row-') == min(count, 50)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 8, counts


def test_all_of_a_large_file_is_imported_whatever_page_is_shown(client: Visitor, store: Store, cast: Cast) -> None:
    client.sign_in(cast.alice)
    preview = send(client, cast, big(120), "题.csv")
    client.post(preview, data={"do": "save", "shown": ["0", "1"], "place": ["1"]})
    client.post(preview, data={"do": "import", "page": "2", "shown": ["50", "51"], "place": ["51"]})
    assert len(standing(store)) == 118
