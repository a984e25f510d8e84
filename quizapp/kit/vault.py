"""Secrets at rest: phone numbers are stored encrypted and found by a keyed hash.

AES-256-GCM with a random nonce a value; the purpose is authenticated, so that a value copied into another column
does not open. Look-up hashes are HMAC-SHA256 and differ by installation.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from quizapp.errors import Misconfigured
from quizapp.kit.i18n import N_


class Vault:
    """Seals and opens short texts with one installation key (32 bytes)."""

    def __init__(self, key: bytes) -> None:
        self._box = AESGCM(hashlib.sha256(b"seal" + key).digest())
        self._index_key = hashlib.sha256(b"index" + key).digest()

    def seal(self, text: str, *, purpose: str) -> bytes:
        """``text`` encrypted; sealing it again gives other bytes."""
        return self.seal_bytes(text.encode(), purpose=purpose)

    def seal_bytes(self, content: bytes, *, purpose: str) -> bytes:
        """`seal` for bytes, 28 bytes longer."""
        nonce = os.urandom(12)
        return nonce + self._box.encrypt(nonce, content, purpose.encode())

    def open(self, sealed: bytes, *, purpose: str) -> str:
        """The text that was sealed. Raises `Misconfigured` when the key is another or the bytes were changed."""
        return self.open_bytes(sealed, purpose=purpose).decode()

    def open_bytes(self, sealed: bytes, *, purpose: str) -> bytes:
        """The bytes that were sealed. Raises like `open`."""
        try:
            return self._box.decrypt(sealed[:12], sealed[12:], purpose.encode())
        except InvalidTag:
            raise Misconfigured(N_("加密内容打不开：密钥文件与数据库不是同一套，请恢复原来的密钥")) from None

    def index(self, text: str, *, purpose: str) -> str:
        """A keyed hash, equal for equal texts, for unique constraints and look-up; it cannot be reversed."""
        return hmac.new(self._index_key, f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()[:40]
