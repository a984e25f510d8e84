"""The worker of the phones' browsers, and the page that it shows where there is no network.

One file serves every area: a layout opts in with ``<meta name="offline-scope" content="/q/">``. What it may keep is
decided here, and it is never anything that people asked for: see docs/decisions/0010-a-worker-that-keeps-no-answers.md.
"""

from __future__ import annotations

from hashlib import sha256

import msgspec
from flask import Blueprint, Response, render_template, url_for

from quizapp.web.assets import asset, built_file
from quizapp.web.context import settings
from quizapp.web.policy import public

blueprint = Blueprint("offline", __name__)

#: Built files that the page without network needs.
_FILES = ("phone.css", "offline.js")


@blueprint.get("/sw.js")
@public
def worker() -> Response:
    """The worker with its configuration in front; with ``QUIZAPP_OFFLINE_PAGES=0`` one that clears up and goes."""
    code = built_file("sw.js")
    files = [asset(name) for name in _FILES]
    page = url_for("offline.page")
    config = {
        "version": sha256("\n".join([code, page, *files]).encode()).hexdigest()[:12],
        "page": page, "files": files, "isOff": not settings().offline_pages,
    }  # fmt: skip
    script = f"self.QUIZAPP={msgspec.json.encode(config).decode()};\n{code}"
    return Response(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@blueprint.get("/offline")
@public
def page() -> str:
    """What stands in place of any page while there is no network; it says nothing about anybody."""
    return render_template("offline.html")
