"""QTI 3 names as those of QTI 2: the model is the same, so the reader knows one vocabulary."""

from __future__ import annotations

import re

from quizapp.sheets import Node


def as_version_2(node: Node) -> Node:
    """The same tree with names like ``choiceInteraction`` and ``maxChoices`` whatever version it is written in."""
    pending = [node]
    while pending:
        each = pending.pop()
        pending += each.children
        if each.name.startswith("qti-"):
            each.name = _camel(each.name.removeprefix("qti-"))
        each.attributes = {_camel(name.rpartition(":")[2]): value for name, value in each.attributes.items()}
    return node


def attribute(node: Node, name: str) -> str:
    """The attribute without spaces around it; empty when there is none."""
    return node.attributes.get(name, "").strip()


def named(node: Node, *names: str) -> list[Node]:
    """The children of these names, in order."""
    return [child for child in node.children if child.name in names]


def deep(node: Node, *names: str) -> list[Node]:
    """All elements of these names below the node, in the order of the file."""
    found: list[Node] = []
    pending = list(reversed(node.children))
    while pending:
        each = pending.pop()
        if each.name in names:
            found.append(each)
        pending += reversed(each.children)
    return found


def _camel(name: str) -> str:
    return re.sub(r"-([a-z])", lambda found: found[1].upper(), name)
