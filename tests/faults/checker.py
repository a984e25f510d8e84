"""What the database holds, held against what was acknowledged: lost, doubled, or told wrongly."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from benchmarks.world import World
from quizapp.checkins.models import Attendance
from quizapp.contests.models import Attempt
from quizapp.db import Store
from quizapp.ledger.models import LedgerEntry
from tests.faults.phones import History


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """All of them must be zero, except ``acknowledged`` and ``checked_in``."""

    acknowledged: int
    checked_in: int
    lost: int
    doubled: int
    wrong: int

    @property
    def is_clean(self) -> bool:
        """Nothing lost, nothing doubled, nothing told wrongly."""
        return not (self.lost or self.doubled or self.wrong)


def judge(world: World, history: History) -> Verdict:
    """Read the database as it stands and count."""
    store = Store(world.settings.database_url)
    try:
        with store.read() as session:
            scores = {
                row.token: row.score
                for row in session.execute(
                    select(Attempt.token, Attempt.score).where(Attempt.submitted_at.is_not(None))
                )
            }
            entries = Counter(session.scalars(select(LedgerEntry.source_table)))
            credited = Counter(
                session.scalars(
                    select(Attempt.token)
                    .join(LedgerEntry, LedgerEntry.source_id == Attempt.id)
                    .where(LedgerEntry.source_table == "attempt")
                )
            )
            present = session.scalars(select(Attendance.person_id)).all()
            people = session.scalar(select(func.count(func.distinct(Attendance.person_id)))) or 0
    finally:
        store.close()
    told = {each.token: each.score for each in history.submissions}
    return Verdict(
        acknowledged=len(told), checked_in=len(history.check_ins),
        lost=sum(token not in scores or not credited[token] for token in told) + max(0, len(history.check_ins) - people),
        doubled=(entries["attempt"] - len(scores)) + (len(present) - people) + (entries["attendance"] - len(present)),
        wrong=sum(scores.get(each.token, each.score) != each.score for each in history.submissions),
    )  # fmt: skip
