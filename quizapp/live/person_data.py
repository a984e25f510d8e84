"""What live rooms know about a person: his games, shown with his record; his name and phone go with him."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quizapp.kit.i18n import N_, Phrase
from quizapp.live.models import LivePlayer, LiveRoom


def erase(session: Session, person_id: int) -> None:
    """Take name and phone out of his games; answers and scores stay, they are figures."""
    session.execute(
        update(LivePlayer)
        .where(LivePlayer.person_id == person_id)
        .values(shown_name="", is_hidden=True, device_hash=None)
        .execution_options(synchronize_session=False)
    )


def describe(session: Session, person_id: int) -> list[tuple[Phrase, Phrase]]:
    """(what, how much) for the person's own copy of his data; empty when nothing is kept. One statement."""
    row = session.execute(
        select(func.count(), func.coalesce(func.sum(LivePlayer.right_count), 0))
        .join(LiveRoom, LiveRoom.id == LivePlayer.room_id)
        .where(LivePlayer.person_id == person_id)
    ).one()
    text = Phrase(N_("参加过 %(games)d 场，答对 %(right)d 题"), games=row[0], right=row[1])
    return [(Phrase(N_("直播答题")), text)] if row[0] else []
