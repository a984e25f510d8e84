"""Changing a form, what is odd about it, rules in words, and what changed: all of it without a database."""

from __future__ import annotations

import pytest

from quizapp.errors import Conflict, Invalid
from quizapp.form_editor import blanks, changes, compare_forms, lint_form, read_tree, write_form
from quizapp.form_editor.bindings import Picked, choices, derive_of, picked_of
from quizapp.form_editor.quick import add_sentence
from quizapp.form_editor.rules import make_rule
from quizapp.form_editor.sentences import sentence_of_item
from quizapp.form_editor.trees import find_field, find_item
from quizapp.form_editor.writing import Tree
from quizapp.statistics import Fold, Form, parse_form, read_rule, shipped_forms, shipped_text


@pytest.fixture
def tree() -> Tree:
    """A small form: drills with two blanks in a sentence, and leaflets."""
    made = changes.add_section(changes.empty_form("small_2026", "小表", 2026), "应急演练")
    made, key = changes.add_item(made, made["sections"][0]["key"], "演练", "开展演练。")
    made, said = add_sentence(made, key, "开展应急演练____场，参加____人次，发放宣传资料（  ）份。")
    return changes.change_item(
        made, key, label="演练", requirement="开展演练。", sentence=said, section=made["sections"][0]["key"]
    )


def _form(tree: Tree) -> Form:
    return parse_form(write_form(tree))


def _codes(tree: Tree) -> list[tuple[str, str]]:
    return [(remark.code, remark.where) for remark in lint_form(_form(tree))]


def test_writing_a_sentence_makes_bound_blanks(tree: Tree) -> None:
    item = _form(tree).sections[0].items[0]
    assert (
        item.progress
        == "开展应急演练{yingjiyanlian}场，参加{yingjiyanliancanyu}人次，发放宣传资料（{fafangxuanchuanziliao}）份。"
    )
    assert [(field.label, field.unit, field.derive.fold if field.derive else None) for field in item.fields] == [
        ("应急演练", "场", Fold.SESSIONS), ("应急演练参与", "人次", Fold.ATTENDANCES), ("发放宣传资料", "份", Fold.QUANTITY),
    ]  # fmt: skip
    assert lint_form(_form(tree)) == []
    assert sentence_of_item(find_item(tree, "yanlian")[1]) == (
        "开展应急演练【应急演练】场，参加【应急演练参与】人次，发放宣传资料（【发放宣传资料】）份。"
    )


def test_a_sentence_must_hold_each_blank_once(tree: Tree) -> None:
    def change(sentence: str) -> None:
        changes.change_item(tree, "yanlian", label="演练", requirement="", sentence=sentence, section="yingjiyanlian")

    with pytest.raises(Invalid, match="少了【应急演练参与】"):
        change("【应急演练】【发放宣传资料】")
    with pytest.raises(Invalid, match="不是这一行的格"):
        change("【应急演练】【应急演练参与】【发放宣传资料】【别的】")
    with pytest.raises(Invalid, match="出现了两次"):
        change("【应急演练】【应急演练】【应急演练参与】【发放宣传资料】")


def test_removing_and_retiring(tree: Tree) -> None:
    gone = blanks.remove_field(tree, "fafangxuanchuanziliao", published=())
    assert _form(gone).sections[0].items[0].progress == "开展应急演练{yingjiyanlian}场，参加{yingjiyanliancanyu}人次。"
    with pytest.raises(Conflict, match="改为停用"):
        blanks.remove_field(tree, "yingjiyanlian", published={"yingjiyanlian"})
    retired = blanks.retire_field(tree, "yingjiyanlian", 2025)
    assert _form(retired).by_key["yingjiyanlian"].is_retired(2026)
    assert not _form(retired).by_key["yingjiyanlian"].is_retired(2025)
    with_rule = changes.add_check(retired, "yingjiyanlian == 0 -> yingjiyanliancanyu == 0", "error", "")
    assert ("rule_retired", "应急演练") in _codes(with_rule)
    with pytest.raises(Conflict, match="核对规则用到"):
        blanks.remove_field(with_rule, "yingjiyanliancanyu", published=())


def test_moving_and_keys_that_stay(tree: Tree) -> None:
    more, key = changes.add_item(tree, "yingjiyanlian", "演练")
    assert key == "yanlian_2"
    moved = changes.move_item(more, key, -1)
    assert [item["key"] for item in moved["sections"][0]["items"]] == ["yanlian_2", "yanlian"]
    renamed = blanks.change_field(
        tree,
        "yingjiyanlian",
        {"label": "演练场次", "type": "count", "unit": "次"},
        Picked(ids=("special_drill",), fold="sessions"),
    )
    assert _form(renamed).by_key["yingjiyanlian"].label == "演练场次"
    assert blanks.move_field(tree, "yingjiyanlian", -3) == tree


LINT = [
    ({"kind": "lecture_of_old"}, "unknown_kind"),
    ({"from": "tip", "agg": "quantity"}, "cannot_feed"),
    ({"from": "leaflet", "tag": "five_leads", "agg": "quantity"}, "unknown_tag"),
]


@pytest.mark.parametrize(("change", "code"), LINT, ids=[code for _, code in LINT])
def test_the_lint_names_the_row(tree: Tree, change: dict[str, str], code: str) -> None:
    derive = find_field(tree, "yingjiyanlian")[2]["derive"]
    if "from" in change:
        derive.clear()
    derive.update(change)
    assert (code, "应急演练") in _codes(tree)


def test_a_kind_in_two_rows_has_to_be_marked(tree: Tree) -> None:
    more, key = blanks.add_field(
        tree, "yanlian",
        {"label": "综合演练", "type": "count", "unit": "次", "mode": "auto", "derive": derive_of(Picked(ids=("comprehensive_drill",), fold="sessions"))},
    )  # fmt: skip
    assert ("counted_twice", "综合演练") in _codes(more)
    marked = blanks.change_field(
        more,
        key,
        {"label": "综合演练", "type": "count", "unit": "次", "shared": True},
        picked_of(find_field(more, key)[2]["derive"]),
    )
    assert _codes(marked) == []


def test_an_empty_form_and_an_empty_row_cannot_be_published() -> None:
    empty = changes.add_section(changes.empty_form("small", "小表", 2026), "一")
    assert {remark.severity for remark in lint_form(_form(empty))} == {"error", "warn"}
    row, _ = changes.add_item(empty, "yi", "行")
    assert ("empty", "行") in _codes(row)


@pytest.mark.parametrize("key", sorted(shipped_forms()))
def test_no_shipped_form_has_an_error_or_an_unmarked_overlap(key: str) -> None:
    found = lint_form(shipped_forms()[key])
    assert [remark for remark in found if remark.severity == "error" or remark.code == "counted_twice"] == []


@pytest.mark.parametrize("key", sorted(shipped_forms()))
def test_bindings_of_shipped_forms_survive_picking(key: str) -> None:
    tree = read_tree(shipped_text(key) or "")
    before = parse_form(write_form(tree)).by_key
    for section in tree["sections"]:
        for item in section["items"]:
            for field in item["fields"]:
                if "derive" in field:
                    field["derive"] = derive_of(picked_of(field["derive"]))
    after = parse_form(write_form(tree)).by_key
    assert {name: field.derive for name, field in after.items()} == {
        name: field.derive for name, field in before.items()
    }


def test_kinds_of_two_places_do_not_go_into_one_blank() -> None:
    with pytest.raises(Invalid, match="来自不同的地方"):
        derive_of(Picked(ids=("lecture", "tip"), fold="sessions"))
    assert choices()["media_item.*"].kind == ""


def test_rules_are_picked_and_read_aloud() -> None:
    labels = {"a": "场次", "b": "人次", "c": "人数"}
    assert make_rule("at_most", "a", ["b"]) == "a <= b"
    assert make_rule("sum", "a", ["b", "c"]) == "a == b + c"
    assert make_rule("not_less", "a", []) == "a >= previous_cumulative_value"
    assert str(read_rule("a == 0 -> b == 0", labels)) == "“场次” ＝ 0 时，应有 “人次” ＝ 0"
    assert str(read_rule("X_attendances / X_sessions <= 5000", labels)) == "“…attendances” ÷ “…sessions” ≤ 5000"
    with pytest.raises(Invalid, match="至少两格"):
        make_rule("sum", "a", ["b", "a"])


def test_what_changed_is_named(tree: Tree) -> None:
    old = _form(tree)
    new = blanks.change_field(tree, "yingjiyanlian", {"label": "演练", "type": "count", "unit": "次"}, None)
    new = changes.add_check(
        blanks.remove_field(new, "fafangxuanchuanziliao", published=()),
        "yingjiyanlian <= yingjiyanliancanyu",
        "warn",
        "",
    )
    found = {(each.verb, each.where, each.what) for each in compare_forms(old, _form(new))}
    assert {
        ("changed", "演练", "格名"), ("changed", "演练", "计量单位"), ("changed", "演练", "从哪里来"), ("changed", "演练", "由谁填"),
        ("removed", "发放宣传资料", "格"), ("changed", "演练", "句子"), ("added", "“演练” ≤ “应急演练参与”", "核对规则"),
    } == found  # fmt: skip
    assert compare_forms(old, old) == []
