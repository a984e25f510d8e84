"""Scoring sheets (考核评分表): rules as data with versions, a unit's own score, the office's review, and nothing by itself.

Nobody is scored until an office opens a sheet, and nobody is ranked until it says so. What units have done is read from
the ledger; what they had to do belongs to `quizapp.plans`.
"""

from quizapp.assessments.cards import (
    ReviewSaid,
    SelfSaid,
    find_card,
    freeze,
    get_card,
    give_back,
    lines_of,
    review,
    review_total,
    save_self,
    self_total,
)
from quizapp.assessments.deriving import Proposals, propose
from quizapp.assessments.editing import (
    SheetText,
    change_sheet,
    close_sheet,
    copy_sheet,
    copy_start,
    drop_row,
    move_row,
    open_sheet,
    save_row,
    set_ranking,
)
from quizapp.assessments.models import ScoreCard, ScoreLine, ScoreSheet
from quizapp.assessments.queries import (
    get_sheet,
    lint,
    list_cards,
    list_sheets,
)
from quizapp.assessments.rules import Rule, RuleType, Scored, Total, add_up, grade_of, rank_all, show_points
from quizapp.assessments.sheet import Finding, Row, check_sheet, row_of, rows_of, start_sheets

__all__ = [
    "Finding",
    "Proposals",
    "ReviewSaid",
    "Row",
    "Rule",
    "RuleType",
    "ScoreCard",
    "ScoreLine",
    "ScoreSheet",
    "Scored",
    "SelfSaid",
    "SheetText",
    "Total",
    "add_up",
    "change_sheet",
    "check_sheet",
    "close_sheet",
    "copy_sheet",
    "copy_start",
    "drop_row",
    "find_card",
    "freeze",
    "get_card",
    "get_sheet",
    "give_back",
    "grade_of",
    "lines_of",
    "lint",
    "list_cards",
    "list_sheets",
    "move_row",
    "open_sheet",
    "propose",
    "rank_all",
    "review",
    "review_total",
    "row_of",
    "rows_of",
    "save_row",
    "save_self",
    "self_total",
    "set_ranking",
    "show_points",
    "start_sheets",
]
