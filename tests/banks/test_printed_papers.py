"""Papers to print: what stands on them, and that our own Word files come back as the same questions."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import islice
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from quizapp.banks import BankReading, load_shipped_banks
from quizapp.banks.formats.print_paper import KeyPlace, PaperPlan, build_paper
from quizapp.exports import svg_png, write_exam_docx, write_exam_pdf
from quizapp.questions import Media, Question
from tests.banks.reading import read
from tests.banks.test_live_quizzes import png

BANKS = load_shipped_banks()
ALL = [question for bank in BANKS for question in bank.questions]
FOLDER = Path(__file__).resolve().parents[2] / "question_banks"
FILES = {str(path.relative_to(FOLDER)): path.read_bytes() for path in FOLDER.glob("pictures/*/*")}
COUNTS = {"single": 40, "multiple": 25, "true_false": 22, "fill_in": 10, "matching": 5, "ordering": 6, "case": 4}
QUESTIONS = [
    question
    for kind, count in COUNTS.items()
    for question in islice(
        (each for each in ALL if each.type == kind and not each.media and not each.option_media), count
    )
]
POINTS = {"single": 1, "multiple": 2, "true_false": 1, "fill_in": 2, "matching": 3, "ordering": 2.5, "case": 2}
PLAN = PaperPlan(title="安全知识竞赛试卷", unit="东明镇", minutes=60, points=POINTS)


def word(questions: list[Question], plan: PaperPlan = PLAN, files: dict[str, bytes] | None = None) -> bytes:
    stream = io.BytesIO()
    write_exam_docx(build_paper(questions, plan, files), stream)
    return stream.getvalue()


def pdf(questions: list[Question], plan: PaperPlan = PLAN, files: dict[str, bytes] | None = None) -> PdfReader:
    stream = io.BytesIO()
    told = write_exam_pdf(build_paper(questions, plan, files), stream)
    assert told.missing == ()
    return PdfReader(io.BytesIO(stream.getvalue()))


def asked(question: Question) -> Question:
    """Without what a paper does not show, and without options' pictures' places."""
    bare = replace(
        question, explanation="", source=None, difficulty="medium", topic="", tags=(), audience=(), key="", valid_from=None,
        valid_to=None, reviewed=None, media=(), option_media=(), parts=tuple(asked(part) for part in question.parts),
    )  # fmt: skip
    # A number that must be met exactly is printed as it is.
    blanks = tuple(
        replace(blank, number=None, accepted=(f"{blank.number:g}", *blank.accepted))
        if blank.number is not None and not blank.tolerance else blank for blank in bare.blanks
    )  # fmt: skip
    return replace(bare, blanks=blanks)


def mistakes(reading: BankReading) -> list[str]:
    return [problem.message for problem in reading.problems if problem.is_error]


@pytest.mark.parametrize("has_boxes", [True, False])
def test_our_own_word_paper_comes_back_as_the_same_questions(has_boxes: bool) -> None:
    assert len(QUESTIONS) == sum(COUNTS.values())
    reading = read(word(QUESTIONS, replace(PLAN, key=KeyPlace.END, has_boxes=has_boxes)))
    assert mistakes(reading) == []
    assert [asked(question) for question in reading.questions] == [asked(question) for question in QUESTIONS]


def test_explanations_come_back_too() -> None:
    chosen = [question for question in QUESTIONS if question.type != "case"]
    reading = read(word(chosen, replace(PLAN, key=KeyPlace.END, with_explanations=True)))
    told = [" ".join(question.explanation.split()) for question in chosen]
    assert [question.explanation for question in reading.questions] == told


def test_a_paper_without_key_gives_nothing_away() -> None:
    chosen = [question for question in QUESTIONS if question.type in ("fill_in", "single")]
    text = "\n".join(page.extract_text() for page in pdf(chosen).pages)
    assert "参考答案" not in text
    reading = read(word(chosen))
    assert {problem.code for problem in reading.problems if problem.is_error} == {"E-NOKEY"}


def test_headings_say_numbers_and_points() -> None:
    text = pdf(QUESTIONS).pages[0].extract_text()
    assert "一、单选题（每题 1 分，共 40 分）" in text
    for word_ in ("安全知识竞赛试卷", "东明镇", "时间 60 分钟", "单位：", "姓名：", "题号", "得分", "评卷人", "总分"):
        assert word_ in text


def test_the_key_has_a_page_of_its_own_or_a_file_of_its_own() -> None:
    with_key = pdf(QUESTIONS, replace(PLAN, key=KeyPlace.END))
    first = next(number for number, page in enumerate(with_key.pages) if "参考答案" in page.extract_text())
    assert first == len(pdf(QUESTIONS).pages)
    alone = pdf(QUESTIONS, replace(PLAN, key=KeyPlace.ONLY)).pages[0].extract_text()
    assert "参考答案" in alone
    assert QUESTIONS[0].stem not in alone


def test_pictures_are_printed_and_come_back() -> None:
    by_picture = [question for question in ALL if question.media or question.option_media]
    chosen = [
        next(each for each in by_picture if each.type == "single" and each.media),
        next(each for each in by_picture if each.type == "single" and any(each.option_media)),
        next(each for each in by_picture if each.type == "true_false"),
    ]
    reading = read(word(chosen, replace(PLAN, key=KeyPlace.END), FILES))
    assert mistakes(reading) == []
    assert [(q.type, q.stem, q.options, q.correct) for q in reading.questions] == [
        (q.type, q.stem, q.options, q.correct) for q in chosen
    ]
    assert [len(q.media) for q in reading.questions] == [1, 0, 1]
    assert [bool(each) for each in reading.questions[1].option_media] == [True] * len(chosen[1].options)
    assert len(reading.files) == 2 + len(chosen[1].options)
    images = [image for page in pdf(chosen, PLAN, FILES).pages for image in page.images]
    assert len(images) == 2 + len(chosen[1].options)


def test_a_picture_that_is_missing_is_described() -> None:
    question = Question(
        type="single",
        stem="如图？",
        options=("甲", "乙"),
        correct=(0,),
        media=(Media(file="gone.png", alt="一只灭火器"),),
    )
    assert "【图：一只灭火器】" in pdf([question]).pages[0].extract_text()
    shown = replace(question, media=(Media(file="x.png", alt="红"),))
    assert "【图" not in pdf([shown], PLAN, {"x.png": png()}).pages[0].extract_text()
    assert "【图：红】" in pdf([shown], PLAN, {"x.png": b"no picture"}).pages[0].extract_text()


def test_short_options_share_a_line() -> None:
    short = Question(type="single", stem="短？", options=("一", "二", "三", "四"), correct=(0,))
    middle = Question(type="single", stem="中？", options=("一" * 12, "二" * 12, "三" * 12, "四" * 12), correct=(0,))
    long = Question(type="single", stem="长？", options=("一" * 30, "二" * 30), correct=(0,))
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(word([short, middle, long]))).paragraphs]
    assert "A. 一\tB. 二\tC. 三\tD. 四" in texts
    assert f"A. {'一' * 12}\tB. {'二' * 12}" in texts
    assert f"A. {'一' * 30}" in texts


def test_long_questions_go_on_over_pages() -> None:
    huge = Question(
        type="case",
        stem="材料。" * 1200,
        parts=(Question(type="single", stem="问？", options=("甲", "乙"), correct=(0,)),),
    )
    assert len(pdf([huge]).pages) > 1


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_shipped_picture_can_be_drawn(name: str) -> None:
    drawn = svg_png(FILES[name], 60) if name.endswith(".svg") else b"\x89PNG"
    assert drawn is not None
    assert drawn.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "svg",
    [b"", b"<svg>", b"<svg viewBox='0 0 0 0'/>", b"<!DOCTYPE svg><svg viewBox='0 0 9 9'/>", b"<svg viewBox='0 0 9 9'><path d='M'/></svg>",
     b"<svg viewBox='0 0 9 9'><rect width='x'/></svg>", b"<svg viewBox='0 0 9 9'><g transform='rotate()'/></svg>"],
)  # fmt: skip
def test_what_is_no_simple_drawing_is_refused(svg: bytes) -> None:
    assert svg_png(svg) is None


@pytest.mark.parametrize(
    ("stem", "has_bracket"),
    [("火警电话是（ ）", False), ("火警电话是（      ）。", False), ("火警电话是( )？", False), ("火警电话是____", False),
     ("火警电话是什么？", True), ("打（119）", True)],
)  # fmt: skip
def test_a_stem_with_room_for_its_answer_gets_no_second_bracket(stem: str, has_bracket: bool) -> None:
    question = replace(QUESTIONS[0], stem=stem)
    assert build_paper([question], PLAN).sections[0].items[0].has_bracket is has_bracket
    text = "".join(pdf([question]).pages[0].extract_text().split())
    assert text.count("（）") + text.count("()") + text.count("__________") == 1
