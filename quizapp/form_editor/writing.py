"""A form's tree written as YAML, in the manner of the shipped files: one row a line, short things in one line."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

Tree = dict[str, Any]

#: Plain without quotes: begins with a letter or a Han character and holds nothing that YAML reads as a sign.
_PLAIN = re.compile(r"[A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff（）、《》“”./-]*( [\w\u4e00-\u9fff（）、《》“”./-]+)*")
#: Words that YAML reads as something else than text.
_RESERVED = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}
#: What YAML does not take as it stands, even in quotes.
_UNSAFE = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def write_form(tree: Tree) -> str:
    """The tree as YAML that `quizapp.statistics.parse_form` reads back to the same form."""
    lines: list[str] = []
    for key, value in tree.items():
        if key == "template":
            lines += ["template:", *(f"  {name}: {_flow(each)}" for name, each in value.items())]
        elif key == "sections":
            lines += _sections(value)
        elif key in ("header", "checks") and value:
            lines += [f"{key}:", *(f"  - {_flow(each)}" for each in value)]
        elif key in ("rollup", "sources") and value:
            lines += [f"{key}:", *(f"  {name}: {_flow(each)}" for name, each in value.items())]
        else:
            lines.append(f"{key}: {_flow(value)}")
    return "\n".join(lines) + "\n"


def _sections(sections: list[Tree]) -> list[str]:
    lines = ["sections:"] if sections else ["sections: []"]
    for section in sections:
        lines += _block(section, "items", "")
        if section["items"]:
            lines.append("  items:")
        for item in section["items"]:
            lines += _block(item, "fields", "  ")
            if item["fields"]:
                lines.append("    fields:")
            lines += [f"    - {_flow(field)}" for field in item["fields"]]
    return lines


def _block(node: Tree, inner: str, indent: str) -> list[str]:
    """The scalars of a section or item, and an empty list where it holds nothing yet."""
    pairs = [(key, value) for key, value in node.items() if key != inner]
    if not node[inner]:
        pairs.append((inner, []))
    return [
        f"{indent}{'- ' if number == 0 else '  '}{key}: {_flow(value)}" for number, (key, value) in enumerate(pairs)
    ]


def _flow(value: object) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(_flow(each) for each in value) + "]"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case _:
            return _text(str(value))


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _RESERVED:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
