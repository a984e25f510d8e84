"""Check-in: what happens at the door of a session, and who counts as having come.

Posters, helpers, walk-ins and headcounts enter by the same functions with another source. What a session is belongs
to `quizapp.activities`.
"""

from quizapp.checkins.models import Attendance, Headcount, Scan
from quizapp.checkins.queries import (
    Arrival,
    DoorFigures,
    door_figures,
    list_arrivals,
    list_headcounts,
    present_people,
    sessions_attended,
)
from quizapp.checkins.rules import METHODS, Door, Verdict, corrected_time, judge_scan
from quizapp.checkins.service.desk import NewHeadcount, WalkIn, check_in_walk_in, count_crowd, tick_roster_line
from quizapp.checkins.service.record import NewScan, ScanResult, record_scan, record_scan_at
from quizapp.checkins.service.undo import undo_check_in, undo_headcount

__all__ = [
    "METHODS",
    "Arrival",
    "Attendance",
    "Door",
    "DoorFigures",
    "Headcount",
    "NewHeadcount",
    "NewScan",
    "Scan",
    "ScanResult",
    "Verdict",
    "WalkIn",
    "check_in_walk_in",
    "corrected_time",
    "count_crowd",
    "door_figures",
    "judge_scan",
    "list_arrivals",
    "list_headcounts",
    "present_people",
    "record_scan",
    "record_scan_at",
    "sessions_attended",
    "tick_roster_line",
    "undo_check_in",
    "undo_headcount",
]
