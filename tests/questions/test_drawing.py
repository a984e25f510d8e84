from __future__ import annotations

import hashlib
import hmac
from collections import Counter

import pytest

from quizapp.errors import Invalid
from quizapp.questions import Question, commit_seed, draw_paper, keeps_option_order, new_seed, to_original, to_shown


def ask(number: int = 0, **changes: object) -> Question:
    fields: dict[str, object] = {
        "type": "single",
        "stem": f"第 {number} 问",
        "options": ("甲", "乙", "丙", "丁"),
        "correct": (0,),
        **changes,
    }
    return Question(**fields)  # type: ignore[arg-type]


POOL = [ask(number) for number in range(30)]


def test_it_works() -> None:
    paper = draw_paper(POOL, 10, seed="seed", person_key="p1")
    assert len({place.question_index for place in paper}) == 10
    assert all(sorted(place.option_order) == [0, 1, 2, 3] for place in paper)


def test_same_person_same_paper_and_others_another() -> None:
    def draw(person: str, attempt: int) -> object:
        return draw_paper(POOL, 10, seed="seed", person_key=person, attempt_no=attempt)

    assert draw("p1", 1) == draw("p1", 1)
    assert len({str(draw(f"p{n}", attempt)) for n in range(20) for attempt in (1, 2)}) == 40


def test_anybody_can_recompute_the_paper_from_the_description() -> None:
    """A second implementation, written from the docstring, agrees."""

    def shuffle(size: int, purpose: str) -> list[int]:
        stream = b"".join(
            hmac.new(b"abc", f"quizapp-draw-1\n{purpose}\nWang\n3\n{k}".encode(), hashlib.sha256).digest()
            for k in range(60)
        )
        numbers = [int.from_bytes(stream[at : at + 8], "big") for at in range(0, len(stream), 8)]
        things = list(range(size))
        for i in range(size):
            n = size - i
            while (number := numbers.pop(0)) >= 2**64 // n * n:
                continue
            j = i + number % n
            things[i], things[j] = things[j], things[i]
        return things

    paper = draw_paper(POOL, 5, seed="abc", person_key="Wang", attempt_no=3)
    assert [place.question_index for place in paper] == shuffle(30, "paper")[:5]
    for place in paper:
        assert list(place.option_order) == shuffle(4, f"options:{place.question_index}")


def test_the_algorithm_never_changes_silently() -> None:
    paper = draw_paper(POOL, 3, seed="2026", person_key="Alice")
    assert [(place.question_index, place.option_order) for place in paper] == PINNED


def test_each_question_and_each_place_is_equally_likely() -> None:
    drawn: Counter[int] = Counter()
    first_option: Counter[int] = Counter()
    for person in range(2000):
        for place in draw_paper(POOL[:5], 2, seed="fair", person_key=str(person)):
            drawn[place.question_index] += 1
            first_option[place.option_order[0]] += 1
    assert all(700 < drawn[index] < 900 for index in range(5))
    assert all(880 < first_option[index] < 1120 for index in range(4))


def test_published_hash_is_plain_sha256_of_the_seed() -> None:
    seed = new_seed()
    assert commit_seed(seed) == hashlib.sha256(seed.encode()).hexdigest()
    assert len(seed) == 64
    assert new_seed() != seed


@pytest.mark.parametrize("count", [0, -1, 31])
def test_impossible_count_is_refused(count: int) -> None:
    with pytest.raises(Invalid):
        draw_paper(POOL, count, seed="s", person_key="p")


@pytest.mark.parametrize(
    "options",
    [
        ("通风", "断电", "以上都对"),
        ("通风", "断电", "以上都不对"),
        ("通风", "断电", "A和B"),
        ("通风", "断电", "A、B都是"),
        ("通风", "断电", "AB"),
        ("通风", "断电", "Ａ或Ｂ"),
        ("通风", "断电", "前两项都是"),
        ("通风", "断电", "都对"),
        ("通风", "断电", "上述措施"),
    ],
)
def test_options_that_point_at_places_keep_their_order(options: tuple[str, ...]) -> None:
    assert keeps_option_order(ask(options=options))


@pytest.mark.parametrize(
    "options",
    [
        ("A类火灾", "B类火灾", "C类火灾"),
        ("干粉灭火器", "ABC干粉", "二氧化碳"),
        ("LED灯", "CO", "H2S", "CH4"),
        ("以人为本", "安全第一", "预防为主"),
        ("DC 24V", "AC 220V"),
        ("3人以上", "10人以上30人以下", "一万元以下"),
    ],
)
def test_ordinary_options_are_shuffled(options: tuple[str, ...]) -> None:
    assert not keeps_option_order(ask(options=options))


@pytest.mark.parametrize("explanation", ["故选B。", "A项错误，应先断电", "选项C 不正确", "答案：D", "B选项正确"])
def test_explanations_that_name_letters_keep_the_order(explanation: str) -> None:
    assert keeps_option_order(ask(explanation=explanation))


@pytest.mark.parametrize(
    "explanation", ["A类火灾指固体火灾", "选用ABC干粉灭火器", "依据GB 17761-2024", "应选CO2灭火器"]
)
def test_explanations_with_other_letters_do_not(explanation: str) -> None:
    assert not keeps_option_order(ask(explanation=explanation))


def test_true_false_keeps_its_order() -> None:
    question = ask(type="true_false", options=("正确", "错误"))
    assert draw_paper([question], 1, seed="s", person_key="p")[0].option_order == (0, 1)


def test_positions_and_options_translate_both_ways() -> None:
    order = (2, 0, 3, 1)
    assert to_original((0, 1), order) == (0, 2)
    assert to_original(None, order) is None
    assert to_shown((0, 2), order) == (0, 1)


PINNED: list[tuple[int, tuple[int, ...]]] = [(9, (1, 2, 0, 3)), (1, (1, 3, 2, 0)), (8, (2, 1, 0, 3))]
