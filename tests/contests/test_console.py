"""What staff see and do with contests."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.contests import Attempt, Contest
from tests.contests.conftest import MakeScene, Scene
from tests.contests.makers import make_bank, make_campaign
from tests.contests.test_submit_attempt import right_answers
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.visitor import Visitor


def only_contest(scene_or_store: Scene) -> Contest:
    with scene_or_store.store.read() as session:
        return session.scalars(select(Contest)).one()


def form(**changes: object) -> dict[str, object]:
    values: dict[str, object] = {
        "title": "新竞赛", "question_count": "10", "minutes_limit": "15", "opens_at": "2026-06-16T09:00",
        "closes_at": "2026-06-30T22:00", "tries_per_day": "3", "tries_total": "", "points_each": "10",
        "pass_percent": "60", "preset": "all_or_nothing", "reveal": "explanations", "intro": "",
    }  # fmt: skip
    return values | changes


@pytest.fixture
def ready(store: object, cast: Cast, clock: FakeClock) -> dict[str, object]:
    """A campaign and a bank; the fields that name them."""
    with store.write() as session:  # type: ignore[attr-defined]
        campaign = make_campaign(session, cast, clock())
        bank_id = make_bank(session, clock())
        return {"campaign_id": campaign.id, "unit_id": cast.town.id, "bank_ids": [bank_id]}


def test_one_page_makes_and_publishes_a_contest(
    client: Visitor, cast: Cast, ready: dict[str, object], store: object
) -> None:
    client.sign_in(cast.alice)
    page = client.get("/console/contests/new").text
    assert "更多设置" in page
    assert "data-preview" in page
    answer = client.post("/console/contests/new", data=form(**ready, publish="1"))
    assert answer.status_code == 303, answer.text
    with store.read() as session:  # type: ignore[attr-defined]
        contest = session.scalars(select(Contest)).one()
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.position)).all()
    assert contest.published_at is not None
    assert (contest.pool_size, contest.points_each, contest.opens_at.hour) == (30, 1000, 1)
    assert actions == ["contest.create", "contest.publish"]


def test_the_suggestion_reads_plainly_and_opens_now(client: Visitor, cast: Cast, ready: dict[str, object]) -> None:
    """The clock stands at 10:00 in China; ten points are 10, not 1E+1."""
    client.sign_in(cast.alice)
    page = client.get("/console/contests/new").text
    assert re.search(r'<input[^>]*name="points_each"[^>]*value="10"', page)
    assert re.search(r'name="opens_at"[^>]*value="2026-06-16[T ]10:00(:00)?"', page)
    assert 'data-preview-show="opens_at&gt;2026-06-16T10:00" hidden' in page


@pytest.mark.parametrize(
    ("opens_at", "words"),
    [("2026-06-16T09:00", "竞赛已发布，可以扫码了"), ("2026-06-16T11:00", "竞赛已发布，2026-06-16 11:00 开始答题")],
)
def test_publishing_says_from_when_people_can_answer(
    client: Visitor, cast: Cast, ready: dict[str, object], opens_at: str, words: str
) -> None:
    client.sign_in(cast.alice)
    where = client.post("/console/contests/new", data=form(**ready, opens_at=opens_at, publish="1")).headers["Location"]
    assert words in client.get(where).text
    hidden = ' data-preview-show="opens_at&gt;2026-06-16T10:00" hidden' in client.get(f"{where}/edit").text
    assert hidden == (opens_at < "2026-06-16T10:00")


def test_a_draft_is_saved_and_published_later(
    client: Visitor, cast: Cast, ready: dict[str, object], store: object
) -> None:
    client.sign_in(cast.alice)
    where = client.post("/console/contests/new", data=form(**ready)).headers["Location"]
    assert "还是草稿" in client.get(where).text
    client.post(f"{where}/publish")
    assert "未开始" in client.get(where).text or "进行中" in client.get(where).text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "请填写竞赛名称"),
        ({"bank_ids": []}, "请至少选一个题库"),
        ({"question_count": "31"}, "不够抽 31 道"),
        ({"closes_at": "2026-06-01T09:00"}, "结束时间要晚于开始时间"),
        ({"points_each": "0"}, "请填 0.01 到 1000"),
        ({"minutes_limit": "0"}, "请填 1 到 1440"),
    ],
)
def test_what_cannot_work_is_said_beside_its_field(
    client: Visitor, cast: Cast, ready: dict[str, object], changes: dict[str, object], words: str
) -> None:
    client.sign_in(cast.alice)
    answer = client.post("/console/contests/new", data=form(**(ready | changes)))
    assert answer.status_code == 422
    assert words in answer.text


def test_after_publication_the_rules_are_not_asked_and_not_taken(scene: Scene, client: Visitor) -> None:
    client.sign_in(scene.cast.alice)
    where = f"/console/contests/{scene.contest_id}/edit"
    assert 'name="question_count"' not in client.get(where).text
    sent = form(title="改名", points_each="99", question_count="1", pass_percent="0", preset="net")
    assert client.post(where, data=sent).status_code == 303
    contest = only_contest(scene)
    assert (contest.title, contest.points_each, contest.question_count) == ("改名", 1000, 10)
    assert (contest.pass_percent, contest.preset) == (60, "all_or_nothing")


def test_staff_of_other_units_do_not_learn_that_it_exists(scene: Scene, client: Visitor) -> None:
    base = f"/console/contests/{scene.contest_id}"
    paths = (base, f"{base}/edit", f"{base}/questions", f"{base}/qr.png", f"{base}/poster.pdf", f"{base}/results.xlsx")
    for officer in (scene.cast.zhao, scene.cast.sun, scene.cast.hong):
        client.sign_in(officer)
        assert {client.get(path).status_code for path in paths} == {404}, officer.name
        posts = ("publish", "pause", "resume", "close", "board")
        assert {client.post(f"{base}/{verb}").status_code for verb in posts} == {404}, officer.name
        assert "安全知识竞赛" not in client.get("/console/contests").text


def test_a_viewer_looks_and_does_not_touch(scene: Scene, client: Visitor) -> None:
    client.sign_in(scene.cast.vera)
    base = f"/console/contests/{scene.contest_id}"
    assert client.get(base).status_code == 200
    assert client.get(f"{base}/questions").status_code == 403
    assert client.post(f"{base}/close").status_code == 403
    assert client.get(f"{base}/results.xlsx?names=full").status_code == 403


def test_the_county_above_sees_it(scene: Scene, client: Visitor) -> None:
    client.sign_in(scene.cast.chen)
    assert "安全知识竞赛" in client.get("/console/contests").text


def test_the_figures_are_right(scene: Scene, client: Visitor) -> None:
    first = scene.start().token
    scene.submit(first, right_answers(scene, first))
    scene.submit(scene.start().token, {})
    client.sign_in(scene.cast.alice)
    page = " ".join(client.get(f"/console/contests/{scene.contest_id}").text.split())
    assert '参与人数</span> <span class="stat-value">1<' in page
    assert '答题人次</span> <span class="stat-value">2<' in page
    assert '合格率</span> <span class="stat-value">100<' in page
    assert '平均分</span> <span class="stat-value">50<' in page


def test_results_mask_names_unless_asked(scene: Scene, client: Visitor) -> None:
    token = scene.start().token
    scene.submit(token, right_answers(scene, token))
    client.sign_in(scene.cast.alice)
    base = f"/console/contests/{scene.contest_id}/results"
    masked = load_workbook(io.BytesIO(client.get(f"{base}.xlsx").data)).worksheets[0]
    header, line = list(masked.values)
    assert line[:3] == ("红星村", "王*明", 1)
    assert line[header.index("得分")] == 100
    full = client.get(f"{base}.csv?names=full").data.decode("utf-8-sig")
    assert "王小明" in full
    with scene.store.read() as session:
        details = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "contest.export")).all()
    assert ["masked" in detail for detail in details] == [True, False]


def test_an_export_never_runs_a_name_as_a_formula(scene: Scene, client: Visitor) -> None:
    from quizapp.people import hash_device
    from tests.contests.makers import Phone, make_phone

    with scene.store.write() as session:
        evil: Phone = make_phone(
            session, only_contest(scene), scene.cast.hongxing.id, scene.clock(), name="=HYPERLINK(1)", key="evil"
        )
    assert evil.device_hash == hash_device("evil")
    token = scene.start(evil).token
    scene.submit(token, {}, phone=evil)
    client.sign_in(scene.cast.alice)
    book = load_workbook(io.BytesIO(client.get(f"/console/contests/{scene.contest_id}/results.xlsx?names=full").data))
    cell = book.worksheets[0]["B2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_a_code_that_no_phone_can_open_is_warned_of(scene: Scene, client: Visitor) -> None:
    client.sign_in(scene.cast.alice)
    address = f"/console/contests/{scene.contest_id}"
    assert "手机打不开这个网址" in client.get(address, base_url="http://localhost:8000").text
    assert "手机打不开这个网址" not in client.get(address, base_url="http://192.0.2.7:8000").text


def test_the_poster_carries_code_and_address(scene: Scene, client: Visitor) -> None:
    client.sign_in(scene.cast.alice)
    text = (
        PdfReader(io.BytesIO(client.get(f"/console/contests/{scene.contest_id}/poster.pdf").data))
        .pages[0]
        .extract_text()
    )
    assert scene.code in text
    assert f"localhost/q/{scene.code}" in text


def test_the_code_is_a_png(scene: Scene, client: Visitor) -> None:
    client.sign_in(scene.cast.alice)
    answer = client.get(f"/console/contests/{scene.contest_id}/qr.png")
    assert (answer.content_type, answer.data[:4]) == ("image/png", b"\x89PNG")


def test_the_questions_page_shows_the_keys_to_editors(scene: Scene, client: Visitor) -> None:
    client.sign_in(scene.cast.alice)
    pages = [client.get(f"/console/contests/{scene.contest_id}/questions?page={page}").text for page in (1, 2)]
    assert all(page.count("正确答案") >= 10 for page in pages)
    assert sum(page.count("正确答案") for page in pages) >= 30


def test_pause_close_and_resume_are_noted(scene: Scene, client: Visitor) -> None:
    client.sign_in(scene.cast.alice)
    base = f"/console/contests/{scene.contest_id}"
    for verb, words in (("pause", "暂停中"), ("resume", "进行中"), ("close", "已结束"), ("resume", "进行中")):
        assert client.post(f"{base}/{verb}").status_code == 303
        assert words in client.get(base).text
    with scene.store.read() as session:
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.position)).all()
    assert actions == ["contest.pause", "contest.resume", "contest.close", "contest.resume"]


def test_closing_leaves_five_minutes_to_those_who_answer(make_scene: MakeScene, client: Visitor) -> None:
    scene = make_scene(minutes_limit=None)
    token = scene.start().token
    client.sign_in(scene.cast.alice)
    client.post(f"/console/contests/{scene.contest_id}/close")
    with scene.store.read() as session:
        assert session.scalar(select(Attempt.deadline_at)) == scene.clock.now.replace(minute=5)
    scene.clock.advance(minutes=4)
    assert scene.submit(token, {}).submitted_by == "phone"


def test_the_list_teaches_when_it_is_empty(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.alice)
    assert "还没有竞赛" in client.get("/console/contests").text
