"""One sheet from a copy to frozen cards: county scores its township, nobody sees what is not his."""

from __future__ import annotations

import io
import re

import docx
import openpyxl
import pypdf
import pytest
from sqlalchemy import select

from quizapp.assessments import ScoreCard, ScoreLine, ScoreSheet
from quizapp.audit.models import AuditEntry
from quizapp.db import Store
from quizapp.records import NewRecord, add_record
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.counting import statement_counter
from tests.support.factories import insert_unit
from tests.support.month import VAULT, Month
from tests.support.visitor import Visitor

ANSWERS = {"a-liaison": "0", "a-study": "0", "a-drill": "0", "a-check": "0"}


@pytest.fixture
def sheet(client: Visitor, cast: Cast, month: Month, store: Store) -> str:
    """Address of the township's open sheet for its villages; the factory has put up a banner."""
    with store.write() as session:
        new = NewRecord(
            campaign_id=month.id, unit_id=cast.hongxing.id, kind="posting_record", title="村口横幅",
            happened_on=OPENING.date(), nonce="banner", quantity=3,
        )  # fmt: skip
        add_record(session, new, vault=VAULT, actor="staff:1", now=OPENING)
    client.sign_in(cast.alice)
    where = client.post("/console/assessments/start", data={"unit_id": cast.town.id, "key": "short"}).location
    address = where.removesuffix("/edit")
    assert client.post(f"{address}/open").status_code == 303
    assert "启用评分表" in client.get(address).text  # not without having read the rule
    assert client.post(f"{address}/open", data={"sure": "1"}).status_code == 303
    return address


def test_from_the_units_own_score_to_a_frozen_card(client: Visitor, cast: Cast, store: Store, sheet: str) -> None:
    card = f"{sheet}/units/{cast.hongxing.id}"
    client.sign_in(cast.hong)
    assert "简易评价表" in client.get("/console/").text
    page = client.get(card).text
    assert "村口横幅" in page
    assert re.search(r'name="a-posting" value="3"', page)
    assert client.get(sheet).status_code == 404
    assert client.post(f"{card}/review", data={}).status_code == 404
    assert client.get(f"{sheet}/units/{cast.qingshan.id}").status_code == 404

    blank = client.post(card, data={**ANSWERS, "a-posting": "", "hand_in": "1"})
    assert blank.status_code == 422
    assert "还没有填" in blank.text
    differs = client.post(card, data={**ANSWERS, "a-posting": "0", "hand_in": "1"})
    assert "请说明原因" in differs.text
    assert client.post(card, data={**ANSWERS, "a-posting": "-3"}).status_code == 422
    sent = {
        **ANSWERS,
        "a-posting": "3",
        "a-study": "1",
        "w-study": "借邻村的场地",
        "e-study": "https://dm.example/1",
        "hand_in": "1",
    }
    assert client.post(card, data=sent).status_code == 303
    assert "要改请联系上级退回" in client.post(card, data=sent).text

    client.sign_in(cast.alice)
    assert "等您复核" in client.get("/console/").text
    assert 'href="https://dm.example/1"' in client.get(f"{card}/review").text
    points = {"p-liaison": "0", "p-study": "12.5", "p-drill": "0", "p-check": "0", "p-posting": "10"}
    assert "请写明原因" in client.post(f"{card}/review", data=points).text
    assert "请填 0 到 30 分" in client.post(f"{card}/review", data=points | {"p-study": "31"}).text
    assert client.post(f"{card}/review", data=points | {"r-study": "时间短"}).status_code == 303
    assert client.post(f"{sheet}/freeze").status_code == 303
    assert "已经定稿" in client.post(f"{card}/review", data=points | {"r-study": "再改"}).text
    with store.read() as session:
        kept = session.scalars(select(ScoreCard)).one()
        line = session.scalars(select(ScoreLine).where(ScoreLine.row_key == "posting")).one()
        actions = set(session.scalars(select(AuditEntry.action)))
    assert (kept.state, kept.self_points, kept.review_points) == ("frozen", 2500, 2250)
    assert (line.answer, line.derived, line.self_points) == (3, 3, 1000)
    assert {"assessment.open", "assessment.hand_in", "assessment.review", "assessment.freeze"} <= actions
    client.sign_in(cast.hong)
    assert "时间短" in client.get(card).text


def test_a_card_that_is_given_back_can_be_changed(client: Visitor, cast: Cast, sheet: str) -> None:
    card = f"{sheet}/units/{cast.hongxing.id}"
    data = {**ANSWERS, "a-posting": "3", "hand_in": "1"}
    assert client.post(card, data=data).status_code == 303
    assert client.post(f"{card}/give-back", data={"remark": "学习那行漏了"}).status_code == 303
    client.sign_in(cast.hong)
    assert "学习那行漏了" in client.get(card).text
    assert client.post(card, data=data).status_code == 303


def test_what_was_reviewed_before_a_card_was_given_back_does_not_come_back(
    client: Visitor, cast: Cast, store: Store, sheet: str
) -> None:
    card = f"{sheet}/units/{cast.hongxing.id}"
    data = {**ANSWERS, "a-posting": "3", "hand_in": "1"}
    assert client.post(card, data=data).status_code == 303
    with store.read() as session:
        own = {each.row_key: each.self_points for each in session.scalars(select(ScoreLine))}
    lowered = {f"p-{key}": "0" for key in own} | {f"r-{key}": "没有照片" for key in own}
    assert client.post(f"{card}/review", data=lowered).status_code == 303
    with store.read() as session:
        assert "没有照片" in {each.review_reason for each in session.scalars(select(ScoreLine))}
    assert client.post(f"{card}/give-back", data={"remark": "补照片"}).status_code == 303
    assert client.post(card, data=data).status_code == 303
    with store.read() as session:
        again = [(each.review_points, each.review_reason) for each in session.scalars(select(ScoreLine))]
    assert set(again) == {(None, "")}


def test_ranks_are_off_until_switched_on_and_never_shown_to_the_scored(
    client: Visitor, cast: Cast, store: Store, sheet: str
) -> None:
    for unit, posting in ((cast.hongxing, "3"), (cast.qingshan, "0")):
        card = f"{sheet}/units/{unit.id}"
        client.post(card, data={**ANSWERS, "a-posting": posting, "hand_in": "1"})
        points = {f"p-{key[2:]}": "0" for key in ANSWERS} | {"p-posting": "10" if posting == "3" else "0"}
        assert client.post(f"{card}/review", data=points).status_code == 303

    def titles() -> list[object]:
        book = openpyxl.load_workbook(io.BytesIO(client.get(f"{sheet}/export.xlsx").data))
        return list(next(book.active.values))

    assert "名次" not in titles()
    client.post(f"{sheet}/ranking", data={"on": "1"})
    assert "名次" not in titles()
    client.post(f"{sheet}/ranking", data={"on": "1", "sure": "1"})
    assert "名次" in titles()
    client.sign_in(cast.hong)
    assert "名次" not in client.get(f"{sheet}/units/{cast.hongxing.id}").text
    assert client.get(f"{sheet}/export.xlsx").status_code == 404


def test_a_card_is_printed_for_signing(client: Visitor, cast: Cast, sheet: str) -> None:
    card = f"{sheet}/units/{cast.hongxing.id}"
    client.post(card, data={**ANSWERS, "a-posting": "3", "hand_in": "1"})
    words = "".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(client.get(f"{card}/export.pdf").data)).pages
    )
    for piece in ("红星村", "至少一次演练", "合计", "复核人"):
        assert piece in words, piece
    table = docx.Document(io.BytesIO(client.get(f"{card}/export.docx").data)).tables[1]
    assert [cell.text for cell in table.rows[-1].cells][-3:-1] == ["10", ""]
    csv = client.get(f"{card}/export.csv").data.decode("utf-8-sig")
    assert "有标语、挂图或广播,10,3,3,10" in csv


def test_an_open_sheet_stands_still_and_its_next_version_takes_over(
    client: Visitor, cast: Cast, store: Store, sheet: str
) -> None:
    row = {
        "title": "学习两场",
        "type": "at_least",
        "points": "25",
        "minimum": "2",
        "counts": "things",
        "fact": "",
        "group": "基本情况",
    }
    client.post(f"{sheet}/rows/study", data=row)
    with store.read() as session:
        assert "学习两场" not in str(session.scalars(select(ScoreSheet.rows)).one())
    draft = client.post(f"{sheet}/copy").location.removesuffix("/edit")
    heading = {"title": "考核表", "total": "100", "grades": "优秀=92.5\n良好＝89.05"}
    assert client.post(f"{draft}/edit", data=heading).status_code == 303
    assert "优秀=92.5\n良好=89.05" in client.get(f"{draft}/edit").text, "half a point is not cut off"
    assert client.post(f"{draft}/rows/study", data=row).status_code == 303
    assert "各行加起来是 95 分" in client.get(f"{draft}/edit").text
    client.post(f"{draft}/open", data={"sure": "1"})
    assert "处不对" in client.get(draft).text
    extra = {
        "title": "发过一次资料",
        "type": "fixed",
        "points": "5",
        "counts": "things",
        "fact": "",
        "kinds": ["leaflet"],
        "group": "加减",
    }
    assert client.post(f"{draft}/rows/new", data=extra).status_code == 303
    assert client.post(f"{draft}/rows/new", data=extra | {"points": "x"}).status_code == 422
    choice = extra | {"type": "choice", "options": "自己办=8\n乱写", "kinds": []}
    assert "看不懂" in client.post(f"{draft}/rows/new", data=choice).text
    client.post(f"{draft}/open", data={"sure": "1"})
    with store.read() as session:
        assert [(each.version, each.state) for each in session.scalars(select(ScoreSheet).order_by(ScoreSheet.id))] == [
            (1, "closed"), (2, "open"),
        ]  # fmt: skip
    third = client.post(f"{sheet}/copy").location.removesuffix("/edit")
    client.post(f"{third}/open", data={"sure": "1"})
    with store.read() as session:
        assert sorted(each.state for each in session.scalars(select(ScoreSheet))) == ["closed", "closed", "open"]


def test_the_overview_costs_the_same_for_three_units_and_for_three_hundred(
    client: Visitor, cast: Cast, store: Store, sheet: str
) -> None:
    with statement_counter(store) as few:
        client.get(sheet)
    with store.write() as session:
        for number in range(300):
            insert_unit(session, OPENING, name=f"{number}号厂", code=f"f{number}", parent=cast.town, kind="enterprise")
    with statement_counter(store) as many:
        assert "299号厂" in client.get(sheet).text
    assert len(many) == len(few), str(many)
