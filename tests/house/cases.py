"""What a feature declares about its routes that name an object: ``tests/<feature>/route_cases.py`` holds ``CASES``.

A case builds an object owned by one unit and says how to reach it; the house test then comes as its own unit's
officer, as parent, sister, child, stranger, guest and as someone whose account was disabled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from quizapp.settings import Settings
from tests.support.cast import Cast, Officer
from tests.support.factories import Place

TESTS = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, kw_only=True)
class World:
    """Where a case builds its object: a write session, the cast, the owning unit (``cast.town``), and an admin of it."""

    session: Session
    cast: Cast
    now: datetime
    settings: Settings
    owner: Place
    officer: Officer
    #: A number that no earlier call got, for codes and names that must differ.
    number: int


@dataclass(frozen=True, kw_only=True)
class Scoped:
    """A route to an object that belongs to a unit: own and parent units get in, all others find nothing (404).

    ``build`` makes a fresh object and returns the parts of the address (``{"contest_id": 7}``). ``form`` or ``json``
    is what an unsafe request sends; it should be valid, so that the own unit is really let through.
    """

    build: Callable[[World], Mapping[str, Any]]
    form: Mapping[str, Any] = field(default_factory=dict)
    json: Any = None
    #: Units below the owner may see it too (a county's campaign, seen from its village).
    seen_from_below: bool = False


@dataclass(frozen=True, kw_only=True)
class Personal:
    """A route to something that belongs to one member of staff: everybody else finds nothing."""

    build: Callable[[World], Mapping[str, Any]]
    form: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Open:
    """A route whose address is itself the key (a code on a poster) or names nothing that belongs to a unit."""

    why: str


Case = Scoped | Personal | Open


def all_cases() -> dict[str, Case]:
    """Endpoint -> case, of all features."""
    found: dict[str, Case] = {}
    for path in sorted(TESTS.glob("*/route_cases.py")):
        spec = spec_from_file_location(f"route_cases_{path.parent.name}", path)
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        twice = set(found) & set(module.CASES)
        assert not twice, f"{path}: declared elsewhere already: {sorted(twice)}"
        found.update(module.CASES)
    return found
