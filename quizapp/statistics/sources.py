"""What a form's ``derive.from`` means in the ledger, read from ``sources.toml``: a new source is a line of data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One word of ``derive.from``."""

    key: str
    #: A form's kinds are ledger kinds as they stand; otherwise ``<key>.<kind>``.
    is_plain: bool = False
    #: Ledger kinds meant when a form names none; empty = ``<key>`` and every ``<key>.*`` (any kind, when plain).
    kinds: tuple[str, ...] = ()
    #: Kinds of which one may count in another's cells too, when a tag ``also:<kind>`` says so.
    also: tuple[str, ...] = ()
    #: Tags that go without saying.
    implied: tuple[str, ...] = ()

    def ledger_kinds(self, wanted: tuple[str, ...]) -> tuple[str, ...]:
        """The ledger kinds behind a form's ``kind``; empty = all of the source."""
        if not wanted:
            return self.kinds
        return wanted if self.is_plain else tuple(f"{self.key}.{kind}" for kind in wanted)

    def also_kinds(self, kinds: tuple[str, ...]) -> tuple[str, ...]:
        """Further kinds to read for a field that counts ``kinds``."""
        return tuple(kind for kind in self.also if kind not in kinds) if set(kinds) & set(self.also) else ()


@lru_cache(maxsize=1)
def shipped_sources() -> dict[str, Source]:
    """Key -> source, for what the house itself produces. A form's file may add others."""
    table = tomllib.loads(files("quizapp.statistics").joinpath("sources.toml").read_text("utf-8"))
    return {
        key: Source(
            key=key,
            is_plain=columns.get("plain", False),
            kinds=tuple(columns.get("kinds", ())),
            also=tuple(columns.get("also", ())),
            implied=tuple(columns.get("implied", ())),
        )
        for key, columns in table.items()
    }
