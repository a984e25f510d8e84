"""What an evaluation asks, as data: one TOML file a version in ``sheets``. A version in use is never changed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, Self

import msgspec

from quizapp.errors import NotFound
from quizapp.kit.i18n import N_


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A misspelt key in a file is an error, never an ignored line."""


class Level(_Part, frozen=True):
    """An answer to an item. ``score`` is 0 to 100; None = does not count (不涉及)."""

    key: str
    label: str
    score: int | None = None
    #: Whether the evaluator has to say why.
    asks_remark: bool = False


class Conclusion(_Part, frozen=True):
    """A word for the whole. It is suggested from ``at_least`` percent on; the evaluator decides."""

    key: str
    label: str
    at_least: int


class TextField(_Part, frozen=True):
    """A free text that the sheet asks for."""

    key: str
    label: str
    hint: str = ""
    required: bool = False


class Item(_Part, frozen=True):
    """A line of the sheet."""

    key: str
    text: str
    hint: str = ""
    #: How it is observed.
    method: str = ""
    #: live | tabletop: left out of drills of the other form.
    only: str = ""
    #: first | shares | muster: which figure of the drill answers it.
    fact: str = ""


class Section(_Part, frozen=True):
    """Lines under one heading. ``weight``: its part of the whole; sections share equally where all are 1."""

    key: str
    title: str
    items: tuple[Item, ...]
    weight: int = 1


class Criteria(_Part, frozen=True):
    """A version of a sheet."""

    key: str
    version: int
    title: str
    summary: str
    #: By whose structure.
    basis: str
    order: int
    levels: tuple[Level, ...]
    conclusions: tuple[Conclusion, ...]
    sections: tuple[Section, ...]
    texts: tuple[TextField, ...] = ()

    @property
    def level_by_key(self) -> Mapping[str, Level]:
        """Level key -> level."""
        return {level.key: level for level in self.levels}

    @property
    def item_by_key(self) -> Mapping[str, Item]:
        """``section.item`` -> item, in the order of the sheet."""
        return dict(self.items())

    def items(self) -> Iterator[tuple[str, Item]]:
        """(``section.item``, item): the name that answers go by."""
        for section in self.sections:
            for item in section.items:
                yield f"{section.key}.{item.key}", item

    def conclusion(self, key: str) -> Conclusion | None:
        """The word with this key."""
        return next((each for each in self.conclusions if each.key == key), None)

    def for_form(self, form: str) -> Self:
        """The sheet without what belongs to drills of another form; ``form`` empty = everything."""
        kept = [
            msgspec.structs.replace(
                section, items=tuple(item for item in section.items if not form or item.only in {"", form})
            )
            for section in self.sections
        ]
        return msgspec.structs.replace(self, sections=tuple(section for section in kept if section.items))


def parse_criteria(text: str) -> Criteria:
    """A sheet from the text of its file. Raises `msgspec.ValidationError` naming what is wrong in it."""
    return msgspec.convert(tomllib.loads(text), Criteria)


@lru_cache(maxsize=1)
def all_criteria() -> Mapping[tuple[str, int], Criteria]:
    """(key, version) -> sheet, for every version that ever shipped."""
    folder = files("quizapp.evaluations").joinpath("sheets")
    found = [parse_criteria(each.read_text("utf-8")) for each in folder.iterdir() if each.name.endswith(".toml")]
    return {(each.key, each.version): each for each in found}


def offered_criteria() -> list[Criteria]:
    """The newest version of each sheet, in the order of pickers."""
    newest: dict[str, Criteria] = {}
    for each in sorted(all_criteria().values(), key=lambda criteria: criteria.version):
        newest[each.key] = each
    return sorted(newest.values(), key=lambda criteria: criteria.order)


def get_criteria(key: str) -> Criteria:
    """The newest version of a sheet. Raises `NotFound`."""
    found = next((each for each in offered_criteria() if each.key == key), None)
    if found is None:
        raise NotFound(N_("没有这种评估表：请重新选择"))
    return found


def to_stored(criteria: Criteria) -> dict[str, Any]:
    """The sheet as an evaluation keeps it: what was asked stays with the answers, whatever ships later."""
    stored: dict[str, Any] = msgspec.to_builtins(criteria)
    return stored


def from_stored(stored: Mapping[str, Any]) -> Criteria:
    """What `to_stored` gave."""
    return msgspec.convert(stored, Criteria)
