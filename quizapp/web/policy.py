"""Who may come: every route says so beside its view, and one gate enforces it before the view runs.

``@public`` needs no identity, ``@participant`` gives the phone a device key, ``@staff(Permission.X)`` needs a
signed-in member of staff who may do X at some unit at least. Whether he may do it *to this object* is decided by the
service: ``actor.require(Permission.X, unit_path)``. A route that says nothing is refused when the application starts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts import Permission
from quizapp.errors import NotAllowed, SignInRequired
from quizapp.kit.i18n import N_
from quizapp.web.context import signed_in
from quizapp.web.participant import ensure_device
from quizapp.web.staff_session import load_signed_in, owes_second_factor

View = TypeVar("View", bound=Callable[..., Any])

#: A view function carries its declaration under this name.
_MARK = "__quizapp_access__"


class Audience(StrEnum):
    """Who a route is for."""

    PUBLIC = "public"
    PARTICIPANT = "participant"
    STAFF = "staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """A route's declaration.

    ``before_password`` routes open before a one-time password was changed, ``before_second_factor`` routes before a second
    factor that is demanded was set up.
    """

    audience: Audience
    permission: Permission | None = None
    before_password: bool = False
    before_second_factor: bool = False


def public(view: View) -> View:
    """Anybody may come; nothing is known about him (``signed_in()`` may be None)."""
    return _declare(view, Access(audience=Audience.PUBLIC))


def participant(view: View) -> View:
    """Anybody may come, and his phone has a device key: ``device_key()``."""
    return _declare(view, Access(audience=Audience.PARTICIPANT))


def staff(
    permission: Permission | None = None, *, before_password: bool = False, before_second_factor: bool = False
) -> Callable[[View], View]:
    """Only signed-in staff who may do ``permission`` somewhere; None = any member of staff."""
    access = Access(
        audience=Audience.STAFF, permission=permission, before_password=before_password,
        before_second_factor=before_second_factor or before_password,
    )  # fmt: skip
    return lambda view: _declare(view, access)


def _declare(view: View, access: Access) -> View:
    setattr(view, _MARK, access)
    return view


def access_of(view: Callable[..., Any]) -> Access | None:
    """What a view function declares; None when it says nothing."""
    found = getattr(view, _MARK, None)
    return found if isinstance(found, Access) else None


def undeclared_routes(app: Flask) -> list[str]:
    """Endpoints whose views do not say who may come."""
    return sorted(name for name, view in app.view_functions.items() if access_of(view) is None)


def init_policy(app: Flask) -> None:
    """Put the gate in front of all views. Raises when a route says nothing about who may come."""
    forgotten = undeclared_routes(app)
    if forgotten:
        raise RuntimeError(f"routes without @public, @participant or @staff: {', '.join(forgotten)}")
    app.before_request(_gate)


def _gate() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such page: the router's own 404 or 405 follows
    access = access_of(current_app.view_functions[request.endpoint])
    if access is None:
        raise NotAllowed(N_("这一页没有开放"))
    if access.audience is Audience.PARTICIPANT:
        ensure_device()
    if access.audience is Audience.STAFF:
        return _admit_staff(access)
    return None


def _admit_staff(access: Access) -> ResponseReturnValue | None:
    load_signed_in()
    found = signed_in()
    if found is None:
        raise SignInRequired(N_("请先登录"))
    if found.must_change_password and not access.before_password:
        return redirect(url_for("account.change_password"))
    if owes_second_factor(found) and not access.before_second_factor:
        return redirect(url_for("account.second_factor"))
    if access.permission is not None and not found.actor.can_somewhere(access.permission):
        raise NotAllowed(N_("您的角色不能做这件事：请联系本单位的管理员开通"))
    return None
