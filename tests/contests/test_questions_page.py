"""The page of a contest's questions: some of them at a time, searched and filtered on the server."""

from __future__ import annotations

import re

import pytest

from quizapp.contests.blueprint import Blueprint, PaperSection
from tests.contests.conftest import MakeScene, Scene
from tests.support.counting import statement_counter
from tests.support.visitor import Visitor


def page(scene: Scene, query: str = "") -> str:
    return f"/console/contests/{scene.contest_id}/questions{query}"


def numbers(text: str) -> list[int]:
    return [int(found) for found in re.findall(r'id="question-(\d+)"', text)]


@pytest.fixture
def scene(make_scene: MakeScene) -> Scene:
    """Thirty questions: six are true or false, eight more are multiple choice."""
    return make_scene()


def test_a_page_has_twenty_and_the_next_goes_on(scene: Scene, client: Visitor) -> None:
    client.sign_in(scene.cast.alice)
    first = client.get(page(scene)).text
    assert numbers(first) == list(range(1, 21))
    assert "共 30 题" in first
    assert numbers(client.get(page(scene, "?page=2")).text) == list(range(21, 31))


@pytest.mark.parametrize("number", ["0", "-3", "99", "x"])
def test_a_page_that_is_not_there_shows_the_nearest(scene: Scene, client: Visitor, number: str) -> None:
    client.sign_in(scene.cast.alice)
    assert numbers(client.get(page(scene, f"?page={number}")).text)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("第7种", [7]),
        ("先断电13", [13]),
        ("第11条规定 自身安全", [11]),
        ("第07条", [7]),
        ("没有这个词", []),
    ],
)
def test_words_are_looked_for_in_all_of_a_question(
    scene: Scene, client: Visitor, words: str, expected: list[int]
) -> None:
    """In the stem, in an option, whatever the spaces; in the explanation, several words at once; in the source."""
    client.sign_in(scene.cast.alice)
    answer = client.get(page(scene), query_string={"q": words})
    assert numbers(answer.text) == expected
    assert ("没有符合的题" in answer.text) is not bool(expected)


def test_a_type_narrows_and_numbers_stay(scene: Scene, client: Visitor) -> None:
    client.sign_in(scene.cast.alice)
    text = client.get(page(scene, "?kind=true_false")).text
    assert numbers(text) == [5, 10, 15, 20, 25, 30]
    assert "判断题 · 6" in text


def test_the_next_page_keeps_what_was_looked_for(make_scene: MakeScene, client: Visitor) -> None:
    scene = make_scene(bank_size=90)
    client.sign_in(scene.cast.alice)
    text = client.get(page(scene, "?kind=multiple&q=断电")).text
    link = re.search(r'rel="next" href="([^"]+)"', text)
    assert link is not None
    following = client.get(link[1].replace("&amp;", "&")).text
    assert numbers(following) == [each for each in range(1, 91) if each % 3 == 0 and each % 5][20:]


def test_required_ones_can_be_seen_alone(make_scene: MakeScene, client: Visitor) -> None:
    plan = Blueprint(sections=(PaperSection(count=4, points=500),), required=("q-003", "q-027"))
    scene = make_scene(blueprint=plan)
    client.sign_in(scene.cast.alice)
    assert "只看必考题" in client.get(page(scene)).text
    assert len(numbers(client.get(page(scene, "?required=1")).text)) == 2


@pytest.mark.parametrize("size", [30, 1000])
def test_a_thousand_questions_cost_what_thirty_cost(make_scene: MakeScene, client: Visitor, size: int) -> None:
    scene = make_scene(bank_size=size)
    client.sign_in(scene.cast.alice)
    address = page(scene, "?page=2")
    client.get(address)
    with statement_counter(scene.store) as sent:
        text = client.get(address).text
    assert (len(sent), len(numbers(text))) == (3, min(20, size - 20)), str(sent)
    assert len(text) < 100_000


def test_a_draft_shows_what_its_banks_hold_now(make_scene: MakeScene, client: Visitor) -> None:
    scene = make_scene(is_published=False)
    client.sign_in(scene.cast.alice)
    assert numbers(client.get(page(scene, "?page=2")).text) == list(range(21, 31))
