"""What axe finds on a page."""

from __future__ import annotations

from functools import cache
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

#: Of the rules that a page passes only the first element is looked at: everything that fails is found as before.
_OPTIONS = {"resultTypes": ["violations"]}


@cache
def _axe() -> Axe:
    return Axe()


def violations(page: Page) -> list[dict[str, Any]]:
    """Every violation, as axe describes it."""
    found: list[dict[str, Any]] = _axe().run(page, options=_OPTIONS).response["violations"]
    return found
