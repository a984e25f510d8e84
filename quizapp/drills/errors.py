"""What can go wrong in a drill, each with a stable code."""

from __future__ import annotations

from quizapp.errors import Conflict


class PeopleOutstanding(Conflict):
    """Somebody is not accounted for, and no reason was given to give all clear in spite of it."""

    code = "people_outstanding"
