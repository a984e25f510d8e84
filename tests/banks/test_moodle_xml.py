from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings

from quizapp.banks import ShippedBank, banks_folder, load_shipped_banks, media_of_question
from quizapp.banks.draft import carry_letters
from quizapp.banks.formats import moodle_xml
from quizapp.questions import Blank, Media, Question, Region
from tests.banks.reading import brief, codes, only, read
from tests.banks.strategies import PIXEL, picture, questions
from tests.banks.writing import lost, write

XML = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<question type="category"><category><text>$course$/安全/水//电</text></category></question>
<question type="multichoice">
 <questiontext format="html"><text><![CDATA[<p>火警<b>电话</b>？</p>]]></text></questiontext>
 <generalfeedback format="html"><text>记牢</text></generalfeedback>
 <single>true</single><idnumber>f1</idnumber><tags><tag><text>火</text></tag></tags>
 <answer fraction="0"><text>110</text></answer><answer fraction="100"><text>119</text></answer>
</question>
<question type="multichoice">
 <questiontext><text>哪些？</text></questiontext><single>0</single>
 <answer fraction="50"><text>甲</text></answer><answer fraction="50"><text>乙</text></answer>
 <answer fraction="-100"><text>丙</text></answer>
</question>
<question type="truefalse"><questiontext><text>安全第一。</text></questiontext>
 <answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question>
<question type="truefalse"><questiontext><text>本地化。</text></questiontext>
 <answer fraction="0"><text>对</text></answer><answer fraction="100"><text>错</text></answer></question>
<question type="essay"><questiontext><text>谈谈安全。</text></questiontext></question>
</quiz>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_moodle_xml_works(encoding: str) -> None:
    reading = read(XML.encode(encoding))
    assert brief(reading) == [
        ("single", "火警电话？", (1,)),
        ("multiple", "哪些？", (0, 1)),
        ("true_false", "安全第一。", (0,)),
        ("true_false", "本地化。", (1,)),
    ]
    first = reading.questions[0]
    assert (first.explanation, first.key, first.tags, first.topic) == ("记牢", "f1", ("火",), "水/电")
    assert codes(reading) == {(17, "W-DIALECT"), (19, "E-TYPE")}


def quiz(kind: str, inside: str, text: str = "问") -> str:
    return f"<quiz>\n<question type='{kind}'><questiontext><text><![CDATA[{text}]]></text></questiontext>{inside}</question></quiz>"


def answer(text: str, fraction: str = "100", more: str = "") -> str:
    return f"<answer fraction='{fraction}'><text>{text}</text>{more}</answer>"


@pytest.mark.parametrize(
    ("kind", "inside", "blank"),
    [
        ("shortanswer", answer("119") + answer("火警") + answer("110", "0"), Blank(accepted=("119", "火警"))),
        ("shortanswer", "<usecase>1</usecase>" + answer("Pa"), Blank(accepted=("Pa",), case_sensitive=True)),
        ("shortanswer", answer("2\\*3"), Blank(accepted=("2*3",))),
        ("numerical", answer("3.5", more="<tolerance>0.1</tolerance>"), Blank(number=3.5, tolerance=0.1)),
        ("numerical", answer("3") + answer("*", "0"), Blank(number=3.0)),
        ("numerical", answer("3") + answer("4"), Blank(accepted=("3", "4"))),
    ],
)
def test_short_and_numerical_answers(kind: str, inside: str, blank: Blank) -> None:
    reading = read(quiz(kind, inside))
    question = only(reading)
    assert (question.type, question.stem, question.blanks) == ("fill_in", "问____", (blank,))
    assert reading.problems == ()


def test_what_an_answer_says_besides_its_number_is_told() -> None:
    units = "<units><unit><multiplier>1</multiplier><unit_name>米</unit_name></unit></units>"
    assert codes(read(quiz("numerical", answer("3") + units))) == {(2, "W-UNIT")}
    assert (2, "E-NOKEY") in codes(read(quiz("numerical", answer("nan"))))
    assert (2, "E-NOKEY") in codes(read(quiz("numerical", answer("3", more="<tolerance>inf</tolerance>"))))
    assert codes(read(quiz("shortanswer", answer("灭火*") + answer("x")))) == {(2, "W-WILDCARD")}


def test_pairs_and_a_spare_option() -> None:
    sub = "<subquestion><text>{0}</text><answer><text>{1}</text></answer></subquestion>"
    inside = (
        sub.format("&lt;p&gt;甲&lt;/p&gt;", "一")
        + sub.format("乙", "二")
        + sub.format("丙", "一")
        + sub.format("", "三")
    )
    question = only(read(quiz("matching", inside)))
    assert (question.prompts, question.options, question.correct) == (("甲", "乙", "丙"), ("一", "二", "三"), (0, 1, 0))


def test_an_order_follows_the_ranks() -> None:
    question = only(read(quiz("ordering", answer("后", "2.0") + answer("先", "1.0"))))
    assert (question.type, question.options, question.correct) == ("ordering", ("后", "先"), (1, 0))


@pytest.mark.parametrize(
    ("text", "stem", "blanks"),
    [
        ("拨{1:SHORTANSWER:=119~%50%110#不}报警", "拨____报警", (Blank(accepted=("119",)),)),
        ("{:SA:=a\\}b\\~c~=d}和{2:NM:=3.5:0.1#对}", "____和____", (Blank(accepted=("a}b~c", "d")), Blank(number=3.5, tolerance=0.1))),
        ("{1:SHORTANSWER_C:=Pa~=&lt;x}<br>单位", "____\n单位", (Blank(accepted=("Pa", "<x"), case_sensitive=True),)),
    ],
)  # fmt: skip
def test_embedded_answers_are_blanks(text: str, stem: str, blanks: tuple[Blank, ...]) -> None:
    question = only(read(quiz("cloze", "", text)))
    assert (question.type, question.stem, question.blanks) == ("fill_in", stem, blanks)


def test_one_embedded_choice_is_a_choice_and_a_mixture_is_named() -> None:
    question = only(read(quiz("cloze", "", "拨{1:MULTICHOICE_V:110#不~=119}报警")))
    assert (question.type, question.stem, question.options, question.correct) == (
        "single",
        "拨____报警",
        ("110", "119"),
        (1,),
    )
    for text in ("拨{1:MULTICHOICE:110~=119}{1:SA:=a}", "没有空", "{1:MC:a~=b}{1:MC:a~=b}"):
        assert codes(read(quiz("cloze", "", text))) == {(2, "E-TYPE")}


FILE = f'<file name="a b.png" path="/" encoding="base64">{base64.b64encode(PIXEL).decode()}</file>'
MARKERS = (
    f"{FILE}<drag><no>1</no><text>纸箱</text></drag><drag><no>2</no><text>多余</text></drag>"
    "<drag><no>3</no><text>电线</text></drag>"
    "<drop><no>1</no><shape>rectangle</shape><coords>0,0;1,1</coords><choice>1</choice></drop>"
    "<drop><no>2</no><shape>circle</shape><coords>1,1;1</coords><choice>3</choice></drop>"
    "<drop><no>3</no><shape>polygon</shape><coords>0,0;1,0;1,1</coords><choice>3</choice></drop>"
)


def test_markers_are_regions_on_their_picture() -> None:
    reading = read(quiz("ddmarker", MARKERS))
    question = only(reading)
    assert question.regions == (
        Region(label="纸箱", shape="rect", coords=(0, 0, 1, 1)),
        Region(label="电线", shape="circle", coords=(1, 1, 1)),
        Region(label="电线", shape="poly", coords=(0, 0, 1, 0, 1, 1)),
    )
    assert reading.files == {question.media[0].file: PIXEL}
    assert codes(reading) == {(2, "W-SIMPLIFIED"), (2, "W-NOALT")}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("0,0;1,1", "0,0;nan,1", "E-REGION"),
        ("rectangle", "star", "E-REGION"),
        ("1,1;1", "900,900;1", "E-REGION"),
        ("iVBOR", "!!", "E-NOPICTURE"),
    ],
)
def test_markers_that_cannot_be_are_told(old: str, new: str, code: str) -> None:
    assert (2, code) in codes(read(quiz("ddmarker", MARKERS.replace(old, new))))


def test_pictures_travel_with_their_question() -> None:
    text = XML.replace("<p>火警", '<p><img src="@@PLUGINFILE@@/a%20b.png?t=1" alt="电话&quot;">火警')
    text = text.replace("</p>]]></text>", f"</p>]]></text>{FILE}").replace(
        "<text>110</text>", f'<text>&lt;img src="@@PLUGINFILE@@/a b.png"&gt;</text>{FILE}'
    )
    reading = read(text)
    first = reading.questions[0]
    assert [(media.alt, media.width) for media in first.media] == [('电话"', 1)]
    assert (first.stem, first.options) == ("火警电话？", ("", "119"))
    assert first.option_media == (replace(first.media[0], alt=""), None)
    assert reading.files == {first.media[0].file: PIXEL}


def test_pictures_outside_the_file_are_told_and_never_fetched() -> None:
    for address in ("@@PLUGINFILE@@/a.png", "https://example.org/a.png", "file:///etc/passwd", "../../a.png"):
        reading = read(XML.replace("<p>火警", f'<p><img src="{address}">火警'))
        assert (4, "W-PICTURE") in codes(reading)
        assert (reading.questions[0].media, reading.files) == ((), {})


def test_a_picture_inside_its_address_is_read() -> None:
    uri = "data:image/png;base64," + base64.b64encode(PIXEL).decode()
    reading = read(XML.replace("<p>火警", f'<p><img src="{uri}" alt="x">火警'))
    assert list(reading.files.values()) == [PIXEL]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("<quiz><question type='multichoice'>\n<", 2),
        ('<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY x "y">]><quiz><question>&x;</question></quiz>', 2),
        ("<quiz>\n" + "<question>" * 200_000, 2),
        ("\n\n<quiz><question>&nothing;</question></quiz>", 3),
    ],
)
def test_hostile_xml_is_refused_with_its_line(text: str, row: int) -> None:
    assert codes(read(text)) == {(row, "E-SYNTAX")}


def test_weights_that_are_no_numbers_count_nothing() -> None:
    assert any(problem.is_error for problem in read(XML.replace('fraction="100"', 'fraction="nan"')).problems)


TYPES = ("single", "multiple", "true_false", "fill_in", "matching", "ordering", "hotspot")
FILES = {f"pictures/{name}.png": PIXEL for name in "abcd"}


def in_moodle(question: Question, files: Mapping[str, bytes]) -> Question:
    """What of a question the format has a place for; files by their content, options in the order of the file."""
    order = list(dict.fromkeys([*question.correct, *range(len(question.options))]))
    moved: dict[str, Any] = {}
    if question.type in ("matching", "ordering"):
        moved["options"] = tuple(question.options[index] for index in order)
        moved["correct"] = tuple(order.index(index) for index in question.correct)
        moved["option_media"] = tuple(question.option_media[index] for index in order) if question.option_media else ()
    packed = replace(question, **moved)
    return replace(
        packed,
        media=tuple(_in_file(media, files, question.type == "hotspot") for media in packed.media),
        option_media=tuple(media and _in_file(media, files) for media in packed.option_media),
        regions=tuple(replace(region, coords=tuple(map(round, region.coords))) for region in packed.regions),
        stem=re.sub(r"\n{3,}", "\n\n", packed.stem),
        options=tuple(re.sub(r"\n{3,}", "\n\n", option) for option in packed.options),
    )


def _in_file(media: Media, files: Mapping[str, bytes], is_hotspot: bool = False) -> Media:
    digest = hashlib.sha256(files.get(media.file, b"")).hexdigest()
    return replace(media, file=digest, width=0, height=0, alt="" if is_hotspot else media.alt)


@settings(max_examples=150, deadline=None)
@given(questions(*TYPES, pictures=True))
def test_what_is_written_is_read_again(question: Question) -> None:
    assume(not carry_letters(question.options))  # A. B. C. in front of every option is taken for what it looks like
    files = {**FILES, "pictures/b.png": picture(400, 300)}
    written = write("moodle_xml", question, files=files)
    if any(problem.is_error for problem in written.lost):
        assert question.type == "matching"
        assert any(question.option_media)
        return
    reading = moodle_xml.read(written.content.decode())
    assert in_moodle(only(reading), reading.files) == in_moodle(question, files)


def test_a_large_picture_is_shrunk_with_its_places_as_moodle_would_do_without_them() -> None:
    large = Media(file="b.webp", alt="车间", width=2400, height=800)
    spots = (
        Region(label="甲", shape="rect", coords=(240, 80, 480, 400)),
        Region(label="乙", shape="circle", coords=(1200, 400, 200)),
    )
    asked = Question(type="hotspot", stem="找", media=(large,), regions=spots)
    # The stored picture has half the size that the places are measured in.
    reading = read(write("moodle_xml", asked, files={"b.webp": picture(1200, 400, "WEBP")}).content)
    found = only(reading)
    assert (found.media[0].width, found.media[0].height) == (600, 200)
    assert [region.coords for region in found.regions] == [(60, 20, 120, 100), (300, 100, 50)]
    assert next(iter(reading.files.values())).startswith(b"\x89PNG")


def test_what_cannot_be_held_is_told() -> None:
    sign = Media(file="pictures/a.png", alt="标志")
    part = Question(type="single", stem="问", options=("x", "y"), correct=(0,))
    written = write(
        "moodle_xml",
        Question(type="case", stem="材料", parts=(part,)),
        Question(type="single", stem="看图", options=("x", "y"), correct=(0,), media=(replace(sign, file="gone.png"),)),
        Question(type="matching", stem="连", prompts=("a", "c"), options=("", "2"), correct=(0, 1), option_media=(sign, None)),
        Question(type="fill_in", stem="____", blanks=(Blank(accepted=("三",), number=3.0),), audience=("worker",)),
        files=FILES,
    )  # fmt: skip
    assert lost(written) == {
        (1, "E-LEFTOUT", ""), (2, "E-LEFTOUT", ""), (3, "E-LEFTOUT", ""), (4, "W-LOST", "blanks"), (0, "W-LOST", "audience"),
    }  # fmt: skip


@pytest.mark.parametrize("bank", load_shipped_banks(), ids=lambda bank: bank.key)
def test_shipped_banks_survive(bank: ShippedBank) -> None:
    names = {media.file for question in bank.questions for media in media_of_question(question)}
    files = {name: (banks_folder() / name).read_bytes() for name in names}
    written = write("moodle_xml", *bank.questions, files=files)
    left = {problem.row for problem in written.lost if problem.is_error}
    kept = [question for row, question in enumerate(bank.questions, start=1) if row not in left]
    assert {question.type for row, question in enumerate(bank.questions, start=1) if row in left} <= {
        "case",
        "matching",
    }
    reading = read(written.content)
    bare = {
        "source": None,
        "difficulty": "medium",
        "audience": (),
        "reviewed": None,
        "valid_from": None,
        "valid_to": None,
    }
    assert [in_moodle(question, reading.files) for question in reading.questions] == [
        in_moodle(replace(question, **bare, blanks=tuple(map(_one_kind, question.blanks))), files) for question in kept
    ]


def _one_kind(blank: Blank) -> Blank:
    return blank if blank.number is None else replace(blank, accepted=(), case_sensitive=False)


def test_a_file_of_many_pictures_may_be_long() -> None:
    large = base64.b64encode(b"\x89PNG" + bytes(5_000_000)).decode()
    inside = f'<file name="x.png" path="/" encoding="base64">{large}</file>{answer("a")}{answer("b", "0")}'
    assert brief(read(quiz("multichoice", inside))) == [("single", "问", (0,))]
