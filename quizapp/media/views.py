"""Handing out pictures and sounds: their names are hashes of their bytes, so a phone asks once and never again."""

from __future__ import annotations

import re
from io import BytesIO

from flask import Blueprint, Response, abort, request, send_file
from flask.typing import ResponseReturnValue

from quizapp.media.service import find_content
from quizapp.web import limited, locked_down, public, store

blueprint = Blueprint("media", __name__, url_prefix="/media")
blueprints = (blueprint,)

_A_YEAR_S = 31_536_000
_NAME = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{3,4}")


@blueprint.get("/<name>")
@public
@locked_down
@limited("media.file", "1200/minute")
def file(name: str) -> ResponseReturnValue:
    """The picture or sound; parts of it too, for players that jump."""
    if not _NAME.fullmatch(name):
        abort(404)
    if request.if_none_match.contains(name):
        # Nothing else can ever have this name.
        return _kept_for_ever(Response(status=304), name)
    with store().read() as session:
        found = find_content(session, name)
    if found is None:
        abort(404)
    mime, content = found
    answer = send_file(BytesIO(content), mimetype=mime, etag=name, conditional=True, max_age=_A_YEAR_S)
    return _kept_for_ever(answer, name)


def _kept_for_ever(answer: Response, name: str) -> Response:
    answer.set_etag(name)
    answer.headers["Cache-Control"] = f"public, max-age={_A_YEAR_S}, immutable"
    return answer
