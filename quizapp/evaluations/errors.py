"""What can go wrong with evaluations and improvements, each with a stable code."""

from __future__ import annotations

from quizapp.errors import Conflict


class EvaluationFinished(Conflict):
    """A finished evaluation is not changed; it can be corrected by a new one."""

    code = "evaluation_finished"


class EvaluationIncomplete(Conflict):
    """Something that the sheet asks for is missing."""

    code = "evaluation_incomplete"


class EvaluationChanged(Conflict):
    """Another phone saved the same draft in between."""

    code = "evaluation_changed"


class SamePerson(Conflict):
    """Whoever reported something as done cannot be the one who verifies it."""

    code = "same_person"
