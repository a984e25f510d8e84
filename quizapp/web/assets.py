"""Built front-end files: ``asset('phone.css')`` is an address that changes with the content and is cached for ever."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import msgspec
from flask import Flask, Response, request

from quizapp.web.policy import public

_STATIC = Path(__file__).parent / "static"
_DIST = _STATIC / "dist"
_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_AN_HOUR = "public, max-age=3600"


@lru_cache(maxsize=1)
def _manifest() -> dict[str, str]:
    """File name -> hash of its content, written by the front-end build."""
    path = _DIST / "manifest.json"
    return msgspec.json.decode(path.read_bytes(), type=dict[str, str]) if path.exists() else {}


def asset(name: str) -> str:
    """Address of a built file. Raises `KeyError` for one that the build did not make."""
    return f"/static/dist/{name}?v={_manifest()[name]}"


@lru_cache(maxsize=4)
def built_file(name: str) -> str:
    """Text of a built file, for a view that serves it under an address of its own."""
    return (_DIST / name).read_text()


def init_assets(app: Flask) -> None:
    """Give templates ``asset()`` and static files their caching."""
    public(app.view_functions["static"])
    app.add_template_global(asset, "asset")
    app.after_request(_cache)


def _cache(response: Response) -> Response:
    """Static files may be kept; everything else is private to the moment."""
    if request.endpoint != "static" or response.status_code >= 400:
        response.headers.setdefault("Cache-Control", "no-store")
    else:
        name = (request.view_args or {}).get("filename", "").removeprefix("dist/")
        is_current = request.args.get("v", "") == _manifest().get(name, "-")
        response.headers["Cache-Control"] = _FOR_EVER if is_current else _FOR_AN_HOUR
    return response
