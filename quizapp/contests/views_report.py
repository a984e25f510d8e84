"""A participant reports a question of his own submitted paper: one small form, no account, no name."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import contests
from quizapp.contests.views_participant import blueprint, device_hash
from quizapp.errors import Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.web import limited, now, participant, store, translate_error


@blueprint.get("/<code>/a/<token>/report/<int:number>")
@participant
@limited("contest.page", "120/minute")
def report(code: str, token: str, number: int) -> ResponseReturnValue:
    """The form: the question, and what may be wrong with it."""
    return _page(code, token, number)


def _page(code: str, token: str, number: int, error: str = "") -> ResponseReturnValue:
    with store().read() as session:
        contests.find_reportable(session, code=code, token=token, device_hash=device_hash())
        result = contests.read_result(session, code=code, token=token, device_hash=device_hash())
        found = contests.find_contest(session, code)
    asked = next((each for each in result.review if each.number == number), None) if result else None
    if asked is None:
        raise NotFound(N_("这份答卷上没有这道题"))
    page = render_template("contests/report.html", contest=found, token=token, question=asked, error=error)
    return page, 422 if error else 200


@blueprint.post("/<code>/a/<token>/report/<int:number>")
@participant
@limited("contest.report", "12/hour; 30/day")
def send_report(code: str, token: str, number: int) -> ResponseReturnValue:
    """Keep the report; the answer will stand on the same result page."""
    send = partial(
        contests.report_error, code=code, token=token, device_hash=device_hash(), number=number,
        kind=request.form.get("kind", ""), words=request.form.get("words", ""), now=now(),
    )  # fmt: skip
    try:
        is_new = store().retrying(send)
    except Invalid as error:
        return _page(code, token, number, translate_error(error))
    flash(_("已收到，谢谢。组织者的答复会显示在这一页") if is_new else _("这道题已经报过错了"), "success")
    return redirect(url_for("quiz.result", code=code, token=token) + f"#q{number}", 303)
