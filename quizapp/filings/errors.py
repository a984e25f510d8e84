"""What can be wrong with filing a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from quizapp.errors import Conflict, Invalid
from quizapp.filings.problems import Problem
from quizapp.kit.i18n import N_


class NotReady(Invalid):
    """Something is missing or does not add up; ``problems`` says what, one by one."""

    code: ClassVar[str] = "filing_not_ready"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(
            N_("还不能报送，有 %(count)d 处要处理：%(first)s"), count=len(problems), first=str(problems[0].text)
        )
        self.problems = tuple(problems)


class FilingClosed(Conflict):
    """The state of the report forbids it; the message says why."""

    code: ClassVar[str] = "filing_closed"
