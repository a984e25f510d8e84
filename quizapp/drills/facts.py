"""What a drill can be, read from ``facts.toml``, and what the drill kinds of activities usually are."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from quizapp.activities import ActivityKind, activity_kinds, get_kind
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillFacts:
    """What the organizer says about a drill. Keys of `contents`, `forms` and `purposes`."""

    content: str
    form: str = "live"
    purpose: str = "test"
    is_announced: bool = True
    is_scripted: bool = False
    plan_name: str = ""
    scenario: str = ""
    commander: str = ""


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    return tomllib.loads(files("quizapp.drills").joinpath("facts.toml").read_text("utf-8"))


def contents() -> dict[str, str]:
    """By content (综合, 专项, 现场处置): key -> label (message id)."""
    return dict(_tables()["contents"])


def forms() -> dict[str, str]:
    """By form (实战, 桌面): key -> label."""
    return dict(_tables()["forms"])


def purposes() -> dict[str, str]:
    """By purpose (检验, 示范, 研究): key -> label."""
    return dict(_tables()["purposes"])


def labels_of(content: str, form: str, purpose: str) -> tuple[str, str, str]:
    """Labels of a drill's three facts."""
    return contents()[content], forms()[form], purposes()[purpose]


def ready_reasons() -> dict[str, str]:
    """Reasons offered for clearing a contradiction: key -> label."""
    return dict(_tables()["reasons"])


def drill_kinds() -> dict[str, ActivityKind]:
    """Kinds of activities that are drills; each feeds one family of cells of an official form."""
    return {key: kind for key, kind in activity_kinds().items() if kind.drill}


def usual_facts(kind: str) -> DrillFacts:
    """What a drill of this activity kind usually is. Raises `Invalid` for a kind that is no drill."""
    found = get_kind(kind)
    if not found.drill:
        raise Invalid(N_("“%(word)s”不是演练"), field="kind", word=found.label)
    return DrillFacts(**_tables()["usual"][found.drill])


def check_facts(facts: DrillFacts) -> None:
    """Return quietly when all words are known. Raises `Invalid` naming the field."""
    for field, known in (("content", contents()), ("form", forms()), ("purpose", purposes())):
        if getattr(facts, field) not in known:
            raise Invalid(N_("不认识的演练类型“%(word)s”"), field=field, word=getattr(facts, field))
