"""What the remote and the big screen share: a part of a page asked for again and again, and the site's own address."""

from __future__ import annotations

from hashlib import sha256

from flask import Response, request

from quizapp.live.showing import to_ms
from quizapp.web import form_token, services, settings


def public_address(path: str) -> str:
    """What a phone of the hall opens: the site's public address, else the one of this request."""
    return (settings().public_url or request.host_url.rstrip("/")) + path


def answer_part(html: str) -> Response:
    """The part, or 304 while it is still the same; the server's clock with either."""
    # the token of the forms is signed with the second, and good for hours: a new one is no news
    tag = sha256(html.replace(form_token(), "").encode()).hexdigest()[:24]
    if request.method == "GET" and request.if_none_match.contains(tag):
        response = Response(status=304)
    else:
        response = Response(html, content_type="text/html; charset=utf-8")
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Live-Now"] = str(to_ms(services().clock()))
    return response
