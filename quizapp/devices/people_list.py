"""The list that a device takes along: masked names, hashes to know a name or a code again, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import msgspec
from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts
from quizapp.checkins import present_people, standing_codes
from quizapp.devices.finding import scope_paths
from quizapp.devices.rules import Keys, list_key, list_salt, name_key
from quizapp.kit import pinyin
from quizapp.kit.text import mask_name
from quizapp.people import FoundPerson, search_people

#: People on one device's list; those beyond are found by their code's answer or by a search on the server.
LISTED = 5000
SEARCHED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLine:
    """Somebody as a device may know him."""

    #: What the device sends for this person: ``p17`` or ``r5``.
    who: str
    #: Masked.
    name: str
    unit: str
    #: First letters of the name's pinyin, for searching without network.
    initials: str
    #: Hashes of what stands for the person: the folded name, and the personal code where there is one.
    keys: tuple[str, ...]
    is_in: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleList:
    """The list, and a version that changes when it does."""

    version: str
    salt: str
    lines: tuple[ListLine, ...]
    is_complete: bool


def people_list(session: Session, facts: SessionFacts, *, keys: Keys) -> PeopleList:
    """People of the session's hosts, by unit and name. Five statements at most."""
    salt = list_salt(facts.id, keys.door)
    lines, is_complete = _lines(session, facts, "", LISTED, salt, keys)
    version = sha256(msgspec.json.encode([salt, lines])).hexdigest()[:16]
    return PeopleList(version=version, salt=salt, lines=lines, is_complete=is_complete)


def search_list(session: Session, facts: SessionFacts, words: str, *, keys: Keys) -> tuple[ListLine, ...]:
    """The few people whose name, pinyin or initials fit, for a device with network."""
    return _lines(session, facts, words, SEARCHED, list_salt(facts.id, keys.door), keys)[0]


def _lines(
    session: Session, facts: SessionFacts, words: str, limit: int, salt: str, keys: Keys
) -> tuple[tuple[ListLine, ...], bool]:
    paths = scope_paths(session, facts)
    found = search_people(session, campaign_id=facts.campaign_id, paths=paths, words=words, limit=limit + 1)
    codes = standing_codes(session, [each.person_id for each in found if each.person_id], key=keys.codes)
    present = present_people(session, facts.id, [each.person_id for each in found if each.person_id])
    lines = [_line(each, salt, codes.get(each.person_id or 0, ""), (each.person_id or 0) in present) for each in found]
    return tuple(lines[:limit]), len(lines) <= limit


def _line(found: FoundPerson, salt: str, code: str, is_in: bool) -> ListLine:
    known_by = [name_key(found.name), *([code] if code else [])]
    return ListLine(
        who=f"p{found.person_id}" if found.person_id else f"r{found.roster_entry_id}", name=mask_name(found.name),
        unit=found.unit_name, initials=pinyin.initials(found.name), is_in=is_in,
        keys=tuple(list_key(each, salt) for each in known_by),
    )  # fmt: skip


def visitor_lines(session: Session, facts: SessionFacts, found: Sequence[FoundPerson]) -> list[ListLine]:
    """The same people as a kiosk may show them: masked, without anything to know them by again. One statement."""
    present = present_people(session, facts.id, [each.person_id for each in found if each.person_id])
    return [
        ListLine(
            who=f"p{each.person_id}" if each.person_id else f"r{each.roster_entry_id}", name=mask_name(each.name),
            unit=each.unit_name, initials="", keys=(), is_in=(each.person_id or 0) in present,
        )
        for each in found
    ]  # fmt: skip
