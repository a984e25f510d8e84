"""The clerk's way: print, read in with a photo, see who is in; and the participant's: sign."""

from __future__ import annotations

import io
import json
import re

import openpyxl
import pypdf
import pytest
from docx import Document
from PIL import Image
from sqlalchemy import select

from quizapp.activities import DoorSettings, change_door
from quizapp.db import Store
from quizapp.photos import EvidencePhoto
from quizapp.sign_sheets.models import PrintedSheet, SheetReturn, Signature
from tests.checkins.test_phone_pages import _become_known as become_known
from tests.sign_sheets.conftest import NAMES, Printed
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.month import figure
from tests.support.visitor import Visitor


@pytest.fixture
def alice(client: Visitor, cast: Cast) -> Visitor:
    """A clerk of the town."""
    client.sign_in(cast.alice)
    return client


def photo() -> io.BytesIO:
    stream = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(stream, "JPEG")
    stream.seek(0)
    return stream


def texts_of(content: bytes, fmt: str) -> str:
    if fmt == "pdf":
        return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    if fmt == "docx":
        document = Document(io.BytesIO(content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)


@pytest.mark.parametrize("fmt", ["pdf", "docx", "xlsx"])
def test_a_sheet_is_printed(alice: Visitor, store: Store, cast: Cast, printed: Printed, fmt: str) -> None:
    page = alice.get(f"/console/sessions/{printed.facts.id}/sheets")
    assert printed.code in page.text
    form = {"unit_id": cast.town.id, "blank_rows": "5", "fmt": fmt}
    answer = alice.post(f"/console/sessions/{printed.facts.id}/sheets", data=form)
    assert answer.status_code == 200
    with store.read() as session:
        sheet = session.scalars(select(PrintedSheet).order_by(PrintedSheet.id.desc())).first()
    assert sheet is not None
    text = texts_of(answer.data, fmt)
    assert all(word in text for word in (*NAMES, sheet.code, "用电安全讲座"))
    assert (sheet.listed, sheet.rows) == (2, 7)
    again = alice.get(f"/console/sessions/{printed.facts.id}/sheets/{sheet.code}.{fmt}")
    assert all(name in texts_of(again.data, fmt) for name in NAMES)


def test_only_numbers_that_are_known_are_printed(alice: Visitor, printed: Printed) -> None:
    answer = alice.get(f"/console/sessions/{printed.facts.id}/sheets/{printed.code}.pdf")
    numbers = re.findall(r"^\d+$", texts_of(answer.data, "pdf"), re.MULTILINE)
    assert max(int(number) for number in numbers) == 8


def test_a_sheet_is_read_in_with_its_photo(alice: Visitor, store: Store, cast: Cast, printed: Printed) -> None:
    where = f"/console/sheets/{printed.code}"
    assert "未签到" in alice.get(where).text
    typed = {"rows": "1-2", "names": "3 王五", "declared": "3", "nonce": "n-1"}
    first = alice.post(where, data=typed | {"photo": (photo(), "表.jpg")}, content_type="multipart/form-data")
    assert first.status_code == 200
    assert "一共 3 人" in first.text
    with store.read() as session:
        assert figure(session, printed.month, cast.town, "attendance") == 0
        kept = session.scalars(select(EvidencePhoto.id)).one()
    assert f'value="{kept}"' in first.text
    done = alice.post(where, data=typed | {"photo_id": str(kept), "step": "record"}, follow_redirects=True)
    assert "补录了 3 人次" in done.text
    assert "已签到" in done.text
    with store.read() as session:
        assert figure(session, printed.month, cast.town, "attendance") == 3
        assert session.scalars(select(SheetReturn.photo_id)).one() == kept
    picture = alice.get(f"/console/sessions/{printed.facts.id}/photos/{kept}.webp")
    assert picture.content_type == "image/webp"


def test_what_does_not_add_up_asks_why(alice: Visitor, printed: Printed) -> None:
    where = f"/console/sheets/{printed.code}"
    typed = {"rows": "1-2", "declared": "5", "nonce": "n-1", "step": "record"}
    refused = alice.post(where, data=typed)
    assert refused.status_code == 422
    assert "difference_reason" in refused.text
    assert (
        "补录了 2 人次" in alice.post(where, data=typed | {"difference_reason": "三人没签"}, follow_redirects=True).text
    )


def test_a_photo_of_another_session_is_not_taken(alice: Visitor, store: Store, printed: Printed) -> None:
    where = f"/console/sheets/{printed.code}"
    alice.post(where, data={"rows": "1", "declared": "1", "nonce": "n-1", "photo_id": "999", "step": "record"})
    with store.read() as session:
        assert session.scalars(select(SheetReturn.photo_id)).one() is None


def test_the_number_can_be_typed(alice: Visitor, printed: Printed) -> None:
    assert alice.get("/console/sheets?code=" + printed.code.lower()).headers["Location"].endswith(printed.code)
    assert alice.get("/console/sheets?code=ZZZZZZ").status_code == 404
    assert "表号" in alice.get("/console/sheets").text


STROKES = [[[100, 100], [300, 300]], [[400, 100], [420, 390]]]


def checked_in(phone: Visitor, store: Store, printed: Printed, cast: Cast, clock: FakeClock) -> str:
    """Address of this phone's answer."""
    become_known(store, phone, printed.month, cast, clock, name="王五")
    return phone.post(f"/s/{printed.facts.code}", data={"nonce": "nonce-of-mine"}).headers["Location"]


def test_a_participant_signs_once(
    client: Visitor, store: Store, cast: Cast, clock: FakeClock, printed: Printed
) -> None:
    with store.write() as session:
        change_door(session, printed.facts.id, DoorSettings(asks_signature=True))
    answer = checked_in(client, store, printed, cast, clock)
    assert f'href="{answer}/sign"' in client.get(answer).text
    assert "canvas" in client.get(f"{answer}/sign").text
    assert client.post(f"{answer}/sign", data={"strokes": "[]"}).status_code == 422
    assert client.post(f"{answer}/sign", data={"strokes": json.dumps(STROKES)}).status_code == 303
    assert "<polyline" in client.get(f"{answer}/sign").text
    client.post(f"{answer}/sign", data={"strokes": json.dumps([[[0, 0], [900, 390]]])})
    with store.read() as session:
        assert session.scalars(select(Signature.strokes)).one() == STROKES


@pytest.mark.parametrize(
    "strokes", ["", "{}", '[["a"]]', "[[[0,0],[2000,1]]]", "[[[-1,0],[900,1]]]", "[[[1,1],[2,2]]]", "[" * 5000]
)
def test_what_is_no_signature_is_refused(
    client: Visitor, store: Store, cast: Cast, clock: FakeClock, printed: Printed, strokes: str
) -> None:
    answer = checked_in(client, store, printed, cast, clock)
    assert client.post(f"{answer}/sign", data={"strokes": strokes}).status_code == 422


def test_another_phone_cannot_sign(
    client: Visitor, store: Store, cast: Cast, clock: FakeClock, printed: Printed
) -> None:
    answer = checked_in(client, store, printed, cast, clock)
    other = client.application.test_client()
    assert other.post(f"{answer}/sign", data={"strokes": json.dumps(STROKES)}).status_code == 404


def test_signatures_stand_on_the_printed_list(
    alice: Visitor, store: Store, cast: Cast, clock: FakeClock, printed: Printed
) -> None:
    phone = alice.application.test_client()
    assert isinstance(phone, Visitor)
    answer = checked_in(phone, store, printed, cast, clock)
    before = alice.get(f"/console/sessions/{printed.facts.id}/sheets/signed.pdf")
    phone.post(f"{answer}/sign", data={"strokes": json.dumps(STROKES)})
    after = alice.get(f"/console/sessions/{printed.facts.id}/sheets/signed.pdf")
    assert "王五" in texts_of(after.data, "pdf")
    drawn = [pypdf.PdfReader(io.BytesIO(each.data)).pages[0].get_contents() for each in (before, after)]
    lines = [content.get_data().count(b" l") for content in drawn if content is not None]
    assert lines[1] > lines[0]
