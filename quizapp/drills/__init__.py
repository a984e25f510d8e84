"""Drills (演练): what is drilled, who is expected at which assembly point, the muster while it runs, and what is due.

A drill is a session of a drill kind (`quizapp.activities`); who comes in at its doors is `quizapp.checkins`, and both
write what counts. This room writes no figures of its own.
"""

from quizapp.drills.access import FoundDrill, drill_for, drill_of_session, load_drill
from quizapp.drills.board import Board, read_board
from quizapp.drills.curves import SHARES, Curve, curve_of
from quizapp.drills.drawing import Drawing, chart_of, draw_curves
from quizapp.drills.due import DueLine, OwnRule, count_states, drop_own_rule, list_due, set_own_rule
from quizapp.drills.due_rules import Due, DueRule, DueState, due_rules, judge_due
from quizapp.drills.errors import PeopleOutstanding
from quizapp.drills.facts import (
    DrillFacts,
    contents,
    drill_kinds,
    forms,
    labels_of,
    purposes,
    ready_reasons,
    usual_facts,
)
from quizapp.drills.models import Drill, DrillEvent, DrillExpected, DrillPoint, DrillZone
from quizapp.drills.muster import MusterPerson, MusterZone
from quizapp.drills.plan_lines import ZoneLine, read_lines, write_lines
from quizapp.drills.queries import ListedDrill, board_version, list_drills, list_expected, list_zones
from quizapp.drills.rules import STATE_LABELS, Count, Mark, Standing, State, resolve, resolve_counts
from quizapp.drills.runs import read_run
from quizapp.drills.service.command import end_test, give_all_clear, reopen, sound_alarm, turn_drill, turn_real
from quizapp.drills.service.create import edit_drill, open_drill, plan_drill
from quizapp.drills.service.heads import Counted, count_heads
from quizapp.drills.service.plan import read_plan, save_plan
from quizapp.drills.service.say import clear_person, count_zone, mark_person, say_counted
from quizapp.drills.service.wardens import WardenLink, find_warden, issue_links, list_links, revoke_link
from quizapp.drills.timeline import Moment, read_timeline

__all__ = [
    "SHARES",
    "STATE_LABELS",
    "Board",
    "Count",
    "Counted",
    "Curve",
    "Drawing",
    "Drill",
    "DrillEvent",
    "DrillExpected",
    "DrillFacts",
    "DrillPoint",
    "DrillZone",
    "Due",
    "DueLine",
    "DueRule",
    "DueState",
    "FoundDrill",
    "ListedDrill",
    "Mark",
    "Moment",
    "MusterPerson",
    "MusterZone",
    "OwnRule",
    "PeopleOutstanding",
    "Standing",
    "State",
    "WardenLink",
    "ZoneLine",
    "board_version",
    "chart_of",
    "clear_person",
    "contents",
    "count_heads",
    "count_states",
    "count_zone",
    "curve_of",
    "draw_curves",
    "drill_for",
    "drill_kinds",
    "drill_of_session",
    "drop_own_rule",
    "due_rules",
    "edit_drill",
    "end_test",
    "find_warden",
    "forms",
    "give_all_clear",
    "issue_links",
    "judge_due",
    "labels_of",
    "list_drills",
    "list_due",
    "list_expected",
    "list_links",
    "list_zones",
    "load_drill",
    "mark_person",
    "open_drill",
    "plan_drill",
    "purposes",
    "read_board",
    "read_lines",
    "read_plan",
    "read_run",
    "read_timeline",
    "ready_reasons",
    "reopen",
    "resolve",
    "resolve_counts",
    "revoke_link",
    "save_plan",
    "say_counted",
    "set_own_rule",
    "sound_alarm",
    "turn_drill",
    "turn_real",
    "usual_facts",
    "write_lines",
]
