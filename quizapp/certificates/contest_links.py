"""The way to one's certificate from the contest's page and from a result."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.campaigns import Card, Group
from quizapp.certificates.issuing import is_due
from quizapp.certificates.queries import my_certificate, offered
from quizapp.kit.i18n import N_, Phrase


def links(session: Session, *, contest_id: int, code: str, person_id: int) -> list[Card]:
    """The link, where this person has a certificate or may fetch one. One statement where none is offered."""
    if offered(session, contest_id) is None:
        return []
    mine = my_certificate(session, contest_id, person_id)
    has_it = mine is not None and not mine.is_withdrawn
    if not has_it and not is_due(session, contest_id, person_id):
        return []
    text = Phrase(N_("保存图片或 PDF，扫码可核验"))
    return [Card(group=Group.NOW, title=N_("领取证书"), url=f"/q/{code}/certificate", icon="award", text=text)]
