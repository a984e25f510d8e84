"""What can go wrong on a stage beyond the usual."""

from __future__ import annotations

from quizapp.errors import Conflict


class StageMoved(Conflict):
    """Somebody else has gone on since the page was drawn; nothing was done, the page shows where it stands now."""

    code = "stage_moved"


class StageNotReady(Conflict):
    """The contest cannot do this at this point; the message says what comes first."""

    code = "stage_not_ready"
