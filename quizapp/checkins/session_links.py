"""The way from a session's page to its walk-ins."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.activities import SessionFacts
from quizapp.campaigns import Card, Group
from quizapp.kit.i18n import N_


def links(session: Session, *, facts: SessionFacts, actor: Actor) -> list[Card]:
    """Walk-ins, for those who look after people."""
    if not any(actor.can(Permission.EDIT_PEOPLE, path) for path in (facts.owner_path, facts.host_path)):
        return []
    url = f"/console/sessions/{facts.id}/walk-ins"
    return [Card(group=Group.NOW, title=N_("临时登记的人"), url=url, icon="person-add", order=25)]
