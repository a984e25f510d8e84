"""Teams of a contest (组队参赛): founded and joined before the first paper, one common score, one board.

A team's score is made of its members' results that count; papers and results belong to `quizapp.contests`.
"""

from quizapp.teams.models import Team, TeamMember, TeamSetting
from quizapp.teams.queries import Member, TeamRow, last_ended, list_teams, my_team
from quizapp.teams.rules import Formula, Result, Scored, Tally, rank_teams, team_score
from quizapp.teams.service import Joined, find_by_code, found_team, is_locked, join_team, leave_team, seat_of
from quizapp.teams.steering import (
    TeamRules,
    approve_names,
    dissolve_team,
    has_teams,
    read_rules,
    read_team,
    rename_team,
    set_rules,
    team_for,
)

__all__ = [
    "Formula",
    "Joined",
    "Member",
    "Result",
    "Scored",
    "Tally",
    "Team",
    "TeamMember",
    "TeamRow",
    "TeamRules",
    "TeamSetting",
    "approve_names",
    "dissolve_team",
    "find_by_code",
    "found_team",
    "has_teams",
    "is_locked",
    "join_team",
    "last_ended",
    "leave_team",
    "list_teams",
    "my_team",
    "rank_teams",
    "read_rules",
    "read_team",
    "rename_team",
    "seat_of",
    "set_rules",
    "team_for",
    "team_score",
]
