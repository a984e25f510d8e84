"""Our TOML holds every type, whole; what is wrong in it is named."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.banks import read_bank_file, write_toml
from quizapp.kit.text import clean_line
from quizapp.questions import Blank, Media, Question, Region, Review, Source, find_type

EXAMPLE = """[bank]
key = "x"
[[question]]
type = "fill_in"
stem = "火警电话是____，间距____米"
blanks = [["119", "一一九"], { number = 3.5, tolerance = 0.1 }]
valid_from = 2026-05-01
reviewed = { on = 2026-11-22, outcome = "reworded" }
[[question]]
type = "matching"
stem = "连一连"
prompts = ["A类", "B类"]
options = ["气体", "固体", "液体"]
answer = "BC"
[[question]]
type = "ordering"
stem = "先后"
options = ["先", "再", "后"]
[[question]]
type = "hotspot"
stem = "找出隐患"
picture = { file = "pictures/scenes/a.svg", alt = "一间厨房", size = [1000, 750] }
regions = [ { label = "纸箱", shape = "rect", coords = [120, 300, 260, 420] } ]
[[question]]
type = "case"
stem = "材料"
parts = [ { type = "true_false", stem = "对吗", answer = true, explanation = "因为" }, { type = "multiple", stem = "哪些", options = ["甲", "乙", "丙"], answer = "AC" } ]
[[question]]
type = "single"
stem = "哪个标志"
options = ["", ""]
option_pictures = [{ file = "a.svg", alt = "红圈" }, { file = "b.svg", alt = "黄三角" }]
answer = "B"
[[question]]
type = "case"
stem = "小题写成表"
difficulty = "hard"
[[question.parts]]
type = "single"
stem = "问"
options = ["甲", "乙"]
answer = "A"
"""


def test_it_works() -> None:
    reading = read_bank_file(EXAMPLE.encode())
    assert [problem.message for problem in reading.problems] == []
    fill, match, order, spot, case, signs, tables = reading.questions
    assert fill.blanks == (Blank(accepted=("119", "一一九")), Blank(number=3.5, tolerance=0.1))
    assert (fill.valid_from, fill.reviewed) == (date(2026, 5, 1), Review(on=date(2026, 11, 22), outcome="reworded"))
    assert (match.prompts, match.correct, order.correct) == (("A类", "B类"), (1, 2), (0, 1, 2))
    assert spot.media == (Media(file="pictures/scenes/a.svg", alt="一间厨房", width=1000, height=750),)
    assert spot.regions == (Region(label="纸箱", shape="rect", coords=(120, 300, 260, 420)),)
    assert [(part.type, part.correct) for part in case.parts] == [("true_false", (0,)), ("multiple", (0, 2))]
    assert [media and media.file for media in signs.option_media] == ["a.svg", "b.svg"]
    assert (tables.difficulty, len(tables.parts)) == ("hard", 1)
    assert read_bank_file(write_toml(reading.questions, {"key": "x"}).encode()).questions == reading.questions


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('type = "fill_in"\nstem = "____"\nblanks = [{ number = "x" }]', "E-NOKEY"),
        ('type = "fill_in"\nstem = "____"\nblanks = [{ number = nan }]', "E-"),
        ('type = "fill_in"\nstem = "____ ____"\nblanks = ["一"]', "E-BLANKCOUNT"),
        ('type = "single"\nstem = "a"\noptions = ["甲", "乙"]\nanswer = "A"\npicture = "a.png"', "E-MEDIA"),
        ('type = "single"\nstem = "a"\noptions = ["甲", "乙"]\nanswer = "A"\nvalid_to = "2026"', "E-DATE"),
        ('type = "single"\nstem = "a"\noptions = ["甲", "乙"]\nanswer = "A"\nreviewed = true', "E-REVIEW"),
        ('type = "case"\nstem = "a"\nparts = "b"', "E-FIELD"),
        ('type = "case"\nstem = "a"\nparts = [{ key = "x" }]', "E-FIELD"),
        ('type = "ordering"\nstem = "a"\noptions = ["甲", "乙"]\nanswer = "AA"', "E-KEYORDER"),
    ],
)
def test_fault_is_named(line: str, code: str) -> None:
    reading = read_bank_file(f"[[question]]\n{line}\n".encode())
    assert reading.questions == ()
    assert any(problem.code.startswith(code) and problem.is_error for problem in reading.problems)


words = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=12).filter(
    lambda text: text == clean_line(text) and text.isprintable()
)
different = st.lists(words, min_size=2, max_size=6, unique_by=lambda text: text.casefold())
media = st.builds(Media, file=words, alt=words, width=st.integers(1, 4000), height=st.integers(1, 4000))
about = {
    "explanation": words, "difficulty": st.sampled_from(["easy", "medium", "hard"]), "topic": words,
    "tags": st.lists(words, max_size=2).map(tuple), "audience": st.sampled_from([(), ("elder",), ("worker", "manager")]),
    "source": st.none() | st.builds(Source, law=words, article=words, version_date=st.none() | st.dates()),
    "key": words, "valid_from": st.none() | st.dates(), "valid_to": st.none() | st.dates(),
    "reviewed": st.none() | st.builds(Review, on=st.dates(), outcome=st.sampled_from(["kept", "key"])),
}  # fmt: skip
blanks = st.builds(
    Blank, accepted=st.lists(words, min_size=1, max_size=3, unique=True).map(tuple), case_sensitive=st.booleans()
) | (st.builds(Blank, number=st.integers(-9999, 9999).map(float), tolerance=st.integers(0, 9).map(float)))
regions = st.builds(
    Region, label=words, shape=st.just("circle"),
    coords=st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(1, 99)).map(lambda c: tuple(map(float, c))),
)  # fmt: skip


@st.composite
def questions(draw: st.DrawFn) -> Question:
    kind = draw(st.sampled_from(["single", "fill_in", "matching", "ordering", "hotspot", "case"]))
    rest = {name: draw(value) for name, value in about.items()}
    options = tuple(draw(different))
    if kind == "single":
        pictures = tuple(draw(st.none() | media) for _ in options)
        return Question(type=kind, stem=draw(words), options=options, correct=(0,), option_media=pictures if any(pictures) else (), **rest)  # fmt: skip
    if kind == "fill_in":
        gaps = draw(st.lists(blanks, min_size=1, max_size=4))
        return Question(type=kind, stem="____".join(["问", *(draw(words) for _ in gaps)]), blanks=tuple(gaps), **rest)
    if kind == "matching":
        prompts = tuple(draw(different))
        correct = tuple(draw(st.integers(0, len(options) - 1)) for _ in prompts)
        return Question(type=kind, stem=draw(words), prompts=prompts, options=options, correct=correct, **rest)
    if kind == "ordering":
        order = tuple(draw(st.permutations(range(len(options)))))
        return Question(type=kind, stem=draw(words), options=options, correct=order, **rest)
    if kind == "hotspot":
        picture = Media(file="a.svg", alt="图", width=200, height=200)
        return Question(type=kind, stem=draw(words), media=(picture,), regions=tuple(draw(st.lists(regions, min_size=1, max_size=3))), **rest)  # fmt: skip
    part = Question(type="multiple", stem=draw(words), options=options, correct=(0, 1), explanation=draw(words))
    return Question(type=kind, stem=draw(words), parts=(part,), **rest)


@settings(max_examples=150, deadline=None)
@given(question=questions())
def test_reads_back_equal(question: Question) -> None:
    if any(flaw.severity == "error" for flaw in find_type(question.type).check(question)):
        return
    reading = read_bank_file(write_toml((question,), {"key": "x"}).encode())
    assert reading.questions == (question,), [problem.message for problem in reading.problems]
