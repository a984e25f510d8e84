"""The file of all papers: what its rows say, who may have names and keys, and that it is read as a stream."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, select

from quizapp.audit.models import AuditEntry
from quizapp.contests import Attempt, all_papers, void_attempt
from quizapp.downloads import make_next
from quizapp.web.context import Services
from tests.contests.conftest import Scene
from tests.contests.test_analysis import answer
from tests.support.counting import statement_counter
from tests.support.visitor import Visitor


def ordered(client: Visitor, scene: Scene, **form: str) -> str:
    """Order the file, let it be made, fetch it; its text."""
    answered = client.post(f"/console/contests/{scene.contest_id}/export", data={"format": "csv", **form})
    assert answered.status_code == 303, answered.text
    services: Services = client.application.extensions["quizapp"]
    assert "正在生成" in client.get(answered.location).text
    assert make_next(services.store, services.vault, scene.clock)
    page = client.get(answered.location).text
    assert "文件好了" in page
    assert "data-follow" not in page
    file = client.get(f"{answered.location}/file")
    assert file.status_code == 200
    assert int(file.headers["Content-Length"]) == len(file.data)
    return file.data.decode("utf-8-sig")


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_one_row_a_paper_whatever_became_of_it(scene: Scene, client: Visitor) -> None:
    answer(scene, 1)
    answer(scene, 2, miss=10)
    answer(scene, 3)
    scene.start()
    with scene.store.write() as session:
        last = session.scalars(select(Attempt).order_by(Attempt.id)).all()[2]
        void_attempt(session, last.id, reason="代答", actor=scene.cast.alice.actor, now=scene.clock())
    client.sign_in(scene.cast.alice)
    found = lines(ordered(client, scene))
    assert [line["状态"] for line in found] == ["计入", "计入", "已作废，不计入", "作答中"]
    first, last_line = found[0], found[3]
    assert (first["姓名"], first["单位"], first["单位编码"], first["核验"]) == ("甲*", "红星村", "hongxing", "未核验")
    assert (first["得分"], first["满分"], first["是否合格"], first["交卷方式"]) == (
        "100",
        "100",
        "合格",
        "本人交卷",
    )
    assert first["交卷时间"].startswith("2026-06-16 10:00")
    assert (last_line["得分"], last_line["交卷时间"], last_line["是否合格"]) == ("", "", "")


def test_one_row_an_answer_with_the_banks_letters(scene: Scene, client: Visitor) -> None:
    answer(scene, 1)
    answer(scene, 2, miss=1)
    client.sign_in(scene.cast.alice)
    found = lines(ordered(client, scene, rows="answers"))
    assert len(found) == 20
    assert all(line["所答"] == line["答案"] != "" and line["得分率"] == "1.0" for line in found[:10])
    assert (found[10]["所答"], found[10]["得分率"]) == ("", "0.0")
    assert {line["题型"] for line in found} == {"单选题", "多选题", "判断题"}
    assert {line["答案"] for line in found if line["题型"] == "多选题"} == {"AC"}
    assert {line["答案"] for line in found if line["题型"] == "判断题"} <= {"正确", "错误"}


def test_full_names_are_for_who_looks_after_people_and_on_record(scene: Scene, client: Visitor) -> None:
    answer(scene, 1)
    client.sign_in(scene.cast.alice)
    assert lines(ordered(client, scene, names="full"))[0]["姓名"] == "甲1"
    with scene.store.read() as session:
        noted = {entry.action: json.loads(entry.detail) for entry in session.scalars(select(AuditEntry))}
    assert noted["contest.export_all"] == {"format": "csv", "names": "full", "rows": "papers"}
    assert noted["download.fetch"]["rows"] == 1
    client.sign_in(scene.cast.vera)
    where = f"/console/contests/{scene.contest_id}/export"
    assert client.post(where, data={"format": "csv", "names": "full"}).status_code == 403
    assert client.post(where, data={"format": "csv", "rows": "answers"}).status_code == 403
    assert client.post(where, data={"format": "docx"}).status_code == 422
    assert lines(ordered(client, scene))[0]["姓名"] == "甲*"


@pytest.mark.parametrize("stream", [all_papers.stream_papers, all_papers.stream_answers])
def test_rows_come_in_fetches_of_fixed_size_by_statements_that_do_not_grow(
    scene: Scene, stream: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(8):
        answer(scene, number)
    monkeypatch.setattr(all_papers, "FETCHED", 3)
    options: list[Any] = []

    def seen(_connection: Any, _cursor: Any, _text: str, _params: Any, context: Any, _many: bool) -> None:
        options.append(context.execution_options.get("yield_per"))

    event.listen(scene.store.engine, "before_cursor_execute", seen)
    with scene.store.read() as session, statement_counter(scene.store) as sent:
        manner = all_papers.Manner(zone=_zone(), with_names=False, words=_Words())
        rows = list(stream(session, scene.contest_id, manner))
    event.remove(scene.store.engine, "before_cursor_execute", seen)
    assert len(rows) in (8, 80)
    assert len(sent) <= 3, str(sent)
    assert options[-1] == 3


def _zone() -> ZoneInfo:
    return ZoneInfo("Asia/Shanghai")


class _Words(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return key
