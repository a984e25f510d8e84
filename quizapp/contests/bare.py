"""What contests answer in front of the framework."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from quizapp.contests.views_bare import PaperLayer

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def wrap(inner: WSGIApplication, app: Flask) -> PaperLayer:
    """The hook of the web room: layers in front of the framework."""
    return PaperLayer(inner, app)
