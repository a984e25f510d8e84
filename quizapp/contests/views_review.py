"""The reviewed questions of a result, filled into moulds: everybody who hands in looks at ten of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import current_app, get_template_attribute
from markupsafe import Markup, escape

from quizapp.contests.results import Result, ReviewedQuestion
from quizapp.contests.views_holes import read_options, with_holes
from quizapp.contests.views_paper_page import CHOICES, kept
from quizapp.kit.recent import Recent
from quizapp.web import Mould, hole

_KEPT = 8192


@dataclass(frozen=True, slots=True)
class ShownReview:
    """By number of the question: its review, and the way to report it."""

    reviews: dict[int, Markup]
    unreported: dict[int, Markup]


def show_review(result: Result, locale: str, address: str) -> ShownReview:
    """What stands under the score. ``address`` is that of the paper."""
    moulds: Recent[Any, Mould] = current_app.extensions.setdefault("quizapp.reviews", Recent(_KEPT))
    reviews = {each.number: _review(moulds, result, each, locale) for each in result.review}
    report = kept(moulds, ("report", locale), _report)
    unreported = {
        each.number: Markup(report.fill({"number": str(each.number), "address": escape(address)}))  # noqa: S704 - a template's own
        for each in result.review
    }  # fmt: skip
    return ShownReview(reviews, unreported)


def _review(moulds: Recent[Any, Mould], result: Result, seen: ReviewedQuestion, locale: str) -> Markup:
    picked = tuple(at for at in range(len(seen.shown.get("options", ()))) if at in seen.chosen)
    if seen.type not in CHOICES or len(picked) != len(seen.chosen):
        return Markup(_rendered(seen))  # noqa: S704 - a template's own
    place = result.attempt.issued[seen.number - 1][0]
    whose = (result.attempt.pool_hash, place) if seen.shown.get("media") else seen.type
    look, told = read_options(seen.shown)
    shape = (
        locale, whose, look, picked, tuple(seen.key["correct"]), seen.share_0_1, bool(seen.explanation), bool(seen.source)
    )  # fmt: skip
    mould = kept(moulds, shape, lambda: _shape(seen))
    words = {name: escape(getattr(seen, name)) for name in ("number", "stem", "explanation", "source")}
    return Markup(mould.fill({**told, **words}))  # noqa: S704 - a template's own


def _shape(seen: ReviewedQuestion) -> Mould:
    """Any question of this type that was answered like this one."""
    words: dict[str, Any] = {
        "number": hole("number"), "stem": hole("stem"), "shown": with_holes(seen.shown),
        "explanation": hole("explanation") if seen.explanation else "", "source": hole("source") if seen.source else "",
    }  # fmt: skip
    return Mould(_rendered(replace(seen, **words)))


def _rendered(seen: ReviewedQuestion) -> str:
    return str(get_template_attribute("macros/quiz.html", "review_item")(seen))


def _report() -> Mould:
    macro = get_template_attribute("contests/_reported.html", "reported")
    return Mould(str(macro(hole("number"), None, hole("address"))))
