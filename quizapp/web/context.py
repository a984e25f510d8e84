"""What a view needs from the application: its store, the moment, secrets, and who is here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import current_app, g
from sqlalchemy.orm import Session

from quizapp.accounts import Actor, SignedIn
from quizapp.audit import record
from quizapp.db import Store
from quizapp.errors import SignInRequired
from quizapp.kit.i18n import N_
from quizapp.kit.vault import Vault
from quizapp.kit.watch import UNWATCHED, Watch
from quizapp.settings import Settings
from quizapp.web.limiter import Limiter


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything that lives as long as the application: ``app.extensions["quizapp"]``."""

    settings: Settings
    store: Store
    clock: Callable[[], datetime]
    vault: Vault
    limiter: Limiter
    watch: Watch = UNWATCHED


def services() -> Services:
    """The application's services."""
    return cast(Services, current_app.extensions["quizapp"])


def store() -> Store:
    """``with store().read() as session:`` or ``with store().write() as session:``, once a view."""
    return services().store


def settings() -> Settings:
    """How this installation runs."""
    return services().settings


def vault() -> Vault:
    """Seals and opens personal data."""
    return services().vault


def now() -> datetime:
    """The moment of this request: the same wherever it is asked during one request."""
    if "now" not in g:
        g.now = services().clock()
    return cast(datetime, g.now)


def signed_in() -> SignedIn | None:
    """The signed-in member of staff, or None. Known on ``@staff`` routes and wherever a page asks."""
    found: SignedIn | None = g.get("signed_in")
    return found


def actor() -> Actor:
    """Who acts. Raises `SignInRequired` when nobody is signed in."""
    found = signed_in()
    if found is None:
        raise SignInRequired(N_("请先登录"))
    return found.actor


def note(
    session: Session, action: str, object_type: str, object_id: object = "", *, unit_id: int | None,
    detail: Mapping[str, object] | None = None, personal: Mapping[str, object] | None = None, by: Actor | None = None,
) -> None:  # fmt: skip
    """Write into the audit log, in the transaction of the deed itself.

    ``action`` is ``room.verb``. ``detail`` holds facts without personal data, ``personal`` what must be erasable.
    ``by`` is for deeds of people who are not signed in (yet).
    """
    record(
        session, actor=by or actor(), action=action, object_type=object_type, object_id=str(object_id), unit_id=unit_id,
        detail=detail or {}, personal=personal, now=now(), key=settings().key_for("audit"),
    )  # fmt: skip
