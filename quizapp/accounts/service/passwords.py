"""Passwords: hashed with argon2id, checked in the same time whether the account exists or not."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from quizapp.accounts.service.common_passwords import is_common
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import fold_key

MINIMUM_LENGTH = 10
#: Longer ones are refused before hashing: nobody may keep the processor busy with a megabyte.
MAXIMUM_LENGTH = 200

#: 19 MiB, two passes, one lane: OWASP's line, about 60 ms. The library's default takes five times as long.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """What is stored of a password."""
    return _HASHER.hash(password)


@lru_cache(maxsize=1)
def _decoy() -> str:
    return hash_password(secrets.token_hex(16))


def verify_password(stored: str | None, password: str) -> bool:
    """Whether it is the password. ``stored`` None (no such account) costs as much time as a wrong one."""
    if len(password) > MAXIMUM_LENGTH:
        return False
    try:
        return _HASHER.verify(stored or _decoy(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def check_new_password(password: str, *, username: str, words: Collection[str] = (), field: str = "password") -> None:
    """Return quietly when ``password`` may be chosen. Raises `Invalid` that says what is wrong with it.

    ``words`` are names of the person and of the site that may not be the whole of it. Takes a millisecond.
    """
    if len(password) < MINIMUM_LENGTH:
        raise Invalid(N_("密码至少要 %(n)d 个字符：可以用一句好记的话"), field=field, n=MINIMUM_LENGTH)
    if len(password) > MAXIMUM_LENGTH:
        raise Invalid(N_("密码最多 %(n)d 个字符"), field=field, n=MAXIMUM_LENGTH)
    if fold_key(username) in fold_key(password):
        raise Invalid(N_("密码里不能含有用户名：请换一个"), field=field)
    if is_common(password, words=words):
        raise Invalid(N_("这个密码太常见，或在泄露的密码名单里，容易被猜中：请换一句只有您知道的话"), field=field)


@dataclass(frozen=True, slots=True)
class OneTimePassword:
    """A password to hand over once, and what is stored of it."""

    clear: str
    hashed: str


def make_one_time_password() -> OneTimePassword:
    """60 bits, without letters that look alike, in groups to read aloud. It takes 60 ms: make it before a transaction."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    clear = "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(3))
    return OneTimePassword(clear, hash_password(clear))
