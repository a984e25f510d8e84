"""The page of a paper whose questions have clocks of their own: one question, or what comes between two of them."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from quizapp.contests.queries import OpenPaper
from quizapp.contests.question_time import Clocks
from quizapp.kit.ids import new_token
from quizapp.web import now


def question_page(paper: OpenPaper, clocks: Clocks) -> ResponseReturnValue:
    """The question whose clock runs, else the page between two questions: looking never starts a clock.

    ``?between=1`` shows the latter also while a clock runs: whoever is done with the last question hands in there.
    """
    latest, total = clocks.latest, len(paper.attempt.issued)
    runs = latest is not None and now() < clocks.ends_at(latest)
    if latest is not None and runs and "between" not in request.args:
        question = next(each for each in paper.questions if each.number == latest + 1)
        return render_template(
            "contests/question.html", paper=paper, question=question, total=total, seconds=clocks.seconds,
            ends_at=clocks.ends_at(latest), now=now(),
        )  # fmt: skip
    following = 1 if latest is None else latest + 2
    return render_template(
        "contests/between.html", paper=paper, total=total, seconds=clocks.seconds, now=now(), runs=runs,
        following=following if following <= total else None, submission_key=new_token(),
        blank=total - sum(bool(each.chosen) for each in paper.questions),
    )  # fmt: skip
