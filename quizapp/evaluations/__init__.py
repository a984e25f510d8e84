"""Evaluations of drills (演练评估) by sheets that are kept as data, and the improvements (整改) that come of them.

What happened in a drill is told by `quizapp.drills`; here stands what evaluators thought of it, and what is mended by
whom until when. Nothing here counts in official figures.
"""

from quizapp.evaluations.access import FoundImprovement, evaluation_for, improvement_for
from quizapp.evaluations.criteria import Criteria, get_criteria, offered_criteria
from quizapp.evaluations.document import evaluation_document, improvements_document
from quizapp.evaluations.errors import EvaluationChanged, EvaluationFinished, EvaluationIncomplete, SamePerson
from quizapp.evaluations.figures import figures_of
from quizapp.evaluations.improvements import (
    STATES,
    ImprovementFilter,
    ListedImprovement,
    count_improvements,
    history_of,
    improvements_of_session,
    list_improvements,
    read_improvement,
)
from quizapp.evaluations.models import Evaluation, Improvement, ImprovementEvent
from quizapp.evaluations.queries import EvaluationView, Together, list_evaluations, read_evaluation, together
from quizapp.evaluations.rules import Answer, Gaps, Result, SectionResult, is_overdue, result_of
from quizapp.evaluations.service.fill import (
    Filled,
    correct_evaluation,
    digest_of,
    discard_evaluation,
    finish_evaluation,
    save_evaluation,
    start_evaluation,
)
from quizapp.evaluations.service.improve import (
    Done,
    Wanted,
    change_improvement,
    raise_improvement,
    reopen_improvement,
    report_done,
    verify_improvement,
    withdraw_improvement,
)

__all__ = [
    "STATES",
    "Answer",
    "Criteria",
    "Done",
    "Evaluation",
    "EvaluationChanged",
    "EvaluationFinished",
    "EvaluationIncomplete",
    "EvaluationView",
    "Filled",
    "FoundImprovement",
    "Gaps",
    "Improvement",
    "ImprovementEvent",
    "ImprovementFilter",
    "ListedImprovement",
    "Result",
    "SamePerson",
    "SectionResult",
    "Together",
    "Wanted",
    "change_improvement",
    "correct_evaluation",
    "count_improvements",
    "digest_of",
    "discard_evaluation",
    "evaluation_document",
    "evaluation_for",
    "figures_of",
    "finish_evaluation",
    "get_criteria",
    "history_of",
    "improvement_for",
    "improvements_document",
    "improvements_of_session",
    "is_overdue",
    "list_evaluations",
    "list_improvements",
    "offered_criteria",
    "raise_improvement",
    "read_evaluation",
    "read_improvement",
    "reopen_improvement",
    "report_done",
    "result_of",
    "save_evaluation",
    "start_evaluation",
    "together",
    "verify_improvement",
    "withdraw_improvement",
]
