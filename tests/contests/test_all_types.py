"""Every type of question: answered on the plain form, saved by JSON, graded, reviewed, and silent about its key before."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import select

from quizapp.contests import Attempt, Reveal
from quizapp.db import Store
from tests.contests.all_types import SECRETS, make_typed_contest, number_of, right_sheet
from tests.contests.conftest import Scene
from tests.contests.makers import make_phone
from tests.contests.test_canaries import crawl
from tests.contests.test_pages import settle, start
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.counting import statement_counter
from tests.support.visitor import Visitor

TYPES = {"single", "multiple", "true_false", "fill_in", "matching", "ordering", "hotspot", "case"}


@pytest.fixture
def scene(store: Store, cast: Cast, clock: FakeClock) -> Scene:
    """A contest with one question of each type."""
    with store.write() as session:
        contest = make_typed_contest(session, cast, clock())
        wang = make_phone(session, contest, cast.hongxing.id, clock())
        return Scene(
            store=store, clock=clock, cast=cast, contest_id=contest.id, campaign_id=contest.campaign_id,
            code=contest.code, wang=wang,
        )  # fmt: skip


def begin(scene: Scene, client: Visitor) -> tuple[str, str]:
    """Path and token of the paper."""
    settle(scene, client)
    where = start(scene, client)
    return where, where.rpartition("/")[2]


def form_of(scene: Scene, token: str) -> dict[str, object]:
    """What a browser without script posts for the right sheet: a case's parts in fields of their own."""
    case = str(number_of(scene.store, token, "case"))
    form: dict[str, object] = {"submission_key": "k1"}
    for number, atoms in right_sheet(scene.store, token).items():
        if number != case:
            form[f"q-{number}"] = atoms
            continue
        for atom in map(str, atoms):
            form.setdefault(f"q-{number}.{atom[0]}", []).append(atom)  # type: ignore[attr-defined]
    return form


def test_the_plain_form_earns_everything(scene: Scene, client: Visitor) -> None:
    where, token = begin(scene, client)
    answer = client.post(f"{where}/submit", data=form_of(scene, token))
    assert answer.status_code == 303
    page = client.get(f"{where}/result").text
    assert "答对 8 题，共 8 题" in page


def test_every_field_of_the_form_is_on_the_page(scene: Scene, client: Visitor) -> None:
    where, token = begin(scene, client)
    paper = client.get(where).text
    for name in form_of(scene, token):
        assert f'name="{name}"' in paper
    assert set(re.findall(r'data-type="(\w+)"', paper)) == TYPES


def test_saved_answers_stand_in_the_reloaded_page(scene: Scene, client: Visitor) -> None:
    where, token = begin(scene, client)
    sheet = right_sheet(scene.store, token)
    number = number_of(scene.store, token, "fill_in")
    sheet[str(number)] = ["一一九 <b>", ""]
    assert client.post(f"{where}/save", json={"revision": 1, "answers": sheet}).status_code == 200
    paper = client.get(where).text
    assert 'value="一一九 &lt;b&gt;"' in paper
    assert paper.count(" checked") == 1 + 3 + 1 + 2 + 1 + 2 + 1
    assert paper.count(" selected") == 3 + 4
    assert json.loads(client.get(f"/api/contests/{scene.code}/attempts/{token}").data)["revision"] == 1


def test_a_picture_point_ticks_the_box_it_lies_in(scene: Scene, client: Visitor) -> None:
    where, token = begin(scene, client)
    number = number_of(scene.store, token, "hotspot")
    client.post(f"{where}/save", json={"revision": 1, "answers": {str(number): ["999,0", "0,1000"]}})
    boxes = re.findall(rf'name="q-{number}" value="(\d+,\d+)"[^>]* checked', client.get(where).text)
    assert boxes == ["950,62", "50,937"]


def test_no_secret_before_submission(scene: Scene, client: Visitor) -> None:
    _, token = begin(scene, client)
    pages = crawl(client, scene, token)
    found = [(path, secret) for path, page in pages.items() for secret in SECRETS if secret.encode() in page]
    assert found == []
    paper = next(page for path, page in pages.items() if path.endswith(f"/a/{token}")).decode()
    for coordinates in ("220, 380", "220.0", "600, 420", "860"):
        assert coordinates not in paper


def test_the_secrets_are_there_after_submission(scene: Scene, client: Visitor) -> None:
    """The twin of the test above."""
    where, token = begin(scene, client)
    client.post(f"{where}/submit", data={"submission_key": "k"})
    page = client.get(f"{where}/result").text
    assert [secret for secret in SECRETS if secret not in page] == ["canaryaccepted"]
    stored = json.loads(client.get(f"/api/contests/{scene.code}/attempts/{token}/result").data)
    assert "canaryaccepted" in json.dumps(stored)


def test_answers_alone_explain_nothing(store: Store, cast: Cast, clock: FakeClock, client: Visitor) -> None:
    with store.write() as session:
        contest = make_typed_contest(session, cast, clock(), reveal=Reveal.ANSWERS)
        wang = make_phone(session, contest, cast.hongxing.id, clock())
        scene = Scene(store=store, clock=clock, cast=cast, contest_id=contest.id, campaign_id=contest.campaign_id,
                      code=contest.code, wang=wang)  # fmt: skip
    where, token = begin(scene, client)
    client.post(f"{where}/submit", data={"submission_key": "k"})
    for page in (
        client.get(f"{where}/result").text,
        client.get(f"/api/contests/{scene.code}/attempts/{token}/result").text,
    ):
        assert "canaryregion" in page
        assert "canarypart" not in page
        assert "canaryexplained" not in page


def test_part_of_an_answer_earns_part_of_the_points_and_says_so(scene: Scene, client: Visitor) -> None:
    where, token = begin(scene, client)
    number = str(number_of(scene.store, token, "fill_in"))
    answers = {number: ["119", "9"]}
    client.post(f"{where}/submit", data={"submission_key": "k", f"q-{number}": answers[number]})
    page = client.get(f"{where}/result").text
    assert "部分得分 50%" in page
    assert "应填：123.25±0.1" in page
    with scene.store.read() as session:
        assert session.scalar(select(Attempt.shares).where(Attempt.token == token)).count(0.5) == 1  # type: ignore[union-attr]


def test_the_paper_as_json_says_what_each_type_needs(scene: Scene, client: Visitor) -> None:
    _, token = begin(scene, client)
    paper = client.get(f"/api/contests/{scene.code}/attempts/{token}").json
    found = {question["type"]: question for question in paper["questions"]}
    assert set(found) == TYPES
    assert len(found["fill_in"]["texts"]) == 3
    assert found["fill_in"]["blanks"] == [{"is_number": False}, {"is_number": True}]
    assert found["matching"]["prompts"] == ["红色", "黄色", "蓝色"]
    assert found["hotspot"]["max_picks"] == 2
    assert client.get(found["hotspot"]["media"][0]["url"]).status_code == 200
    assert [len(part["options"]) for part in found["case"]["parts"]] == [3, 3, 2]
    assert all("alt" in each for each in found["single"]["option_media"])
    assert "media" not in found["matching"]


def test_the_result_as_json_says_what_was_right(scene: Scene, client: Visitor) -> None:
    where, token = begin(scene, client)
    client.post(f"{where}/submit", data=form_of(scene, token))
    result = client.get(f"/api/contests/{scene.code}/attempts/{token}/result").json
    found = {each["question"]["type"]: each for each in result["review"]}
    assert found["fill_in"]["accepted"] == [["119", "canaryaccepted"], ["123.25", "123.25±0.1"]]
    assert [region["shape"] for region in found["hotspot"]["regions"]] == ["circle", "rect"]
    assert found["ordering"]["correct"] == found["ordering"]["question"]["chosen"]
    assert [part["explanation"] for part in found["case"]["parts"]][1:] == ["canarypart", "canarypart"]
    assert all(all(each["marks"]) and each["share_0_1"] == 1 for each in result["review"])


@pytest.mark.parametrize(("tap", "most"), [("", 1), ("/submit", 4)])
def test_new_types_cost_no_statement_more(scene: Scene, client: Visitor, tap: str, most: int) -> None:
    where, token = begin(scene, client)
    form = form_of(scene, token)
    with statement_counter(scene.store) as sent:
        client.post(where + tap, data=form) if tap else client.get(where)
    assert len(sent) == most, str(sent)


def test_the_console_shows_every_key(scene: Scene, client: Visitor) -> None:
    client.sign_in(scene.cast.alice)
    page = client.get(f"/console/contests/{scene.contest_id}/questions").text
    assert [secret for secret in SECRETS if secret not in page] == []
    assert page.count('class="region-found"') == 2
