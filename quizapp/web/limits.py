"""Rate limits on routes: ``@limited("scope", "20/minute", key=by_device)``.

Keys are the device, the session, the account or the thing acted on. The address is only a wide outer ring: a village
hall with 200 phones is one address.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from flask import Flask, current_app, request
from limits import parse_many

from quizapp.kit.text import fold_key
from quizapp.web.context import services
from quizapp.web.participant import known_device_key
from quizapp.web.staff_session import session_token

View = TypeVar("View", bound=Callable[..., Any])
Key = Callable[[], str | None]

_MARK = "__quizapp_limits__"
#: So many honest devices may share one address.
CROWD = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A declared limit; ``crowd`` times as much is allowed to one address."""

    scope: str
    limits: str
    key: Key
    crowd: int
    methods: frozenset[str] | None


def by_device() -> str | None:
    """This browser; None on its first visit (then the outer ring counts alone)."""
    return known_device_key()


def by_session() -> str | None:
    """This signed-in browser, else the device."""
    return session_token() or known_device_key()


def by_address() -> str | None:
    """The network address, as the trusted proxies report it."""
    return request.remote_addr or "unknown"


def by_field(name: str) -> Key:
    """What was typed into a form field, for instance the account name; spellings that mean the same are one."""
    return lambda: fold_key(request.form.get(name, "")[:200])


def by_both(first: Key, second: Key) -> Key:
    """Two keys together; None when one of them is unknown."""

    def both() -> str | None:
        left, right = first(), second()
        return f"{left}\n{right}" if left and right else None

    return both


def by_argument(name: str) -> Key:
    """A part of the address, for instance the contest's code."""
    return lambda: str((request.view_args or {}).get(name, ""))


def limited(
    scope: str, limits: str, *, key: Key = by_device, crowd: int = CROWD, methods: Collection[str] | None = None
) -> Callable[[View], View]:
    """Refuse with 429 and Retry-After beyond ``limits`` per ``key``, or ``crowd`` times that per address.

    ``limits`` is like "20/minute" or "5/15 minute; 50/day"; ``methods`` None = every method counts. Several
    decorators on one view all hold.
    """
    counted = frozenset(methods) if methods is not None else None
    added = Limit(scope=scope, limits=limits, key=key, crowd=crowd, methods=counted)

    def declare(view: View) -> View:
        setattr(view, _MARK, (*getattr(view, _MARK, ()), added))
        return view

    return declare


#: In the environment of a request: scopes whose try was counted in front of the framework.
COUNTED = "quizapp.counted"
#: There: the `TooMany` that was raised in front; the framework says it and counts nothing more.
REFUSED = "quizapp.refused"


def init_limits(app: Flask) -> None:
    """Count before the view runs."""
    app.before_request(_count)


def _count() -> None:
    if refused := request.environ.get(REFUSED):
        raise refused
    for limit in limits_of(current_app, request.endpoint or "", request.method):
        if limit.scope not in request.environ.get(COUNTED, ()):
            count_try(limit.scope, limit.limits, key=limit.key(), address=by_address() or "", crowd=limit.crowd)


def limits_of(app: Flask, endpoint: str, method: str) -> list[Limit]:
    """The limits that hold for such a request."""
    declared: Sequence[Limit] = getattr(app.view_functions.get(endpoint), _MARK, ())
    return [limit for limit in declared if limit.methods is None or method in limit.methods]


def count_try(scope: str, limits: str, *, key: str | None, address: str, crowd: int = CROWD) -> None:
    """Count one try of ``key``, and of everybody at ``address``. Raises `TooMany` when a limit is used up."""
    limiter = services().limiter
    limiter.hit(f"{scope}@", _widen(limits, crowd), address)
    if key:
        limiter.hit(scope, limits, key)


@lru_cache(maxsize=256)
def _widen(limits: str, crowd: int) -> str:
    items = parse_many(limits)
    return "; ".join(f"{item.amount * crowd} per {item.multiples} {item.GRANULARITY.name}" for item in items)


def clear_limits(view: Callable[..., Any]) -> None:
    """Forget this request's tries at ``view``: whoever they were has proved himself. The address's ring stays."""
    for limit in getattr(view, _MARK, ()):
        key = limit.key()
        if key:
            services().limiter.clear(limit.scope, limit.limits, key)
