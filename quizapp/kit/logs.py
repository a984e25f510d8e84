"""The log: one line an event on standard error, plain tracebacks without values, and never a reason to fail.

Values of variables in a traceback would put names, phone numbers and keys into the log. And a log file that lies on the
full disk must not turn "come back in five seconds" into an error of the server.
"""

from __future__ import annotations

import os
from contextlib import suppress

import structlog

_STANDARD_ERROR = 2


class _Lines:
    """Writes lines unbuffered; what cannot be written is dropped."""

    def msg(self, message: str) -> None:
        """One line, or several for a traceback."""
        with suppress(OSError):
            os.write(_STANDARD_ERROR, f"{message}\n".encode(errors="backslashreplace"))

    debug = info = warning = warn = error = critical = exception = fatal = log = msg


def configure_logs() -> None:
    """For processes that serve; a library leaves the log to its host."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ],
        logger_factory=lambda *_args: _Lines(),
        cache_logger_on_first_use=True,
    )
