"""Signing in and out."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts import (
    Actor,
    Proven,
    check_password,
    get_proven,
    home_unit,
    open_session,
    sign_out,
    unit_of_username,
    use_code,
)
from quizapp.accounts.forms import CodeForm, SignInForm
from quizapp.web import (
    actor,
    by_address,
    by_both,
    by_field,
    limited,
    note,
    now,
    public,
    safe_next,
    services,
    staff,
    store,
    vault,
)
from quizapp.web.browser import describe_browser
from quizapp.web.limits import clear_limits
from quizapp.web.staff_session import end_session, session_token, start_session

blueprint = Blueprint("accounts", __name__, template_folder="templates")

_PENDING = "second_step"
_PENDING_FOR = timedelta(minutes=5)
_BY_ACCOUNT_HERE = by_both(by_field("username"), by_address)


def _by_pending() -> str | None:
    return str(session.get(_PENDING, {}).get("staff_id", "")) or None


@blueprint.route("/staff/sign-in", methods=["GET", "POST"], endpoint="sign_in")
@public
@limited("sign_in", "5/15 minute; 30/day", key=_BY_ACCOUNT_HERE, crowd=60, methods=["POST"])
@limited("sign_in_account", "30/15 minute", key=by_field("username"), crowd=60, methods=["POST"])
def sign_in_page() -> ResponseReturnValue:
    """Name and password; wrong ones are answered alike, whoever asks."""
    form = SignInForm()
    if form.validate_on_submit():
        username, password = form.username.data or "", form.password.data or ""
        with store().read() as reading:
            proven = check_password(reading, username=username, password=password)
        if proven is not None:
            return _welcome(proven)
        _note_failure(username)
        form.form_errors.append(_("用户名或密码不对：请再试一次；忘记密码请联系本单位的管理员"))
    return render_template("accounts/sign_in.html", form=form), 422 if form.errors else 200


@blueprint.route("/staff/sign-in/code", methods=["GET", "POST"])
@public
@limited("second_factor", "5/5 minute; 20/hour", key=_by_pending, crowd=60, methods=["POST"])
def second_step() -> ResponseReturnValue:
    """The code, for those who have switched it on."""
    proven = _pending()
    if proven is None:
        flash(_("等得太久了：请重新登录"), "warning")
        return redirect(url_for("accounts.sign_in"), 303)
    form = CodeForm()
    if form.validate_on_submit():
        with store().write() as writing:
            right = use_code(writing, proven.staff_id, code=form.code.data or "", vault=vault(), now=now())
        if right:
            return _enter(proven)
        _note_failure(proven.username)
        form.code.errors = [_("验证码不对，或已经用过：请等下一个")]
    return render_template("accounts/second_step.html", form=form), 422 if form.errors else 200


@blueprint.post("/staff/sign-out", endpoint="sign_out")
@staff(before_password=True)
def leave() -> ResponseReturnValue:
    """End this session on the server; an old cookie opens nothing."""
    with store().write() as writing:
        sign_out(writing, session_token() or "", now=now())
        note(writing, "accounts.sign_out", "staff", actor().id, unit_id=home_unit(writing, actor().id or 0))
    end_session()
    flash(_("已经退出登录"), "success")
    answer = redirect(url_for("accounts.sign_in"), 303)
    # Not "storage": scans and answers that wait for a network belong to the device, not to who signs out.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def _welcome(proven: Proven) -> ResponseReturnValue:
    """After a right password: on to the code, or in."""
    clear_limits(current_app.view_functions["accounts.sign_in"])
    target = safe_next(request.args.get("next"), "/console")
    if not proven.needs_code:
        return _enter(proven, target)
    session[_PENDING] = {"staff_id": proven.staff_id, "at": now().isoformat(), "next": target}
    return redirect(url_for("accounts.second_step"), 303)


def _pending() -> Proven | None:
    """Who has shown his password in this browser in the last minutes."""
    state = session.get(_PENDING)
    if not state or now() - datetime.fromisoformat(state["at"]) > _PENDING_FOR:
        return None
    with store().read() as reading:
        return get_proven(reading, state["staff_id"])


def _enter(proven: Proven, target: str | None = None) -> ResponseReturnValue:
    target = target or safe_next(session.get(_PENDING, {}).get("next"), "/console")
    with services().store.write() as writing:
        token = open_session(
            writing, proven.staff_id, device=describe_browser(request.user_agent.string),
            address=request.remote_addr or "", now=now(),
        )  # fmt: skip
        note(writing, "accounts.sign_in", "staff", proven.staff_id, unit_id=proven.unit_id, by=proven.actor)
    start_session(token)
    return redirect(target, 303)


def _note_failure(typed: str) -> None:
    """Into the audit log, for known and unknown names alike; what was typed can be erased."""
    nobody = Actor(id=None, name="—", grants=())
    with store().write() as writing:
        note(
            writing, "accounts.sign_in_failed", "staff", unit_id=unit_of_username(writing, typed), by=nobody,
            personal={"username": typed[:80], "address": request.remote_addr or ""},
        )  # fmt: skip
