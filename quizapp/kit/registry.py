"""The one place that loads code by name: features of the house and those that other packages bring."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from types import ModuleType

#: Feature packages in the order of their layers. Another package adds its own by the entry point group
#: ``quizapp.features`` (name -> package).
BUILT_IN = (
    "quizapp.media",
    "quizapp.banks",
    "quizapp.units",
    "quizapp.people",
    "quizapp.accounts",
    "quizapp.audit",
    "quizapp.uploads",
    "quizapp.downloads",
    "quizapp.ledger",
    "quizapp.campaigns",
    "quizapp.activities",
    "quizapp.checkins",
    "quizapp.photos",
    "quizapp.sign_sheets",
    "quizapp.drills",
    "quizapp.evaluations",
    "quizapp.devices",
    "quizapp.webhooks",
    "quizapp.records",
    "quizapp.contests",
    "quizapp.admission",
    "quizapp.trainings",
    "quizapp.leaderboards",
    "quizapp.prizes",
    "quizapp.integrity",
    "quizapp.certificates",
    "quizapp.practice",
    "quizapp.teams",
    "quizapp.rounds",
    "quizapp.live",
    "quizapp.stage",
    "quizapp.plans",
    "quizapp.assessments",
    "quizapp.external_figures",
    "quizapp.statistics",
    "quizapp.form_editor",
    "quizapp.dashboards",
    "quizapp.callbacks",
    "quizapp.datasets",
    "quizapp.archives",
    "quizapp.filings",
)


@lru_cache(maxsize=1)
def feature_packages() -> tuple[str, ...]:
    """Dotted names of all feature packages, ours first."""
    added = sorted(entry.value for entry in entry_points(group="quizapp.features"))
    return (*BUILT_IN, *(name for name in added if name not in BUILT_IN))


def load_part(part: str) -> list[ModuleType]:
    """The modules ``<feature>.<part>`` of all features that have one (``models``, ``views`` ...): looked for once."""
    return list(_modules(part))


@lru_cache(maxsize=64)
def _modules(part: str) -> tuple[ModuleType, ...]:
    names = (f"{package}.{part}" for package in feature_packages() if find_spec(package) is not None)
    return tuple(import_module(name) for name in names if find_spec(name) is not None)
