"""The one place that turns exceptions into HTTP: a page for people, JSON for programs, never an internal."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from time import monotonic
from urllib.parse import quote

import structlog
from flask import Flask, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from quizapp.errors import (
    Conflict,
    Invalid,
    Misconfigured,
    NotAllowed,
    NotFound,
    QuizError,
    SignInRequired,
    TooMany,
    Unavailable,
)
from quizapp.kit.i18n import N_
from quizapp.web.context import signed_in
from quizapp.web.csrf import fields_to_resend
from quizapp.web.entrance import request_id
from quizapp.web.i18n import translate_error
from quizapp.web.redirects import came_from

_log = structlog.get_logger(__name__)

#: What somebody tried who may not, or too often; each stands in the log. Staff outside of their reach meet `NotFound`.
_WORTH_NOTING = (NotAllowed, NotFound, TooMany)

#: Refusals that are noted in a second: nobody fills the disk by being refused.
_MOST_NOTES = 20
_noted: deque[float] = deque(maxlen=_MOST_NOTES)

#: Nearest class in the error's ancestry decides.
_STATUS: Mapping[type[QuizError], int] = {
    NotFound: 404,
    SignInRequired: 401,
    NotAllowed: 403,
    Conflict: 409,
    Invalid: 422,
    TooMany: 429,
    Unavailable: 503,
    Misconfigured: 500,
    QuizError: 400,
}

_TITLES: Mapping[int, str] = {
    400: N_("这一步没有成功"),
    401: N_("请先登录"),
    403: N_("没有权限"),
    404: N_("没有找到这一页"),
    405: N_("这一步没有成功"),
    409: N_("现在不能这样做"),
    410: N_("已经结束"),
    413: N_("文件太大"),
    415: N_("这种文件不能用"),
    422: N_("填写的内容需要改一下"),
    429: N_("请稍等一下"),
    503: N_("请过几秒再试"),
}

_MESSAGES: Mapping[int, str] = {
    400: N_("收到的内容不完整：请返回上一页再试一次"),
    404: N_("地址可能写错了，或者活动已经撤下：请重新扫描二维码，或返回首页"),
    405: N_("这个地址不能这样打开：请从页面上的按钮进入"),
    413: N_("发送的内容太大，没有保存：请减少文件大小后再试"),
    429: N_("操作太频繁：请过一会儿再试"),
}

#: Staff have no code to scan.
_NOT_IN_CONSOLE = N_("这一页没有了：可能已被删除，或地址写错了")

_LOST = N_("服务器没能完成这一步。已经保存的内容没有丢，请稍后再试。")
_OUT_OF_RANGE = N_("有一个数字或日期超出了范围，什么都没有保存：请返回检查后再试。")
_STALE = N_("页面放得太久了，需要确认一次：您填写的内容都还在，请点“再次提交”。")
_FORGED = N_("这次提交没有从本站的页面发出，所以没有保存：请返回页面，刷新后再提交一次。")


def init_errors(app: Flask) -> None:
    """Answer every exception."""
    app.register_error_handler(QuizError, _on_quiz_error)
    app.register_error_handler(CSRFError, _on_csrf_error)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(OverflowError, _on_overflow)
    app.register_error_handler(Exception, _on_surprise)


def wants_json() -> bool:
    """Whether a program asks: an API address, a JSON body, or a script's fetch."""
    return (
        request.path.startswith("/api/")
        or request.is_json
        or request.headers.get("X-Requested-With") == "fetch"
        or request.accept_mimetypes.best == "application/json"
    )


def status_of(error: QuizError) -> int:
    """HTTP status of an error of the house."""
    return next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)


def _on_quiz_error(error: QuizError) -> ResponseReturnValue:
    status = status_of(error)
    if status >= 500:
        _log.error("refused", code=error.code, status=status, exc_info=error)
    elif isinstance(error, _WORTH_NOTING):
        _note_refusal(error.code, status)
    if isinstance(error, SignInRequired) and not wants_json():
        return _to_sign_in()
    message = _(_LOST) if isinstance(error, Misconfigured) else translate_error(error)
    response = answer(status, error.code, message, field=getattr(error, "field", None))
    wait_s = getattr(error, "retry_after_s", None)
    if wait_s is not None:
        response.headers["Retry-After"] = str(wait_s)
    return response


def _note_refusal(code: str, status: int) -> None:
    """Into the log: what was refused, on which route, to which account; a guest has none. A flood is counted elsewhere."""
    moment = monotonic()
    if len(_noted) == _MOST_NOTES and moment - _noted[0] < 1:
        return
    _noted.append(moment)
    who = signed_in()
    _log.warning("refused", code=code, status=status, method=request.method, staff=who.staff_id if who else None)


def _to_sign_in() -> ResponseReturnValue:
    """To the sign-in page, and back here afterwards when coming back makes sense."""
    here = request.full_path.rstrip("?") if request.method == "GET" else came_from("/console")
    return redirect(f"{url_for('accounts.sign_in')}?next={quote(here, safe='')}", 303)


def _on_csrf_error(_error: CSRFError) -> ResponseReturnValue:
    _note_refusal("csrf", 400)
    fields = fields_to_resend()
    if wants_json() or fields is None:
        return answer(400, "csrf", _(_FORGED))
    page = render_template(
        "errors/stale_form.html",
        status=400,
        title=_("请再确认一次"),
        message=_(_STALE),
        fields=fields,
        action=request.full_path,
    )
    return Response(page, 400)


def _on_http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error  # a redirect raised by the router
    if isinstance(error, SecurityError):
        _note_refusal("foreign_host", 400)
        return Response(
            _(_MESSAGES[400]), 400, content_type="text/plain; charset=utf-8"
        )  # no page: it would need a host
    code = (error.name or "error").lower().replace(" ", "_")
    is_console = status == 404 and request.path.startswith("/console")
    response = answer(status, code, _(_NOT_IN_CONSOLE if is_console else _MESSAGES.get(status, _LOST)))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _on_overflow(error: OverflowError) -> ResponseReturnValue:
    """A number or a date that nothing here can hold, from the database or from the calendar: nothing was stored."""
    _log.warning("out_of_range", method=request.method, exc_info=error)
    return answer(422, Invalid.code, _(_OUT_OF_RANGE))


def _on_surprise(error: Exception) -> ResponseReturnValue:
    """Something nobody thought of: logged under the request's id, told in general."""
    _log.error("unexpected_error", method=request.method, exc_info=error)
    return answer(500, "internal", _(_LOST))


def answer(status: int, code: str, message: str, *, field: str | None = None) -> Response:
    """An error as its reader wants it, with the request's id, by which it stands in the log."""
    error_id = request_id()
    if wants_json():
        body = {"code": code, "message": message} | ({"field": field} if field else {})
        response = jsonify(error=body | ({"error_id": error_id} if status == 500 else {}))
    else:
        title = _(_TITLES.get(status, N_("出了点问题")))
        back = came_from("/console" if request.path.startswith("/console") else "/")
        response = Response(
            render_template(
                "errors/error.html", status=status, title=title, message=message, request_id=error_id, back_url=back,
                retry_url=request.full_path.rstrip("?") if status in {429, 503} and request.method == "GET" else "",
            )
        )  # fmt: skip
    response.status_code = status
    return response
