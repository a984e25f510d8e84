"""Filings: what a unit hands in of its statistics form, when, and what the level above says to it.

Belongs here: the reporting calendar, the states of a report, what was filed as it was filed, reminders. How a form is
filled belongs to `quizapp.statistics`.
"""

from quizapp.filings.board import Board, BoardLine, read_board
from quizapp.filings.calendar import (
    Calendar,
    CalendarPlan,
    find_calendar,
    get_calendar,
    list_calendars,
    save_calendar,
)
from quizapp.filings.differences import Difference, differences
from quizapp.filings.errors import FilingClosed, NotReady
from quizapp.filings.models import (
    FiledForm,
    Filing,
    FilingAmount,
    FilingCalendar,
    FilingDuty,
    FilingEvent,
    FilingMail,
    FilingReminder,
    FilingSeen,
)
from quizapp.filings.placing import Handing, Settled, settle
from quizapp.filings.problems import Problem, finding_id
from quizapp.filings.queries import Filed, events_of, get_filing, list_filings, list_versions, open_filing
from quizapp.filings.review import accept_filing, accept_many, freeze_due, freeze_filing, may_review, return_filing
from quizapp.filings.rules import Schedule, Standing, State, Window, windows
from quizapp.filings.service import file_report, find_findings
from quizapp.filings.verify import FilingCheck, verify

__all__ = [
    "Board",
    "BoardLine",
    "Calendar",
    "CalendarPlan",
    "Difference",
    "Filed",
    "FiledForm",
    "Filing",
    "FilingAmount",
    "FilingCalendar",
    "FilingCheck",
    "FilingClosed",
    "FilingDuty",
    "FilingEvent",
    "FilingMail",
    "FilingReminder",
    "FilingSeen",
    "Handing",
    "NotReady",
    "Problem",
    "Schedule",
    "Settled",
    "Standing",
    "State",
    "Window",
    "accept_filing",
    "accept_many",
    "differences",
    "events_of",
    "file_report",
    "find_calendar",
    "find_findings",
    "finding_id",
    "freeze_due",
    "freeze_filing",
    "get_calendar",
    "get_filing",
    "list_calendars",
    "list_filings",
    "list_versions",
    "may_review",
    "open_filing",
    "read_board",
    "return_filing",
    "save_calendar",
    "settle",
    "verify",
    "windows",
]
