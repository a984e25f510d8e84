"""The contest's page. Whoever has done nothing in it yet sees what all others see, but for a name: in the opening minute everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import msgspec
from flask import render_template

from quizapp.campaigns import Card
from quizapp.contests.queries import ContestRow, Standing
from quizapp.contests.rules import StartVerdict
from quizapp.people import Person
from quizapp.web import hole, kept_page

_TEMPLATE = "contests/contest.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestPage:
    """What stands on the page for one person, or for nobody known yet."""

    contest: ContestRow
    person: Person | None
    standing: Standing
    now: datetime
    identity_url: str
    links: Sequence[Card]
    cards: Sequence[Card]
    #: Percent of the usual time.
    time_percent: int | None

    @property
    def lacks_phone(self) -> bool:
        """Whether a number is still asked of him."""
        return self.contest.asks_phone and self.person is not None and self.person.phone_sealed is None


def show_contest(page: ContestPage) -> str:
    """The page, rendered for this one, or filled."""
    seen: dict[str, Any] = {
        "contest": page.contest, "standing": page.standing, "now": page.now, "lacks_phone": page.lacks_phone,
        "identity_url": page.identity_url, "links": page.links, "cards": page.cards, "time_percent": page.time_percent,
    }  # fmt: skip
    if page.standing.verdict is not StartVerdict.START or page.standing.attempts or page.links:
        return render_template(_TEMPLATE, **seen, person=page.person)
    name = page.person.name if page.person else ""
    person = SimpleNamespace(name=hole("name")) if page.person else None
    return kept_page(_TEMPLATE, key=_look(page), fill={"name": name}, **seen, person=person)


def _look(page: ContestPage) -> tuple[object, ...]:
    """Everything that such a page depends on, but for the name."""
    standing, contest = page.standing, page.contest
    return (
        contest._replace(blueprint=None), msgspec.json.encode(contest.blueprint), standing.state, standing.tries,
        contest.window.shows_seed_at(page.now), page.person is None, page.lacks_phone, page.identity_url,
        repr(page.cards), page.time_percent,
    )  # fmt: skip
