"""Who may do what with a drill: decided by its session, in the words of `quizapp.activities`."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.activities import SessionFacts, load_facts, session_for
from quizapp.drills.models import Drill
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDrill:
    """A drill and the session it is."""

    drill: Drill
    facts: SessionFacts


def drill_for(
    session: Session, drill_id: int, permission: Permission, actor: Actor, *, alone: bool = False
) -> FoundDrill:
    """The drill, if the actor may do ``permission`` at its session's unit or host. Raises `NotFound`, `NotAllowed`."""
    drill = get_drill(session, drill_id, alone=alone)
    return FoundDrill(drill=drill, facts=session_for(session, drill.session_id, permission, actor))


def load_drill(session: Session, drill_id: int, *, alone: bool = False) -> FoundDrill:
    """The drill for whoever was let in by other means. Raises `NotFound`."""
    drill = get_drill(session, drill_id, alone=alone)
    return FoundDrill(drill=drill, facts=load_facts(session, drill.session_id))


def get_drill(session: Session, drill_id: int, *, alone: bool = False) -> Drill:
    """The row, held alone until the transaction ends where asked. Raises `NotFound`."""
    query = select(Drill).where(Drill.id == drill_id).execution_options(populate_existing=True)
    drill = session.scalar(query.with_for_update() if alone else query)
    if drill is None:
        raise NotFound(N_("没有这次演练：它可能已被删除，或不在您负责的单位里"))
    return drill


def drill_of_session(session: Session, session_id: int) -> Drill | None:
    """The drill behind a session."""
    return session.scalar(select(Drill).where(Drill.session_id == session_id))
