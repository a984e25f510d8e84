"""Keys made from what people write: nobody types one, and none is given twice."""

from __future__ import annotations

import re
from collections.abc import Collection

from quizapp.form_editor.trees import fields_of, items_of, sections_of
from quizapp.form_editor.writing import Tree
from quizapp.kit.pinyin import full

_LONGEST = 40


def new_key(words: str, taken: Collection[str], *, fallback: str) -> str:
    """``yingjiyanlian`` for 应急演练; with a number when it is taken; ``fallback`` where nothing can be spelled."""
    spelled = re.sub(r"[^a-z0-9]+", "_", full(words)).strip("_")
    base = spelled if re.match(r"[a-z]", spelled) else f"{fallback}_{spelled}".rstrip("_")
    base = base[:_LONGEST].rstrip("_")
    if len(base) < 2:
        base = fallback
    key, number = base, 2
    while key in taken:
        key, number = f"{base}_{number}", number + 1
    return key


def field_keys(tree: Tree) -> set[str]:
    """Keys of all fields."""
    return {field["key"] for _, _, field in fields_of(tree)}


def place_keys(tree: Tree) -> set[str]:
    """Keys of all sections and items: they share one space."""
    return {section["key"] for section in sections_of(tree)} | {item["key"] for _, item in items_of(tree)}
