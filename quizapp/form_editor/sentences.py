"""The sentence of a row as people write it: blanks stand in it as 【label】, in the file as {key}."""

from __future__ import annotations

import re

from quizapp.errors import Invalid
from quizapp.form_editor.writing import Tree
from quizapp.kit.i18n import N_

_BLANK = re.compile(r"\{([a-z0-9_]+)\}")
_NAMED = re.compile(r"【([^【】]*)】")


def names_of_blanks(item: Tree) -> dict[str, str]:
    """Field key -> how it is called in the sentence: its label, numbered where a label stands twice."""
    names: dict[str, str] = {}
    for field in item["fields"]:
        label = re.sub(r"[【】{}]", "", field["label"]).strip() or "格"
        name, number = label, 2
        while name in names.values():
            name, number = f"{label}{number}", number + 1
        names[field["key"]] = name
    return names


def sentence_of_item(item: Tree) -> str:
    """The sentence with 【label】 for each blank; the plain list of rows where the form has none."""
    names = names_of_blanks(item)
    return _BLANK.sub(lambda found: f"【{names[found[1]]}】", item.get("progress") or plain_sentence(item))


def read_sentence(item: Tree, text: str) -> str:
    """The sentence as the file has it. Raises `Invalid` naming the blank that is missing, strange or doubled."""
    keys = {name: key for key, name in names_of_blanks(item).items()}
    found = _NAMED.findall(text)
    for name in found:
        if name not in keys:
            raise Invalid(
                N_("句子里的【%(name)s】不是这一行的格：请先在下面添加，或写成 ____"), field="sentence", name=name
            )
        if found.count(name) > 1:
            raise Invalid(N_("【%(name)s】在句子里出现了两次，只能出现一次"), field="sentence", name=name)
    missing = [name for name in keys if name not in found]
    if missing:
        raise Invalid(
            N_("句子里少了【%(name)s】：不再需要这一格，请在下面停用或删除它"), field="sentence", name=missing[0]
        )
    return _NAMED.sub(lambda each: f"{{{keys[each[1]]}}}", re.sub(r"[{}]", "", text))


def plain_sentence(item: Tree) -> str:
    """What the form prints for a row without a sentence: one line a blank."""
    return "；\n".join(_plain(field) for field in item["fields"]) + "。" if item["fields"] else ""


def _plain(field: Tree) -> str:
    if field["type"] in ("count", "persons"):
        return f"{field['label']}（{{{field['key']}}}）{field.get('unit', '')}"
    return f"{field['label']}：{{{field['key']}}}"


def with_blank(item: Tree, field: Tree) -> str:
    """The row's sentence with the new ``field`` at its end; the field is not yet among the row's."""
    said: str = item.get("progress") or plain_sentence(item)
    said = said.rstrip().removesuffix("。").removesuffix("；")
    return f"{said}；\n{_plain(field)}。" if said else f"{_plain(field)}。"


def without_blank(item: Tree, key: str) -> str:
    """The row's sentence without the blank: its clause goes with it when it holds no other."""
    said: str = item.get("progress") or plain_sentence(item)
    clauses = re.split(r"([，；;\n]+)", said.rstrip().removesuffix("。"))
    kept: list[str] = []
    for number in range(0, len(clauses), 2):
        clause, before = clauses[number], clauses[number - 1] if number else ""
        blanks = _BLANK.findall(clause)
        if key in blanks:
            clause = "" if len(blanks) == 1 else clause.replace(f"{{{key}}}", "")
        if clause:
            kept += [before, clause] if kept else [clause]
    return "".join(kept) + "。" if kept else ""
