from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from quizapp.banks import ShippedBank, banks_folder, load_shipped_banks, media_of_question
from quizapp.questions import Blank, Media, Question
from tests.banks.qti_schema import faults
from tests.banks.reading import only, read
from tests.banks.strategies import PIXEL, questions
from tests.banks.writing import lost, write

NAMESPACES = {
    "qti_2": "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "qti_3": "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
}
FILES = {f"pictures/{name}.png": PIXEL for name in "abcd"}
TYPES = ("single", "multiple", "true_false", "fill_in", "matching", "ordering", "hotspot", "case")


def items_of(content: bytes) -> dict[str, bytes]:
    container = zipfile.ZipFile(io.BytesIO(content))
    return {name: container.read(name) for name in container.namelist() if name.startswith("items/")}


def in_qti(question: Question, files: Mapping[str, bytes]) -> Question:
    """What of a question the format has a place for; files by their content."""

    def by_content(media: Media, *, is_sized: bool = False) -> Media:
        digest = hashlib.sha256(files.get(media.file, b"")).hexdigest()
        return replace(media, file=digest, width=media.width * is_sized, height=media.height * is_sized)

    is_spot = question.type == "hotspot"
    return replace(
        question,
        tags=(),
        media=tuple(by_content(media, is_sized=is_spot and not n) for n, media in enumerate(question.media)),
        option_media=tuple(media and by_content(media) for media in question.option_media),
        regions=tuple(replace(region, coords=tuple(map(round, region.coords))) for region in question.regions),
        parts=tuple(in_qti(part, files) for part in question.parts),
        blanks=tuple(map(_bare_blank, question.blanks)),
    )


def _bare_blank(blank: Blank) -> Blank:
    if blank.number is not None:
        return replace(blank, accepted=(), case_sensitive=False)
    has_cases = any(text.lower() != text.upper() for text in blank.accepted)
    return replace(blank, case_sensitive=blank.case_sensitive and has_cases)


@pytest.mark.parametrize("key", NAMESPACES)
@settings(max_examples=120, deadline=None)
@given(question=questions(*TYPES, pictures=True))
def test_what_is_written_is_read_again(key: str, question: Question) -> None:
    written = write(key, question, files=FILES)
    assert not [problem for problem in written.lost if problem.is_error]
    reading = read(written.content)
    assert in_qti(only(reading), reading.files) == in_qti(question, FILES)
    assert {problem.code for problem in reading.problems} <= {"W-NOALT", "W-MULTIWITHONE", "W-CASE"}
    for text in items_of(written.content).values():
        assert faults(text, NAMESPACES[key], is_version_3=key == "qti_3") == []


@pytest.mark.parametrize("key", NAMESPACES)
@pytest.mark.parametrize("bank", load_shipped_banks(), ids=lambda bank: bank.key)
def test_shipped_banks_survive(key: str, bank: ShippedBank) -> None:
    names = {media.file for question in bank.questions for media in media_of_question(question)}
    files = {name: (banks_folder() / name).read_bytes() for name in names}
    written = write(key, *bank.questions, files=files, meta={"title": bank.title})
    assert not [problem for problem in written.lost if problem.is_error]
    reading = read(written.content)
    assert reading.meta["title"] == bank.title
    bare = {
        "source": None,
        "difficulty": "medium",
        "audience": (),
        "reviewed": None,
        "valid_from": None,
        "valid_to": None,
    }
    assert [in_qti(question, reading.files) for question in reading.questions] == [
        in_qti(replace(question, **bare), files) for question in bank.questions
    ]
    for text in items_of(written.content).values():
        assert faults(text, NAMESPACES[key], is_version_3=key == "qti_3") == []


@pytest.mark.parametrize("key", NAMESPACES)
def test_the_manifest_names_every_file_once_and_nothing_else(key: str) -> None:
    picture = Media(file="pictures/a.png", alt="标志")
    asked = [
        Question(type="single", stem="问", options=("x", "y"), correct=(0,), media=(picture,), topic="火灾", key="f-1"),
        Question(type="single", stem="另问", options=("x", "y"), correct=(0,), media=(picture,), key="f-1"),
        Question(type="single", stem="再问", options=("x", "y"), correct=(0,), key="带 空格"),
        Question(type="single", stem="四问", options=("x", "y"), correct=(0,), key="item-00009"),
    ]
    content = write(key, *asked, files=FILES).content
    container = zipfile.ZipFile(io.BytesIO(content))
    manifest = ElementTree.fromstring(container.read("imsmanifest.xml"))
    hrefs = {node.attrib["href"] for node in manifest.iter() if node.tag.endswith("}file")}
    assert hrefs == set(container.namelist()) - {"imsmanifest.xml"}
    resources = {node.attrib["identifier"]: node for node in manifest.iter() if node.tag.endswith("}resource")}
    needs = [node.attrib["identifierref"] for node in manifest.iter() if node.tag.endswith("}dependency")]
    assert sorted(needs) == sorted(set(resources) - {"res-test"})
    assert all(
        re.fullmatch(r"imsqti_(?:item|test)_xmlv(?:2p1|3p0)", node.attrib["type"]) for node in resources.values()
    )
    test = container.read("test.xml").decode()
    assert re.findall(r'href="([^"]*)"', test) == sorted(items_of(content))
    assert [question.key for question in read(content).questions] == ["f-1", "", "带 空格", "item-00009"]


def test_the_same_bank_is_the_same_bytes() -> None:
    bank = load_shipped_banks()[0]
    assert write("qti_2", *bank.questions).content == write("qti_2", *bank.questions).content


def test_what_cannot_be_held_is_told() -> None:
    missing = Media(file="gone.png", alt="x")
    written = write(
        "qti_3",
        Question(type="single", stem="看图", options=("x", "y"), correct=(0,), media=(missing,)),
        Question(type="fill_in", stem="____", blanks=(Blank(accepted=("三",), number=3.0),), tags=("火",)),
    )
    assert lost(written) == {(1, "E-LEFTOUT", ""), (2, "W-LOST", "blanks"), (0, "W-LOST", "tags")}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<outcomeDeclaration", "<itemBody/><outcomeDeclaration"),
        ('shuffle="true"', ""),
        ('identifier="A1"', 'identifier="1 A"'),
        ('responseIdentifier="RESPONSE"', 'responseIdentifier="OTHER"'),
        ("</itemBody>", "<script/></itemBody>"),
        ("imsqti_v2p1", "imsqti_v2p2"),
    ],
)
def test_the_check_of_the_schema_notices(old: str, new: str) -> None:
    question = Question(type="single", stem="问", options=("x", "y"), correct=(0,))
    (text,) = items_of(write("qti_2", question).content).values()
    assert faults(text, NAMESPACES["qti_2"], is_version_3=False) == []
    assert faults(text.replace(old.encode(), new.encode()), NAMESPACES["qti_2"], is_version_3=False)
