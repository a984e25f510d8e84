"""What browsers keep for us is signed here, with HMAC-SHA-256: cookies and form tokens.

Flask, Flask-WTF and itsdangerous sign with HMAC-SHA-1 unless told otherwise; a cookie signed so is read no more.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from hmac import compare_digest

from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadData, URLSafeTimedSerializer

_FORM_TOKEN = "form-token"  # noqa: S105 - what is signed, not a secret


class SessionCookie(SecureCookieSessionInterface):
    """Flask's session in a cookie, signed with SHA-256."""

    digest_method = staticmethod(sha256)


@lru_cache(maxsize=16)
def make_signer(key: bytes, salt: str) -> URLSafeTimedSerializer:
    """Signs and reads short values with the moment of signing; ``salt`` names what they are for."""
    return URLSafeTimedSerializer(key, salt=salt, signer_kwargs={"key_derivation": "hmac", "digest_method": sha256})


def sign_form_token(key: bytes, held: str) -> str:
    """The form token of a session that holds ``held``."""
    return str(make_signer(key, _FORM_TOKEN).dumps(held))


def is_form_token(key: bytes, sent: str, held: object) -> bool:
    """Whether ``sent`` is a form token of the session that holds ``held``; it does not grow old before the session."""
    try:
        told = make_signer(key, _FORM_TOKEN).loads(sent)
    except BadData:
        return False
    return isinstance(held, str) and isinstance(told, str) and compare_digest(held, told)
