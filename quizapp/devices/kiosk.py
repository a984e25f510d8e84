"""Who stands before a kiosk: found by a whole name or the end of a phone number, never by browsing."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts
from quizapp.devices.finding import scope_paths
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, fold_key
from quizapp.kit.vault import Vault
from quizapp.people import FoundPerson, people_by_phone_tail, search_people

#: Digits that are asked at least, and people that are shown at most: a kiosk is no directory.
LEAST_DIGITS = 4
SHOWN = 6
_MOST_NAMESAKES = 200


def find_visitor(
    session: Session, facts: SessionFacts, *, name: str, phone_tail: str, vault: Vault
) -> list[FoundPerson]:
    """People of the session's hosts with exactly this name, or whose phone ends like this; both narrow it down.

    Raises `Invalid` when too little was typed. Names come back in full: the caller masks them.
    """
    said, tail = clean_line(name, limit=40), "".join(each for each in phone_tail if each.isdigit())
    if not fold_key(said) and len(tail) < LEAST_DIGITS:
        raise Invalid(N_("请输入姓名，或手机号的后四位"), field="name")
    paths = scope_paths(session, facts)
    if len(tail) >= LEAST_DIGITS:
        found = people_by_phone_tail(
            session, campaign_id=facts.campaign_id, paths=paths, tail=tail[-11:], vault=vault, limit=_MOST_NAMESAKES
        )
    else:
        found = search_people(
            session, campaign_id=facts.campaign_id, paths=paths, words=said, limit=_MOST_NAMESAKES
        )  # fmt: skip
    if fold_key(said):
        found = [each for each in found if fold_key(each.name) == fold_key(said)]
    return found[:SHOWN]
