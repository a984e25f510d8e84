"""Participants: registering a name on a phone, finding the person again, erasing one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Table, bindparam, delete, or_, select, update
from sqlalchemy.orm import Session

from quizapp.db import upsert
from quizapp.errors import Invalid, NotFound
from quizapp.kit import pinyin
from quizapp.kit.i18n import N_
from quizapp.kit.registry import load_part
from quizapp.kit.text import clean_line, fold_key
from quizapp.kit.vault import Vault
from quizapp.people.matching import find_roster_entry
from quizapp.people.models import Person, PersonDevice, RosterEntry
from quizapp.people.phones import PHONE_PURPOSE, normal_phone

#: Longest name that is kept; names of some minorities are long.
NAME_LIMIT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """What a participant or a helper gives: a name or nickname and a unit, a phone only where a contest asks."""

    campaign_id: int
    unit_id: int
    name: str
    phone: str | None = None
    #: phone | helper | roster | paper
    origin: str = "phone"
    #: Version of the privacy notice that was agreed to; None when a helper entered the name.
    notice_version: int | None = None


def hash_device(device_key: str) -> str:
    """What is stored of a phone's random key: enough to know it again, useless to copy."""
    return hashlib.sha256(f"device:{device_key}".encode()).hexdigest()


#: On every page of a participant: built once.
_CURRENT = (
    select(Person)
    .join(PersonDevice, PersonDevice.person_id == Person.id)
    .where(
        PersonDevice.device_hash == bindparam("device_hash"),
        PersonDevice.campaign_id == bindparam("campaign_id"),
        Person.erased_at.is_(None),
    )
    .order_by(PersonDevice.used_at.desc(), PersonDevice.id.desc())
    .limit(1)
)


def current_person(session: Session, device_hash: str, campaign_id: int) -> Person | None:
    """The person this phone last spoke for in the campaign; None for a new phone. One statement."""
    return session.scalar(_CURRENT, {"device_hash": device_hash, "campaign_id": campaign_id})


def people_on_device(session: Session, device_hash: str, campaign_id: int) -> list[Person]:
    """Everybody this phone has spoken for, latest first: a family, a volunteer's tablet."""
    return list(
        session.scalars(
            select(Person)
            .join(PersonDevice, PersonDevice.person_id == Person.id)
            .where(
                PersonDevice.device_hash == device_hash,
                PersonDevice.campaign_id == campaign_id,
                Person.erased_at.is_(None),
            )
            .order_by(PersonDevice.used_at.desc())
        )
    )


def register_person(
    session: Session, new: NewPerson, *, device_hash: str | None, vault: Vault, now: datetime
) -> Person:
    """The person meant by ``new``: one known on this phone, else one known by phone number, else a new one.

    The same name in the same unit on another phone is another person unless the phone number says otherwise.
    A roster line with this name (and phone, if both have one) is linked when it is the only one and still free.
    Raises `Invalid` for an empty name or an impossible phone number.
    """
    name = clean_line(new.name, limit=NAME_LIMIT)
    if not name or not fold_key(name):
        raise Invalid(N_("请填写姓名或昵称"), field="name")
    phone = normal_phone(new.phone) if new.phone else None
    person = _known(session, new, fold_key(name), phone, device_hash, vault)
    if person is None:
        person = _create(session, new, name, vault, phone, now)
    elif phone and person.phone_sealed is None:
        _set_phone(person, phone, vault)
    if device_hash is not None:
        remember_device(session, person, device_hash, now=now)
    return person


def _known(
    session: Session, new: NewPerson, name_key: str, phone: str | None, device_hash: str | None, vault: Vault
) -> Person | None:
    same_name = select(Person).where(
        Person.campaign_id == new.campaign_id,
        Person.unit_id == new.unit_id,
        Person.name_key == name_key,
        Person.erased_at.is_(None),
    )
    if device_hash is not None:
        here = same_name.join(PersonDevice, PersonDevice.person_id == Person.id).where(
            PersonDevice.device_hash == device_hash, PersonDevice.campaign_id == new.campaign_id
        )
        found = session.scalar(here.limit(1))
        if found is not None:
            return found
    if phone is not None:
        index = vault.index(phone, purpose=PHONE_PURPOSE)
        return session.scalar(same_name.where(Person.phone_index == index).limit(1))
    return None


def _create(session: Session, new: NewPerson, name: str, vault: Vault, phone: str | None, now: datetime) -> Person:
    index = vault.index(phone, purpose=PHONE_PURPOSE) if phone else None
    entry = find_roster_entry(session, new.campaign_id, new.unit_id, fold_key(name), index)
    person = Person(
        campaign_id=new.campaign_id, unit_id=new.unit_id, name=name, name_key=fold_key(name),
        pinyin=pinyin.full(name), initials=pinyin.initials(name)[:64], origin=new.origin,
        roster_entry_id=entry.id if entry else None, notice_version=new.notice_version,
        consented_at=now if new.notice_version is not None else None, created_at=now,
    )  # fmt: skip
    if phone:
        _set_phone(person, phone, vault)
    session.add(person)
    session.flush()
    return person


def _set_phone(person: Person, phone: str, vault: Vault) -> None:
    person.phone_sealed = vault.seal(phone, purpose=PHONE_PURPOSE)
    person.phone_index = vault.index(phone, purpose=PHONE_PURPOSE)


def remember_device(session: Session, person: Person, device_hash: str, *, now: datetime) -> None:
    """From now on this phone speaks for ``person`` in the person's campaign."""
    values = {
        "device_hash": device_hash,
        "campaign_id": person.campaign_id,
        "person_id": person.id,
        "used_at": now,
    }
    unique = ("device_hash", "campaign_id", "person_id")
    upsert(session, cast(Table, PersonDevice.__table__), values, unique=unique, change=("used_at",))


def forget_device(session: Session, device_hash: str, campaign_id: int) -> None:
    """This phone speaks for nobody in the campaign any more; the people and their records stay."""
    session.execute(
        delete(PersonDevice).where(PersonDevice.device_hash == device_hash, PersonDevice.campaign_id == campaign_id)
    )


def get_person(session: Session, person_id: int) -> Person:
    """The person, erased or not. Raises `NotFound`."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound(N_("没有这个人"))
    return person


def rename_person(session: Session, person_id: int, name: str) -> Person:
    """The person under a corrected name. Raises `Invalid` for an empty one and `NotFound` once erased."""
    person = get_person(session, person_id)
    cleaned = clean_line(name, limit=NAME_LIMIT)
    if person.erased_at is not None:
        raise NotFound(N_("没有这个人"))
    if not fold_key(cleaned):
        raise Invalid(N_("请填写姓名或昵称"), field="name")
    person.name, person.name_key = cleaned, fold_key(cleaned)
    person.pinyin, person.initials = pinyin.full(cleaned), pinyin.initials(cleaned)[:64]
    session.flush()
    return person


def reveal_phone(session: Session, person_id: int, vault: Vault) -> str:
    """The phone number in clear, empty when there is none. The caller writes who looked into the audit log first."""
    person = get_person(session, person_id)
    return vault.open(person.phone_sealed, purpose=PHONE_PURPOSE) if person.phone_sealed else ""


def has_contact() -> ColumnElement[bool]:
    """That something is kept by which the person could be called."""
    return or_(Person.phone_sealed.is_not(None), Person.phone_index.is_not(None))


def erase_person(session: Session, person_id: int, *, now: datetime, roster_too: bool = False) -> Person:
    """The person without name, phone and devices. Attendances and figures stay as they were.

    A feature that keeps more about people than figures erases it in its module ``person_data``.

    ``roster_too`` also takes the person's line off the roster. That is for staff: whoever typed a colleague's name on a
    phone must not be able to shorten the organizer's list by erasing "himself".
    """
    person = get_person(session, person_id)
    entry_id = person.roster_entry_id
    session.execute(
        update(Person)
        .where(Person.id == person_id)
        .values(
            name="", name_key="", pinyin="", initials="", phone_sealed=None, phone_index=None,
            roster_entry_id=None, erased_at=now,
        )
    )  # fmt: skip
    session.execute(delete(PersonDevice).where(PersonDevice.person_id == person_id))
    for feature in load_part("person_data"):
        feature.erase(session, person_id)
    if roster_too and entry_id is not None:
        session.execute(update(Person).where(Person.roster_entry_id == entry_id).values(roster_entry_id=None))
        session.execute(delete(RosterEntry).where(RosterEntry.id == entry_id))
    session.refresh(person)
    return person
