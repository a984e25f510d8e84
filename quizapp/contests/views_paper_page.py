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
from quizapp.kit.recent import Recent
from quizapp.web import LeaveIt, Mould, Reader, hole, settings, show_moment

#: Types whose options are texts alone unless pictures come along: one mould serves all questions of one shape.
CHOICES = {"single", "multiple", "true_false"}
_KEPT_FRAMES, _KEPT_QUESTIONS = 256, 8192
#: Below this much time a clock is shown even for papers without a limit: the contest is about to close.
_SOON_S = 7200


class PaperPages:
    """The moulds of one application, made by whoever needs one first. Thread-safe."""

    def __init__(self) -> None:
        self._frames: Recent[Any, Mould] = Recent(_KEPT_FRAMES)
        self._questions: Recent[Any, Mould] = Recent(_KEPT_QUESTIONS)
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
        asked = [self._question(paper, question, reader.locale, total, makes=makes) for question in paper.questions]
        return mould.fill(shown | {"asked": "".join(asked)})

    def _question(self, paper: OpenPaper, shown: ShownQuestion, locale: str, total: str, *, makes: bool) -> str:
        values = {"number": str(shown.number), "total": total, "section": escape(shown.section)}
        place, order, *_section = paper.attempt.issued[shown.number - 1]
        if shown.type in CHOICES and not shown.shown.get("option_media"):
            options = shown.shown["options"]
            picked = tuple(at for at in range(len(options)) if at in shown.chosen)
            whose = (paper.attempt.pool_hash, place) if shown.shown.get("media") else shown.type
            shape = (locale, whose, len(options), picked, bool(shown.section))
            mould = kept(self._questions, shape, lambda: _shape(shown, picked), makes=makes)
            told = {f"option{at}": escape(text) for at, text in enumerate(options)}
            return mould.fill({**values, **told, "stem": escape(shown.stem)})
        key = (locale, paper.attempt.pool_hash, place, tuple(order), bool(shown.section))
        if shown.chosen:
            return _alone(shown, makes=makes).fill(values)
        return kept(self._questions, key, lambda: _alone(shown, makes=True), makes=makes).fill(values)


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


def _shape(shown: ShownQuestion, picked: tuple[int, ...]) -> Mould:
    """A question of this type with so many options, whatever they say and in whatever order; its pictures stay."""
    options = [hole(f"option{place}") for place in range(len(shown.shown["options"]))]
    return _asked(replace(shown, stem=hole("stem"), shown={**shown.shown, "options": options}, chosen=picked))


def _alone(shown: ShownQuestion, *, makes: bool) -> Mould:
    """This very question; only its number and its section are open."""
    if not makes:
        raise LeaveIt
    return _asked(shown)


def _asked(shown: ShownQuestion) -> Mould:
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
