"""Changes of the blanks of a form, one function a change: a tree in, a changed copy out. Pure, as `quizapp.form_editor.changes`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from quizapp.errors import Conflict, Invalid
from quizapp.form_editor.bindings import Picked, derive_of
from quizapp.form_editor.keys import field_keys, new_key
from quizapp.form_editor.sentences import with_blank, without_blank
from quizapp.form_editor.trees import copied, find_field, find_item, line_of, moved, set_word
from quizapp.form_editor.writing import Tree
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line

#: More rows than any office asks for; a page with more cannot be read.
MOST_FIELDS = 600


def add_field(tree: Tree, item_key: str, field: Mapping[str, Any]) -> tuple[Tree, str]:
    """A new blank of a row (``label``, ``type``, ``unit``, perhaps ``derive``), and its key; the sentence gets it at its end."""
    new = copied(tree)
    if len(field_keys(new)) >= MOST_FIELDS:
        raise Conflict(N_("一张表最多 %(most)d 格"), most=MOST_FIELDS)
    item = find_item(new, item_key)[1]
    label = line_of(field["label"], "label", N_("请填写这一格的名称"))
    key = new_key(label, field_keys(new), fallback="cell")
    made = _ordered({**field, "key": key, "label": label})
    said = with_blank(item, made)
    item["fields"].append(made)
    if "progress" in item:
        item["progress"] = said
    return new, key


def change_field(tree: Tree, key: str, values: Mapping[str, Any], picked: Picked | None) -> Tree:
    """Label, unit word, type, help and so on of a blank; ``picked`` None = filled in by hand."""
    new = copied(tree)
    field = find_field(new, key)[2]
    made = {name: value for name, value in field.items() if name not in ("derive", "mode", "unit")}
    made["label"] = line_of(values.get("label"), "label", N_("请填写这一格的名称"))
    made["type"] = str(values["type"])
    set_word(made, "unit", clean_line(str(values.get("unit") or ""), limit=12) if made["type"] != "bool" else "是否")
    set_word(made, "required", None if values.get("required", True) else False)
    set_word(made, "help", clean_line(str(values.get("help") or ""), limit=300))
    set_word(made, "shared", bool(values.get("shared")) or None)
    made["mode"] = "manual"
    if picked is not None and made["type"] not in ("text", "date"):
        made["mode"] = "assisted" if values.get("mode") == "assisted" else "auto"
        made["derive"] = derive_of(picked)
    _check_fold(made)
    field.clear()
    field.update(_ordered(made))
    return new


def _check_fold(field: Tree) -> None:
    derive = field.get("derive")
    if derive is not None and (derive["agg"] == "exists") != (field["type"] == "bool"):
        raise Invalid(N_("“有没有”只用于是否题，是否题也只能数“有没有”"), field="fold")


def move_field(tree: Tree, key: str, step: int) -> Tree:
    """Up or down within its row; in a sentence its place is where the sentence says."""
    new = copied(tree)
    moved(find_field(new, key)[1]["fields"], key, step)
    return new


def retire_field(tree: Tree, key: str, last_year: int | None) -> Tree:
    """Asked for the last time in ``last_year``; None = asked for again."""
    new = copied(tree)
    field = find_field(new, key)[2]
    set_word(field, "retired_after", last_year)
    ordered = _ordered(field)
    field.clear()
    field.update(ordered)
    return new


def remove_field(tree: Tree, key: str, *, published: Collection[str]) -> Tree:
    """Without the blank, which was never published; its clause of the sentence goes with it."""
    new = copied(tree)
    _, item, field = find_field(new, key)
    check_removable(new, field, published)
    said = without_blank(item, key)
    item["fields"].remove(field)
    if "progress" in item:
        set_word(item, "progress", said)
        item["fields"] = item.pop("fields")
    return new


def check_removable(tree: Tree, field: Tree, published: Collection[str]) -> None:
    """Raise `Conflict` for a blank that was published or that a rule looks at."""
    if field["key"] in published:
        raise Conflict(N_("“%(label)s”已经发布过，有单位可能填过：请改为停用，以前的表还看得到"), label=field["label"])
    for check in tree.get("checks", ()):
        if re.search(rf"\b{field['key']}\b", check["rule"]):
            raise Conflict(N_("有核对规则用到“%(label)s”：请先删掉那条规则"), label=field["label"])


_ORDER = (
    "key", "label", "unit", "type", "mode", "required", "shared", "help", "evidence", "retired_after", "derive",
)  # fmt: skip


def _ordered(field: Mapping[str, Any]) -> Tree:
    return {name: field[name] for name in _ORDER if name in field and field[name] not in (None, "")}
