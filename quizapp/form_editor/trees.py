"""A form as a tree of plain data: read from YAML, looked through, changed by the editor, written again."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import yaml

from quizapp.errors import Invalid, NotFound
from quizapp.form_editor.writing import Tree
from quizapp.kit.i18n import N_
from quizapp.kit.scalars import scalar_of
from quizapp.kit.text import clean_line
from quizapp.statistics import FormError, parse_form

#: A form is a few hundred lines; reading YAML takes a while.
LONGEST = 200_000
_DEEPEST = 12


def read_tree(text: str, *, name: str = "form") -> Tree:
    """The tree of a form's YAML. Raises `FormError` naming the line of whatever is no form."""
    _refuse_tricks(text, name)
    parse_form(text, name=name)
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert node is not None
    tree: Tree = _plain(node)
    return _shaped(tree)


def _refuse_tricks(text: str, name: str) -> None:
    """References could make a short text grow without end, and depth could break whoever reads it."""
    if len(text) > LONGEST:
        raise FormError(N_("%(name)s 太长，不是统计表"), name=name)
    depth = 0
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            line = token.start_mark.line + 1
            if isinstance(token, yaml.AliasToken | yaml.AnchorToken | yaml.TagToken):
                raise FormError(
                    N_("%(name)s 第 %(line)d 行：不能用引用（& 和 *）和类型标记（!）"), name=name, line=line
                )
            opens = isinstance(
                token,
                yaml.BlockMappingStartToken
                | yaml.BlockSequenceStartToken
                | yaml.FlowMappingStartToken
                | yaml.FlowSequenceStartToken,
            )
            closes = isinstance(token, yaml.BlockEndToken | yaml.FlowMappingEndToken | yaml.FlowSequenceEndToken)
            depth += opens - closes
            if depth > _DEEPEST:
                raise FormError(N_("%(name)s 第 %(line)d 行：层次太深，不是统计表"), name=name, line=line)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise FormError(
            N_("%(name)s 第 %(line)d 行：不是有效的 YAML"), name=name, line=mark.line + 1 if mark else 1
        ) from error


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each) for each in node.value]
    value = scalar_of(node)
    if isinstance(value, bool) and str(node.value).lower() in ("true", "false"):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and str(value) == str(node.value):
        return value
    is_day = type(value).__name__ == "date"
    return value if is_day else str(node.value)


def _shaped(tree: Tree) -> Tree:
    """Lists where the format also takes a single one."""
    for key in ("header", "columns", "sections", "checks"):
        if key in tree and not isinstance(tree[key], list):
            tree[key] = [tree[key]]
    for section in tree["sections"]:
        section["items"] = _listed(section["items"])
        for item in section["items"]:
            item["fields"] = _listed(item["fields"])
    return tree


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def copied(tree: Tree) -> Tree:
    """A tree of one's own, to be changed."""
    return deepcopy(tree)


def sections_of(tree: Tree) -> list[Tree]:
    """The sections."""
    found: list[Tree] = tree["sections"]
    return found


def items_of(tree: Tree) -> Iterator[tuple[Tree, Tree]]:
    """(section, item) in the order of the form."""
    for section in sections_of(tree):
        for item in section["items"]:
            yield section, item


def fields_of(tree: Tree) -> Iterator[tuple[Tree, Tree, Tree]]:
    """(section, item, field) in the order of the form."""
    for section, item in items_of(tree):
        for field in item["fields"]:
            yield section, item, field


def find_section(tree: Tree, key: str) -> Tree:
    """The section. Raises `NotFound`."""
    for section in sections_of(tree):
        if section["key"] == key:
            return section
    raise NotFound(N_("这张表没有这个部分：可能刚刚被删掉了"))


def find_item(tree: Tree, key: str) -> tuple[Tree, Tree]:
    """(section, item). Raises `NotFound`."""
    for section, item in items_of(tree):
        if item["key"] == key:
            return section, item
    raise NotFound(N_("这张表没有这一行：可能刚刚被删掉了"))


def find_field(tree: Tree, key: str) -> tuple[Tree, Tree, Tree]:
    """(section, item, field). Raises `NotFound`."""
    for section, item, field in fields_of(tree):
        if field["key"] == key:
            return section, item, field
    raise NotFound(N_("这张表没有这一格：可能刚刚被删掉了"))


def labels_of(tree: Tree) -> dict[str, str]:
    """Field key -> label."""
    return {field["key"]: field["label"] for _, _, field in fields_of(tree)}


def moved(nodes: list[Tree], key: str, step: int) -> None:
    """Move the node with ``key`` by ``step`` places, as far as there are places."""
    at = next((number for number, node in enumerate(nodes) if node["key"] == key), None)
    if at is None:
        raise Invalid(N_("找不到要移动的行"))
    to = min(max(at + step, 0), len(nodes) - 1)
    nodes.insert(to, nodes.pop(at))


def set_word(node: Tree, name: str, value: Any) -> None:
    """Put the value, or take the word out where there is none."""
    if value in (None, "", [], {}):
        node.pop(name, None)
    else:
        node[name] = value


def line_of(raw: Any, field: str, missing: str) -> str:
    """One line as it is kept. Raises `Invalid` with ``missing`` where there is none."""
    text = clean_line(str(raw or ""), limit=120)
    if not text:
        raise Invalid(missing, field=field)
    return text
