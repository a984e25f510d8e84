"""What an item says is right: correct responses, mappings, and how they are scored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from quizapp.banks.formats.moodle_answers import number_of
from quizapp.banks.formats.qti.names import attribute, deep, named
from quizapp.sheets import Node

#: Rules that do no more than the templates: compare with what is declared, and add up.
_PLAIN_RULES = {
    "responseCondition", "responseIf", "responseElseIf", "responseElse", "match", "equal", "variable", "correct",
    "setOutcomeValue", "baseValue", "sum", "mapResponse", "mapResponsePoint", "and", "isNull", "not",
}  # fmt: skip
_TEMPLATES = ("match_correct", "map_response", "map_response_point", "CC2_match", "CC2_map_response")


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """One response declaration."""

    cardinality: str = "single"
    base_type: str = "identifier"
    correct: tuple[str, ...] = ()
    #: Points by response; only finite numbers.
    points: Mapping[str, float] = field(default_factory=dict)
    #: Whether letters of either case are right; as the mapping says, else exact.
    is_case_sensitive: bool = True
    areas: tuple[Node, ...] = ()
    tolerance: float = 0.0

    @property
    def right(self) -> tuple[str, ...]:
        """The right responses: those declared, else those that earn the most (or anything, where several count)."""
        if self.correct:
            return self.correct
        earning = {name: points for name, points in self.points.items() if points > 0}
        if self.cardinality in ("multiple", "ordered"):
            return tuple(earning)
        return tuple(name for name, points in earning.items() if points == max(earning.values()))

    @property
    def weights(self) -> list[float]:
        """Points in percent: of the best for one response, of all for several."""
        positive = [points for points in self.points.values() if points > 0]
        if not positive:
            return []
        whole = sum(positive) if self.cardinality == "multiple" else max(positive)
        return [100 * points / whole for points in self.points.values()]


def read_keys(item: Node) -> dict[str, Key]:
    """Key by response identifier."""
    tolerances = _tolerances(item)
    return {
        name: _key(node, tolerances.get(name, 0.0))
        for node in named(item, "responseDeclaration")
        if (name := attribute(node, "identifier"))
    }


def is_scored_simply(item: Node) -> bool:
    """Whether the response processing says nothing beyond the key that we take over."""
    processing = item.find("responseProcessing")
    if processing is None:
        return True
    template = (attribute(processing, "template") or attribute(processing, "templateLocation")).rpartition("/")[2]
    if template:
        return template.removesuffix(".xml") in _TEMPLATES
    pending = list(processing.children)
    while pending:
        node = pending.pop()
        if node.name not in _PLAIN_RULES:
            return False
        pending += node.children
    return True


def _key(node: Node, tolerance: float) -> Key:
    mapping = node.find("mapping")
    entries = named(mapping, "mapEntry") if mapping is not None else []
    points = {attribute(entry, "mapKey"): number_of(attribute(entry, "mappedValue")) for entry in entries}
    area_mapping = node.find("areaMapping")
    cased = [attribute(entry, "caseSensitive").lower() != "false" for entry in entries]
    correct = node.find("correctResponse")
    return Key(
        cardinality=attribute(node, "cardinality") or "single",
        base_type=attribute(node, "baseType"),
        correct=tuple(" ".join(value.text.split()) for value in named(correct, "value")) if correct is not None else (),
        points={name: value for name, value in points.items() if value == value},
        is_case_sensitive=all(cased),
        areas=tuple(named(area_mapping, "areaMapEntry")) if area_mapping is not None else (),
        tolerance=tolerance,
    )


def _tolerances(item: Node) -> dict[str, float]:
    """Absolute tolerance by response identifier, from rules that compare a response with a number."""
    found = {}
    processing = item.find("responseProcessing")
    for rule in deep(processing, "equal") if processing is not None else []:
        spread = number_of((attribute(rule, "tolerance").split() or [""])[-1])
        if attribute(rule, "toleranceMode") == "absolute" and spread >= 0:
            found.update({attribute(variable, "identifier"): spread for variable in named(rule, "variable")})
    return found
