"""From what was found and decided to a form's tree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from quizapp.form_editor.bindings import derive_of
from quizapp.form_editor.changes import empty_form
from quizapp.form_editor.keys import field_keys, new_key, place_keys
from quizapp.form_editor.reading.found import FoundForm, FoundItem
from quizapp.form_editor.reading.settling import Decision
from quizapp.form_editor.writing import Tree

_NUMBER = re.compile(r"\{(\d+)\}")


def tree_of(found: FoundForm, decisions: Mapping[int, Decision], *, key: str, year: int) -> Tree:
    """The draft. Raises `Invalid` where a decision does not go together."""
    tree = empty_form(key, found.title, year)
    if found.annex:
        tree["template"]["annex"] = found.annex
    for section in found.sections:
        made: Tree = {"key": new_key(section.label, place_keys(tree), fallback="part"), "label": section.label}
        if section.style == "table":
            made["style"] = "table"
        made["items"] = []
        tree["sections"].append(made)
        for item in section.items:
            row = _item(tree, item, decisions)
            if row["fields"]:
                made["items"].append(row)
    tree["sections"] = [section for section in tree["sections"] if section["items"]]
    return tree


def _item(tree: Tree, item: FoundItem, decisions: Mapping[int, Decision]) -> Tree:
    row: Tree = {"key": new_key(item.label, place_keys(tree), fallback="row"), "label": item.label}
    if item.requirement:
        row["requirement"] = item.requirement
    row["fields"] = []
    taken = field_keys(tree)
    keys: dict[int, str] = {}
    for blank in item.blanks:
        decision = decisions[blank.number]
        if decision.is_kept:
            keys[blank.number] = new_key(decision.label, taken, fallback="cell")
            taken.add(keys[blank.number])
            row["fields"].append(_field(keys[blank.number], decision))
    if item.sentence and row["fields"]:
        row["progress"] = _sentence(item.sentence, keys)
        row["fields"] = row.pop("fields")
    return row


def _sentence(sentence: str, keys: Mapping[int, str]) -> str:
    """The sentence with keys in its blanks; a blank that was left out stays as a line to write on."""
    return _NUMBER.sub(lambda found: f"{{{keys[int(found[1])]}}}" if int(found[1]) in keys else "____", sentence)


def _field(key: str, decision: Decision) -> dict[str, Any]:
    field: dict[str, Any] = {"key": key, "label": decision.label}
    if decision.unit:
        field["unit"] = decision.unit
    field["type"] = decision.type
    if decision.picked is None or decision.type in ("text", "date"):
        return field | {"mode": "manual"}
    is_answer = decision.type == "bool"
    return field | {"mode": "assisted" if is_answer else "auto", "derive": derive_of(decision.picked)}
