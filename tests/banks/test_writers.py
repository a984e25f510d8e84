from __future__ import annotations

import pytest
from hypothesis import given, settings

from quizapp.banks import bank_writers
from quizapp.questions import Media, Question
from tests.banks.reading import only, read
from tests.banks.strategies import questions
from tests.banks.writing import lost, write

KEYS = ("xlsx", "toml", "json", "gift", "aiken", "moodle_xml", "qti_2", "qti_3")
CHOICE = Question(type="single", stem="火警电话是？", options=("110", "119"), correct=(1,))


@pytest.mark.parametrize("key", KEYS)
def test_every_writer_writes_what_is_read_again(key: str) -> None:
    writer = bank_writers()[key]
    assert writer.key == key
    assert writer.label
    assert writer.mime
    written = write(key, CHOICE, meta={"title": "示例"})
    assert written.lost == ()
    question = only(read(written.content))
    assert (question.type, question.stem, question.options, question.correct) == (
        "single",
        "火警电话是？",
        ("110", "119"),
        (1,),
    )


def test_no_two_writers_make_the_same_name() -> None:
    endings = [writer.ending for writer in bank_writers().values()]
    assert len(set(endings)) == len(endings)


@pytest.mark.parametrize("key", KEYS)
def test_an_empty_bank_is_a_file_too(key: str) -> None:
    written = write(key)
    assert written.lost == ()
    assert read(written.content).questions == ()


@pytest.mark.parametrize("key", ["xlsx", "toml", "json"])
def test_pictures_that_are_only_named_are_told(key: str) -> None:
    picture = Media(file="pictures/a.png", alt="标志")
    asked = Question(type="single", stem="看图", options=("x", "y"), correct=(0,), media=(picture,))
    assert lost(write(key, asked)) == {(0, "W-LOST", "media")}


@pytest.mark.parametrize("key", ["toml", "json"])
@settings(max_examples=80, deadline=None)
@given(question=questions("single", "multiple", "true_false", "fill_in", "matching", "hotspot", "case", pictures=True))
def test_our_own_text_formats_hold_everything(key: str, question: Question) -> None:
    assert only(read(write(key, question).content)) == question


def test_gift_and_aiken_and_xml_leave_nothing_out_silently() -> None:
    """A question is in the file, or an error names its row."""
    asked = [
        CHOICE,
        Question(type="multiple", stem="哪些", options=("x", "y", "z"), correct=(0, 1)),
        Question(type="ordering", stem="先后", options=("x", "y"), correct=(1, 0)),
        Question(type="case", stem="材料", parts=(CHOICE,)),
    ]
    for key in KEYS:
        written = write(key, *asked)
        left = {problem.row for problem in written.lost if problem.is_error}
        assert len(read(written.content).questions) + len(left) == len(asked)
