"""Liaison officers: who answers for a unit, since when, and who did before. Mobile numbers are sealed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, mask_phone
from quizapp.kit.vault import Vault
from quizapp.people import normal_phone
from quizapp.plans.models import LiaisonOfficer
from quizapp.units import Unit, tree_place, within_any

_PURPOSE = "liaison_phone"
#: What stands in place of an erased name.
ERASED = N_("（已删除）")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOfficer:
    """Who it is from a day on."""

    name: str
    since: date
    post: str = ""
    office_phone: str = ""
    phone: str = ""
    remarks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiaisonLine:
    """One unit and who answers for it; None = nobody."""

    unit: Unit
    officer: LiaisonOfficer | None
    #: As asked for: masked, or in clear; empty for none.
    phone: str = ""


def name_officer(
    session: Session, campaign_id: int, unit_id: int, new: NewOfficer, *, vault: Vault, actor: str, now: datetime
) -> tuple[LiaisonOfficer, bool]:
    """The unit's officer from now on, and whether that is a change: the same again is the one who stands already.

    Raises `Invalid` naming the field, also for a day before the present one began.
    """
    name, phone = clean_line(new.name, limit=40), normal_phone(new.phone) if new.phone.strip() else ""
    if not name:
        raise Invalid(N_("请填写联络员姓名"), field="name")
    session.execute(select(Unit.id).where(Unit.id == unit_id).with_for_update())  # one change of a unit at a time
    present = present_officer(session, campaign_id, unit_id)
    values = {
        "name": name, "post": clean_line(new.post, limit=80), "office_phone": clean_line(new.office_phone, limit=40),
        "remarks": clean_line(new.remarks, limit=200),
    }  # fmt: skip
    if present is not None:
        if all(getattr(present, key) == value for key, value in values.items()) and _phone(present, vault) == phone:
            return present, False
        _end(present, new.since)
        session.flush()
    officer = LiaisonOfficer(
        campaign_id=campaign_id, unit_id=unit_id, since=new.since, noted_at=now, actor=actor,
        phone_sealed=vault.seal(phone, purpose=_PURPOSE) if phone else None, **values,
    )  # fmt: skip
    session.add(officer)
    session.flush()
    return officer, True


def _end(officer: LiaisonOfficer, until: date) -> None:
    if until < officer.since:
        raise Invalid(N_("日期不能早于现任开始的日子（%(day)s）"), field="since", day=officer.since)
    officer.until = until


def present_officer(session: Session, campaign_id: int, unit_id: int) -> LiaisonOfficer | None:
    """Who answers for the unit; None = nobody."""
    mine = (LiaisonOfficer.campaign_id == campaign_id, LiaisonOfficer.unit_id == unit_id)
    return session.scalar(select(LiaisonOfficer).where(*mine, LiaisonOfficer.until.is_(None)))


def officers_of(session: Session, campaign_id: int, unit_id: int) -> list[LiaisonOfficer]:
    """All that the unit has had, the present one first."""
    mine = (LiaisonOfficer.campaign_id == campaign_id, LiaisonOfficer.unit_id == unit_id)
    return list(session.scalars(select(LiaisonOfficer).where(*mine).order_by(LiaisonOfficer.id.desc())))


def get_officer(session: Session, officer_id: int) -> LiaisonOfficer:
    """The officer, present or former. Raises `NotFound`."""
    officer = session.get(LiaisonOfficer, officer_id)
    if officer is None:
        raise NotFound(N_("没有这位联络员"))
    return officer


def end_officer(session: Session, officer_id: int, until: date) -> LiaisonOfficer:
    """Nobody answers for the unit from that day on. Raises `Conflict` for a former one."""
    officer = get_officer(session, officer_id)
    if officer.until is not None:
        raise Conflict(N_("这位联络员已经不在任"))
    _end(officer, until)
    session.flush()
    return officer


def erase_officer(session: Session, officer_id: int, *, now: datetime) -> LiaisonOfficer:
    """Take out name and numbers; that there was somebody, and when, stays."""
    officer = get_officer(session, officer_id)
    officer.name, officer.post, officer.remarks, officer.office_phone = ERASED, "", "", ""
    officer.phone_sealed, officer.erased_at = None, now
    session.flush()
    return officer


def _phone(officer: LiaisonOfficer, vault: Vault) -> str:
    return vault.open(officer.phone_sealed, purpose=_PURPOSE) if officer.phone_sealed else ""


def phone_of(officer: LiaisonOfficer, vault: Vault, *, masked: bool) -> str:
    """The mobile number; empty when none is kept. Whoever shows it in clear writes the audit log."""
    phone = _phone(officer, vault)
    return mask_phone(phone) if masked else phone


def list_liaisons(
    session: Session, campaign_id: int, paths: Collection[str], *, vault: Vault, masked: bool = True
) -> list[LiaisonLine]:
    """Every active unit of the subtrees with its officer, from the top down. One statement."""
    rows = session.execute(
        select(Unit, LiaisonOfficer)
        .outerjoin_from(
            Unit, LiaisonOfficer,
            (LiaisonOfficer.unit_id == Unit.id) & (LiaisonOfficer.campaign_id == campaign_id)
            & LiaisonOfficer.until.is_(None),
        )
        .where(Unit.is_active, within_any(paths))
    ).all()  # fmt: skip
    positions = {row[0].id: row[0].position for row in rows}
    return [
        LiaisonLine(unit=row[0], officer=row[1], phone=phone_of(row[1], vault, masked=masked) if row[1] else "")
        for row in sorted(rows, key=lambda row: tree_place(row[0].path, positions))
    ]
