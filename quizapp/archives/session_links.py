"""The way from a session's page to its archive."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.activities import SessionFacts, get_kind
from quizapp.campaigns import Card, Group
from quizapp.kit.i18n import N_, Phrase


def links(session: Session, *, facts: SessionFacts, actor: Actor) -> list[Card]:
    """The archive, made by one click; names stand in it, so only for those who look after people."""
    if not any(actor.can(Permission.EDIT_PEOPLE, path) for path in (facts.owner_path, facts.host_path)):
        return []
    kind = get_kind(facts.kind)
    title = N_("演练档案") if kind.drill else N_("培训档案") if kind.group == "training" else N_("活动档案")
    return [
        Card(
            group=Group.NOW, title=title, url=f"/console/sessions/{facts.id}/archive", icon="inbox", order=50,
            text=Phrase(N_("点一下，记录、评估、整改、签到、照片、总结打成一个压缩包")), posts=True,
        )
    ]  # fmt: skip
