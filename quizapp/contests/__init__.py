"""Contests (知识竞赛): rules, a frozen pool, papers drawn per person, attempts and their results.

Here is everything between an organizer's choices and a submitted paper's line in the ledger. Questions themselves
belong to `quizapp.questions` and `quizapp.banks`, rankings to `quizapp.leaderboards`, figures of forms to the ledger.
"""

from quizapp.contests.attempts import AttemptRow, find_attempt
from quizapp.contests.credits import restored_by
from quizapp.contests.entry import admit
from quizapp.contests.errors import (
    AttemptClosed,
    CannotStart,
    ContestFixed,
    IdentityNeeded,
    NoSuchAttempt,
    NoSuchContest,
    OtherPhone,
)
from quizapp.contests.figures import (
    ContestFigures,
    ContestLine,
    ResultLine,
    count_figures,
    list_contests,
    list_pool,
    list_results,
    read_contest,
    read_contest_rows,
)
from quizapp.contests.models import Attempt, AttemptRuling, Contest, ContestBank, ContestQuestion
from quizapp.contests.paper import load_answers, number_sheet, read_issued
from quizapp.contests.pool import Pool, ShownQuestion, hash_pool, load_pool
from quizapp.contests.queries import (
    ContestRow,
    MyAttempt,
    OpenPaper,
    Standing,
    find_contest,
    judge_standing,
    list_my_attempts,
    list_published_contests,
    open_paper,
)
from quizapp.contests.reported import MyReport, find_reportable, list_my_reports, report_error
from quizapp.contests.results import Result, ReviewedQuestion, read_result
from quizapp.contests.rules import (
    GRACE,
    ContestState,
    Reveal,
    StartVerdict,
    SubmittedBy,
    Tries,
    Window,
    deadline_for,
    may_start,
    takes_answers,
)
from quizapp.contests.service.expire import expire_for_person, expire_overdue
from quizapp.contests.service.grade import Graded, Receipt
from quizapp.contests.service.publish import (
    close_contest,
    pause_contest,
    publish_contest,
    resume_contest,
    show_unit_board,
)
from quizapp.contests.service.save import Saved, save_answers
from quizapp.contests.service.settings import (
    ContestSettings,
    OfferedBank,
    contest_for,
    create_contest,
    offer_banks,
    read_settings,
    update_contest,
)
from quizapp.contests.service.start import Started, start_attempt
from quizapp.contests.service.submit import Submission, judge_submission, record_submission, submit_attempt
from quizapp.contests.service.void import Voided, actor_name, restore_attempt, void_attempt, void_attempts
from quizapp.contests.validity import count_left_out
from quizapp.contests.verified import is_verified

__all__ = [
    "GRACE",
    "Attempt",
    "AttemptClosed",
    "AttemptRow",
    "AttemptRuling",
    "CannotStart",
    "Contest",
    "ContestBank",
    "ContestFigures",
    "ContestFixed",
    "ContestLine",
    "ContestQuestion",
    "ContestRow",
    "ContestSettings",
    "ContestState",
    "Graded",
    "IdentityNeeded",
    "MyAttempt",
    "MyReport",
    "NoSuchAttempt",
    "NoSuchContest",
    "OfferedBank",
    "OpenPaper",
    "OtherPhone",
    "Pool",
    "Receipt",
    "Result",
    "ResultLine",
    "Reveal",
    "ReviewedQuestion",
    "Saved",
    "ShownQuestion",
    "Standing",
    "StartVerdict",
    "Started",
    "Submission",
    "SubmittedBy",
    "Tries",
    "Voided",
    "Window",
    "actor_name",
    "admit",
    "close_contest",
    "contest_for",
    "count_figures",
    "count_left_out",
    "create_contest",
    "deadline_for",
    "expire_for_person",
    "expire_overdue",
    "find_attempt",
    "find_contest",
    "find_reportable",
    "hash_pool",
    "is_verified",
    "judge_standing",
    "judge_submission",
    "list_contests",
    "list_my_attempts",
    "list_my_reports",
    "list_pool",
    "list_published_contests",
    "list_results",
    "load_answers",
    "load_pool",
    "may_start",
    "number_sheet",
    "offer_banks",
    "open_paper",
    "pause_contest",
    "publish_contest",
    "read_contest",
    "read_contest_rows",
    "read_issued",
    "read_result",
    "read_settings",
    "record_submission",
    "report_error",
    "restore_attempt",
    "restored_by",
    "resume_contest",
    "save_answers",
    "show_unit_board",
    "start_attempt",
    "submit_attempt",
    "takes_answers",
    "update_contest",
    "void_attempt",
    "void_attempts",
]
