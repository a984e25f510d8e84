"""The pages on the devices themselves: shells without anybody's data, and the worker that keeps them without network."""

from __future__ import annotations

from hashlib import sha256

import msgspec
from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from quizapp.web import asset, public, uses_camera
from quizapp.web.assets import built_file

blueprint = Blueprint("door_pages", __name__, url_prefix="/door", template_folder="templates")

#: What the pages below need when there is no network.
_KEPT = ("phone.css", "device.css", "device.js", "icons.svg", "favicon.svg")


@blueprint.get("/join")
@public
def join() -> ResponseReturnValue:
    """Opening a link: a button, so that no preview and no prefetch uses it up."""
    return render_template("devices/join.html")


@blueprint.get("/scan")
@public
@uses_camera
def scan() -> ResponseReturnValue:
    """The scanner. Who it is, is known to the browser's own store; without a token the page says what to do."""
    return render_template("devices/scan.html")


@blueprint.get("/kiosk")
@public
@uses_camera
def kiosk() -> ResponseReturnValue:
    """The kiosk."""
    return render_template("devices/kiosk.html")


@blueprint.get("/sw.js")
@public
def worker() -> Response:
    """The service worker of these pages alone: it stands in their folder, so that its reach ends there."""
    pages = [url_for("door_pages.scan"), url_for("door_pages.kiosk"), url_for("door_pages.join")]
    files = [asset(name) for name in _KEPT]
    code = built_file("device_worker.js")
    version = sha256("\n".join([code, *pages, *files]).encode()).hexdigest()[:12]
    config = {"version": version, "pages": pages, "files": files}
    script = f"self.DOOR={msgspec.json.encode(config).decode()};\n{code}"
    return Response(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})
