"""Not on the roster: a weak sign, worth a look where a unit said beforehand whom it expects."""

from __future__ import annotations

from .paper import Mark, Paper, Rule

#: Visitors, people of the same name and new colleagues are ordinary: never more than a hint.
SCORE = 0.3


def judge_roster(paper: Paper) -> Mark | None:
    """A mark for a paper of somebody whom the unit's roster does not name and no helper has seen."""
    if paper.is_on_roster is not False or paper.is_helped:
        return None
    return Mark(attempt_id=paper.attempt_id, rule=Rule.ROSTER, score=SCORE, detail={})
