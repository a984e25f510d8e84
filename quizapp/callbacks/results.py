"""What the calls brought: typed in line by line, told as shares, kept without people when their time is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from quizapp.callbacks.models import CallSample, SampledPerson
from quizapp.callbacks.rules import Outcome
from quizapp.campaigns import list_forgotten
from quizapp.errors import Conflict, Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Counts of a sample; shares are theirs to work out."""

    drawn: int
    called: int
    reached: int
    confirmed: int
    denied: int

    @property
    def confirmed_0_1(self) -> float | None:
        """Of those reached, how many say that they were there; None before anybody was reached."""
        return self.confirmed / self.reached if self.reached else None


def shares_of(session: Session, sample_id: int) -> Shares:
    """How far the calls are and what they brought. One statement."""
    found = Counter(session.scalars(select(SampledPerson.outcome).where(SampledPerson.sample_id == sample_id)))
    reached = sum(count for word, count in found.items() if word and Outcome(word).is_reached)
    return Shares(
        drawn=found.total(), called=found.total() - found[""], reached=reached, confirmed=found[Outcome.CONFIRMED.value],
        denied=found[Outcome.DENIED.value],
    )  # fmt: skip


def note_outcomes(
    session: Session, sample_id: int, said: Mapping[int, tuple[str, str]], *, actor: str, now: datetime,
    shown: Mapping[int, tuple[str, str]] | None = None,
) -> int:  # fmt: skip
    """How many lines changed; ``said`` is line id -> (outcome, note). Two statements.

    ``shown`` is what stood on the page that was sent: a line left as it was shown is left alone, so that two callers
    with the same list open do not wipe each other's answers. Raises `Invalid` for a strange word, and `Conflict` for a
    line that somebody else has answered otherwise meanwhile.
    """
    known = {each.value for each in Outcome} | {""}
    strange = next((word for word, _ in said.values() if word not in known), None)
    if strange is not None:
        raise Invalid(N_("不认识的回访结果“%(word)s”"), field="outcome", word=strange[:20])
    mine = session.execute(
        select(SampledPerson.id, SampledPerson.outcome, SampledPerson.note).where(SampledPerson.sample_id == sample_id)
    )
    changes = []
    for line_id, outcome, note in mine:
        before = (shown or {}).get(line_id, (outcome, note))
        if line_id in said and said[line_id] == before:
            continue
        if line_id in said and before != (outcome, note) and said[line_id] != (outcome, note):
            raise Conflict(N_("有一行别人刚刚记过，和您记的不一样：请刷新页面看一看再记"))
        if line_id in said and (new := (said[line_id][0], clean_line(said[line_id][1], limit=200))) != (outcome, note):
            changes.append(
                {
                    "line": line_id,
                    "outcome": new[0],
                    "note": new[1],
                    "answered_at": now if new[0] else None,
                    "answered_by": actor,
                }
            )
    if changes:
        table = cast(Table, SampledPerson.__table__)
        statement = update(table).where(table.c.id == bindparam("line"))
        session.connection().execute(statement, changes)
    return len(changes)


def forget_people(session: Session, *, now: datetime) -> int:
    """Part the answers from the people of campaigns whose retention has ended; how many lines."""
    over = list_forgotten(session, now=now)
    samples = select(CallSample.id).where(CallSample.campaign_id.in_(over))
    gone = session.execute(
        update(SampledPerson)
        .where(SampledPerson.sample_id.in_(samples), SampledPerson.person_id.is_not(None))
        .values(person_id=None, note="")
        .returning(SampledPerson.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())
