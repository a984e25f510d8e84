"""A paper is opened, saved and handed in before the framework is asked, word for word as the framework does it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import permutations
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from flask import Flask, get_template_attribute, url_for
from werkzeug.test import Client, TestResponse

from quizapp.contests import Contest, open_paper, read_result
from quizapp.contests.pool import Pool, load_pool
from quizapp.contests.views_bare import PaperLayer
from quizapp.contests.views_paper_page import PaperPages
from quizapp.contests.views_review import show_review
from quizapp.db import Store
from quizapp.questions import Issued, Question, draw_paper
from tests.contests.all_types import make_typed_contest, right_sheet
from tests.contests.conftest import Scene
from tests.contests.makers import make_phone
from tests.contests.test_pages import settle, start
from tests.live.test_bare import headers_of
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.counting import statement_counter
from tests.support.visitor import Visitor

_KEY = re.compile(r'(name="submission_key" value=")[^"]+|(csrf(?:_token" value)?="|data-csrf=")[^"]+')


def layer_of(app: Flask) -> PaperLayer:
    layer = app.extensions["quizapp.contests.bare"]
    assert isinstance(layer, PaperLayer)
    return layer


class Twins:
    """The same request to the layer alone and to the framework behind it."""

    def __init__(self, app: Flask, client: Visitor, where: str) -> None:
        def never(environ: Any, _start: Any) -> Any:
            raise AssertionError(f"the framework was asked for {environ['PATH_INFO']}")

        self.where, self.headers = where, headers_of(client)
        self.alone = Client(PaperLayer(never, app), use_cookies=False)
        self.whole = Client(layer_of(app), use_cookies=False)
        self.framework = Client(layer_of(app)._inner, use_cookies=False)

    def ask(self, place: Client, method: str, path: str, *, headers: dict[str, str] | None = None, **more: Any) -> Any:
        return place.open(f"{self.where}{path}", method=method, headers={**self.headers, **(headers or {})}, **more)

    def both(self, method: str, path: str, **more: Any) -> list[TestResponse]:
        return [self.ask(place, method, path, **more) for place in (self.whole, self.framework)]

    def save(self, place: Client, revision: object, answers: object, **headers: str) -> Any:
        body = msgspec.json.encode({"revision": revision, "answers": answers})
        return self.ask(place, "POST", "/save", data=body, headers=headers)

    def submit(self, place: Client, fields: dict[str, str], **headers: str) -> Any:
        about = {
            "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8", "Accept": "application/json", **headers
        }  # fmt: skip
        form = {"csrf_token": self.headers["X-CSRFToken"], **fields}
        return self.ask(place, "POST", "/submit", data=form, headers=about)


@pytest.fixture
def twins(app: Flask, scene: Scene, client: Visitor) -> Twins:
    """Both, with a paper that has been started and moulds that have been made."""
    settle(scene, client)
    where = start(scene, client)
    assert client.get(where).status_code == 200
    return Twins(app, client, where)


def page(text: str) -> str:
    """Without what is new each time."""
    return _KEY.sub(lambda found: next(each for each in found.groups() if each), text)


def same(answers: list[TestResponse]) -> TestResponse:
    first, second = answers
    assert first.status_code == second.status_code
    assert page(first.text) == page(second.text)
    unlike = {"Content-Length"} if "submission_key" in first.text else set()
    assert sorted(each for each in first.headers if each[0] not in unlike) == sorted(
        each for each in second.headers if each[0] not in unlike
    )
    return first


@pytest.mark.parametrize(
    "headers",
    [
        {}, {"Accept-Language": "en-GB,en;q=0.9"}, {"Accept-Language": "zh-TW"}, {"Accept-Language": "fr, zh-HK;q=0.3"},
        {"Cookie": "lang=en"}, {"Cookie": "elder=1"}, {"Cookie": "lang=xx; elder=0"},
    ],
)  # fmt: skip
def test_both_open_the_same_page(twins: Twins, headers: dict[str, str]) -> None:
    if "Cookie" in headers:
        headers = {"Cookie": f"{twins.headers['Cookie']}; {headers['Cookie']}"}
    assert "data-player" in same(twins.both("GET", "", headers=headers)).text
    assert twins.ask(twins.alone, "GET", "", headers=headers).status_code == 200, "its mould is there now"


def test_answers_that_were_saved_stand_on_both_pages(twins: Twins) -> None:
    assert twins.save(twins.alone, 1, {"1": [1], "2": [0]}).status_code == 200
    assert same(twins.both("GET", "")).text.count(" checked") == 2
    assert twins.ask(twins.alone, "GET", "").text.count(" checked") == 2


def test_both_save_and_say_the_same(twins: Twins, scene: Scene) -> None:
    first = twins.save(twins.alone, 1, {"1": [0]})
    second = twins.save(twins.framework, 2, {"1": [1]})
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json == {"revision": 1, "deadline": second.json["deadline"]}
    assert sorted(first.headers) == sorted(second.headers)
    stale = [twins.save(place, 1, {"1": [0]}) for place in (twins.whole, twins.framework)]
    assert same(stale).json["answers"] == {"1": [1]}
    assert stale[0].status_code == 409


def test_handing_in_gives_one_receipt_whoever_answers(twins: Twins, scene: Scene) -> None:
    fields = {"q-1": "0", "submission_key": "key-1"}
    first, second = twins.submit(twins.alone, fields), twins.submit(twins.framework, fields)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.data == second.data
    assert sorted(first.headers) == sorted(second.headers)
    assert same(twins.both("GET", "")).status_code == 303, "to the result"
    assert twins.save(twins.whole, 2, {}).status_code == 410


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_a_forged_form_changes_nothing(twins: Twins, token: str) -> None:
    for answer in (
        twins.save(twins.whole, 1, {"1": [0]}, **{"X-CSRFToken": token}),
        twins.submit(twins.whole, {"q-1": "0", "csrf_token": token}, **{"X-CSRFToken": token}),
    ):
        assert answer.status_code == 400
        assert answer.json["error"]["code"] == "csrf"
    assert twins.save(twins.framework, 1, {"1": [1]}).status_code == 200, "nothing was saved and nothing handed in"


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"revision": true, "answers": {}}', b'{"revision": 1}', b"\xff"])
def test_a_body_that_is_none_is_the_frameworks(twins: Twins, body: bytes) -> None:
    answer = same(twins.both("POST", "/save", data=body))
    assert answer.status_code == 422


def test_somebody_elses_paper_is_refused_by_both(app: Flask, twins: Twins, scene: Scene) -> None:
    other = Visitor(app)
    settle(scene, other, name="赵六")
    strange = {"Cookie": headers_of(other)["Cookie"]}
    assert same(twins.both("GET", "", headers=strange)).status_code == 403
    assert twins.save(twins.whole, 1, {"1": [0]}, **headers_of(other)).status_code == 403


def test_overdue_and_unknown_papers_are_the_frameworks(twins: Twins, scene: Scene) -> None:
    scene.clock.advance(hours=3)
    assert same(twins.both("GET", "")).status_code == 303
    twins.where = twins.where[:-2] + "zz"
    assert same(twins.both("GET", "")).status_code == 404


def test_a_query_and_a_first_visit_are_the_frameworks(twins: Twins) -> None:
    assert twins.ask(twins.whole, "GET", "?lang=en").headers["Set-Cookie"].startswith("lang=en")
    answer = twins.ask(twins.whole, "GET", "", headers={"Cookie": ""})
    assert "device=" in answer.headers["Set-Cookie"]


def test_the_limit_counts_in_one_place(twins: Twins) -> None:
    seen = [twins.ask(place, "GET", "").status_code for place in (twins.whole, twins.framework) * 65]
    assert seen[:100] == [200] * 100
    assert seen[-1] == 429


@pytest.fixture
def typed(store: Store, cast: Cast, clock: FakeClock) -> Scene:
    """A contest with one question of each type."""
    with store.write() as session:
        contest = make_typed_contest(session, cast, clock())
        wang = make_phone(session, contest, cast.hongxing.id, clock())
        return Scene(
            store=store, clock=clock, cast=cast, contest_id=contest.id, campaign_id=contest.campaign_id,
            code=contest.code, wang=wang,
        )  # fmt: skip


def test_every_type_of_question_is_filled_as_it_is_rendered(app: Flask, typed: Scene, client: Visitor) -> None:
    settle(typed, client)
    where = start(typed, client)
    fresh = page(client.get(where).text)
    twins = Twins(app, client, where)
    assert page(twins.ask(twins.alone, "GET", "").text) == fresh
    assert twins.save(twins.alone, 1, right_sheet(typed.store, where.rpartition("/")[2])).status_code == 200
    assert same(twins.both("GET", "")).status_code == 200


@pytest.mark.parametrize("locale", ["zh_Hans", "zh_Hant", "en"])
def test_a_filled_question_is_what_the_template_says(app: Flask, typed: Scene, client: Visitor, locale: str) -> None:
    """Against the template itself, question by question: a mould must not know better."""
    phone = settle(typed, client)
    where = start(typed, client)
    with typed.store.read() as session:
        paper = open_paper(
            session, code=typed.code, token=where.rpartition("/")[2], device_hash=phone.device_hash
        )  # fmt: skip
    with app.test_request_context(f"/?lang={locale}"):
        ask = get_template_attribute("macros/quiz.html", "question")
        total, pages = len(paper.questions), PaperPages()
        for chosen in ((), (0,), (1, 0)):
            for question in paper.questions:
                shown = replace(question, chosen=chosen, section="<第一部分>" if chosen else "")
                here = {"number": str(shown.number), "total": str(total)}
                for _ in range(2):
                    assert pages._filled(paper, shown, locale, here, makes=True) == str(ask(shown, total))


@pytest.mark.parametrize("locale", ["zh_Hans", "zh_Hant", "en"])
def test_a_mould_serves_every_order_of_its_options(app: Flask, typed: Scene, locale: str) -> None:
    """Texts, pictures and the parts of a case move; only pictures of unlike sizes need a mould of their own."""
    with typed.store.read() as session:
        contest = session.get_one(Contest, typed.contest_id)
        pool = load_pool(session, contest.id, contest.pool_hash or "")
    with app.test_request_context(f"/?lang={locale}"):
        ask = get_template_attribute("macros/quiz.html", "question")
        pages, size = PaperPages(), len(pool.questions)
        for draw in range(12):
            issued = draw_paper(pool.questions, size, seed="s", person_key=f"p{draw}", attempt_no=1)
            stored = [[each.question_index, list(each.option_order)] for each in issued]
            attempt = SimpleNamespace(contest_id=1, pool_hash="h", answers={}, issued=stored)
            paper: Any = SimpleNamespace(attempt=attempt, questions=pool.show(issued, {}))
            for place, question in enumerate(paper.questions):
                for _ in range(2):
                    filled = pages._question(paper, place, locale, str(size), makes=draw == 0)
                    assert filled == str(ask(question, size))


@pytest.mark.parametrize("kind", ["single", "matching"])
def test_one_mould_whatever_the_length_of_its_texts(app: Flask, kind: str) -> None:
    texts = ("短", "一个有十六个字以上的选项，要另外写出来的那一种"), ("一", "二"), ("这个选项有十来个字呢", "二")
    prompts = ("甲", "乙") if kind == "matching" else ()
    questions = [
        Question(type=kind, stem="题", options=each, correct=(0, 1)[: len(prompts) or 1], prompts=prompts)
        for each in texts
    ]
    pool = Pool(questions=tuple(questions), sources=("",) * 3)
    issued = [Issued(question_index=at, option_order=(0, 1)) for at in range(3)]
    with app.test_request_context("/"):
        ask = get_template_attribute("macros/quiz.html", "question")
        for order in permutations(range(3)):
            drawn = [issued[at] for at in order]
            attempt = SimpleNamespace(
                contest_id=1, pool_hash="h", answers={}, issued=[[each.question_index, [0, 1]] for each in drawn]
            )
            paper: Any = SimpleNamespace(attempt=attempt, questions=pool.show(drawn, {}))
            pages = PaperPages()
            for place, question in enumerate(paper.questions):
                assert pages._question(paper, place, "zh_Hans", "3", makes=True) == str(ask(question, 3))


def test_opening_costs_one_statement(twins: Twins, scene: Scene) -> None:
    with statement_counter(scene.store) as sent:
        assert twins.ask(twins.alone, "GET", "").status_code == 200
    assert len(sent) == 1, str(sent)


def test_moulds_do_not_grow_with_what_is_typed(app: Flask, twins: Twins) -> None:
    pages: PaperPages = app.extensions["quizapp.paper_pages"]
    for revision, atoms in enumerate((["x"], ["99"], ["-1", "<b>"], [77]), start=1):
        assert twins.save(twins.alone, revision, {"1": atoms}).status_code == 200
        before = len(pages._questions._kept)
        assert same(twins.both("GET", "")).status_code == 200
        assert len(pages._questions._kept) == before


@pytest.mark.parametrize("locale", ["zh_Hans", "zh_Hant", "en"])
def test_a_filled_review_is_what_the_template_says(app: Flask, typed: Scene, client: Visitor, locale: str) -> None:
    phone = settle(typed, client)
    where = start(typed, client)
    token = where.rpartition("/")[2]
    client.post(f"{where}/submit", data={"q-1": "0", "q-2": ["0", "1"], "q-3": "1", "submission_key": "k"})
    with typed.store.read() as session:
        result = read_result(session, code=typed.code, token=token, device_hash=phone.device_hash)
    assert result is not None
    with app.test_request_context(f"/?lang={locale}"):
        says = get_template_attribute("macros/quiz.html", "review_item")
        reports = get_template_attribute("contests/_reported.html", "reported")
        for _ in range(2):
            shown = show_review(result, locale, where)
            assert {each.number: str(says(each)) for each in result.review} == shown.reviews
            assert str(reports(3, None, where)) == shown.unreported[3]
            assert url_for("quiz.report", code=typed.code, token=token, number=3) in shown.unreported[3]
