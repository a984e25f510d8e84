"""The audit log on the console."""

from __future__ import annotations

import csv
import io

import openpyxl
from sqlalchemy import text

from quizapp.audit import record
from quizapp.db import Store
from quizapp.settings import Settings
from tests.support.cast import Cast, Officer
from tests.support.clock import FakeClock
from tests.support.counting import statement_counter
from tests.support.visitor import Visitor


def deed(store: Store, settings: Settings, clock: FakeClock, who: Officer, action: str, **fields: object) -> None:
    """Something that ``who`` did at his unit."""
    with store.write() as session:
        record(
            session, actor=who.actor, action=action, object_type="contest", object_id="7", unit_id=who.place.id,
            detail={"facts": fields}, now=clock(), key=settings.key_for("audit"),
        )  # fmt: skip


def test_it_works(client: Visitor, cast: Cast, store: Store, settings: Settings, clock: FakeClock) -> None:
    deed(store, settings, clock, cast.alice, "contest.open", name="<b>竞赛</b>")
    client.sign_in(cast.audrey)
    page = client.get("/console/audit")
    assert page.status_code == 200
    assert "知识竞赛：启用" in page.text
    assert "知识竞赛 7" in page.text
    assert "&lt;b&gt;竞赛" in page.text


def test_one_sees_ones_own_units_only(
    client: Visitor, cast: Cast, store: Store, settings: Settings, clock: FakeClock
) -> None:
    deed(store, settings, clock, cast.hong, "deed.below")
    deed(store, settings, clock, cast.sun, "deed.beside")
    deed(store, settings, clock, cast.chen, "deed.above")
    deed(store, settings, clock, cast.zhao, "deed.elsewhere")
    client.sign_in(cast.audrey)
    seen = client.get("/console/audit").text + client.get("/console/audit/export.csv").get_data(as_text=True)
    assert "deed.below" in seen
    assert not [other for other in ("deed.beside", "deed.above", "deed.elsewhere") if other in seen]


def test_organizers_do_not_see_it(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.alice)
    for path in ("/console/audit", "/console/audit/export.xlsx"):
        assert client.get(path).status_code == 403
    assert client.post("/console/audit/verify").status_code == 403


def test_search_by_word_and_day(
    client: Visitor, cast: Cast, store: Store, settings: Settings, clock: FakeClock
) -> None:
    deed(store, settings, clock, cast.alice, "first.deed")
    clock.advance(days=1)
    deed(store, settings, clock, cast.bob, "second.deed")
    client.sign_in(cast.audrey)

    def seen(query: str) -> set[str]:
        page = client.get(f"/console/audit?{query}").text
        return {action for action in ("first.deed", "second.deed") if action in page}

    assert seen("") == {"first.deed", "second.deed"}
    assert seen("q=Bob") == {"second.deed"}
    assert seen("q=first") == {"first.deed"}
    assert seen("since=2026-06-17") == {"second.deed"}
    assert seen("until=2026-06-16") == {"first.deed"}
    assert seen("since=nonsense&page=-3") == {"first.deed", "second.deed"}
    assert seen("q=%25") == set()


def test_search_by_what_a_deed_is_called(
    client: Visitor, cast: Cast, store: Store, settings: Settings, clock: FakeClock
) -> None:
    for action in ("contest.open", "contest.close", "drill.create", "accounts.grant_role"):
        deed(store, settings, clock, cast.alice, action)
    client.sign_in(cast.audrey)

    def found(words: str) -> list[str]:
        answer = client.get("/console/audit/export.csv", query_string={"q": words}).get_data(as_text=True)
        return sorted(row[7] for row in csv.reader(io.StringIO(answer[1:])) if row[7].split(".")[0] in _ROOMS)

    assert found("知识竞赛") == ["contest.close", "contest.open"]
    assert found("新建") == ["drill.create"]
    assert found("给出角色") == ["accounts.grant_role"]
    assert found("没有的词") == []


_ROOMS = ("contest", "drill", "accounts")


def test_a_page_costs_the_same_at_any_size(
    client: Visitor, cast: Cast, store: Store, settings: Settings, clock: FakeClock
) -> None:
    client.sign_in(cast.audrey)
    costs = []
    for count in (1, 120):
        for number in range(count):
            deed(store, settings, clock, cast.alice, f"deed.number{number}")
        with statement_counter(store) as sent:
            page = client.get("/console/audit?page=2")
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 5
    assert "共 121 条" in page.text


def test_the_export_is_what_is_seen_and_runs_no_formula(
    client: Visitor, cast: Cast, store: Store, settings: Settings, clock: FakeClock
) -> None:
    deed(store, settings, clock, cast.alice, "contest.open", name='=HYPERLINK("http://evil.example")')
    client.sign_in(cast.audrey)
    answer = client.get("/console/audit/export.xlsx?q=contest")
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    written = [(row[3].value, row[7].value) for row in sheet.iter_rows(min_row=2)]
    assert written == [("知识竞赛：启用", "contest.open")]
    rows = list(csv.reader(io.StringIO(client.get("/console/audit/export.csv").get_data().decode("utf-8-sig"))))
    assert "导出审计日志" in {row[3] for row in rows}, "that a file was taken is an entry too"


def test_verifying_says_that_it_is_whole(
    client: Visitor, cast: Cast, store: Store, settings: Settings, clock: FakeClock
) -> None:
    deed(store, settings, clock, cast.alice, "contest.open")
    client.sign_in(cast.audrey)
    assert "审计日志完整" in client.post("/console/audit/verify").text


def test_verifying_names_the_damage(
    client: Visitor, cast: Cast, store: Store, settings: Settings, clock: FakeClock
) -> None:
    deed(store, settings, clock, cast.alice, "contest.open")
    with store.write() as session:
        trigger = "audit_entry_no_update" if store.is_sqlite else "audit_entry_no_update ON audit_entry"
        session.execute(text(f"DROP TRIGGER {trigger}"))
        session.execute(text("UPDATE audit_entry SET actor_name = 'Nobody' WHERE position = 1"))
    client.sign_in(cast.audrey)
    page = client.post("/console/audit/verify").text
    assert "审计日志被动过" in page
    assert "内容被改动" in page
