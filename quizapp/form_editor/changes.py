"""Changes of a form, one function a change: a tree in, a changed copy out. Pure; meaning is checked when it is read back."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from quizapp.errors import Conflict, Invalid
from quizapp.form_editor.bindings import Picked, derive_of
from quizapp.form_editor.keys import field_keys, new_key, place_keys
from quizapp.form_editor.sentences import read_sentence, with_blank, without_blank
from quizapp.form_editor.trees import copied, find_field, find_item, find_section, moved, sections_of
from quizapp.form_editor.writing import Tree
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, clean_text
from quizapp.statistics import names_in

HEADER = (
    {"key": "reporting_unit", "label": "填报单位", "type": "text", "seal_required": True},
    {"key": "contact_name", "label": "联系人", "type": "text"},
    {"key": "contact_phone", "label": "电话", "type": "text", "pii": True},
    {"key": "report_date", "label": "填报日期", "type": "date"},
)
#: More rows than any office asks for; a page with more cannot be read.
MOST_FIELDS = 600


def empty_form(key: str, title: str, year: int) -> Tree:
    """A form with a heading and nothing else."""
    return {
        "template": {"key": key, "version": 1, "title": title, "year": year},
        "header": [dict(line) for line in HEADER],
        "sections": [],
    }


def change_heading(tree: Tree, values: Mapping[str, Any]) -> Tree:
    """Title, year, annex, theme, edition and last day; empty values are left out of the file."""
    new = copied(tree)
    template = new["template"]
    title = _line(values.get("title"), "title", N_("请填写表名"))
    template["title"] = title
    template["year"] = int(values["year"])
    for name in ("annex", "theme"):
        _set(template, name, clean_line(str(values.get(name) or ""), limit=100))
    _set(template, "edition_ordinal", values.get("edition_ordinal"))
    _set(template, "used_for_assessment", bool(values.get("used_for_assessment")) or None)
    last = values.get("final_report")
    periods = dict(template.get("periods") or {})
    _set(periods, "final_report", last if isinstance(last, date) else None)
    _set(template, "periods", periods)
    return new


def add_section(tree: Tree, label: str, style: str = "sentence") -> Tree:
    """A new part at the end of the form."""
    new = copied(tree)
    name = _line(label, "label", N_("请填写这个部分的名称"))
    section: Tree = {"key": new_key(name, place_keys(new), fallback="part"), "label": name, "items": []}
    sections_of(new).append(_styled(section, style))
    return new


def change_section(tree: Tree, key: str, label: str, style: str) -> Tree:
    """Another name or style."""
    new = copied(tree)
    section = find_section(new, key)
    section["label"] = _line(label, "label", N_("请填写这个部分的名称"))
    ordered = _styled(section, style)
    section.clear()
    section.update(ordered)
    return new


def _styled(section: Tree, style: str) -> Tree:
    plain = {name: value for name, value in section.items() if name not in ("style", "items")}
    return plain | ({"style": "table"} if style == "table" else {}) | {"items": section["items"]}


def move_section(tree: Tree, key: str, step: int) -> Tree:
    """Up or down."""
    new = copied(tree)
    moved(sections_of(new), key, step)
    return new


def remove_section(tree: Tree, key: str) -> Tree:
    """Without the part, which holds no rows any more."""
    new = copied(tree)
    section = find_section(new, key)
    if section["items"]:
        raise Conflict(N_("“%(label)s”里还有行：请先移走或删除"), label=section["label"])
    sections_of(new).remove(section)
    return new


def add_item(tree: Tree, section_key: str, label: str, requirement: str = "") -> tuple[Tree, str]:
    """A new row of a part, and its key."""
    new = copied(tree)
    name = _line(label, "label", N_("请填写这一行的名称"))
    key = new_key(name, place_keys(new), fallback="row")
    item: Tree = {"key": key, "label": name}
    _set(item, "requirement", clean_text(requirement, limit=1000))
    find_section(new, section_key)["items"].append(item | {"fields": []})
    return new, key


def change_item(tree: Tree, key: str, *, label: str, requirement: str, sentence: str, section: str) -> Tree:
    """Name, requirement and sentence of a row; perhaps it goes to another part."""
    new = copied(tree)
    home, item = find_item(new, key)
    item["label"] = _line(label, "label", N_("请填写这一行的名称"))
    _set(item, "requirement", clean_text(requirement, limit=1000))
    _set(item, "progress", read_sentence(item, clean_text(sentence, limit=3000)))
    item["fields"] = item.pop("fields")
    if section != home["key"]:
        home["items"].remove(item)
        find_section(new, section)["items"].append(item)
    return new


def move_item(tree: Tree, key: str, step: int) -> Tree:
    """Up or down within its part."""
    new = copied(tree)
    moved(find_item(new, key)[0]["items"], key, step)
    return new


def remove_item(tree: Tree, key: str, *, published: Collection[str]) -> Tree:
    """Without the row and its blanks, none of which was ever published."""
    new = copied(tree)
    section, item = find_item(new, key)
    for field in item["fields"]:
        _check_removable(new, field, published)
    section["items"].remove(item)
    return new


def add_field(tree: Tree, item_key: str, field: Mapping[str, Any]) -> tuple[Tree, str]:
    """A new blank of a row (``label``, ``type``, ``unit``, perhaps ``derive``), and its key; the sentence gets it at its end."""
    new = copied(tree)
    if len(field_keys(new)) >= MOST_FIELDS:
        raise Conflict(N_("一张表最多 %(most)d 格"), most=MOST_FIELDS)
    item = find_item(new, item_key)[1]
    label = _line(field["label"], "label", N_("请填写这一格的名称"))
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
    made["label"] = _line(values.get("label"), "label", N_("请填写这一格的名称"))
    made["type"] = str(values["type"])
    _set(made, "unit", clean_line(str(values.get("unit") or ""), limit=12) if made["type"] != "bool" else "是否")
    _set(made, "required", None if values.get("required", True) else False)
    _set(made, "help", clean_line(str(values.get("help") or ""), limit=300))
    _set(made, "shared", bool(values.get("shared")) or None)
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
    _set(field, "retired_after", last_year)
    ordered = _ordered(field)
    field.clear()
    field.update(ordered)
    return new


def remove_field(tree: Tree, key: str, *, published: Collection[str]) -> Tree:
    """Without the blank, which was never published; its clause of the sentence goes with it."""
    new = copied(tree)
    _, item, field = find_field(new, key)
    _check_removable(new, field, published)
    said = without_blank(item, key)
    item["fields"].remove(field)
    if "progress" in item:
        _set(item, "progress", said)
        item["fields"] = item.pop("fields")
    return new


def _check_removable(tree: Tree, field: Tree, published: Collection[str]) -> None:
    if field["key"] in published:
        raise Conflict(N_("“%(label)s”已经发布过，有单位可能填过：请改为停用，以前的表还看得到"), label=field["label"])
    for check in tree.get("checks", ()):
        if re.search(rf"\b{field['key']}\b", check["rule"]):
            raise Conflict(N_("有核对规则用到“%(label)s”：请先删掉那条规则"), label=field["label"])


def add_check(tree: Tree, rule: str, severity: str, note: str) -> Tree:
    """One more plausibility rule."""
    new = copied(tree)
    checks = new.setdefault("checks", [])
    if any(each["rule"] == rule for each in checks):
        raise Conflict(N_("已经有这条规则了"))
    made = {"rule": rule, "severity": severity}
    _set(made, "note", clean_line(note, limit=200))
    checks.append(made)
    return new


def remove_check(tree: Tree, rule: str) -> Tree:
    """Without the rule; nothing happens when it is gone already."""
    new = copied(tree)
    kept = [each for each in new.get("checks", ()) if each["rule"] != rule]
    _set(new, "checks", kept)
    return new


def keys_in_rule(rule: str, keys: Collection[str]) -> list[str]:
    """Fields that a rule looks at."""
    return [key for key in keys if key in names_in(rule)]


_ORDER = (
    "key", "label", "unit", "type", "mode", "required", "shared", "help", "evidence", "retired_after", "derive",
)  # fmt: skip


def _ordered(field: Mapping[str, Any]) -> Tree:
    return {name: field[name] for name in _ORDER if name in field and field[name] not in (None, "")}


def _set(node: Tree, name: str, value: Any) -> None:
    """Put the value, or take the word out where there is none."""
    if value in (None, "", [], {}):
        node.pop(name, None)
    else:
        node[name] = value


def _line(raw: Any, field: str, missing: str) -> str:
    text = clean_line(str(raw or ""), limit=120)
    if not text:
        raise Invalid(missing, field=field)
    return text
