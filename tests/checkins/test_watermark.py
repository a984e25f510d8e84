"""Whatever a drill prints or shows says 演练 across it; a lecture never does, and a real alarm neither."""

from __future__ import annotations

import io
import zipfile

import pypdf

from quizapp.activities import SessionFacts, load_facts
from quizapp.checkins import Door, NewScan, record_scan
from quizapp.db import Store
from quizapp.drills import open_drill, turn_real
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.month import Month, add_person, plan_session
from tests.support.visitor import Visitor

#: Neither title has the word in it.
DRILL, LECTURE = "消防安全月活动", "用电安全大讲堂"


def _plan(store: Store, cast: Cast, month: Month, kind: str, title: str) -> SessionFacts:
    with store.write() as session:
        facts = plan_session(session, month, cast.town, kind=kind, title=title)
        person = add_person(session, month, cast.hongxing)
        scan = NewScan(nonce="n", person_id=person.id, door=Door.SCAN, scanned_at=OPENING)
        record_scan(session, facts.id, scan, actor="person:1", now=OPENING)
        return facts


def _pages(content: bytes) -> list[int]:
    """How often the word stands on each page."""
    return [page.extract_text().count("演练") for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def _parts(content: bytes, folder: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.startswith(folder))


def _print(client: Visitor, facts: SessionFacts) -> dict[str, int]:
    """Where the word stands how often: every page that a session prints."""
    base = f"/console/sessions/{facts.id}"
    sheets = {
        fmt: client.post(f"{base}/sheets", data={"unit_id": "0", "blank_rows": "40", "fmt": fmt}).data
        for fmt in ("pdf", "docx", "xlsx")
    }
    return {
        "poster": min(_pages(client.get(f"{base}/poster.pdf").data)),
        "sheet, every page": min(_pages(sheets["pdf"])),
        "sheet, Word": _parts(sheets["docx"], "word/header").count('string="演练"'),
        "sheet, Excel": _parts(sheets["xlsx"], "xl/worksheets/").count("演练</oddHeader>"),
        "list": _parts(client.get(f"{base}/attendance.xlsx").data, "xl/worksheets/").count("演练</oddHeader>"),
        "log": min(_pages(client.get(f"{base}/log/file.pdf").data)),
        "signed": min(_pages(client.get(f"{base}/sheets/signed.pdf").data)),
        "screen": client.get(f"{base}/screen", follow_redirects=True).text.count("演练"),
    }


def test_a_drill_says_so_everywhere_and_a_lecture_nowhere(
    client: Visitor, store: Store, cast: Cast, month: Month
) -> None:
    client.sign_in(cast.alice)
    drill = _plan(store, cast, month, "evacuation_drill", DRILL)
    lecture = _plan(store, cast, month, "lecture", LECTURE)
    found = _print(client, drill)
    assert all(count > 0 for count in found.values()), found
    assert (found["sheet, every page"] > 3, found["poster"] > 3) == (True, True), "across the page, not in one corner"
    assert set(_print(client, lecture).values()) == {0}
    with store.write() as session:
        made = open_drill(session, load_facts(session, drill.id), actor="staff:1", now=OPENING)
        turn_real(session, made.id, actor="staff:1", now=OPENING)
    assert set(_print(client, drill).values()) == {0}, "the alarm is real"
