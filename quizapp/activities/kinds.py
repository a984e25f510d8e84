"""Kinds of activities, sectors and tags, read from ``kinds.toml``: a new kind is a line of data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_

#: Tags ``also:<kind>``: what is held counts in the cells of that kind too. Only by choice, and shown wherever it counts.
ALSO = "also:"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityKind:
    """One kind (讲座, 演练 ...). Labels are message ids."""

    #: Also the ledger kind of everything its sessions count.
    key: str
    label: str
    #: 场 or 次: what one holding is called.
    word: str
    group: str
    #: offline | online
    delivery: str = "offline"
    minutes: int = 90
    #: Whether people would check themselves in from a poster.
    poster: bool = True
    #: Which sort of drill; empty for everything else.
    drill: str = ""


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("quizapp.activities").joinpath("kinds.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def activity_kinds() -> dict[str, ActivityKind]:
    """Key -> kind, in the order of pickers."""
    return {key: ActivityKind(key=key, **columns) for key, columns in _tables()["kinds"].items()}


def activity_groups() -> dict[str, str]:
    """Group key -> heading."""
    return dict(_tables()["groups"])


def sectors() -> dict[str, str]:
    """Key sectors (重点领域): key -> label. On the ledger they are tags ``sector:<key>``."""
    return dict(_tables()["sectors"])


def also_tags(kind: str) -> dict[str, str]:
    """For a drill: tag -> label of the other drill kinds whose cells of a form it may count in too; none otherwise."""
    kinds = activity_kinds()
    if kind not in kinds or not kinds[kind].drill:
        return {}
    return {f"{ALSO}{key}": each.label for key, each in kinds.items() if each.drill and key != kind}


def activity_tags() -> dict[str, str]:
    """Free tags that forms ask for: tag -> label."""
    return dict(_tables()["tags"])


def get_kind(key: str) -> ActivityKind:
    """The kind. Raises `Invalid` naming the word."""
    found = activity_kinds().get(key)
    if found is None:
        raise Invalid(N_("不认识的活动类别“%(word)s”"), field="kind", word=key)
    return found
