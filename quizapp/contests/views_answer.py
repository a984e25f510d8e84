"""What a paper with a clock for each question sends: the answer to one question, and the wish to see the next."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import contests
from quizapp.contests.errors import AttemptClosed, OtherPhone
from quizapp.contests.views_participant import blueprint, device_hash, other_phone
from quizapp.errors import Conflict
from quizapp.web import limited, now, participant, store, wants_json


@blueprint.post("/<code>/a/<token>/answer")
@participant
@limited("contest.save", "240/minute")
def answer(code: str, token: str) -> ResponseReturnValue:
    """Keep the answer to question ``number`` (if one came), start the clock of question ``show`` (if asked), go on."""
    number, following = request.form.get("number", type=int), request.form.get("show", type=int)
    try:
        is_stored = store().retrying(
            partial(_answer, code=code, token=token, number=number, following=following, at=now())
        )
    except OtherPhone as error:
        return other_phone(error, code)
    except AttemptClosed:
        return _to(url_for("quiz.result", code=code, token=token), False)
    except Conflict:
        # out of turn: another tab was ahead, and the paper's own page knows best
        return _to(url_for("quiz.paper", code=code, token=token), False)
    if number is not None and not is_stored and not wants_json():
        flash(_("第 %(n)s 题超过了时间，这次改的没有算上", n=number), "warning")
    between = None if following is not None or number is None else 1
    return _to(url_for("quiz.paper", code=code, token=token, between=between), is_stored)


def _to(where: str, is_stored: bool) -> ResponseReturnValue:
    return jsonify(location=where, stored=is_stored) if wants_json() else redirect(where, 303)


def _answer(
    session: Session, *, code: str, token: str, number: int | None, following: int | None, at: datetime
) -> bool:
    """Whether the answer that came, if any, counts."""
    device, is_stored = device_hash(), False
    if number is not None:
        kept = contests.keep_answer(
            session, code=code, token=token, device_hash=device, number=number, picked=_picked(number), now=at
        )
        is_stored = kept.is_stored
    if following is not None:
        contests.show_question(session, code=code, token=token, device_hash=device, number=following, now=at)
    return is_stored


def _picked(number: int) -> list[str]:
    """Atoms of one question; the parts of a case have fields of their own, ``q-3.0`` and ``q-3.1``."""
    names = (name for name in request.form if name.partition(".")[0] == f"q-{number}")
    return [atom for name in names for atom in request.form.getlist(name)]
