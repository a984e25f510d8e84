"""Where the page that waits asks for its place, for when the line is switched off: everybody may come in."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from quizapp.web import public

blueprint = Blueprint("admission", __name__, url_prefix="/q", template_folder="templates")
blueprints = (blueprint,)


@blueprint.get("/<code>/place")
@public
def place(code: str) -> ResponseReturnValue:
    """The place of a phone in a line that is not there. The door answers in front of this view while there is one."""
    return jsonify({"in": True})
