"""A form written as YAML reads back as the same form, whatever stands in it; tricks in a file are refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.errors import Invalid
from quizapp.form_editor import read_tree, write_form
from quizapp.form_editor.blanks import add_field
from quizapp.form_editor.changes import add_item, add_section, change_item, empty_form
from quizapp.form_editor.sentences import sentence_of_item
from quizapp.form_editor.trees import find_item
from quizapp.statistics import Form, FormError, parse_form, shipped_forms, shipped_text


def _same(one: str, two: str) -> bool:
    plain: list[Form] = [replace(parse_form(text), content_hash="") for text in (one, two)]
    return plain[0] == plain[1]


@pytest.mark.parametrize("key", sorted(shipped_forms()))
def test_a_shipped_form_loses_nothing(key: str) -> None:
    text = shipped_text(key)
    assert text is not None
    written = write_form(read_tree(text))
    assert _same(text, written)
    assert write_form(read_tree(written)) == written


@given(label=st.text(min_size=1, max_size=30), requirement=st.text(max_size=60))
def test_any_words_survive(label: str, requirement: str) -> None:
    tree = add_section(empty_form("small", "小表", 2026), "一")
    section = tree["sections"][0]["key"]
    try:
        tree, key = add_item(tree, section, label, requirement)
        tree, _ = add_field(tree, key, {"label": label, "type": "count", "unit": "场", "mode": "manual"})
    except Invalid:  # nothing but invisible characters
        return
    sentence = sentence_of_item(find_item(tree, key)[1])
    tree = change_item(tree, key, label=label, requirement=requirement, sentence=sentence, section=section)
    item = find_item(tree, key)[1]
    read = parse_form(write_form(tree)).sections[0].items[0]
    assert (read.label, read.requirement, read.progress) == (
        item["label"],
        item.get("requirement", ""),
        item["progress"],
    )
    assert read.fields[0].label == item["fields"][0]["label"]
    assert read_tree(write_form(tree)) == tree


TRICKS = [
    ("a: &x [1]\nb: *x\n", "引用"),
    ("a: !!python/object:os.system x\n", "引用"),
    ("[" * 40 + "]" * 40, "层次"),
    ("template: {key: [}", "YAML"),
    ("x" * 300_000, "太长"),
]


@pytest.mark.parametrize(("text", "word"), TRICKS, ids=[word for _, word in TRICKS])
def test_tricks_are_refused(text: str, word: str) -> None:
    with pytest.raises(FormError) as refused:
        read_tree(text, name="mine.yaml")
    assert word in str(refused.value)
