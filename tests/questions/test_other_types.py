"""Fill in, matching, ordering, hotspot, case: parse, grade, reveal; and nothing of a key before submission."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.errors import Invalid
from quizapp.questions import (
    PRESETS,
    Blank,
    Media,
    Question,
    Region,
    content_hash,
    decode_question,
    dump_question,
    find_type,
    grade_paper,
    read_answer,
)
from quizapp.questions.drawing import Issued, draw_paper

FILL = Question(
    type="fill_in", stem="火警电话是____，油锅与墙至少____米。", explanation="CANARY",
    blanks=(Blank(accepted=("119", "CANARY-119")), Blank(number=0.5, tolerance=0.05)),
)  # fmt: skip
MATCH = Question(
    type="matching", stem="连一连", prompts=("A类火灾", "B类火灾", "C类火灾"),
    options=("气体", "固体", "液体", "金属"), correct=(1, 2, 0),
)  # fmt: skip
ORDER = Question(type="ordering", stem="先后", options=("三", "一", "二"), correct=(1, 2, 0))
SPOT = Question(
    type="hotspot", stem="找出两处隐患", media=(Media(file="a.webp", alt="厨房", width=1000, height=500),),
    regions=(
        Region(label="CANARY-A", shape="rect", coords=(100, 100, 200, 200)),
        Region(label="CANARY-B", shape="circle", coords=(700, 250, 50)),
    ),
)  # fmt: skip
CASE = Question(
    type="case", stem="材料",
    parts=(
        Question(type="single", stem="问一", options=("甲", "乙", "丙"), correct=(2,), explanation="CANARY"),
        Question(type="multiple", stem="问二", options=("丁", "戊", "己", "庚"), correct=(0, 3)),
        Question(type="true_false", stem="问三", options=("正确", "错误"), correct=(1,)),
    ),
)  # fmt: skip
ALL = (FILL, MATCH, ORDER, SPOT, CASE)


def identity(question: Question) -> tuple[int, ...]:
    return tuple(range(sum(size for size, _ in find_type(question.type).option_groups(question))))


def share(question: Question, raw: object, preset: str = "net") -> float:
    kind = find_type(question.type)
    return kind.grade(question, read_answer(question, identity(question), raw), preset).share_0_1


@pytest.mark.parametrize("question", ALL, ids=lambda question: question.type)
class TestEveryType:
    def test_it_is_without_flaws_and_survives_storage(self, question: Question) -> None:
        assert find_type(question.type).check(question) == ()
        assert decode_question(dump_question(question)) == question

    @pytest.mark.parametrize("preset", sorted(PRESETS))
    def test_right_answer_is_full_in_any_order_shown(self, question: Question, preset: str) -> None:
        for seed in range(20):
            paper = draw_paper([question], 1, seed=str(seed), person_key="p")
            order = paper[0].option_order
            assert sorted(order) == list(identity(question))
            right = list(find_type(question.type).right_answer(question, order))
            result = grade_paper([question], paper, {0: right}, preset=preset)
            assert (result.score, result.correct_count) == (1.0, 1)
            answer = read_answer(question, order, right)
            assert answer is not None
            assert all(find_type(question.type).marks(question, answer))

    @pytest.mark.parametrize("raw", [None, "", [], [""], ["", ""]])
    def test_nothing_answered_is_nothing(self, question: Question, raw: object) -> None:
        assert read_answer(question, identity(question), raw) is None
        assert share(question, raw) == 0.0

    def test_phone_sees_nothing_of_the_key(self, question: Question) -> None:
        shown = json.dumps(find_type(question.type).present(question, identity(question)), ensure_ascii=False)
        assert "CANARY" not in shown
        assert "correct" not in shown
        assert "regions" not in shown
        assert "accepted" not in shown

    @given(raw=st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))  # fmt: skip
    def test_no_sheet_breaks_it(self, question: Question, raw: object) -> None:
        result = grade_paper([question], [Issued(question_index=0, option_order=identity(question))], {0: raw})
        assert 0.0 <= result.score <= 1.0


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["119", "0.5"], 1.0),
        (["１１９", "０．５"], 1.0),
        ([" 119。", "0.45"], 1.0),
        ([119, "0.55"], 1.0),
        (["119", "0.56"], 0.5),
        (["119"], 0.5),
        (["", "0.5"], 0.5),
        (["11 9", ""], 0.5),
        (["1190", "5"], 0.0),
        (["119", "1,000"], 0.5),
        (["x", "nan"], 0.0),
        (["x", "inf"], 0.0),
    ],
)
def test_blanks(texts: list[object], expected: float) -> None:
    assert share(FILL, texts) == expected
    assert share(FILL, texts, "all_or_nothing") == (1.0 if expected == 1.0 else 0.0)


@pytest.mark.parametrize("raw", [["1", "2", "3"], ["x" * 201], [["1"]], {"a": 1}, [True], [10**12]])
def test_other_texts_are_refused(raw: object) -> None:
    with pytest.raises(Invalid):
        find_type("fill_in").parse_answer(FILL, raw)


@pytest.mark.parametrize(
    ("stem", "typed", "is_right"),
    [
        ("应当在____小时内报告", "1小时", True),
        ("应当在____小时内报告", "1小时内", True),
        ("应当在____小时内报告", "１ 小时", True),
        ("应当在____小时内报告", "一小时", True),
        ("应当在____小时内报告", "1天", False),
        ("应当在____小时内报告", "小时", False),
        ("共____1号楼", "11", False),
        ("____，马上报告", "1", True),
        ("第____", "1小时", False),
    ],
)
def test_a_unit_typed_twice_is_no_mistake(stem: str, typed: str, is_right: bool) -> None:
    question = Question(type="fill_in", stem=stem, blanks=(Blank(accepted=("1", "一")),))
    assert share(question, [typed]) == float(is_right)


def test_case_of_letters_counts_only_where_asked() -> None:
    loose = Question(type="fill_in", stem="____", blanks=(Blank(accepted=("CO",)),))
    exact = Question(type="fill_in", stem="____", blanks=(Blank(accepted=("CO",), case_sensitive=True),))
    assert (share(loose, ["co"]), share(exact, ["co"]), share(exact, ["ＣＯ"])) == (1.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("raw", "expected"), [([1, 2, 0], 1.0), (["1", "2", "0"], 1.0), ([1, 2, ""], 2 / 3), ([1, 1, 1], 1 / 3)]
)
def test_pairs(raw: list[object], expected: float) -> None:
    assert share(MATCH, raw) == pytest.approx(expected)


@pytest.mark.parametrize(("raw", "expected"), [([3, 1, 2], 1.0), (["3", "2", "1"], 1 / 3), ([3, "", ""], 1 / 3)])
def test_ranks(raw: list[object], expected: float) -> None:
    assert share(ORDER, raw) == pytest.approx(expected)


@pytest.mark.parametrize("raw", [[1, 1, 2], [0, 1, 2], [1, 2], [1, 2, 4]])
def test_ranks_that_are_none_are_refused(raw: object) -> None:
    with pytest.raises(Invalid):
        find_type("ordering").parse_answer(ORDER, raw)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        (["150,300", "700,500"], 1.0),
        (["150,300", "150,300"], 0.5),
        (["215,300"], 0.5),
        (["225,300"], 0.0),
        (["0,0", "1000,1000"], 0.0),
    ],
)
def test_taps(points: list[str], expected: float) -> None:
    assert share(SPOT, points) == expected


@pytest.mark.parametrize("raw", [["1,1", "2,2", "3,3"], ["1001,0"], ["-1,0"], ["1"], ["1,2,3"], ["٣,1"], ["1e3,1"]])
def test_taps_that_no_page_sends_are_refused(raw: object) -> None:
    with pytest.raises(Invalid):
        find_type("hotspot").parse_answer(SPOT, raw)


def test_one_tap_finds_one_of_two_regions_that_overlap() -> None:
    one = Region(label="一", shape="poly", coords=(100, 100, 300, 100, 300, 300, 100, 300))
    two = Region(label="二", shape="rect", coords=(200, 200, 400, 400))
    both = Question(type="hotspot", stem="找", media=SPOT.media, regions=(one, two))
    assert share(both, ["250,500"]) == 0.5
    assert share(both, ["250,500", "250,500"]) == 1.0


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (["0.2", "1.0", "1.3", "2.1"], 1.0),
        (["0.2", "2.1"], 2 / 3),
        (["0.2", "1.0", "2.0"], (1 + 0.5) / 3),
        (["2.1"], 1 / 3),
    ],
)
def test_parts(raw: list[str], expected: float) -> None:
    assert share(CASE, raw, "cn_half") == pytest.approx(expected)


@pytest.mark.parametrize("raw", [["3.0"], ["0.3"], ["0.0", "0.1"], ["00"], ["0"], [0], ["0.0.0"], ["²0.1"]])
def test_parts_that_no_page_sends_are_refused(raw: object) -> None:
    with pytest.raises(Invalid):
        find_type("case").parse_answer(CASE, raw)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (Question(type="fill_in", stem="没有空", blanks=FILL.blanks), "E-BLANKCOUNT"),
        (Question(type="fill_in", stem="____"), "E-NOKEY"),
        (Question(type="fill_in", stem="____", blanks=(Blank(accepted=("。",)),)), "E-NOKEY"),
        (Question(type="fill_in", stem="____", blanks=(Blank(number=float("nan")),)), "E-KEYRANGE"),
        (Question(type="matching", stem="连", prompts=("一",), options=("甲", "乙"), correct=(0,)), "E-FEWPROMPTS"),
        (Question(type="matching", stem="连", prompts=("一", "一"), options=("甲", "乙"), correct=(0, 1)), "E-DUPOPTION"),
        (Question(type="matching", stem="连", prompts=("一", "二"), options=("甲", "乙"), correct=(0,)), "E-KEYCOUNT"),
        (Question(type="matching", stem="连", prompts=("一", "二"), options=("甲", "乙"), correct=(0, 2)), "E-KEYRANGE"),
        (Question(type="ordering", stem="排", options=("甲", "乙"), correct=(0, 0)), "E-KEYORDER"),
        (Question(type="hotspot", stem="找", regions=SPOT.regions), "E-NOPICTURE"),
        (Question(type="hotspot", stem="找", media=(Media(file="a", alt="a"),), regions=SPOT.regions), "E-PICTURESIZE"),
        (Question(type="hotspot", stem="找", media=SPOT.media), "E-NOKEY"),
        (Question(type="hotspot", stem="找", media=SPOT.media, regions=(Region(label="a", shape="rect", coords=(5, 5, 1, 9)),)), "E-REGION"),
        (Question(type="hotspot", stem="找", media=SPOT.media, regions=(Region(label="a", shape="circle", coords=(5000, 5, 1)),)), "E-REGION"),
        (Question(type="hotspot", stem="找", media=SPOT.media, regions=(Region(label=" ", shape="circle", coords=(50, 5, 1)),)), "E-NOLABEL"),
        (Question(type="case", stem="材料"), "E-NOPARTS"),
        (Question(type="case", stem="材料", parts=(FILL,)), "E-TYPE"),
        (Question(type="case", stem="材料", parts=(Question(type="single", stem="问", options=("甲", "乙")),)), "E-NOKEY"),
        (Question(type="single", stem="图", options=("", ""), correct=(0,), option_media=(SPOT.media[0],)), "E-OPTIONMEDIA"),
        (Question(type="single", stem="图", options=("", ""), correct=(0,), option_media=(SPOT.media[0], SPOT.media[0])), "E-DUPOPTION"),
        (Question(type="single", stem="图", options=("甲", "乙"), correct=(0,), media=(Media(file="a"),)), "W-NOALT"),
    ],
)  # fmt: skip
def test_flaw_is_named(question: Question, code: str) -> None:
    flaws = find_type(question.type).check(question)
    assert code in {flaw.code for flaw in flaws}
    assert all("%(" not in flaw.text for flaw in flaws)


def test_pictures_alone_make_options() -> None:
    signs = tuple(Media(file=f"{n}.svg", alt="牌子") for n in "ab")
    assert find_type("single").check(Question(type="single", stem="哪个", options=("", ""), correct=(1,), option_media=signs)) == ()  # fmt: skip


def test_content_hash_sees_what_is_asked() -> None:
    shuffled = Question(
        type="matching", stem="连一连", prompts=("C类火灾", "A类火灾", "B类火灾"),
        options=("固体", "液体", "气体", "金属"), correct=(2, 0, 1),
    )  # fmt: skip
    assert content_hash(shuffled) == content_hash(MATCH)
    other = Question(type="matching", stem="连一连", prompts=MATCH.prompts, options=MATCH.options, correct=(1, 2, 3))
    assert content_hash(other) != content_hash(MATCH)
    assert content_hash(Question(type="ordering", stem="先后", options=("一", "二", "三"), correct=(0, 1, 2))) == content_hash(ORDER)  # fmt: skip
    assert len({content_hash(question) for question in ALL}) == len(ALL)
