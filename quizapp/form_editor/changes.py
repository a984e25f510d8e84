"""Changes of the heading, parts, rows and rules of a form: a tree in, a changed copy out. Pure; meaning is checked later."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from quizapp.errors import Conflict
from quizapp.form_editor.blanks import check_removable
from quizapp.form_editor.keys import new_key, place_keys
from quizapp.form_editor.sentences import read_sentence
from quizapp.form_editor.trees import copied, find_item, find_section, line_of, moved, sections_of, set_word
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
    title = line_of(values.get("title"), "title", N_("请填写表名"))
    template["title"] = title
    template["year"] = int(values["year"])
    for name in ("annex", "theme"):
        set_word(template, name, clean_line(str(values.get(name) or ""), limit=100))
    set_word(template, "edition_ordinal", values.get("edition_ordinal"))
    set_word(template, "used_for_assessment", bool(values.get("used_for_assessment")) or None)
    last = values.get("final_report")
    periods = dict(template.get("periods") or {})
    set_word(periods, "final_report", last if isinstance(last, date) else None)
    set_word(template, "periods", periods)
    return new


def add_section(tree: Tree, label: str, style: str = "sentence") -> Tree:
    """A new part at the end of the form."""
    new = copied(tree)
    name = line_of(label, "label", N_("请填写这个部分的名称"))
    section: Tree = {"key": new_key(name, place_keys(new), fallback="part"), "label": name, "items": []}
    sections_of(new).append(_styled(section, style))
    return new


def change_section(tree: Tree, key: str, label: str, style: str) -> Tree:
    """Another name or style."""
    new = copied(tree)
    section = find_section(new, key)
    section["label"] = line_of(label, "label", N_("请填写这个部分的名称"))
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
    name = line_of(label, "label", N_("请填写这一行的名称"))
    key = new_key(name, place_keys(new), fallback="row")
    item: Tree = {"key": key, "label": name}
    set_word(item, "requirement", clean_text(requirement, limit=1000))
    find_section(new, section_key)["items"].append(item | {"fields": []})
    return new, key


def change_item(tree: Tree, key: str, *, label: str, requirement: str, sentence: str, section: str) -> Tree:
    """Name, requirement and sentence of a row; perhaps it goes to another part."""
    new = copied(tree)
    home, item = find_item(new, key)
    item["label"] = line_of(label, "label", N_("请填写这一行的名称"))
    set_word(item, "requirement", clean_text(requirement, limit=1000))
    set_word(item, "progress", read_sentence(item, clean_text(sentence, limit=3000)))
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
        check_removable(new, field, published)
    section["items"].remove(item)
    return new


def add_check(tree: Tree, rule: str, severity: str, note: str) -> Tree:
    """One more plausibility rule."""
    new = copied(tree)
    checks = new.setdefault("checks", [])
    if any(each["rule"] == rule for each in checks):
        raise Conflict(N_("已经有这条规则了"))
    made = {"rule": rule, "severity": severity}
    set_word(made, "note", clean_line(note, limit=200))
    checks.append(made)
    return new


def remove_check(tree: Tree, rule: str) -> Tree:
    """Without the rule; nothing happens when it is gone already."""
    new = copied(tree)
    kept = [each for each in new.get("checks", ()) if each["rule"] != rule]
    set_word(new, "checks", kept)
    return new


def keys_in_rule(rule: str, keys: Collection[str]) -> list[str]:
    """Fields that a rule looks at."""
    return [key for key in keys if key in names_in(rule)]
