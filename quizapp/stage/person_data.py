"""What stage contests know about a person: that he sat in a team. Erased with him; scores stay."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session

from quizapp.kit.i18n import N_, Phrase
from quizapp.stage.ddl import ERASED
from quizapp.stage.models import StageEvent, StageMember


def erase(session: Session, person_id: int) -> None:
    """Take out his name, and the reasons given in his contests, which may name him."""
    forget(
        session, StageMember.person_id == person_id,
        select(StageMember.contest_id).where(StageMember.person_id == person_id),
    )  # fmt: skip


def forget(
    session: Session, whom: ColumnElement[bool], contests: Select[Any] | Collection[int]
) -> int:  # fmt: skip
    """Take out names of members and reasons of contests; how many names went."""
    session.execute(
        update(StageEvent)
        .where(StageEvent.contest_id.in_(contests), StageEvent.reason != "", StageEvent.reason != ERASED)
        .values(reason=ERASED)
        .execution_options(synchronize_session=False)
    )
    gone = session.execute(
        update(StageMember)
        .where(whom, StageMember.name != "")
        .values(name="")
        .returning(StageMember.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


def describe(session: Session, person_id: int) -> list[tuple[Phrase, Phrase]]:
    """(what, how much) for the person's own copy of his data; empty when he sat in no team. One statement."""
    count = session.scalar(select(func.count(StageMember.id)).where(StageMember.person_id == person_id)) or 0
    return [(Phrase(N_("现场比赛")), Phrase(N_("上台 %(n)d 次"), n=count))] if count else []
