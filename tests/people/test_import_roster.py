"""Importing a roster: every clear line once, every doubtful one explained and put right in place."""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select

from quizapp.audit.models import AuditEntry
from quizapp.db import Store
from quizapp.errors import Invalid
from quizapp.kit.vault import Vault
from quizapp.people import (
    Decisions,
    ImportedRoster,
    RosterEntry,
    get_roster,
    import_roster,
    plan_roster,
    read_roster_file,
    work_out_people,
)
from quizapp.units import get_unit, get_unit_by_code
from tests.sheets.files import csv_bytes, xlsx
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.counting import statement_counter
from tests.support.visitor import Visitor

HEAD = ["姓名", "单位", "职务", "手机号"]
ROWS = [
    ["张三", "红星村", "网格员", "13800138000"],
    ["李四", "东明镇/青山村", "", ""],
    ["王五", "东明化工", "安全员", "13900139000"],
    ["赵六", "东明化工", "", ""],
    ["孙七", "红星村", "", "1380013"],
    ["周八", "红星村", "", "12345"],
]


def run(store: Store, cast: Cast, campaign_id: int, vault: Vault, data: bytes, **extra: Any) -> ImportedRoster:
    reading = read_roster_file(data, "网格员.xlsx")
    worked = work_out_people(reading, vault)
    with store.write() as session:
        return import_roster(
            session, reading, "网格员.xlsx", worked=worked, campaign_id=campaign_id, unit=get_unit(session, cast.town.id),
            vault=vault, now=OPENING, **extra,
        )  # fmt: skip


def names(store: Store) -> list[tuple[str, int]]:
    with store.read() as session:
        rows = session.execute(select(RosterEntry.name, RosterEntry.unit_id).order_by(RosterEntry.position))
        return [(row[0], row[1]) for row in rows]


def test_it_works(store: Store, cast: Cast, campaign_id: int, vault: Vault) -> None:
    done = run(store, cast, campaign_id, vault, xlsx([HEAD, *ROWS]))
    assert (done.added, done.already_there, done.left_out) == (3, 0, 3)
    assert names(store) == [("张三", cast.hongxing.id), ("李四", cast.qingshan.id), ("孙七", cast.hongxing.id)]
    assert {problem.code for problem in done.problems if problem.is_error} == {"E-UNIT", "E-PHONE"}
    with store.read() as session:
        assert get_roster(session, done.roster_id).title == "网格员"
        sealed = session.scalars(select(RosterEntry.phone_sealed)).all()
        assert not any(b"13800138000" in (each or b"") for each in sealed)


def test_importing_again_adds_nothing(store: Store, cast: Cast, campaign_id: int, vault: Vault) -> None:
    data = csv_bytes([HEAD, *ROWS], "gb18030")
    first, second = (run(store, cast, campaign_id, vault, data) for _ in range(2))
    assert (second.added, second.already_there) == (0, first.added)
    assert first.roster_id == second.roster_id


def test_a_unit_is_chosen_once_for_all_its_lines(store: Store, cast: Cast, campaign_id: int, vault: Vault) -> None:
    decisions = Decisions(units={"东明化工": cast.factory.id})
    done = run(store, cast, campaign_id, vault, xlsx([HEAD, *ROWS]), decisions=decisions)
    assert (done.added, done.left_out) == (5, 1)
    assert ("王五", cast.factory.id) in names(store)
    assert ("赵六", cast.factory.id) in names(store)


def test_a_decision_cannot_reach_outside_of_the_roster_s_unit(
    store: Store, cast: Cast, campaign_id: int, vault: Vault
) -> None:
    decisions = Decisions(units={"东明化工": cast.stranger_town.id})
    done = run(store, cast, campaign_id, vault, xlsx([HEAD, *ROWS]), decisions=decisions)
    assert done.added == 3


def test_a_wrong_phone_is_corrected_or_left_empty(store: Store, cast: Cast, campaign_id: int, vault: Vault) -> None:
    data = xlsx([HEAD, *ROWS])
    for phone, no_phone in (("", "1"), ("138 1234 8000", "")):
        decisions = Decisions(fixes={7: {"name": "周八", "phone": phone, "no_phone": no_phone}})
        done = run(store, cast, campaign_id, vault, data, decisions=decisions, title=f"名单{phone}")
        assert done.added == 4
    silent = Decisions(fixes={7: {"name": "周八", "phone": ""}})
    assert run(store, cast, campaign_id, vault, data, decisions=silent, title="空着").added == 3
    wrong = Decisions(fixes={7: {"name": "周八", "phone": "999"}})
    done = run(store, cast, campaign_id, vault, data, decisions=wrong, title="第三份")
    assert done.added == 3
    assert [problem.row for problem in done.problems if problem.code == "E-FIX"] == [7]


def test_lines_can_be_left_out(store: Store, cast: Cast, campaign_id: int, vault: Vault) -> None:
    decisions = Decisions(left_out={2, 7}, units={"东明化工": 0})
    done = run(store, cast, campaign_id, vault, xlsx([HEAD, *ROWS]), decisions=decisions)
    assert (done.added, done.left_out) == (2, 4)
    assert not [problem for problem in done.problems if problem.is_error]


def test_no_problem_shows_a_phone_number(store: Store, cast: Cast) -> None:
    rows = [
        ["张三", "红星村", "", "138001380001"],
        ["李四", "红星村", "", "13800138000/13900139000"],
        ["王五", "x", "", "13800138000"],
    ]
    with store.read() as session:
        plan = plan_roster(
            session, read_roster_file(xlsx([HEAD, *rows])), top=get_unit_by_code(session, "dongming-town")
        )
    told = " ".join(problem.message for problem in plan.problems)
    assert plan.problems
    assert "13800138000" not in told
    assert "138001380001" not in told


def test_suggestions_look_like_the_word(store: Store, cast: Cast) -> None:
    with store.read() as session:
        plan = plan_roster(
            session,
            read_roster_file(xlsx([HEAD, ["王五", "东明化工", "", ""]])),
            top=get_unit_by_code(session, "dongming"),
        )
    assert plan.suggestions("东明化工")[0] == (cast.factory.id, "东明化工厂")
    assert plan.suggestions("ＸＹＺ") == []


def test_nobody_in_the_file_is_said(store: Store, cast: Cast, campaign_id: int, vault: Vault) -> None:
    with pytest.raises(Invalid, match="没有读到人员"):
        run(store, cast, campaign_id, vault, b"\x00\x01\x02")


def test_statements_do_not_grow_with_the_list(store: Store, cast: Cast, campaign_id: int, vault: Vault) -> None:
    with statement_counter(store) as small:
        run(store, cast, campaign_id, vault, xlsx([HEAD, ["甲一", "红星村", "", ""]]), title="小")
    many = [[f"人{number}", "红星村", "", f"138{number:08d}"] for number in range(3_000)]
    with statement_counter(store) as large:
        assert run(store, cast, campaign_id, vault, csv_bytes([HEAD, *many]), title="大").added == 3_000
    assert len(large) == len(small) <= 8, str(large)


def upload(client: Visitor, cast: Cast, rows: list[list[str]], **extra: Any) -> str:
    """Upload as the signed-in officer; address of the preview."""
    data = {"unit_id": cast.town.id, "title": "网格员", "file": (BytesIO(xlsx([HEAD, *rows])), "名单.xlsx")} | extra
    answer = client.post("/console/people/rosters/import", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_the_desk_previews_corrects_and_imports(client: Visitor, store: Store, cast: Cast, campaign_id: int) -> None:
    client.sign_in(cast.alice)
    preview = upload(client, cast, ROWS)
    page = client.get(preview).text
    assert "东明化工厂" in page  # offered for 东明化工
    assert "138****8000" in page
    assert "13800138000" not in page
    assert names(store) == []
    client.post(preview, data={"do": "fix", "unit-0": str(cast.factory.id), "name-7": "周八", "nophone-7": "1"})
    assert "确认导入 6 人" in client.get(preview).text
    done = client.post(preview, data={"do": "import"}, follow_redirects=True).text
    assert "新增 6 人" in done
    assert len(names(store)) == 6
    assert client.get(preview).status_code == 404  # a second tap finds nothing to import twice
    with store.read() as session:
        [entry] = session.scalars(select(AuditEntry)).all()
        assert entry.action == "roster.import"
        assert json.loads(entry.detail)["added"] == 6
        assert "138" not in entry.detail


def boxes_of(page: str) -> dict[str, str]:
    """What a browser sends along when nobody touches the correction boxes."""
    boxes = (re.search(rf'name="({field}-\d+)" value="([^"]*)"', page) for field in ("name", "phone"))
    return {found[1]: found[2] for found in boxes if found}


def test_lines_with_errors_stay_out_unless_somebody_corrects_them(
    client: Visitor, store: Store, cast: Cast, campaign_id: int
) -> None:
    client.sign_in(cast.alice)
    preview = upload(client, cast, ROWS)
    page = client.get(preview).text
    assert "导入 3 人，其余不导入" in page
    assert "第 7 行 · 周八" in page  # whoever corrects a line has to know whose it is
    assert boxes_of(page) == {"name-7": "周八", "phone-7": "12345"}
    done = client.post(preview, data={"do": "import"} | boxes_of(page), follow_redirects=True).text
    assert "新增 3 人" in done
    assert [name for name, _ in names(store)] == ["张三", "李四", "孙七"]


def test_an_emptied_phone_is_asked_about_once_more(client: Visitor, store: Store, cast: Cast, campaign_id: int) -> None:
    client.sign_in(cast.alice)
    preview = upload(client, cast, ROWS)
    client.post(preview, data={"do": "fix", "name-7": "周八", "phone-7": ""})
    assert "勾选“不登记手机号”" in client.get(preview).text
    client.post(preview, data={"do": "fix", "name-7": "周八", "phone-7": "139 0013 9000"})
    assert "导入 4 人，其余不导入" in client.get(preview).text


def test_a_line_without_a_name_does_not_lose_its_wrong_phone(
    client: Visitor, store: Store, cast: Cast, campaign_id: int
) -> None:
    client.sign_in(cast.alice)
    preview = upload(client, cast, [["张三", "红星村", "", ""], ["", "红星村", "网格员", "12345"]])
    client.post(preview, data={"do": "import"} | boxes_of(client.get(preview).text) | {"name-3": "周八"})
    assert [name for name, _ in names(store)] == ["张三"]


def test_a_dropped_file_leaves_nothing(client: Visitor, store: Store, cast: Cast, campaign_id: int) -> None:
    client.sign_in(cast.alice)
    preview = upload(client, cast, ROWS)
    client.post(preview, data={"do": "drop"})
    assert client.get(preview).status_code == 404
    with store.read() as session:
        assert session.scalar(select(func.count(RosterEntry.id))) == 0


def test_pasted_lines_are_read_like_a_file(client: Visitor, store: Store, cast: Cast, campaign_id: int) -> None:
    client.sign_in(cast.alice)
    data = {"unit_id": cast.town.id, "title": "粘贴", "pasted": "姓名\t单位\n张三\t红星村\n李四\t青山村"}
    answer = client.post("/console/people/rosters/import", data=data)
    client.post(str(answer.location), data={"do": "import"})
    assert [name for name, _ in names(store)] == ["张三", "李四"]


def test_a_file_of_nobody_is_refused_with_the_reason(client: Visitor, cast: Cast, campaign_id: int) -> None:
    client.sign_in(cast.alice)
    answer = client.post(
        "/console/people/rosters/import", data={"unit_id": cast.town.id, "title": "空", "pasted": "甲\t乙"}
    )
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_the_template_is_read_back(client: Visitor, cast: Cast, campaign_id: int) -> None:
    client.sign_in(cast.alice)
    template = client.get("/console/people/rosters/template.xlsx").data
    assert [person.name for person in read_roster_file(template, "模板.xlsx").people] == ["张三", "李四"]
