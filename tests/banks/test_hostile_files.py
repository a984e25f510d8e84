"""Files made to hurt: refused with a named place, soon, and without touching anything outside themselves."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from quizapp.banks import BankReading
from tests.banks.qti_files import choice, declared, item, packed
from tests.banks.reading import codes, read
from tests.banks.strategies import PIXEL
from tests.support.patience import ends_at_all

_WATCHED = ("open", "socket.", "subprocess.", "os.system", "os.exec", "urllib.", "shutil.", "tempfile.")
#: An audit hook cannot be removed: it notes into the last list, and nothing while there is none.
_seen: list[list[str]] = []


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if _seen and event.startswith(_WATCHED):
        _seen[-1].append(f"{event} {arguments}")


sys.addaudithook(_note)


@contextmanager
def watched() -> Iterator[list[str]]:
    """Everything that is opened, connected to or started meanwhile."""
    _seen.append([])
    try:
        yield _seen[-1]
    finally:
        _seen.clear()


def hostile(data: bytes | str) -> BankReading:
    """The reading, if there was an end to it and it took nothing from outside."""
    with ends_at_all(), watched() as seen:
        reading = read(data)
    assert seen == []
    assert reading.questions or reading.problems
    assert all(problem.message and "%(" not in problem.message for problem in reading.problems)
    return reading


@pytest.fixture(autouse=True, scope="module")
def _warm() -> None:
    """What is imported on first use is imported."""
    read(packed({"a.xml": item(f'<p><img src="b.png"/></p>{choice("a", "b")}', declared("A")), "b.png": PIXEL}))
    read(packed({"a.xml": item('<p><img src="b.png"/></p>', declared("A")), "b.png": b"no picture"}))
    read("<quiz><question/></quiz>")
    read("[[question]]\nstem = 1\n")
    read('[{"stem": 1}]')


def test_the_watch_sees_what_it_should() -> None:
    with watched() as seen:
        Path(__file__).open().close()
    assert len(seen) == 1


LAUGHS = "<!DOCTYPE lolz [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)
) + "]>"  # fmt: skip
DOCTYPES = {
    "billion_laughs": LAUGHS,
    "quadratic": f"<!DOCTYPE a [<!ENTITY a0 '{'x' * 100_000}'>]>",
    "external_file": '<!DOCTYPE a [<!ENTITY a0 SYSTEM "file:///etc/passwd">]>',
    "external_http": '<!DOCTYPE a [<!ENTITY a0 SYSTEM "http://127.0.0.1:9/x">]>',
    "external_dtd": '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">',
    "parameter": '<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
    "public": '<!DOCTYPE a PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://127.0.0.1:9/x.dtd">',
}
BODIES = {
    "moodle": "<quiz><question type='multichoice'><questiontext><text>&a0;</text></questiontext></question></quiz>",
    "qti_2": item("<p>&a0;</p>" + choice("a", "b"), declared("A")),
    "qti_3": "<qti-assessment-item identifier='a'><qti-item-body>&a0;</qti-item-body></qti-assessment-item>",
    "qti_1": "<questestinterop><item ident='a'><presentation>&a0;</presentation></item></questestinterop>",
}


@pytest.mark.parametrize("doctype", DOCTYPES)
@pytest.mark.parametrize("body", BODIES)
def test_document_types_and_entities(doctype: str, body: str) -> None:
    text = f"<?xml version='1.0'?>\n{DOCTYPES[doctype]}{BODIES[body]}"
    reading = hostile(text)
    assert codes(reading) == {(2, "E-SYNTAX")}
    assert "root:" not in str(reading)
    if body != "moodle":
        inside = hostile(packed({"items/a.xml": text}))
        assert codes(inside) == {(1, "E-SYNTAX")}
        assert "items/a.xml" in inside.problems[0].message


@pytest.mark.parametrize("doctype", DOCTYPES)
def test_document_types_in_a_manifest(doctype: str) -> None:
    reading = hostile(packed({}, manifest=f"{DOCTYPES[doctype]}<manifest>&a0;</manifest>"))
    assert codes(reading) == {(0, "E-SYNTAX")}
    assert "imsmanifest.xml" in reading.problems[0].message


@pytest.mark.parametrize(
    "opening", ["<quiz><question type='multichoice'>", "<assessmentItem><itemBody>", "<questestinterop><item>"]
)
@pytest.mark.parametrize("is_closed", [False, True])
def test_absurd_depth(opening: str, is_closed: bool) -> None:
    reading = hostile(opening + "<div>" * 200_000 + ("</div>" * 200_000 if is_closed else ""))
    assert {code for _, code in codes(reading)} == {"E-SYNTAX"}
    assert "嵌套" in reading.problems[0].message


@pytest.mark.parametrize(
    "name", ["../evil.xml", "a/../../evil.xml", "/etc/evil.xml", "..\\evil.xml", "C:\\evil.xml", "\\\\host\\evil.xml"]
)
def test_names_that_lead_outside_refuse_the_package(name: str) -> None:
    reading = hostile(packed({name: BODIES["qti_2"]}))
    assert codes(reading) == {(0, "E-PATH")}
    assert "evil" in reading.problems[0].message


@pytest.mark.parametrize("href", ["../../etc/passwd.xml", "/etc/passwd.xml", "%2e%2e/passwd.xml", "a/../../b.xml"])
def test_a_manifest_that_points_outside_is_refused(href: str) -> None:
    manifest = f'<manifest><resources><resource type="imsqti_item_xmlv2p1" href="{href}"/></resources></manifest>'
    assert codes(hostile(packed({}, manifest=manifest))) == {(0, "E-PATH")}


def test_addresses_on_the_net_are_never_asked() -> None:
    manifest = '<manifest><resources><resource type="imsqti_item_xmlv2p1" href="http://127.0.0.1:9/a.xml"/></resources></manifest>'
    assert codes(hostile(packed({}, manifest=manifest))) == {(1, "E-SYNTAX")}
    body = '<p>问<img src="http://127.0.0.1:9/a.png"/><object data="file:///etc/passwd"/></p>' + choice("a", "b")
    assert codes(hostile(packed({"a.xml": item(body, declared("A"))}))) == {(1, "W-PICTURE")}
    xinclude = '<p xmlns:xi="http://www.w3.org/2001/XInclude">问<xi:include href="file:///etc/passwd"/></p>' + choice(
        "a", "b"
    )
    assert "root" not in hostile(item(xinclude, declared("A"))).questions[0].stem


def test_a_small_package_that_unpacks_huge() -> None:
    bomb = packed({"a.xml": b"<assessmentItem>" + b" " * 110_000_000})
    assert len(bomb) < 400_000
    assert {code for _, code in codes(hostile(bomb))} <= {"E-ZIPBOMB", "E-SYNTAX"}
    picture = packed(
        {"a.xml": item(f'<p>问<img src="b.png"/></p>{choice("a", "b")}', declared("A")), "b.png": bytes(110_000_000)}
    )
    assert {code for _, code in codes(hostile(picture))} <= {"E-ZIPBOMB", "W-PICTURE"}
    manifest = packed({}, manifest="<manifest>" + " " * 110_000_000)
    assert {code for _, code in codes(hostile(manifest))} <= {"E-ZIPBOMB", "E-SYNTAX"}


def test_many_pictures_that_each_unpack_to_the_limit() -> None:
    body = "".join(f'<p>问<img src="{n}.png"/></p>' for n in range(14)) + choice("a", "b")
    files = {f"{n}.png": bytes(7_900_000) for n in range(14)}
    reading = hostile(packed({"a.xml": item(body, declared("A")), **files}))
    assert {code for _, code in codes(reading)} <= {"E-ZIPBOMB", "W-PICTURE"}


def test_parts_that_stand_twice_and_locked_parts() -> None:
    stream = io.BytesIO(packed({"a.xml": BODIES["qti_2"]}))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(stream, "a") as container:
        container.writestr("a.xml", "<x/>")
    assert codes(hostile(stream.getvalue())) == {(0, "E-BROKEN")}
    locked = bytearray(packed({"a.xml": BODIES["qti_2"]}))
    for at in (place for place in range(len(locked)) if locked[place : place + 4] == b"PK\x01\x02"):
        locked[at + 8] |= 1
    assert codes(hostile(bytes(locked))) == {(0, "E-PASSWORD")}


def test_a_thousand_options() -> None:
    many = [str(number) for number in range(1000)]
    answers = "".join(f"<answer fraction='0'><text>{text}</text></answer>" for text in many)
    moodle = (
        f"<quiz><question type='multichoice'><questiontext><text>问</text></questiontext>{answers}</question></quiz>"
    )
    names = "".join(f'<simpleChoice identifier="c{text}">{text}</simpleChoice>' for text in many)
    body = f'<p>问</p><choiceInteraction responseIdentifier="RESPONSE">{names}</choiceInteraction>'
    for text in (
        moodle,
        item(body, declared("c1")),
        json.dumps([{"stem": "问", "type": "single", "options": many, "answer": "A"}]),
        "问 {=" + "~".join(many) + "}",
        "连 {" + "".join(f"={text} -> {text}\n" for text in many) + "}",
    ):
        assert {code for _, code in codes(hostile(text))} == {"E-MANYOPTIONS"}


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e999", "1" + "0" * 400, "0x10", "１", "1_000", ""]
)
def test_numbers_that_are_none(number: str) -> None:
    gap = '<p>多少<textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    tolerance = f"<answer fraction='100'><text>1</text><tolerance>{number or 'x'}</tolerance></answer>"
    quiz = "<quiz><question type='numerical'><questiontext><text>问</text></questiontext>{0}</question></quiz>"
    for text in (
        item(gap, declared(number, base="float")),
        quiz.format(f"<answer fraction='100'><text>{number}</text></answer>"),
        quiz.format(tolerance),
    ):
        reading = hostile(text)
        assert reading.questions == ()
        assert {code for _, code in codes(reading)} <= {"E-NOKEY", "E-KEYRANGE"}


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        '{"questions":' * 200_000,
        "[" * 200_000 + "]" * 200_000,
        '[{"stem": "问", "options": ' + "[" * 200_000,
        '[{"stem": NaN, "options": ["a", "b"]}]',
        '[{"stem": "问", "type": "fill_in", "blanks": [{"number": 1e999}]}]',
        '[{"stem": "问____", "type": "fill_in", "blanks": [{"number": ' + "9" * 5000 + "}]}]",
        '[{"stem": "问", "type": "hotspot", "regions": [{"label": "x", "shape": "rect", "coords": [1e308, 1e308, -1, 0]}]}]',
        '[{"stem": "问", "type": "case", "parts": [{"type": "case", "parts": [{"type": "case"}]}]}]',
        '[{"stem": "问", "type": "matching", "prompts": {"a": 1}, "correct": [99999999999999999999]}]',
        '[{"stem": "a", "stem": "b", "options": "x", "correct": "y", "parts": 3, "media": 4, "blanks": "z"}]',
        '[{"stem": "\\ud800", "options": ["\\udfff", "b"], "answer": "A"}]',
    ],
    ids=range(12),
)
def test_json_made_to_hurt(text: str) -> None:
    assert hostile(text).questions == ()


def test_names_that_stand_twice() -> None:
    twice = item("<p>问</p>" + choice("a", "b").replace('identifier="B"', 'identifier="A"'), declared("A"))
    assert codes(hostile(twice)) == {(1, "E-DUPID")}
    responses = item("<p>问</p>" + choice("a", "b"), declared("A") + declared("B"))
    assert len(hostile(responses).questions) == 1


def test_toml_nested_without_end() -> None:
    assert codes(hostile("[[question]]\nstem = " + "[" * 200_000)) <= {(0, "E-SYNTAX"), (2, "E-SYNTAX")}
