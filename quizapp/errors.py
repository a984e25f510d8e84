"""One exception tree for the whole house.

A message is for the person who reads it: what happened, and what to do next. Messages are Simplified
Chinese message ids with ``%(name)s`` parameters; the web layer translates them, the command line prints
them as they are. ``code`` is stable and is what programs compare. Only ``web/errors.py`` knows HTTP.
"""

from __future__ import annotations

from typing import ClassVar


class QuizError(Exception):
    """Something the caller can understand and act on. ``params`` fill the message's placeholders."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params = params

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


class NotFound(QuizError):
    """It does not exist, or the caller may not know that it does."""

    code = "not_found"


class NotAllowed(QuizError):
    """The caller is known and may see it, but may not do this."""

    code = "not_allowed"


class SignInRequired(NotAllowed):
    """Nobody is signed in, or the session has ended."""

    code = "sign_in_required"


class Conflict(QuizError):
    """The state of things forbids it now; trying again unchanged will not help."""

    code = "conflict"


class Invalid(QuizError):
    """What was sent cannot be understood or breaks a rule; ``field`` names the culprit if one is known."""

    code = "invalid"

    def __init__(self, message: str, *, field: str | None = None, **params: object) -> None:
        super().__init__(message, **params)
        self.field = field


class TooMany(QuizError):
    """A limit was reached. ``retry_after_s`` says when another try can succeed."""

    code = "too_many"

    def __init__(self, message: str, *, retry_after_s: int = 30, **params: object) -> None:
        super().__init__(message, **params)
        self.retry_after_s = retry_after_s


class Unavailable(QuizError):
    """The store cannot take it right now (disk full, database away); nothing was stored, send it again."""

    code = "unavailable"

    def __init__(self, message: str, *, retry_after_s: int = 5, **params: object) -> None:
        super().__init__(message, **params)
        self.retry_after_s = retry_after_s


class Misconfigured(QuizError):
    """The installation cannot run safely; the message names the setting or file to change."""

    code = "misconfigured"
