"""Evaluating at the assembly point and mending afterwards, as pages, without a script."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from quizapp.activities import SessionFacts
from quizapp.audit import Query, list_entries
from quizapp.db import Store
from quizapp.evaluations import get_criteria, read_evaluation
from tests.drills.conftest import School
from tests.evaluations.conftest import begin, fill, finish, problem
from tests.photos.test_photos import picture
from tests.support.cast import Cast
from tests.support.clock import OPENING, FakeClock
from tests.support.visitor import Visitor


@pytest.fixture
def bob(client: Visitor, cast: Cast) -> Visitor:
    """The helper of 东明镇, signed in."""
    client.sign_in(cast.bob)
    return client


def answers(level: str = "yes", **changes: str) -> dict[str, str]:
    """Every item of the village sheet as a form sends it."""
    named = {f"level.{name}": level for name, _ in get_criteria("village").items()}
    return named | {key.replace("__", "."): value for key, value in changes.items()}


def start(visitor: Visitor, session_id: int) -> str:
    where = f"/console/sessions/{session_id}/evaluations"
    answer = visitor.post(where, data={"criteria": "village", "name": "李四", "role": "镇应急办", "nonce": "n1"})
    assert answer.status_code == 303
    return str(answer.location)


def test_a_helper_fills_a_sheet_part_by_part_and_finishes_it(bob: Visitor, store: Store, school: School) -> None:
    page = bob.get(f"/console/sessions/{school.session_id}").text
    assert f"/console/sessions/{school.session_id}/evaluations" in page
    where = start(bob, school.session_id)
    page = bob.get(where).text
    assert "警报后 0:20 首人到达集合点" in page, "the drill's own figure stands beside the question"
    assert "演练" in re.findall(r'data-word="([^"]+)"', page)
    part = {"level.before.known": "yes", "level.before.route": "no", "revision": "0", "do": "next-s-during"}
    answer = bob.post(where, data=part | {"evaluator_name": ["李四", "赵六"], "evaluator_role": ["镇应急办", ""]})
    assert (answer.status_code, answer.location) == (303, f"{where}#s-during")
    page = bob.get(where).text
    assert "草稿 2/10" in page
    assert re.search(r'value="no" checked', page)
    full = answers(level__before__route="no") | {"revision": "1", "do": "finish", "evaluator_name": ["李四"],
                                                "evaluator_role": [""]}  # fmt: skip
    missing = bob.post(where, data=full, follow_redirects=True).text
    assert "完成前还差 2 处" in missing, "a remark for the no, and the conclusion"
    assert "要写说明：疏散路线通畅" in missing
    full |= {"revision": "2", "remark.before.route": "西门锁着", "conclusion": "met"}
    page = bob.post(where, data=full, follow_redirects=True).text
    assert "评估已完成" in page
    assert "结论：达到预期" in page
    assert "西门锁着" in page
    assert "更正" not in re.sub(r"另填一份更正", "", page), "a helper cannot correct"
    assert bob.post(where, data=full | {"revision": "3"}).status_code == 409


def test_a_page_that_another_phone_overtook_loses_nothing(bob: Visitor, school: School) -> None:
    where = start(bob, school.session_id)
    bob.post(where, data={"level.before.known": "yes", "revision": "0"})
    late = bob.post(where, data={"level.before.known": "no", "remark.before.known": "没听见喇叭", "revision": "0"})
    assert late.status_code == 409
    assert "另一部手机" in late.text
    assert "没听见喇叭" in late.text
    assert 'name="revision" value="1"' in late.text, "saving once more takes this page's word"


def test_what_was_typed_while_a_colleague_finished_the_sheet_is_shown_again(bob: Visitor, school: School) -> None:
    where = start(bob, school.session_id)
    named = {"evaluator_name": ["李四"], "evaluator_role": [""], "conclusion": "met"}
    bob.post(where, data=answers() | named | {"revision": "0", "do": "finish"})
    assert "已完成" in bob.get(where).text
    late = bob.post(where, data={"level.before.known": "no", "remark.before.known": "没听见喇叭", "revision": "0"})
    assert late.status_code == 409
    assert "没听见喇叭" in late.text
    assert "更正" in late.text
    assert "没听见喇叭" not in bob.get(where).text


def test_correcting_printing_and_throwing_away(
    client: Visitor, cast: Cast, store: Store, school: School, facts: SessionFacts
) -> None:
    made = begin(store, facts, drill_id=school.id)
    fill(store, made)
    finish(store, facts, made, school.id)
    client.sign_in(cast.bob)
    assert client.post(f"/console/evaluations/{made}/correct", data={"reason": "x"}).status_code == 403
    client.sign_in(cast.vera)
    assert "接着填" not in client.get(f"/console/sessions/{school.session_id}/evaluations").text
    paper = PdfReader(io.BytesIO(client.get(f"/console/evaluations/{made}/file.pdf").data))
    words = "".join(page.extract_text() for page in paper.pages)
    assert "演练" in words
    assert "村（社区）演练评估表" in words
    client.sign_in(cast.alice)
    assert client.get(f"/console/evaluations/{made}/file.docx").data.startswith(b"PK")
    assert client.post(f"/console/evaluations/{made}/correct", data={"reason": ""}).status_code == 422
    other = str(client.post(f"/console/evaluations/{made}/correct", data={"reason": "漏看了西门"}).location)
    assert "漏看了西门" in client.get(other).text
    assert client.post(f"{other}/discard").status_code == 303
    assert client.get(other).status_code == 404
    with store.read() as session:
        assert read_evaluation(session, made).counts
        done = {entry.action for entry in list_entries(session, Query(paths=("/",))).entries}
    assert {"evaluation.export", "evaluation.correct", "evaluation.discard"} <= done


def test_from_a_found_problem_to_a_verified_one(
    client: Visitor, cast: Cast, store: Store, school: School, facts: SessionFacts, clock: FakeClock
) -> None:
    made = begin(store, facts)
    fill(store, made, level="partly")
    finish(store, facts, made)
    client.sign_in(cast.alice)
    page = client.get(f"/console/evaluations/{made}").text
    link = re.search(r'href="([^"]+item=before\.route)"', page)
    assert link is not None
    address = link[1].replace("&amp;", "&")
    assert "见现场" in client.get(address).text, "the evaluator's remark is where it starts"
    form = {
        "problem": "西门锁着", "measure": "换成推杆锁", "owner_unit_id": str(cast.hongxing.id), "owner_name": "王五",
        "owner_staff_id": str(cast.hong.id), "due_on": "2026-06-20", "nonce": "i1",
    }  # fmt: skip
    assert client.post(address, data=form | {"owner_name": ""}).status_code == 422
    where = str(client.post(address, data=form).location)
    client.sign_in(cast.hong)
    today = client.get("/console/").text
    assert "1 项整改交给您" in today
    assert "逾期" not in today
    clock.advance(days=6)
    client.sign_in(cast.hong)
    assert "1 项整改已逾期" in client.get("/console/").text
    assert client.post(f"{where}/verify", data={"note": "好"}).status_code == 403
    assert client.post(f"{where}/done", data={"note": ""}).status_code == 422
    assert client.post(f"{where}/done", data={"note": "换了", "on": "2036-01-01"}).status_code == 422
    photo = {"note": "换了推杆锁", "on": "2026-06-22", "photo": (io.BytesIO(picture(1)), "门.jpg")}
    assert client.post(f"{where}/done", data=photo, content_type="multipart/form-data").status_code == 303
    shown = re.search(rf'src="({where}/photos/\d+\.webp)"', client.get(where).text)
    assert shown is not None
    proof = client.get(shown[1])
    assert proof.content_type == "image/webp"
    assert b"SecretCamera" not in proof.data
    client.sign_in(cast.alice)
    assert shown[1].rpartition("/")[2] not in client.get(f"/console/sessions/{school.session_id}/photos").text
    assert "1 项整改待核实" in client.get("/console/").text
    assert client.post(f"{where}/reopen", data={"note": ""}).status_code == 422
    assert client.post(f"{where}/verify", data={"note": "推得开"}).status_code == 303
    page = client.get(where).text
    assert "已销号" in page
    assert "推得开" in page


def test_whoever_reported_it_is_told_to_let_another_verify(
    client: Visitor, cast: Cast, store: Store, facts: SessionFacts
) -> None:
    where = f"/console/improvements/{problem(store, facts, cast)}"
    client.sign_in(cast.alice)
    client.post(f"{where}/done", data={"note": "换了锁"})
    assert "要由另一个人核实" in client.get(where).text
    refused = client.post(f"{where}/verify", data={"note": "好"})
    assert refused.status_code == 422
    assert "由另一个人来核实" in refused.text
    client.sign_in(cast.adam)
    assert client.post(f"{where}/verify", data={"note": "好"}).status_code == 303


def test_the_list_and_its_files_say_the_same(client: Visitor, cast: Cast, store: Store, facts: SessionFacts) -> None:
    problem(store, facts, cast, "早该改", due_on=(OPENING - timedelta(days=1)).date())
    problem(store, facts, cast, "=SUM(1)", owner_unit_id=cast.factory.id)
    client.sign_in(cast.alice)
    page = client.get("/console/improvements?shown=overdue").text
    assert "早该改" in page
    assert "=SUM(1)" not in page
    book = client.get(f"/console/improvements/export.xlsx?shown=all&unit={cast.factory.id}")
    rows = list(load_workbook(io.BytesIO(book.data)).worksheets[0].iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["问题", "=SUM(1)"]
    assert "早该改" in client.get("/console/improvements/export.csv?shown=overdue").data.decode("utf-8-sig")
    assert client.get(f"/console/improvements?unit={cast.sister_town.id}").status_code == 404
    assert client.get("/console/improvements?shown=nonsense&q=%25&page=9").status_code == 200
    client.sign_in(cast.sun)
    assert "早该改" not in client.get("/console/improvements?shown=all").text
