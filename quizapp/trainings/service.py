"""Writing down what was taught, and which contest is its exam."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.activities import Lock, SessionFacts, session_for
from quizapp.contests import list_published_contests
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, clean_text
from quizapp.trainings.models import TrainingRecord
from quizapp.trainings.rules import is_training, usual_tenth_hours


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingFacts:
    """What the record says; see `TrainingRecord`."""

    content: str = ""
    tenth_hours: int = 0
    teacher: str = ""
    keeper: str = ""
    contest_id: int | None = None


def training_for(
    session: Session, session_id: int, permission: Permission, actor: Actor, *, lock: Lock = Lock.NONE
) -> SessionFacts:
    """The session, if the actor may and it is a training. Raises `NotFound`, `NotAllowed`, and `Invalid` otherwise."""
    facts = session_for(session, session_id, permission, actor, lock=lock)
    if not is_training(facts.kind):
        raise Invalid(N_("“%(kind)s”不是培训或宣讲，没有培训记录"), kind=facts.kind_label)
    return facts


def usual_facts(facts: SessionFacts) -> TrainingFacts:
    """What a record says before anybody wrote it: the activity's words and the session's length."""
    return TrainingFacts(content=facts.description, tenth_hours=usual_tenth_hours(facts))


def save_record(
    session: Session, session_id: int, wanted: TrainingFacts, *, actor: Actor, now: datetime
) -> TrainingRecord:
    """The record as it is from now on. Raises `Invalid` with the field."""
    facts = training_for(session, session_id, Permission.EDIT_ACTIVITIES, actor, lock=Lock.ALONE)
    if not 0 <= wanted.tenth_hours <= 10_000:
        raise Invalid(N_("学时应在 0 到 1000 之间"), field="hours")
    row = session.get(TrainingRecord, session_id) or TrainingRecord(session_id=session_id)
    if wanted.contest_id is not None and wanted.contest_id != row.contest_id:
        _require_exam(session, facts, wanted.contest_id)
    row.content, row.tenth_hours = clean_text(wanted.content, limit=4000), wanted.tenth_hours
    row.teacher, row.keeper = clean_line(wanted.teacher, limit=150), clean_line(wanted.keeper, limit=60)
    row.contest_id, row.changed_at = wanted.contest_id, now
    row.changed_by = f"staff:{actor.id}" if actor.id is not None else "system"
    session.add(row)
    session.flush()
    return row


def _require_exam(session: Session, facts: SessionFacts, contest_id: int) -> None:
    """A published contest of the same campaign, whoever holds it: a village's people take the county's exam."""
    if contest_id not in {each.id for each in list_published_contests(session, facts.campaign_id)}:
        raise Invalid(N_("考核要选本次活动里已经发布的竞赛"), field="contest_id")
