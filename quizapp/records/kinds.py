"""Kinds of records, statuses and tags, read from ``kinds.toml``: a new kind is a few lines of data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import fold_key
from quizapp.ledger import Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKind:
    """One kind of record (报道, 宣传产品, 举报 ...). Labels are message ids."""

    #: Also the ledger kind: ``media_item.news``, ``tip``.
    key: str
    label: str
    #: 篇, 个, 份 ...
    word: str
    group: str
    measure: Measure = Measure.ITEM
    #: A record has exactly one of these; the first is the default. Empty: the kind has no status.
    statuses: tuple[str, ...] = ()
    #: A record may carry any of these.
    tags: tuple[str, ...] = ()
    #: Each record stands for one person known by a code alone, counted once however often.
    is_coded: bool = False
    #: The ledger kind of its lines; empty: the key itself.
    counts_as: str = ""
    #: What people call it in their own tables -> tags that the word says besides.
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def ledger_kind(self) -> str:
        """The kind that its ledger lines have."""
        return self.counts_as or self.key

    @property
    def is_occasion(self) -> bool:
        """Whether it took place (次) rather than exists: people may have come (人次)."""
        return self.measure is Measure.SESSION_HELD


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("quizapp.records").joinpath("kinds.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def record_kinds() -> dict[str, RecordKind]:
    """Key -> kind, in the order of pickers."""
    return {key: _kind(key, columns) for key, columns in _tables()["kinds"].items()}


def _kind(key: str, columns: dict[str, Any]) -> RecordKind:
    return RecordKind(
        key=key,
        label=columns["label"],
        word=columns["word"],
        group=columns["group"],
        measure=Measure(columns.get("measure", "item")),
        statuses=tuple(columns.get("status", ())),
        tags=tuple(columns.get("tags", ())),
        is_coded=columns.get("coded", False),
        counts_as=columns.get("counts_as", ""),
        aliases=dict(_alias(each) for each in columns.get("aliases", ())),
    )


def _alias(said: str | dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    return (said, ()) if isinstance(said, str) else (said["word"], tuple(said["tags"]))


@lru_cache(maxsize=1)
def kind_words() -> dict[str, tuple[RecordKind, tuple[str, ...]]]:
    """Folded word -> the kind that it means and the tags that it says: keys, labels and aliases."""
    found: dict[str, tuple[RecordKind, tuple[str, ...]]] = {}
    for kind in record_kinds().values():
        for word, tags in {kind.key: (), kind.label: (), **kind.aliases}.items():
            found[fold_key(word)] = (kind, tags)
    return found


def record_groups() -> dict[str, str]:
    """Group key -> heading."""
    return dict(_tables()["groups"])


def statuses() -> dict[str, str]:
    """Status key -> label. On the ledger they are tags ``status:<key>``."""
    return dict(_tables()["statuses"])


def record_tags() -> dict[str, str]:
    """Tag -> label."""
    return dict(_tables()["tags"])


def get_record_kind(key: str) -> RecordKind:
    """The kind. Raises `Invalid` naming the word."""
    found = record_kinds().get(key)
    if found is None:
        raise Invalid(N_("不认识的记录类别“%(word)s”"), field="kind", word=key)
    return found
