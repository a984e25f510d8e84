from __future__ import annotations

import pytest

from tests.banks.reading import brief, codes, read

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


@pytest.mark.parametrize(
    "text",
    [
        "<quiz><question type='multichoice'>",
        '<!DOCTYPE a [<!ENTITY x "y">]><quiz><question>&x;</question></quiz>',
        "<quiz>" + "<question>" * 5000,
        XML.replace('fraction="100"', 'fraction="nan"'),
    ],
)
def test_hostile_xml_is_told(text: str) -> None:
    reading = read(text)
    assert any(problem.is_error for problem in reading.problems)


def test_pictures_are_told() -> None:
    text = XML.replace("<p>火警", '<p><img src="@@PLUGINFILE@@/a.png">火警')
    assert (4, "W-PICTURE") in codes(read(text))
