"""The whole way on pages without script: read a file, put it right, publish, report on it, change it, compare."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime
from typing import Any

import docx
import pytest
from pypdf import PdfReader
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from quizapp.audit.models import AuditEntry
from quizapp.campaigns import Campaign, NewCampaign, open_campaign
from quizapp.db import Store
from quizapp.form_editor import FormDesign, begin_from, read_tree
from quizapp.form_editor.service import publish, replace_draft
from quizapp.ledger import Entry, Measure, Source, append
from quizapp.statistics import FormError, FormVersion, get_form, load_forms, shipped_text
from quizapp.units import ancestor_ids
from tests.form_editor.files import word_table
from tests.support.cast import Cast, Officer
from tests.support.clock import OPENING
from tests.support.counting import statement_counter
from tests.support.visitor import Visitor

DAY = date(2026, 6, 16)
NOW = datetime(2026, 6, 16, 2, 0, tzinfo=UTC)


@pytest.fixture
def campaign(store: Store, cast: Cast) -> Campaign:
    new = NewCampaign(
        root_unit_id=cast.county.id, code="june", title="安全生产月", year=2026, starts_on=date(2026, 6, 1),
        ends_on=date(2026, 6, 30),
    )  # fmt: skip
    with store.write() as session:
        return open_campaign(session, new, now=OPENING)


@pytest.fixture
def chen(cast: Cast, client: Visitor, campaign: Campaign) -> Visitor:
    client.sign_in(cast.chen)
    return client


def _drill(store: Store, cast: Cast, campaign: Campaign) -> None:
    with store.write() as session:
        for number, (measure, quantity) in enumerate([(Measure.SESSION_HELD, 1), (Measure.ATTENDANCE, 86)], start=1):
            append(
                session,
                Entry(
                    campaign_id=campaign.id, unit_id=cast.hongxing.id, kind="escape_drill", measure=measure, quantity=quantity,
                    occurred_at=NOW, day=DAY, recorded_at=NOW, source=Source.IMPORT, source_table="test", source_id=number,
                    actor="staff:1",
                ),
            )  # fmt: skip


def _upload(visitor: Visitor, name: str, content: bytes) -> Any:
    return visitor.post("/console/forms/import", data={"file": (io.BytesIO(content), name)})


def _fields(page: str) -> dict[str, str]:
    """What the page's form would send."""
    found = dict(re.findall(r'<input class="input" id="[a-z]+-?\d*" name="([a-z]+-?\d*)" value="([^"]*)"', page))
    for name, options in re.findall(
        r'<select class="input" id="[a-z]+-\d+" name="([a-z]+-\d+)">(.*?)</select>', page, re.S
    ):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found | dict(re.findall(r'name="(keep-\d+)" value="(y)" checked', page))


def _revision(page: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found is not None
    return found[1]


def _act(visitor: Visitor, address: str, **words: str) -> Any:
    return visitor.post(f"{address}/act", data={"seen": _revision(visitor.get(address).text), **words})


def _published(visitor: Visitor, address: str, remark: str = "") -> Any:
    seen = _revision(visitor.get(address).text)
    return visitor.post(f"{address}/publish", data={"seen": seen, "remark": remark})


def test_from_an_offices_file_to_a_filed_figure_and_a_second_version(
    store: Store, cast: Cast, campaign: Campaign, chen: Visitor
) -> None:
    _drill(store, cast, campaign)
    look = _upload(chen, "附件2.docx", word_table()).headers["Location"]
    page = chen.get(look).text
    assert page.count("有把握") >= 9
    assert "不知道，请选" in page
    said = _fields(page)
    wrong = chen.post(look, data={**said, "other-10": "没有这种来源"})
    assert wrong.status_code == 422
    assert "没有叫“没有这种来源”的来源" in wrong.text
    assert 'value="研发智能装备"' in wrong.text
    del said["keep-10"]
    address = chen.post(look, data={**said, "other-6": "曝光问题"}).headers["Location"]
    assert chen.get(look).status_code == 404  # taken: a second tap finds nothing

    page = chen.get(address).text
    assert "东明县安全生产月活动统计表" in page
    assert "86" in page
    assert "开展应急演练" in page
    assert _published(chen, address).headers["Location"] == address
    with store.read() as session:
        key = session.scalars(select(FormVersion.form_key)).one()
        form = get_form(key, None, session)
        assert form.by_key["kanfaxinwenbaodao"].derive is not None
        assert form.by_key["kanfaxinwenbaodao"].derive.kinds == ("media_item.exposure",)
        assert "yanfazhinengzhuangbei" not in form.by_key
    sheet = f"/console/statistics/{campaign.id}/{cast.county.id}/{key}/cumulative"
    assert 'id="cell-yingjiyanliancanyu"' in chen.get(sheet).text
    assert f'value="{key}"' in chen.get("/console/campaign").text

    row = re.findall(rf'href="({address}/rows/[a-z]+)"', page)[0]
    held = chen.get(row).text
    assert "【中心组学习】" in held
    assert _act(chen, address, do="remove_field", key="yingjiyanlian").status_code == 409
    assert _act(chen, address, do="retire", key="yingjiyanlian").status_code == 303
    old = f"/console/statistics/{campaign.id}/{cast.county.id}/{key}@1/cumulative"
    _published(chen, address, "停用演练场次")
    assert "已停用" in chen.get(sheet).text
    assert "blank-retired" not in chen.get(old).text
    found = chen.get(f"{address}/compare").text
    assert "停用" in found
    assert "应急演练" in found
    assert chen.get(f"{address}/form.yaml?number=1").text != chen.get(f"{address}/form.yaml").text
    with store.read() as session:
        notes = session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("form_design.%"))).all()
    assert set(notes) == {"form_design.import", "form_design.publish", "form_design.retire", "form_design.export"}


def _copy(store: Store, cast: Cast, officer: Officer, key: str = "siyang_2021") -> str:
    with store.write() as session:
        tree = read_tree(shipped_text(key) or "")
        return f"/console/forms/{begin_from(session, officer.place.id, tree, taken=(), by=officer.actor, now=NOW).id}"


def test_editing_by_picking(store: Store, cast: Cast, chen: Visitor) -> None:
    chen.post("/console/forms", data={"title": "东明县统计表", "source": "empty"})
    address = "/console/forms/1"
    assert _act(chen, address, do="add_section", label="应急演练").status_code == 303
    assert _act(chen, address, do="add_item", key="yingjiyanlian", label="演练").status_code == 303
    refused = _published(chen, address)
    assert refused.status_code == 422
    assert "这一行还没有格" in refused.text
    row = f"{address}/rows/yanlian"
    data = {"label": "演练", "section": "yingjiyanlian", "requirement": "", "sentence": "开展桌面推演____次，奖励____"}
    saved = chen.post(row, data={**data, "seen": _revision(chen.get(row).text)})
    assert saved.status_code == 303
    page = chen.get(row).text
    assert "【桌面推演】次" in page
    blank = f"{address}/blanks/jiangli"
    picked = {
        "label": "奖励举报人", "type": "persons", "unit": "人", "mode": "auto", "kinds": ["tip_reward", "tip"],
        "fold": "distinct_persons", "tags": [], "distinct": "", "required": "", "help": "只算今年的",
    }  # fmt: skip
    mixed = chen.post(blank, data={**picked, "seen": _revision(chen.get(blank).text)})
    assert mixed.status_code == 422
    assert "来自不同的地方" in mixed.text
    good = {**picked, "kinds": ["tip_reward"], "seen": _revision(chen.get(blank).text)}
    assert chen.post(blank, data=good).status_code == 303
    rules = f"{address}/rules"
    rule = {"kind": "at_most", "first": "jiangli", "others": ["zhuomiantuiyan"], "severity": "warn", "note": ""}
    assert chen.post(rules, data={**rule, "seen": _revision(chen.get(rules).text)}).status_code == 303
    assert "“奖励举报人” ≤ “桌面推演”" in chen.get(rules).text
    assert _published(chen, address).status_code == 303
    with store.read() as session:
        form = next(form for form in load_forms(None, session).values() if form.title == "东明县统计表")
    assert form.version == 1
    field = form.by_key["jiangli"]
    assert (field.label, field.is_required, field.help) == ("奖励举报人", False, "只算今年的")


def test_two_who_work_at_once_do_not_overwrite_each_other(store: Store, cast: Cast, chen: Visitor) -> None:
    address = _copy(store, cast, cast.chen)
    seen = _revision(chen.get(address).text)
    words = {"do": "add_section", "label": "新的部分", "seen": seen}
    assert chen.post(f"{address}/act", data=words).status_code == 303
    late = chen.post(f"{address}/act", data={**words, "label": "又一个"})
    assert late.status_code == 409
    assert "刚刚有人改过" in late.text
    assert "又一个" not in chen.get(address).text


def test_a_form_is_the_offices_and_reaches_those_below(
    store: Store, cast: Cast, campaign: Campaign, client: Visitor
) -> None:
    client.sign_in(cast.chen)
    address = _copy(store, cast, cast.chen)
    _published(client, address)
    with store.read() as session:
        mine = load_forms(None, session, units=ancestor_ids(cast.town.path))
        others = load_forms(None, session, units=ancestor_ids(cast.stranger_county.path))
    key = next(iter(set(mine) - set(others)))
    client.sign_in(cast.alice)
    assert client.get(f"/console/statistics/{campaign.id}/{cast.town.id}/{key}/cumulative").status_code == 200
    assert client.get("/console/forms").status_code in (403, 404)
    assert client.get(address).status_code in (403, 404)
    client.sign_in(cast.adam)  # may settle things in his town, but the campaign is the county's
    assert client.get("/console/forms").status_code in (403, 404)
    assert client.get(address).status_code == 404


def test_yaml_goes_out_and_comes_back(store: Store, cast: Cast, chen: Visitor) -> None:
    address = _copy(store, cast, cast.chen)
    text = chen.get(f"{address}/form.yaml").data
    back = _upload(chen, "mine.yaml", text)
    assert back.status_code == 303
    again = chen.get(f"{back.headers['Location']}/form.yaml").data.decode()
    assert again.replace("_2\n", "\n", 1).splitlines()[2:] == text.decode().splitlines()[2:]
    broken = _upload(chen, "mine.yaml", text.replace(b"sections:", b"sectoins:"))
    assert broken.status_code == 422
    assert "sectoins" in broken.text


def test_a_published_version_cannot_be_changed(store: Store, cast: Cast, chen: Visitor) -> None:
    address = _copy(store, cast, cast.chen)
    _published(chen, address)
    for statement in ("UPDATE form_version SET text = 'x'", "DELETE FROM form_version"):
        with pytest.raises(DatabaseError, match="append-only"), store.write() as session:
            session.execute(text(statement))


def test_what_a_published_blank_takes_stays_what_it_is(store: Store, cast: Cast, chen: Visitor) -> None:
    """A word that somebody typed cannot become a figure."""
    address = _copy(store, cast, cast.chen)
    _published(chen, address)
    for kind, refused in (("text", True), ("persons", False)):
        with store.write() as session:
            design = session.scalars(select(FormDesign)).one()
            tree = read_tree(shipped_text("siyang_2021") or "")
            field = next(
                each for section in tree["sections"] for item in section["items"] for each in item["fields"]
                if each["type"] == "count"
            )  # fmt: skip
            field["type"] = kind
            if kind == "text":
                field.pop("derive", None)
                field["mode"] = "manual"
            replace_draft(session, design, tree, seen=design.revision, by=cast.chen.actor, now=NOW)
        with store.write() as session:
            design = session.scalars(select(FormDesign)).one()
            if refused:
                with pytest.raises(FormError, match="种类不能改"):
                    publish(session, design, remark="", seen=design.revision, by=cast.chen.actor, now=NOW)
            else:
                publish(session, design, remark="", seen=design.revision, by=cast.chen.actor, now=NOW)


def test_paper_underlines_figures_and_leaves_lines_to_write_on(
    store: Store, cast: Cast, campaign: Campaign, chen: Visitor
) -> None:
    _drill(store, cast, campaign)
    chen.post("/console/forms", data={"title": "演练表", "source": "empty"})
    address = "/console/forms/1"
    _act(chen, address, do="add_section", label="应急演练")
    _act(chen, address, do="add_section", label="宣传", style="table")
    _act(chen, address, do="add_item", key="yingjiyanlian", label="演练")
    _act(chen, address, do="add_item", key="xuanchuan", label="资料")
    row = f"{address}/rows/yanlian"
    data = {"label": "演练", "section": "yingjiyanlian", "sentence": "开展应急演练____场，参加____人次。"}
    chen.post(row, data={**data, "seen": _revision(chen.get(row).text)})
    row = f"{address}/rows/ziliao"
    data = {"label": "资料", "section": "xuanchuan", "sentence": "发放宣传资料____份"}
    chen.post(row, data={**data, "seen": _revision(chen.get(row).text)})
    filled = docx.Document(io.BytesIO(chen.get(f"{address}/preview.docx").data))
    runs = [run for cell in filled.tables[1]._cells for line in cell.paragraphs for run in line.runs]
    assert {run.text for run in runs if run.font.underline} == {"1", "86"}
    blank = PdfReader(io.BytesIO(chen.get(f"{address}/preview.pdf?blank=1").data)).pages[0].extract_text()
    assert "开展应急演练____场，参加____人次。" in blank
    assert "发放宣传资料（份）" in blank


@pytest.mark.sqlite_only
def test_the_page_takes_few_statements(store: Store, cast: Cast, chen: Visitor) -> None:
    address = _copy(store, cast, cast.chen, "zhoushan_2021_safety_month")
    chen.get(address)
    with statement_counter(store) as sent:
        assert chen.get(address).status_code == 200
    assert len(sent) <= 30, str(sent)


def test_what_is_deleted_was_never_published(store: Store, cast: Cast, chen: Visitor) -> None:
    address = _copy(store, cast, cast.chen)
    gone = chen.post(f"{address}/drop", data={"seen": _revision(chen.get(address).text)})
    assert gone.headers["Location"].endswith("/console/forms")
    with store.read() as session:
        assert session.scalars(select(FormDesign.id)).all() == []
