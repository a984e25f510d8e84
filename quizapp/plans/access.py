"""Who may see and change what of a plan: decided by the unit whose it is."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.plans.documents import get_document
from quizapp.plans.files import get_file
from quizapp.plans.group import get_member
from quizapp.plans.liaisons import get_officer
from quizapp.plans.models import GroupMember, LiaisonOfficer, PlanDocument, PlanFile, PlanTask
from quizapp.plans.tasks import get_task
from quizapp.units import Unit, get_unit

#: Tasks, documents and files; people's names; saying that a task is done.
EDIT = Permission.EDIT_ACTIVITIES
EDIT_NAMES = Permission.EDIT_PEOPLE
SAY = Permission.EDIT_RECORDS


def unit_for(session: Session, unit_id: int, permission: Permission, actor: Actor) -> Unit:
    """The unit, if the actor may do ``permission`` there. Raises `NotFound` out of reach."""
    unit = get_unit(session, unit_id)
    actor.require(permission, unit.path)
    return unit


def task_for(session: Session, task_id: int, permission: Permission, actor: Actor) -> tuple[PlanTask, Unit]:
    """The task and the unit whose plan it is, if the actor may do ``permission`` there."""
    task = get_task(session, task_id)
    return task, unit_for(session, task.unit_id, permission, actor)


def task_seen(session: Session, task_id: int, actor: Actor) -> tuple[PlanTask, Unit]:
    """The task and its unit, for staff of that unit, of those above it, and of those that it is for."""
    task = get_task(session, task_id)
    return task, _seen(session, task.unit_id, actor)


def _seen(session: Session, unit_id: int, actor: Actor) -> Unit:
    unit = get_unit(session, unit_id)
    if not actor.takes_part_in(unit.path):
        raise NotFound(N_("没有找到这一页：它可能已被删除，或不在您负责的单位里"))
    return unit


def document_for(session: Session, document_id: int, permission: Permission, actor: Actor) -> tuple[PlanDocument, Unit]:
    """The document and its unit, if the actor may do ``permission`` there."""
    document = get_document(session, document_id)
    return document, unit_for(session, document.unit_id, permission, actor)


def file_for(session: Session, file_id: int, permission: Permission, actor: Actor) -> tuple[PlanFile, Unit]:
    """The file and its unit, if the actor may do ``permission`` there."""
    file = get_file(session, file_id)
    return file, unit_for(session, file.unit_id, permission, actor)


def file_seen(session: Session, file_id: int, actor: Actor) -> tuple[PlanFile, Unit]:
    """The file with its bytes, for staff of its unit, of those above and of those below: a signed plan is for all of them."""
    file = get_file(session, file_id, with_content=True)
    return file, _seen(session, file.unit_id, actor)


def officer_for(session: Session, officer_id: int, permission: Permission, actor: Actor) -> tuple[LiaisonOfficer, Unit]:
    """The officer and his unit, if the actor may do ``permission`` there."""
    officer = get_officer(session, officer_id)
    return officer, unit_for(session, officer.unit_id, permission, actor)


def member_for(session: Session, member_id: int, permission: Permission, actor: Actor) -> tuple[GroupMember, Unit]:
    """The line of the leading group and its unit, if the actor may do ``permission`` there."""
    member = get_member(session, member_id)
    return member, unit_for(session, member.unit_id, permission, actor)
