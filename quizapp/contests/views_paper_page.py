"""The page of a paper, filled into moulds: ten thousand phones open theirs in one minute, and no two are alike.

Rendering ten questions by template costs six milliseconds, filling their moulds a twentieth of one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from flask import current_app, get_template_attribute, render_template
from markupsafe import escape

from quizapp.contests.pool import ShownQuestion
from quizapp.contests.queries import OpenPaper
from quizapp.contests.views_holes import read_options, with_holes
from quizapp.kit.recent import Recent
from quizapp.web import LeaveIt, Mould, Reader, hole, settings, show_moment

#: Types that are a stem and options alone: one mould serves all questions of one shape.
CHOICES = {"single", "multiple", "true_false"}
_KEPT_FRAMES, _KEPT_QUESTIONS = 256, 8192
#: Below this much time a clock is shown even for papers without a limit: the contest is about to close.
_SOON_S = 7200


class PaperPages:
    """The moulds of one application, made by whoever needs one first. Thread-safe."""

    def __init__(self) -> None:
        self._frames: Recent[Any, Mould] = Recent(_KEPT_FRAMES)
        self._questions: Recent[Any, Mould] = Recent(_KEPT_QUESTIONS)
        #: Questions as they were drawn, options in their order: only the number is open.
        self._orders: Recent[Any, Mould] = Recent(_KEPT_QUESTIONS)
        #: Whether a page has been made at all: a process that has just started need not look for one.
        self.has_any = False

    def page(self, paper: OpenPaper, reader: Reader, values: Mapping[str, str], *, now: datetime, makes: bool) -> str:
        """The whole page. ``values``: address, csrf and submission_key, safe in attributes.

        Without ``makes`` it raises `LeaveIt` when a mould is missing: only a request of the framework can make it.
        """
        at, shown = paper.attempt, {**_words(paper, now), **values}
        frame = (len(at.issued), at.time_percent, bool(at.reopened_reason), bool(shown["deadline"]))
        whose = (reader, settings().offline_pages, frame)
        mould = kept(self._frames, whose, lambda: _frame(*frame, csrf=shown["csrf"]), makes=makes)
        self.has_any = True
        total = str(len(at.issued))
        asked = [self._question(paper, at, reader.locale, total, makes=makes) for at in range(len(at.issued))]
        return mould.fill(shown | {"asked": "".join(asked)})

    def _question(self, paper: OpenPaper, place: int, locale: str, total: str, *, makes: bool) -> str:
        at, here = paper.attempt, {"number": str(place + 1), "total": total}
        if str(place) in at.answers:
            return self._filled(paper, paper.questions[place], locale, here, makes=makes)
        index, order, *section = at.issued[place]
        key = (locale, at.contest_id, at.pool_hash, index, tuple(order), *section)
        mould = self._orders.get(key)
        if mould is None:
            left_open = {"number": hole("number"), "total": hole("total")}
            mould = Mould(self._filled(paper, paper.questions[place], locale, left_open, makes=makes))
            self._orders.put(key, mould)
        return mould.fill(here)

    def _filled(
        self, paper: OpenPaper, shown: ShownQuestion, locale: str, here: Mapping[str, str], *, makes: bool
    ) -> str:
        whose: object = (paper.attempt.pool_hash, paper.attempt.issued[shown.number - 1][0])
        picked: tuple[int, ...] = ()
        if shown.type in CHOICES:
            picked = tuple(at for at in range(len(shown.shown["options"])) if at in shown.chosen)
            whose = whose if shown.shown.get("media") else shown.type
        elif shown.chosen:
            return _asked(shown, makes=makes).fill({**here, "section": escape(shown.section)})
        look, told = read_options(shown.shown)
        key = (locale, whose, look, picked, bool(shown.section))
        mould = kept(self._questions, key, lambda: _any_order(shown, picked), makes=makes)
        return mould.fill({**told, **here, "section": escape(shown.section), "stem": escape(shown.stem)})


def kept(moulds: Recent[Any, Mould], key: object, make: Callable[[], Mould], *, makes: bool = True) -> Mould:
    """The mould under ``key``, made when it is missing. Raises `LeaveIt` instead without ``makes``."""
    mould = moulds.get(key)
    if mould is None:
        if not makes:
            raise LeaveIt
        moulds.put(key, mould := make())
    return mould


def _words(paper: OpenPaper, now: datetime) -> dict[str, str]:
    """What the frame of this paper says, escaped."""
    at = paper.attempt
    has_clock = (at.minutes_limit and at.time_percent is not None) or paper.seconds_left(now) < _SOON_S
    return {
        "title": escape(at.title),
        "token": escape(at.token),
        "revision": str(at.revision),
        "deadline": at.deadline_at.isoformat() if has_clock else "",
        "server_now": now.isoformat(),
        "duration_s": str(int((at.deadline_at - at.started_at).total_seconds())),
        "ends_told": show_moment(at.deadline_at),
        "reopened_reason": escape(at.reopened_reason),
    }


def _frame(total: int, time_percent: int | None, is_reopened: bool, has_clock: bool, *, csrf: str) -> Mould:
    """Everything around the questions. The form token is the one value that the template asks for by itself."""
    names = ("title", "address", "token", "submission_key", "revision", "server_now", "duration_s", "ends_told")
    text = render_template(
        "contests/paper.html", **{name: hole(name) for name in names}, total=total, time_percent=time_percent,
        reopened_reason=hole("reopened_reason") if is_reopened else "",
        deadline=hole("deadline") if has_clock else "", asked=hole("asked"),
    )  # fmt: skip
    return Mould(text, {"csrf": csrf})


def _any_order(shown: ShownQuestion, picked: tuple[int, ...]) -> Mould:
    """This question, or any choice of its look, with its options in whatever order."""
    stem = hole("stem") if shown.type in CHOICES else shown.stem
    return _asked(replace(shown, stem=stem, shown=with_holes(shown.shown), chosen=picked), makes=True)


def _asked(shown: ShownQuestion, *, makes: bool) -> Mould:
    """This very question; its number and its section are open, and whatever else is a hole already."""
    if not makes:
        raise LeaveIt
    macro = get_template_attribute("macros/quiz.html", "question")
    seen = SimpleNamespace(
        number=hole("number"), section=hole("section") if shown.section else "", type=shown.type, stem=shown.stem,
        shown=shown.shown, chosen=shown.chosen,
    )  # fmt: skip
    return Mould(str(macro(seen, hole("total"))))


def paper_pages() -> PaperPages:
    """The moulds of this application."""
    found: PaperPages = current_app.extensions.setdefault("quizapp.paper_pages", PaperPages())
    return found
