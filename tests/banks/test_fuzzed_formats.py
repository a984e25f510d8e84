"""Valid files with pieces dropped, doubled, swapped and replaced: every parser ends with questions or named problems."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.banks import BankReading
from quizapp.banks.formats import aiken, gift, moodle_xml, qti
from quizapp.questions import Blank, Media, Question, Region, find_type
from tests.banks.qti_files import packed
from tests.banks.reading import read
from tests.banks.strategies import PIXEL, picture
from tests.banks.test_qti_writing import items_of
from tests.banks.writing import write

_CHOICE = Question(type="single", stem="火警电话是？", options=("110", "119"), correct=(1,), explanation="记牢")
ASKED = (
    _CHOICE,
    Question(type="multiple", stem="哪些？", options=("甲", "乙", "丙"), correct=(0, 2)),
    Question(type="true_false", stem="安全第一。", options=("正确", "错误"), correct=(0,)),
    Question(type="fill_in", stem="拨____报警", blanks=(Blank(accepted=("119", "一一九")),)),
    Question(type="fill_in", stem="____米和____", blanks=(Blank(number=3.5, tolerance=0.1), Blank(accepted=("x",)))),
    Question(type="matching", stem="连线", prompts=("a", "b"), options=("1", "2", "3"), correct=(2, 0)),
    Question(type="ordering", stem="先后", options=("一", "二", "三"), correct=(2, 0, 1)),
    Question(
        type="hotspot", stem="找", media=(Media(file="b.png", alt="厨房", width=40, height=30),),
        regions=(Region(label="箱", shape="rect", coords=(1, 2, 11, 22)), Region(label="线", shape="circle", coords=(9, 9, 3))),
    ),
    Question(type="case", stem="材料", parts=(_CHOICE, _CHOICE)),
)  # fmt: skip
FILES = {"b.png": picture(40, 30)}
OLD = (
    "<questestinterop><item ident='a'><itemmetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel>"
    "<fieldentry>fill_in_multiple_blanks_question</fieldentry></qtimetadatafield></itemmetadata><presentation><material>"
    "<mattext texttype='text/html'>&lt;p&gt;[a]问&lt;img src='x'&gt;</mattext></material><response_lid ident='r' rcardinality='Single'>"
    "<material><mattext>a</mattext></material><render_choice><response_label ident='A'><material><mattext>True</mattext></material>"
    "</response_label><response_label ident='B'><material><mattext>False</mattext></material></response_label></render_choice>"
    "</response_lid><response_str ident='s'/></presentation><resprocessing><respcondition><conditionvar><or><varequal respident='r'>"
    "A</varequal><not><varequal respident='s' case='Yes'>3</varequal></not><vargte respident='s'>2</vargte></or></conditionvar>"
    "<setvar action='Set'>100</setvar></respcondition></resprocessing><itemfeedback ident='f'><material><mattext>说</mattext>"
    "</material></itemfeedback></item></questestinterop>"
)


def _xml_pieces(text: str) -> list[str]:
    """Tags, attributes and texts."""
    return re.findall(r"<[^<>\s]*|\s[\w:]+=\"[^\"]*\"|/?>|[^<>]+", text)


def _text_pieces(text: str) -> list[str]:
    return re.findall(r"\w+|\s|[^\w\s]", text)


def in_package(text: str) -> bytes:
    return packed({"items/a.xml": text.encode("utf-8", "replace"), "media/m00001.png": FILES["b.png"]})


QTI_2 = [text.decode() for text in items_of(write("qti_2", *ASKED, files=FILES).content).values()]
QTI_3 = [text.decode() for text in items_of(write("qti_3", *ASKED, files=FILES).content).values()]
SAMPLES: dict[str, tuple[list[list[str]], Callable[[str], BankReading]]] = {
    "gift": ([_text_pieces(write("gift", question).content.decode()) for question in ASKED[:4]], gift.read),
    "aiken": ([_text_pieces(write("aiken", *ASKED).content.decode())], aiken.read),
    "moodle_xml": (
        [_xml_pieces(write("moodle_xml", question, files=FILES).content.decode()) for question in ASKED[:8]],
        moodle_xml.read,
    ),
    # A picture to search is only in a package.
    "qti_2": ([_xml_pieces(text) for text in QTI_2 if "hotspot" not in text], qti.read_text),
    "qti_3": ([_xml_pieces(text) for text in QTI_3 if "hotspot" not in text], qti.read_text),
    "qti_1": ([_xml_pieces(OLD)], qti.read_text),
    "packages": ([_xml_pieces(text) for text in [*QTI_2, *QTI_3]], lambda text: qti.read_package(in_package(text))),
}  # fmt: skip
_ODD = st.sampled_from(
    ["", "NaN", "-1", "1e999", "A", "RESPONSE", "____", "{", "}", "=", "~", "#", "->", "%50%", "::", "//", "\\", "*", "\ufdd0",
     "true", "0,0,0,0", "<p>", "</p>", "&amp;", "&#0;", "]]>", "<br/>", "@@PLUGINFILE@@/x", "{1:SA:=x~}", "multiple", "ordered",
     ' identifier="A"', "<value>", "\x00", "\ud800", "\u202e", "9" * 400]
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, samples: list[list[str]]) -> str:
    """One of the samples with a few pieces changed."""
    pieces = list(draw(st.sampled_from(samples)))
    for _ in range(draw(st.integers(0, 6))):
        place = draw(st.integers(0, max(len(pieces) - 1, 0)))
        other = draw(st.integers(0, max(len(pieces) - 1, 0)))
        match draw(st.sampled_from(["drop", "double", "swap", "replace", "insert", "cut"])):
            case "drop":
                del pieces[place : place + 1]
            case "double":
                pieces[place:place] = pieces[place : place + 4] * 2
            case "swap" if pieces:
                pieces[place], pieces[other] = pieces[other], pieces[place]
            case "replace":
                pieces[place : place + 1] = [draw(_ODD)]
            case "insert":
                pieces.insert(place, draw(_ODD | st.text(max_size=3)))
            case _:
                pieces = pieces[: max(place, len(pieces) // 2)]
    return "".join(pieces)


def sound(reading: BankReading) -> None:
    """Something came out; what came out as a question is one, and every problem can be said."""
    assert reading.questions or reading.problems
    assert all(problem.message and "%(" not in problem.message for problem in reading.problems)
    for question in reading.questions:
        assert not [flaw for flaw in find_type(question.type).check(question) if flaw.severity == "error"]
        assert all(media.file in reading.files for media in question.media)


@pytest.mark.parametrize("key", SAMPLES)
def test_the_samples_are_whole(key: str) -> None:
    samples, parse = SAMPLES[key]
    for pieces in samples:
        reading = parse("".join(pieces))
        assert key == "qti_1" or [problem for problem in reading.problems if problem.is_error] == []
        assert key == "qti_1" or reading.questions


@pytest.mark.parametrize("key", SAMPLES)
@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_damaged_files(key: str, data: st.DataObject) -> None:
    samples, parse = SAMPLES[key]
    sound(parse(data.draw(damaged(samples))))


@pytest.mark.parametrize("key", ["gift", "aiken", "moodle_xml", "qti_2"])
@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=60))
def test_any_text(key: str, text: str) -> None:
    _, parse = SAMPLES[key]
    reading = parse(text)
    assert all(problem.message for problem in reading.problems)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_packages_with_damaged_bytes(data: st.DataObject) -> None:
    whole = bytearray(packed({"items/a.xml": QTI_2[0], "b.png": PIXEL}))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    sound(read(bytes(whole)))


@settings(max_examples=100, deadline=None)
@given(damaged([_xml_pieces('<manifest identifier="m"><resources><resource type="imsqti_item_xmlv2p1" href="items/a.xml"><file href="items/a.xml"/></resource><resource type="imsqti_test_xmlv2p1" href="t.xml"/></resources></manifest>')]))  # fmt: skip
def test_damaged_manifests(manifest: str) -> None:
    text = manifest.encode("utf-8", "replace").decode()
    reading = qti.read_package(packed({"items/a.xml": QTI_2[0], "t.xml": "<assessmentTest/>"}, manifest=text))
    assert reading.questions or reading.problems
