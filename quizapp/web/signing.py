"""What browsers keep for us is signed here, with HMAC-SHA-256: cookies and form tokens.

Flask, Flask-WTF and itsdangerous sign with HMAC-SHA-1 unless told otherwise; a cookie signed so is read no more.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import want_bytes

_FORM_TOKEN = "form-token"  # noqa: S105 - what is signed, not a secret


@lru_cache(maxsize=64)
def _derive(secret: bytes, salt: bytes) -> bytes:
    return TimestampSigner(secret, salt=salt, key_derivation="hmac", digest_method=sha256).derive_key()


class _Signer(TimestampSigner):
    """Derives a key once, not for each cookie."""

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        return _derive(self.secret_key if secret_key is None else want_bytes(secret_key), self.salt)


@lru_cache(maxsize=16)
def make_signer(key: bytes | str, salt: str, serializer: Any = None) -> URLSafeTimedSerializer:
    """Signs and reads short values with the moment of signing; ``salt`` names what they are for."""
    return URLSafeTimedSerializer(
        key, salt=salt, serializer=serializer, signer=_Signer,
        signer_kwargs={"key_derivation": "hmac", "digest_method": sha256},
    )  # fmt: skip


class SessionCookie(SecureCookieSessionInterface):
    """Flask's session in a cookie, signed with SHA-256."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The same one for every request; None without a key."""
        key = app.secret_key
        return make_signer(key, self.salt, self.serializer) if key else None


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
