"""Check-in: what happens at the door of a session, and who counts as having come.

Posters, helpers, kiosks, walk-ins and headcounts enter by the same functions with another source. Entries and exits are
one log of scans; how long somebody stayed is read from it (`quizapp.checkins.stays` says by which rule). What a session
is belongs to `quizapp.activities`.
"""

from quizapp.checkins.clues import DOUBTS, NO_CLUES, Clues, address_prefix, distance_m
from quizapp.checkins.desk_people import Chosen, DeskRow, desk_rows, tick
from quizapp.checkins.links import collect_session_links
from quizapp.checkins.models import Attendance, Headcount, PersonalCode, Scan, SessionGate
from quizapp.checkins.personal import read_code
from quizapp.checkins.presence import (
    GateFigures,
    by_head,
    count_inside,
    count_left,
    gate_figures,
    long_enough,
    stayed_long_enough,
    stayed_minutes,
    stays_at,
    stays_of,
)
from quizapp.checkins.queries import (
    Arrival,
    DoorFigures,
    door_figures,
    list_arrivals,
    list_headcounts,
    present_people,
    sessions_attended,
)
from quizapp.checkins.rotating import CodeState, ShownCode, Ticket, check_code, code_now
from quizapp.checkins.rules import METHODS, Direction, Door, clock_offset, corrected_time, judge_scan, payload_hash
from quizapp.checkins.service.answers import ScanResult, find_answer
from quizapp.checkins.service.codes import (
    CodeHolder,
    issue_codes,
    person_of_code,
    reissue_code,
    revoke_code,
    standing_codes,
)
from quizapp.checkins.service.desk import NewHeadcount, WalkIn, check_in_walk_in, count_crowd, tick_roster_line
from quizapp.checkins.service.gates import list_gates, set_gates
from quizapp.checkins.service.merge import Merged, merge_people, unmerge_people
from quizapp.checkins.service.record import How, NewScan, record_scan, record_scan_at
from quizapp.checkins.service.undo import undo_check_in, undo_headcount, undo_scan
from quizapp.checkins.stays import Passage, Stay, pair
from quizapp.checkins.verdicts import REFUSALS, SEEN, Verdict

__all__ = [
    "DOUBTS",
    "METHODS",
    "NO_CLUES",
    "REFUSALS",
    "SEEN",
    "Arrival",
    "Attendance",
    "Chosen",
    "Clues",
    "CodeHolder",
    "CodeState",
    "DeskRow",
    "Direction",
    "Door",
    "DoorFigures",
    "GateFigures",
    "Headcount",
    "How",
    "Merged",
    "NewHeadcount",
    "NewScan",
    "Passage",
    "PersonalCode",
    "Scan",
    "ScanResult",
    "SessionGate",
    "ShownCode",
    "Stay",
    "Ticket",
    "Verdict",
    "WalkIn",
    "address_prefix",
    "by_head",
    "check_code",
    "check_in_walk_in",
    "clock_offset",
    "code_now",
    "collect_session_links",
    "corrected_time",
    "count_crowd",
    "count_inside",
    "count_left",
    "desk_rows",
    "distance_m",
    "door_figures",
    "find_answer",
    "gate_figures",
    "issue_codes",
    "judge_scan",
    "list_arrivals",
    "list_gates",
    "list_headcounts",
    "long_enough",
    "merge_people",
    "pair",
    "payload_hash",
    "person_of_code",
    "present_people",
    "read_code",
    "record_scan",
    "record_scan_at",
    "reissue_code",
    "revoke_code",
    "sessions_attended",
    "set_gates",
    "standing_codes",
    "stayed_long_enough",
    "stayed_minutes",
    "stays_at",
    "stays_of",
    "tick",
    "tick_roster_line",
    "undo_check_in",
    "undo_headcount",
    "undo_scan",
    "unmerge_people",
]
