"""Word's automatic numbering written out: the numbers that people see but that stand in no text."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from quizapp.banks.numerals import to_chinese
from quizapp.sheets import Node

_CHINESE = {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "taiwaneseCounting"}
_MAX_LEVEL = 8


@dataclass(slots=True)
class _Level:
    form: str = "decimal"
    pattern: str = "%1."
    start: int = 1


@dataclass(slots=True)
class Numbering:
    """Counters for all lists of a document; ``prefix`` must be called once for each paragraph, in order."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    abstract_of: dict[str, str] = field(default_factory=dict)
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)
    of_style: dict[str, tuple[str, int]] = field(default_factory=dict)
    _counters: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    _seen: set[str] = field(default_factory=set)

    def prefix(self, number_id: str, level: int) -> str:
        """The number in front of the next paragraph of that list, such as ``3. `` or ``B、``; empty for bullets."""
        abstract = self.abstract_of.get(number_id)
        shapes = self.levels.get(abstract or "", {})
        if abstract is None or number_id == "0" or level not in shapes:
            return ""
        counters = self._counters[abstract]
        if number_id not in self._seen:
            self._seen.add(number_id)
            for restarted, start in self.restarts.get(number_id, {}).items():
                counters[restarted] = start - 1
        counters[level] = counters.get(level, shapes[level].start - 1) + 1
        for deeper in [known for known in counters if known > level]:
            del counters[deeper]
        return self._written(shapes, counters, level)

    def _written(self, shapes: dict[int, _Level], counters: dict[int, int], level: int) -> str:
        if shapes[level].form in ("bullet", "none"):
            return ""

        def number(found: re.Match[str]) -> str:
            wanted = int(found[1]) - 1
            shape = shapes.get(wanted, _Level())
            return _number(counters.get(wanted, shape.start), shape.form)

        return re.sub(r"%([1-9])", number, shapes[level].pattern) + " "


def read_numbering(numbering: Node | None, styles: Node | None) -> Numbering:
    """The lists that ``numbering.xml`` and ``styles.xml`` define."""
    found = Numbering()
    for node in numbering.children if numbering else ():
        if node.name == "abstractNum":
            found.levels[_value(node, "abstractNumId")] = _levels(node)
        elif node.name == "num":
            number_id = _value(node, "numId")
            abstract = node.find("abstractNumId")
            found.abstract_of[number_id] = _value(abstract, "val") if abstract else ""
            found.restarts[number_id] = _restarts(node)
    for style in styles.children if styles else ():
        place = number_place(style.find("pPr"))
        if style.name == "style" and place:
            found.of_style[_value(style, "styleId")] = place
    return found


def number_place(properties: Node | None) -> tuple[str, int] | None:
    """List id and level of paragraph properties; None when they put the paragraph into no list."""
    place = properties.find("numPr") if properties else None
    number = place.find("numId") if place else None
    if place is None or number is None:
        return None
    level = place.find("ilvl")
    return _value(number, "val"), min(_int(_value(level, "val") if level else "0"), _MAX_LEVEL)


def _levels(abstract: Node) -> dict[int, _Level]:
    levels = {}
    for node in abstract.children:
        if node.name == "lvl":
            form, pattern, start = node.find("numFmt"), node.find("lvlText"), node.find("start")
            levels[_int(_value(node, "ilvl"))] = _Level(
                form=_value(form, "val") if form else "decimal",
                pattern=_value(pattern, "val") if pattern else "",
                start=_int(_value(start, "val")) if start else 0,
            )
    return levels


def _restarts(node: Node) -> dict[int, int]:
    starts = {}
    for override in node.children:
        start = override.find("startOverride") if override.name == "lvlOverride" else None
        if start is not None:
            starts[_int(_value(override, "ilvl"))] = _int(_value(start, "val"))
    return starts


def _number(number: int, form: str) -> str:
    if form == "upperLetter":
        return chr(ord("A") + (number - 1) % 26)
    if form == "lowerLetter":
        return chr(ord("a") + (number - 1) % 26)
    if form in _CHINESE and 0 <= number < 10_000:
        return to_chinese(number)
    return str(number)


def _value(node: Node, name: str) -> str:
    return next((value for key, value in node.attributes.items() if key.rpartition(":")[2] == name), "")


def _int(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0
