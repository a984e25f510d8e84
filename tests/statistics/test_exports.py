"""One report, the same figures everywhere: on screen, in each format read back, by API, and in the tallies."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest
from docx import Document
from pypdf import PdfReader

from quizapp.campaigns import Campaign
from quizapp.db import Store
from quizapp.errors import Invalid, NotFound
from quizapp.kit.vault import Vault
from quizapp.ledger import Measure, Scope, roll_up
from quizapp.people import NewPerson, register_person
from quizapp.statistics import (
    FORMATS,
    FieldType,
    Fold,
    Need,
    Report,
    TallyBy,
    confirm_value,
    export_report,
    tally_file_rows,
    write_report,
)
from quizapp.units import get_unit
from tests.statistics.conftest import FORM, NOW, Build, Credit
from tests.statistics.test_inputs import ALICE
from tests.support.cast import Cast
from tests.support.visitor import Visitor

VAULT = Vault(b"0" * 32)


@pytest.fixture
def busy(store: Store, cast: Cast, campaign: Campaign, form: Any, credit: Credit, build: Build) -> Report:
    """红星村 with a different figure in every derived cell of 东明镇's form, and one approximate."""
    for number, field in enumerate(form.fields(), 1):
        derive = field.derive
        if derive is None:
            continue
        kind = derive.kinds[0] if derive.kinds else (derive.family or "lecture")
        measure = derive.measure or Measure.ITEM
        person = 1_000 + number if derive.fold is Fold.DISTINCT_PERSONS else None
        credit(
            kind=kind, measure=measure, quantity=100 + number, tags=derive.tags, person_id=person,
            is_approximate=field.key == "slogans_posters",
        )  # fmt: skip
    roll_up(store)
    return build(cast.town)


def _numbers(report: Report) -> list[str]:
    """Figures in the order of the form as they are printed."""
    found = []
    for section in report.form.sections:
        for item in section.items:
            for key in re.findall(r"\{([a-z0-9_]+)\}", item.progress):
                cell = report.cells[key]
                if cell.field.is_number:
                    found.append(f"{cell.value}余" if cell.is_approximate else str(cell.value))
    return found


def _written(report: Report, fmt: str) -> bytes:
    stream = io.BytesIO()
    write_report(report, stream, fmt)
    return stream.getvalue()


def _blanks(text: str) -> list[str]:
    return re.findall(r"（(\d+余?)）", re.sub(r"\s", "", text))


def test_the_printed_formats_say_the_same_figures(busy: Report) -> None:
    expected = _numbers(busy)
    assert len(expected) == 49
    sheet = openpyxl.load_workbook(io.BytesIO(_written(busy, "xlsx"))).worksheets[0]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert _blanks("".join(cells)) == expected
    tables = Document(io.BytesIO(_written(busy, "docx"))).tables
    assert _blanks("".join(cell.text for table in tables for row in table.rows for cell in row.cells[-1:])) == expected
    pages = PdfReader(io.BytesIO(_written(busy, "pdf"))).pages
    assert sorted(_blanks("".join(page.extract_text() for page in pages))) == sorted(expected)
    assert _blanks(_written(busy, "html").decode()) == expected


def test_an_answer_stands_on_paper_once_a_person_has_given_it(
    store: Store, cast: Cast, busy: Report, build: Build
) -> None:
    """Until then it is blank in every file, and a sentence says so; csv and json have the proposal in a place of its own."""
    waits = next(
        cell for cell in busy.cells.values() if cell.field.type is FieldType.BOOL and cell.need is Need.CONFIRM
    )
    paper = _written(busy, "html").decode()
    assert "■" not in paper
    assert f"待确认，表内留空：{waits.field.label}" in paper
    rows = {row[3]: row for row in csv.reader(io.StringIO(_written(busy, "csv").decode("utf-8-sig")))}
    said = msgspec.json.decode(_written(busy, "json"))["fields"][waits.field.key]
    assert rows[waits.field.key][4] == ""
    assert rows[waits.field.key][7] == "是"
    assert (said["value"], said["derived"], said["need"]) == (None, True, "confirm")
    assert rows[waits.field.key][8].startswith("待确认")
    with store.write() as session:
        confirm_value(session, busy, waits.field.key, seen=str(waits.derived), by=ALICE, now=NOW)
    paper = _written(build(cast.town), "html").decode()
    assert paper.count("■是 □否") == 1
    assert f"表内留空：{waits.field.label}" not in paper


def test_the_data_sheet_marks_what_is_approximate(busy: Report) -> None:
    rows = openpyxl.load_workbook(io.BytesIO(_written(busy, "xlsx")))["数据"].iter_rows()
    row = next(row for row in rows if row[3].value == "slogans_posters")
    assert [row[n].number_format for n in (4, 7)] == ['0"余"', '0"余"']
    assert row[8].value == "待确认；约数"


def test_the_flat_formats_say_the_same_figures(busy: Report) -> None:
    rows = list(csv.reader(io.StringIO(_written(busy, "csv").decode("utf-8-sig"))))
    by_key = {row[3]: row[4] for row in rows[1:]}
    data = msgspec.json.decode(_written(busy, "json"))
    for key, cell in busy.cells.items():
        if cell.field.is_number:
            assert by_key[key] == (f"{cell.value}余" if cell.is_approximate else str(cell.value))
            assert data["values"][key] == cell.value
        else:
            answer = cell.value if cell.is_vouched_for else None
            assert by_key[key] == {None: "", 1: "是", 0: "否"}[answer]  # type: ignore[index]
            assert data["values"][key] == {None: None, 1: True, 0: False}[answer]  # type: ignore[index]


def test_the_screen_and_the_api_say_the_same_figures(cast: Cast, busy: Report, client: Visitor) -> None:
    client.sign_in(cast.alice)
    page = client.get(f"/console/statistics/{busy.campaign.id}/{cast.town.id}/{FORM}/cumulative").text
    shown = {
        key: re.search(r'<b class="num">([^<]*)</b>', page[page.index(f'id="cell-{key}"') :])
        for key, cell in busy.cells.items()
        if cell.field.is_number
    }
    answer = client.get(f"/api/v1/statistics/june/{cast.town.code}/{FORM}/cumulative").json
    assert answer is not None
    for key, found in shown.items():
        cell = busy.cells[key]
        assert found is not None
        assert found[1] == (f"{cell.value}余" if cell.is_approximate else str(cell.value))
        assert answer["values"][key] == cell.value
        assert answer["fields"][key]["provenance"] == cell.provenance.value


def test_the_official_head_stands_above_the_table(cast: Cast, busy: Report, build: Build) -> None:
    text = "".join(
        str(cell.value) for row in openpyxl.load_workbook(io.BytesIO(_written(build(cast.county), "xlsx"))).worksheets[0].iter_rows()
        for cell in row if cell.value
    )  # fmt: skip
    for words in ("附件2", "填报单位（盖章）：东明县", "联系人：陈晨", "电话：0580-1234567", "填报日期：2026年6月16日"):
        assert words in text


@pytest.mark.parametrize("by", list(TallyBy))
def test_tallies_add_up_to_the_form(
    store: Store, cast: Cast, campaign: Campaign, credit: Credit, build: Build, by: TallyBy
) -> None:
    with store.write() as session:
        people = [
            register_person(session, new, device_hash=None, vault=VAULT, now=NOW).id
            for new in (
                NewPerson(campaign_id=campaign.id, unit_id=cast.hongxing.id, name=name, notice_version=1)
                for name in ("李小明", "王芳")
            )
        ]
    for person in people:
        credit(person_id=person)
        credit(kind="consultation", person_id=person, unit_id=cast.hongxing.id)
    credit(quantity=800, source_table="crowd", unit_id=cast.qingshan.id)
    credit(measure=Measure.SESSION_HELD)
    report = build(cast.town)
    with store.read() as session:
        scope = Scope(campaign_id=campaign.id, unit_path=get_unit(session, cast.town.id).path)
        rows = list(tally_file_rows(session, scope, by))
    column = {TallyBy.ACTIVITY: 5, TallyBy.UNIT: 4, TallyBy.PERSON: 5}[by]
    attendances = sum(int(str(row[column])) for row in rows)
    form_says = (report.number("lecture_attendances") or 0) + (report.number("consultation_attendances") or 0)
    assert attendances == form_says == 804
    assert ("李*明" in str(rows)) is (by is TallyBy.PERSON)
    assert "李小明" not in str(rows)


def test_a_tally_by_kind_is_the_forms_figure(cast: Cast, busy: Report, client: Visitor) -> None:
    client.sign_in(cast.alice)
    base = f"/console/statistics/tallies/{busy.campaign.id}/{cast.town.id}/cumulative"
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{base}/activity.xlsx").data)).worksheets[0]
    rows = list(book.iter_rows(min_row=2, values_only=True))
    held: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        for name, amount in zip(("session_held", "attendance", "item", "quantity"), row[4:8], strict=True):
            held[str(row[2]), name] += int(str(amount))
    for field in busy.form.fields():
        derive = field.derive
        if (
            derive is not None
            and derive.measure is not None
            and field.type is not FieldType.BOOL
            and not derive.tags
            and derive.kinds
        ):
            assert sum(held[kind, derive.measure.value] for kind in derive.kinds) == busy.number(field.key), field.key
    assert (
        list(csv.reader(io.StringIO(client.get(f"{base}/activity.csv").data.decode("utf-8-sig"))))[1][2] == rows[0][2]
    )


def test_a_file_appears_when_it_is_complete(store: Store, cast: Cast, busy: Report, tmp_path: Path) -> None:
    with store.read() as session:
        for fmt in FORMATS:
            report = export_report(
                session, unit_code=cast.town.code, form_key="zhoushan_2021", period_text="cumulative",
                target=tmp_path / f"out.{fmt}", now=NOW,
            )  # fmt: skip
            assert report.campaign.code == "june"
        with pytest.raises(Invalid):
            export_report(
                session,
                unit_code=cast.town.code,
                form_key=FORM,
                period_text="cumulative",
                target=tmp_path / "out.exe",
                now=NOW,
            )
        with pytest.raises(NotFound, match="nothing"):
            export_report(
                session,
                unit_code="nothing",
                form_key=FORM,
                period_text="cumulative",
                target=tmp_path / "x.csv",
                now=NOW,
            )
        with pytest.raises(NotFound):
            export_report(
                session, unit_code=cast.stranger_town.code, form_key=FORM, period_text="cumulative",
                target=tmp_path / "x.csv", now=NOW, campaign_code="june",
            )  # fmt: skip
    assert sorted(path.name for path in tmp_path.glob("out.*")) == sorted(f"out.{fmt}" for fmt in FORMATS)
