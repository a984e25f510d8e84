"""The way from a session's page to its paper."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.activities import SessionFacts
from quizapp.campaigns import Card, Group
from quizapp.kit.i18n import N_, Phrase


def links(session: Session, *, facts: SessionFacts, actor: Actor) -> list[Card]:
    """Printing and reading in sheets, for those who may export lists."""
    if not any(actor.can(Permission.EXPORT, path) for path in (facts.owner_path, facts.host_path)):
        return []
    return [
        Card(
            group=Group.NOW, title=N_("纸质签到表"), url=f"/console/sessions/{facts.id}/sheets", icon="table", order=20,
            text=Phrase(N_("打印带行号的表，签好后按行号补录")),
        )
    ]  # fmt: skip
