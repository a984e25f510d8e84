"""Stage contests (现场团队赛): teams on a stage, rounds of required, pressed, risk and audience questions, a referee.

Everything said while it runs is an event that is only ever added; scores and state are what the events come to. First
at the buzzer is whose press the server received first. Quizzes on phones are `quizapp.contests`.
"""

from quizapp.stage.board import Board, RoundPlan, Setup, fold
from quizapp.stage.buzzer import (
    SETTLE,
    Comparison,
    Press,
    compare_presses,
    is_due,
    judge_press,
    press,
    say_hello,
    settle,
)
from quizapp.stage.doing import Deed
from quizapp.stage.drawing import STAGE_TYPES, draw_questions, drop_question
from quizapp.stage.ending import KIND, Ending, finish, reopen
from quizapp.stage.errors import StageMoved, StageNotReady
from quizapp.stage.events import Act, Event
from quizapp.stage.models import StageBuzz, StageContest, StageEvent, StageMember, StagePress, StageTeam
from quizapp.stage.presets import PRESETS
from quizapp.stage.pulse import Pulse, pulse_of_contest, pulse_of_screen, pulse_of_team
from quizapp.stage.queries import (
    Course,
    RoundLine,
    StageRow,
    TeamLine,
    find_row,
    list_contests,
    read_course,
    read_row,
)
from quizapp.stage.ranking import rank_teams, tied_teams
from quizapp.stage.rounds import drop_round, find_round, save_round
from quizapp.stage.rules import FalseStart, RoundKind, RoundRules, Verdict, points_for
from quizapp.stage.running import DEEDS, do, needs_team
from quizapp.stage.seating import TeamText, drop_team, renew_link, save_team
from quizapp.stage.setup import NewContest, change_contest, create_contest

__all__ = [
    "DEEDS",
    "KIND",
    "PRESETS",
    "SETTLE",
    "STAGE_TYPES",
    "Act",
    "Board",
    "Comparison",
    "Course",
    "Deed",
    "Ending",
    "Event",
    "FalseStart",
    "NewContest",
    "Press",
    "Pulse",
    "RoundKind",
    "RoundLine",
    "RoundPlan",
    "RoundRules",
    "Setup",
    "StageBuzz",
    "StageContest",
    "StageEvent",
    "StageMember",
    "StageMoved",
    "StageNotReady",
    "StagePress",
    "StageRow",
    "StageTeam",
    "TeamLine",
    "TeamText",
    "Verdict",
    "change_contest",
    "compare_presses",
    "create_contest",
    "do",
    "draw_questions",
    "drop_question",
    "drop_round",
    "drop_team",
    "find_round",
    "find_row",
    "finish",
    "fold",
    "is_due",
    "judge_press",
    "list_contests",
    "needs_team",
    "points_for",
    "press",
    "pulse_of_contest",
    "pulse_of_screen",
    "pulse_of_team",
    "rank_teams",
    "read_course",
    "read_row",
    "renew_link",
    "reopen",
    "save_round",
    "save_team",
    "say_hello",
    "settle",
    "tied_teams",
]
