"""What a QTI 1.2 item says is right: conditions on responses that earn points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from quizapp.banks.formats.moodle_answers import number_of
from quizapp.banks.formats.qti.names import attribute, deep
from quizapp.sheets import Node


@dataclass(frozen=True, kw_only=True, slots=True)
class OldKey:
    """What earns points for one response."""

    #: Response and points, as often as conditions name it.
    earned: tuple[tuple[str, float], ...] = ()
    #: Bounds of a range that earns points.
    numbers: tuple[float, ...] = ()
    #: A number named outright.
    exact: float | None = None
    is_case_sensitive: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """Texts that earn the most."""
        return tuple(dict.fromkeys(self.right(is_multiple=False)))

    def right(self, *, is_multiple: bool) -> tuple[str, ...]:
        """Everything that earns points, or what earns the most where one response is given."""
        most = max((points for _, points in self.earned), default=0.0)
        return tuple(name for name, points in self.earned if is_multiple or points == most)


def read_old_keys(item: Node) -> dict[str, OldKey]:
    """Key by response identifier."""
    keys: dict[str, OldKey] = {}
    for condition in deep(item, "respcondition"):
        points = _points(condition)
        if points > 0:
            for test, is_negated in _tests(condition):
                name = attribute(test, "respident")
                if not is_negated:
                    keys[name] = _with(keys.get(name, OldKey()), test, points)
    return keys


def _with(key: OldKey, test: Node, points: float) -> OldKey:
    value = test.text.strip()
    number = number_of(value)
    if test.name in ("vargte", "vargt", "varlte", "varlt"):
        return replace(key, numbers=(*key.numbers, number)) if number == number else key
    exact = number if number == number and key.exact is None else key.exact
    is_cased = key.is_case_sensitive or attribute(test, "case").lower() == "yes"
    return replace(key, earned=(*key.earned, (value, points)), exact=exact, is_case_sensitive=is_cased)


def _points(condition: Node) -> float:
    """Most points that the condition gives; names like SCORE.max count as full."""
    found = [0.0]
    for node in deep(condition, "setvar"):
        value = number_of(node.text)
        is_given = attribute(node, "action").lower() in ("set", "add", "")
        found.append((value if value == value else 1.0) if is_given and node.text.strip() else 0.0)
    return max(found)


def _tests(condition: Node) -> Iterator[tuple[Node, bool]]:
    """Comparisons of a condition, and whether they stand under a ``not``."""
    pending = [(child, False) for child in reversed(condition.children) if child.name == "conditionvar"]
    while pending:
        node, is_negated = pending.pop()
        if node.name in ("varequal", "varsubset", "vargte", "varlte", "vargt", "varlt"):
            yield node, is_negated
        else:
            pending += [(child, is_negated or node.name == "not") for child in reversed(node.children)]
