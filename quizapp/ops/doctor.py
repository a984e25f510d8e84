"""The doctor: what could go wrong on this installation, found before the month opens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from quizapp.db import Store
from quizapp.errors import QuizError
from quizapp.ops.doctor_database import CHECKS, Check
from quizapp.ops.doctor_machine import examine_machine
from quizapp.ops.finding import Finding, Level, fail
from quizapp.settings import Settings

__all__ = ["Finding", "Level", "examine"]


def examine(settings: Settings, *, now: datetime) -> list[Finding]:
    """All findings; database checks are left out when it cannot be opened."""
    findings = list(examine_machine(settings, now=now))
    try:
        store = Store(settings.database_url)
    except QuizError as error:
        return [*findings, fail("database", str(error))]
    try:
        for name, check in CHECKS.items():
            findings.append(_guarded(name, check, store, settings, now))
            if name == "database" and findings[-1].level is Level.FAIL:
                break  # what follows would only stumble over the same stone
        return findings
    finally:
        store.close()


def _guarded(name: str, check: Check, store: Store, settings: Settings, now: datetime) -> Finding:
    try:
        return check(store, settings, now)
    except QuizError as error:
        return fail(name, str(error))
    except SQLAlchemyError as error:
        return fail(
            name, f"the database does not answer this ({type(error).__name__})", "数据库查询失败：请看数据库自己的日志"
        )
