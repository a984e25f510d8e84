"""Who may do what with a record: decided by its unit."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.records.models import Record
from quizapp.records.service import get_record
from quizapp.units import Unit, get_unit


def record_for(session: Session, record_id: int, permission: Permission, actor: Actor) -> tuple[Record, Unit]:
    """The record and its unit, if the actor may do ``permission`` there. Raises `NotFound` out of reach."""
    record = get_record(session, record_id)
    unit = get_unit(session, record.unit_id)
    actor.require(permission, unit.path)
    return record, unit
