"""Tables of people who take part: participants, their phones, and the rosters organizers bring."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, intpk, line, moment, short


class Person(Base):
    """A participant (参与者) of one campaign, without an account: a name or nickname and a unit."""

    __tablename__ = "person"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    #: The person's own unit: attendances are credited to it.
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"))
    #: As given, cleaned; empty once erased.
    name: Mapped[str] = mapped_column(String(80))
    #: Folded name for matching; empty once erased.
    name_key: Mapped[str] = mapped_column(String(80))
    pinyin: Mapped[line] = mapped_column(default="")
    initials: Mapped[short] = mapped_column(default="")
    #: Sealed by the vault; only where a contest asks for it or a roster brings it.
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: Keyed hash for finding the same phone again.
    phone_index: Mapped[str | None] = mapped_column(String(40))
    #: Roster line this person was matched to, if any: then attendance counts as verified.
    roster_entry_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("roster_entry.id"))
    #: phone | helper | roster | paper: who entered the name.
    origin: Mapped[short] = mapped_column(default="phone")
    #: Version of the privacy notice that was shown, and when it was agreed to; None when a helper entered the name.
    notice_version: Mapped[int | None]
    consented_at: Mapped[moment | None]
    created_at: Mapped[moment]
    #: Set when the person asked to be erased: name, phone and devices are gone, figures stay.
    erased_at: Mapped[moment | None]

    __table_args__ = (
        Index("ix_person_campaign_unit_name", "campaign_id", "unit_id", "name_key"),
        Index("ix_person_campaign_phone", "campaign_id", "phone_index"),
        Index(
            "uq_person_roster_entry",
            "campaign_id",
            "roster_entry_id",
            unique=True,
            sqlite_where=text("roster_entry_id IS NOT NULL"),
            postgresql_where=text("roster_entry_id IS NOT NULL"),
        ),
    )


class PersonDevice(Base):
    """A phone that a person used; one phone may serve a whole family, one person may use two phones."""

    __tablename__ = "person_device"

    id: Mapped[intpk]
    #: Random key from the phone's signed cookie (hashed).
    device_hash: Mapped[str] = mapped_column(String(64))
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    #: The latest choice on this phone wins; others stay for "我是另一位".
    used_at: Mapped[moment]

    __table_args__ = (
        UniqueConstraint("device_hash", "campaign_id", "person_id", name="uq_person_device_once"),
        Index("ix_person_device_latest", "device_hash", "campaign_id", "used_at"),
    )


class Roster(Base):
    """A list of people an organizer expects (花名册), owned by a unit."""

    __tablename__ = "roster"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"), index=True)
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    title: Mapped[line]
    created_at: Mapped[moment]


class RosterEntry(Base):
    """One person on a roster."""

    __tablename__ = "roster_entry"

    id: Mapped[intpk]
    roster_id: Mapped[int] = mapped_column(BigId, ForeignKey("roster.id"))
    #: The unit the person belongs to: the roster's own or one below it.
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    name_key: Mapped[str] = mapped_column(String(80))
    pinyin: Mapped[line] = mapped_column(default="")
    initials: Mapped[short] = mapped_column(default="")
    department: Mapped[line] = mapped_column(default="")
    post: Mapped[line] = mapped_column(default="")
    employee_no: Mapped[short] = mapped_column(default="")
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[str | None] = mapped_column(String(40))
    #: What makes the line itself: importing the same file again adds nothing (hash of name, unit, phone, number).
    identity: Mapped[str] = mapped_column(String(64))
    #: Order in the file.
    position: Mapped[int]

    __table_args__ = (
        UniqueConstraint("roster_id", "identity", name="uq_roster_entry_identity"),
        Index("ix_roster_entry_name", "unit_id", "name_key"),
    )
