"""The log: one line an event on standard error, plain or JSON, without people's data, and never a reason to fail.

Values of variables in a traceback would put names, phone numbers and keys into the log, and so would the messages of
exceptions: only their plain words are kept. And a log file that lies on the full disk must not turn "come back in five
seconds" into an error of the server.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import traceback
from contextlib import suppress
from typing import Any

import structlog
from structlog.types import EventDict, Processor

from quizapp.errors import QuizError
from quizapp.kit.visit import CURRENT

_STANDARD_ERROR = 2
#: Characters of an exception's message that are kept.
_MESSAGE = 240
#: What may hold somebody's data: quoted values, values in brackets after "=", digits, non-ASCII text, addresses of mail,
#: long words, words of letters and digits.
_VALUES = re.compile(
    r"""'[^']*'|"[^"]*"|=\s?\([^)]*\)|\S*[^\x00-\x7f]\S*|\S*@\S*|\S*\d{4,}\S*|\S{25,}"""
    r"""|\b(?=\w*[A-Za-z])(?=\w*\d)\w{6,}\b"""
)
#: Fields that hold messages of exceptions.
_TOLD_BY_OTHERS = ("error", "reason")


class _Lines:
    """Writes lines unbuffered; what cannot be written is dropped."""

    def msg(self, message: str) -> None:
        """One line, or several for a traceback."""
        with suppress(OSError):
            os.write(_STANDARD_ERROR, f"{message}\n".encode(errors="backslashreplace"))

    debug = info = warning = warn = error = critical = exception = fatal = log = msg


class _Handler(logging.Handler):
    """Lines of libraries, through the same narrow gate."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        with suppress(Exception):
            _Lines().msg(self.format(record))


def configure_logs(form: str = "plain") -> None:
    """For processes that serve, ``form`` is plain or json; a library leaves the log to its host."""
    structlog.configure(
        processors=[*_COMMON, *_last(form)],
        logger_factory=lambda *_args: _Lines(),
        cache_logger_on_first_use=True,
    )
    handler = _Handler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *_COMMON, _without_values],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_last(form)],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


class _Chosen(logging.Filter):
    """Without the server's doubt about more threads than processors: they wait for the disk, and are that many on purpose."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not record.getMessage().startswith("Configuration allows spawning up to ")


def server_logs() -> dict[str, Any]:
    """What a server's own logger is told (for ``logging.config``): no handlers, so that its lines go the way of ours."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"chosen": {"()": _Chosen}},
        "loggers": {"_granian": {"handlers": [], "propagate": True, "filters": ["chosen"]}},
    }


def tell_plainly(message: object) -> str:
    """The plain words of an exception's message, "…" for whatever may be somebody's data.

    Its first line: in those after it a database quotes the row, in whatever language it speaks.
    """
    return _VALUES.sub("…", str(message)).partition("\n")[0][:_MESSAGE]


def _with_visit(_logger: object, _method: str, event: EventDict) -> EventDict:
    visit = CURRENT.get()
    if visit is not None:
        event.setdefault("request", visit.id)
        event.setdefault("route", visit.route)
    return event


def _tell_errors_plainly(_logger: object, _method: str, event: EventDict) -> EventDict:
    for name in _TOLD_BY_OTHERS:
        if name in event:
            event[name] = tell_plainly(event[name])
    return event


def _without_values(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Libraries put into their lines what they like; the server tells addresses of its own."""
    if event.get("logger") != "_granian":
        event["event"] = tell_plainly(event.get("event", ""))
    return event


def _add_traceback(_logger: object, _method: str, event: EventDict) -> EventDict:
    found = event.pop("exc_info", None)
    if isinstance(found, BaseException):
        event["exception"] = _traceback(found)
    elif isinstance(found, tuple) and found[1] is not None:
        event["exception"] = _traceback(found[1])
    elif found and (error := sys.exc_info()[1]) is not None:
        event["exception"] = _traceback(error)
    return event


def _traceback(error: BaseException) -> str:
    """Where it happened, and what, without anybody's data: the whole chain, the first cause first."""
    told = []
    seen: set[int] = set()
    step: BaseException | None = error
    while step is not None and id(step) not in seen:
        seen.add(id(step))
        told.append("".join(traceback.format_tb(step.__traceback__)) + _headline(step))
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    return "\n-- which led to:\n".join(reversed(told))


def _headline(error: BaseException) -> str:
    if isinstance(error, QuizError):
        return f"{type(error).__qualname__}: {error.code}"
    return f"{type(error).__module__}.{type(error).__qualname__}: {tell_plainly(error)}"


_COMMON: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    _with_visit,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _tell_errors_plainly,
    _add_traceback,
]


def _last(form: str) -> list[Processor]:
    if form == "json":
        return [structlog.processors.JSONRenderer(ensure_ascii=False)]
    return [structlog.dev.ConsoleRenderer(colors=False)]
