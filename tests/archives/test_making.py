"""One click makes the whole file of a drill or training, with board or on paper only; it can be checked afterwards."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from quizapp.activities import load_facts, record_as_held
from quizapp.archives import SEAL, Verdict, check_archive
from quizapp.campaigns import get_campaign
from quizapp.checkins import NewHeadcount, count_crowd
from quizapp.cli import main
from quizapp.db import Store
from quizapp.downloads import make_next
from quizapp.drills import give_all_clear
from quizapp.evaluations import Answer, Done, Filled, correct_evaluation, report_done, save_evaluation
from quizapp.kit.vault import Vault
from quizapp.photos import NewPhoto, Subject, keep_photo
from quizapp.settings import Settings
from tests.drills.conftest import School
from tests.drills.test_muster import after
from tests.evaluations.conftest import begin, facts, fill, finish, month, problem, school
from tests.photos.test_photos import picture
from tests.support.cast import Cast
from tests.support.clock import OPENING, FakeClock
from tests.support.month import Month, plan_session
from tests.support.visitor import Visitor
from tests.trainings.conftest import DAY, make_course

__all__ = ["facts", "month", "school"]


def fetch(client: Visitor, store: Store, settings: Settings, clock: FakeClock, session_id: int) -> bytes:
    """Order it like a person, make it, fetch it."""
    where = f"/console/sessions/{session_id}/archive"
    assert f'action="{where}"' in client.get(f"/console/sessions/{session_id}").text, "one click on the session's page"
    status = str(client.post(where).location)
    assert "排队中" in client.get(status).text
    assert make_next(store, Vault(settings.key_for("vault")), clock)
    assert "里面有" in client.get(status).text
    answer = client.get(f"{status}/file")
    assert answer.content_type == "application/zip"
    return answer.data


def opened(content: bytes) -> ZipFile:
    return ZipFile(io.BytesIO(content))


def text_of(book: ZipFile, path: str) -> str:
    content = io.BytesIO(book.read(path))
    if path.endswith(".pdf"):
        return "".join(page.extract_text() for page in PdfReader(content).pages)
    file = docx.Document(content)
    inside = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    footers = [line.text for section in file.sections for line in section.footer.paragraphs]
    return "\n".join([*(line.text for line in file.paragraphs), *inside, *footers])


@pytest.fixture
def whole(store: Store, cast: Cast, month: Month, school: School) -> School:
    """The school drill with everything: all clear, evaluation with correction, improvement, photos, a signed sheet."""
    with store.write() as session:
        get_campaign(session, month.id).form_key = "national_2026"
        give_all_clear(session, school.id, reason="演示", actor="staff:1", now=after(300))
        held = load_facts(session, school.session_id)
        for seed, subject in ((1, Subject.SITE), (2, Subject.SITE), (3, Subject.SHEET)):
            new = NewPhoto(content=picture(seed), subject=subject, caption=f"第 {seed}/3 张")
            keep_photo(session, held, new, actor="staff:1", now=OPENING)
        other = plan_session(session, month, cast.hongxing)
        keep_photo(session, other, NewPhoto(content=picture(1, (400, 300))), actor="staff:1", now=OPENING)
    first = begin(store, held, drill_id=school.id)
    fill(store, first, level="partly", conclusion="mostly")
    finish(store, held, first, school.id)
    with store.write() as session:
        second = correct_evaluation(session, first, reason="漏看了西门", nonce="c", actor="staff:1", now=OPENING)
        names = Answer(level="no", remark="西门锁着")
        filled = Filled(answers={"before.route": names}, evaluators=[("李四", "")], conclusion="mostly")
        save_evaluation(session, second, filled)
    made = problem(store, held, cast)
    with store.write() as session:
        proof = NewPhoto(content=picture(4), subject=Subject.PROOF, caption="换了锁")
        photo_id = keep_photo(session, held, proof, actor="staff:7", now=OPENING)
        done = Done(note="换了推杆锁", on=OPENING.date(), photo_id=photo_id)
        report_done(session, made, done, actor="staff:7", now=OPENING)
    return school


def test_a_drill_with_everything(
    client: Visitor, cast: Cast, store: Store, settings: Settings, clock: FakeClock, whole: School, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    client.sign_in(cast.alice)
    content = fetch(client, store, settings, clock, whole.session_id)
    book = opened(content)
    names = book.namelist()
    documents = [name for name in names if name.endswith((".pdf", ".docx"))]
    for path in documents:
        assert "演练" in text_of(book, path), f"{path} could be mistaken for a real alarm"
    assert {
        "00 目录.pdf", "01 演练记录.docx", "01 演练记录.pdf", "03 演练问题整改.pdf", "04 演练签到/签到名单.xlsx", "04 演练签到/签到表.pdf",
        "04 演练签到/纸质签到表原件-01.jpg", "05 演练照片/00 照片说明.xlsx", "06 演练总结.docx", "manifest.json",
    } <= set(names)  # fmt: skip
    assert [name for name in names if name.startswith("02 ")] == [
        "02 演练评估/1-李四.docx", "02 演练评估/1-李四.pdf",
    ], "a draft is nobody's word"  # fmt: skip
    record = text_of(book, "01 演练记录.docx")
    assert all(word in record for word in ("教学楼", "首人到达", "0:20", "张老师", "未到（4）", "解除"))
    assert len(docx.Document(io.BytesIO(book.read("01 演练记录.docx"))).inline_shapes) == 1, "the curve"
    summary = text_of(book, "06 演练总结.docx")
    assert "2 人次" in summary
    assert "整改项：1" in summary.replace(" ", "")
    photos = [name for name in names if name.endswith(".jpg")]
    assert len(photos) == 4
    for path in photos:
        with Image.open(io.BytesIO(book.read(path))) as image:
            assert (image.format, dict(image.getexif())) == ("JPEG", {})
        assert b"SecretCamera" not in book.read(path)
    captions = list(load_workbook(io.BytesIO(book.read("05 演练照片/00 照片说明.xlsx"))).worksheets[0].values)
    assert [row[3] for row in captions[1:]] == ["和另外 1 场的照片相同", None, None]
    arrivals = list(load_workbook(io.BytesIO(book.read("04 演练签到/签到名单.xlsx"))).worksheets[0].values)
    assert [(row[1], row[5]) for row in arrivals[1:]] == [("赵一", "工作人员"), ("钱二", "工作人员")]
    manifest = json.loads(book.read("manifest.json"))
    assert manifest["made_by"] == "Alice"
    assert manifest["ledger_position"] > 0
    assert {each["path"] for each in manifest["files"]} == set(names) - {"manifest.json"}
    key = Vault(settings.key_for("vault"))
    assert check_archive(io.BytesIO(content), lambda said: key.index(said, purpose=SEAL)).verdict is Verdict.OK
    monkeypatch.setattr("quizapp.cli.archives.load_settings", lambda: settings)
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    good.write_bytes(content)
    with ZipFile(bad, "w") as copy:
        for name in names:
            copy.writestr(name, b"forged" if name == "06 演练总结.docx" else book.read(name))
    said = CliRunner().invoke(main, ["archives", "check", str(good)])
    assert (said.exit_code, said.output.split(":")[0]) == (0, "ok")
    said = CliRunner().invoke(main, ["archives", "check", str(bad)])
    assert said.exit_code == 1
    assert "changed: 06 演练总结.docx" in said.output
    told = CliRunner().invoke(main, ["archives", "check", str(bad), "--json"])
    assert json.loads(told.output)["changed"] == ["06 演练总结.docx"]


def test_a_drill_on_paper_and_a_training(
    client: Visitor, cast: Cast, store: Store, settings: Settings, clock: FakeClock, month: Month
) -> None:
    with store.write() as session:
        drill = plan_session(session, month, cast.town, kind="escape_drill", title="避险逃生演练")
        record_as_held(session, drill.id, signed_by="李主任", note="全村转移到小学操场", actor="staff:1",
                       now=OPENING + timedelta(hours=2))  # fmt: skip
        lesson = plan_session(session, month, cast.town, kind="fire_training", title="消防培训")
    clock.advance(hours=2)
    client.sign_in(cast.alice)
    book = opened(fetch(client, store, settings, clock, drill.id))
    assert not [name for name in book.namelist() if name.startswith(("02", "03", "05"))]
    record = text_of(book, "01 演练记录.docx")
    assert "李主任" in record
    assert "全村转移到小学操场" in record
    assert "演练，不是真实警报" in text_of(book, "06 演练总结.pdf").replace("\n", "")
    book = opened(fetch(client, store, settings, clock, lesson.id))
    assert "01 培训记录.docx" in book.namelist()
    assert "培训档案" in text_of(book, "01 培训记录.docx")
    assert "不是真实警报" not in text_of(book, "01 培训记录.docx")


def test_a_training_holds_its_record_and_everybodys_result(
    client: Visitor, cast: Cast, store: Store, settings: Settings, clock: FakeClock
) -> None:
    """Two people on two days are two people and three heads, not three people; a crowd makes the heads a floor."""
    course = make_course(store, cast)
    passed, once = course.person(1, 10), course.person(2, name="周一天")
    for who, minute in ((passed, 0), (passed, DAY), (once, 0)):
        course.stays(who, minute, minute + 100)
    course.write()
    with store.write() as session:
        crowd = NewHeadcount(
            unit_id=cast.town.id, people=12, is_approximate=True, counted_by="李主任", method="counter", nonce="c"
        )
        count_crowd(session, course.facts.id, crowd, actor="staff:1", now=OPENING)
    clock.advance(days=3)
    client.sign_in(cast.alice)
    page = client.get(f"/console/sessions/{course.facts.id}/archive").text
    assert "安全生产教育和培训记录" in page
    book = opened(fetch(client, store, settings, clock, course.facts.id))
    assert {
        "02 安全生产教育和培训记录.docx", "02 安全生产教育和培训记录.pdf", "02 每人到场和考核结果.xlsx",
    } <= set(book.namelist())  # fmt: skip
    record = text_of(book, "02 安全生产教育和培训记录.docx")
    assert all(word in record for word in ("灭火器的使用", "李教官", "周一天", "第二十八条"))
    results = list(load_workbook(io.BytesIO(book.read("02 每人到场和考核结果.xlsx"))).worksheets[0].values)
    start = next(place for place, row in enumerate(results) if "姓名" in row)
    told = [dict(zip(results[start], row, strict=True)) for row in results[start + 1 :] if row[0] in {"1", "2"}]
    assert [(each["到场天数"], each["在场（分钟）"], each["考核结果"]) for each in told] == [
        ("2/2", "200", "合格"), ("1/2", "100", "未考"),
    ]  # fmt: skip
    sheet = text_of(book, "04 培训签到/签到表.pdf").replace(" ", "").replace("\n", "")
    assert "实到人数2" in sheet.replace("：", "")
    assert "参加人次15余" in sheet.replace("：", "")


def test_names_are_for_those_who_look_after_people(client: Visitor, cast: Cast, school: School) -> None:
    for officer in (cast.bob, cast.vera):
        client.sign_in(officer)
        assert client.get(f"/console/sessions/{school.session_id}/archive").status_code == 403
        assert client.post(f"/console/sessions/{school.session_id}/archive").status_code == 403
        assert "演练档案" not in client.get(f"/console/sessions/{school.session_id}").text
    client.sign_in(cast.alice)
    page = client.get(f"/console/sessions/{school.session_id}/archive").text
    assert "没有清点板数据" not in page
    assert "2 人次" in page
