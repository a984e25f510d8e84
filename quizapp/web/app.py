"""Putting the application together: settings and a store go in, a WSGI callable comes out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Flask

from quizapp.db import Store
from quizapp.db.migrate import require_current
from quizapp.kit.clock import utc_now
from quizapp.kit.registry import load_part
from quizapp.kit.structs import read_structs
from quizapp.kit.vault import Vault
from quizapp.kit.watch import UNWATCHED, Watch
from quizapp.settings import Settings
from quizapp.web import offline, openapi
from quizapp.web import views as own_views
from quizapp.web.assets import init_assets
from quizapp.web.context import Services
from quizapp.web.csrf import init_csrf
from quizapp.web.entrance import init_entrance
from quizapp.web.errors import init_errors
from quizapp.web.i18n import init_i18n
from quizapp.web.layer import Layer
from quizapp.web.limiter import Limiter
from quizapp.web.limits import init_limits
from quizapp.web.numbers import init_numbers
from quizapp.web.pages import init_pages
from quizapp.web.participant import init_participant
from quizapp.web.policy import init_policy
from quizapp.web.security import init_security
from quizapp.web.staff_session import init_staff_session


def create_app(
    settings: Settings,
    store: Store | None = None,
    *,
    clock: Callable[[], datetime] = utc_now,
    watch: Watch = UNWATCHED,
) -> Flask:
    """The whole site over ``store`` (opened from the settings when None); ``watch`` is told how it goes.

    Raises `Misconfigured` when the database is not migrated to this version.
    """
    store = store or Store.of(settings, watch=watch)
    require_current(store)
    app = Flask("quizapp.web")
    app.extensions["quizapp"] = make_services(settings, store, clock, watch)
    init_numbers(app)
    init_security(app, settings)
    init_staff_session(app)
    init_csrf(app)
    init_i18n(app)
    init_errors(app)
    init_participant(app)
    init_limits(app)
    _add_pages(app)
    init_entrance(app, _add_layers(app))
    read_structs()
    return app


def _add_layers(app: Flask) -> list[Layer]:
    """What features answer in front of the framework (module ``bare``), for addresses that everybody asks all the time."""
    layers = []
    for module in load_part("bare"):
        layer = module.wrap(app.wsgi_app, app)
        app.wsgi_app = layer  # type: ignore[method-assign]
        app.extensions[module.__name__] = layer
        if isinstance(layer, Layer):
            layers.append(layer)
    return layers


def make_services(
    settings: Settings, store: Store, clock: Callable[[], datetime], watch: Watch = UNWATCHED
) -> Services:
    """What lives as long as the application, over ``store``."""
    vault, limiter = Vault(settings.key_for("vault")), Limiter(settings.limits_url, clock=clock, watch=watch)
    return Services(settings=settings, store=store, clock=clock, vault=vault, limiter=limiter, watch=watch)


def _add_pages(app: Flask) -> None:
    """Blueprints of all features, then the gate in front of them (it checks that each says who may come)."""
    views = load_part("views")
    app.register_blueprint(own_views.blueprint)
    app.register_blueprint(openapi.blueprint)
    app.register_blueprint(offline.blueprint)
    for module in views:
        for blueprint in module.blueprints:
            app.register_blueprint(blueprint)
    init_assets(app)
    init_pages(app, views)
    init_policy(app)
