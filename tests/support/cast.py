"""The fixed cast: two counties, their units and the officers who work there. All of them are invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from quizapp.accounts.rules import Actor, Grant, Role
from tests.support.factories import Place, insert_grant, insert_staff, insert_unit

#: Everybody's password in tests.
PASSWORD = "red-star-village-2026"
#: Cheap on purpose: parameters are tested where passwords are.
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)


@dataclass(frozen=True, kw_only=True)
class Officer:
    """A member of staff with one role at one unit."""

    id: int
    username: str
    name: str
    role: Role
    place: Place

    @property
    def actor(self) -> Actor:
        """What services take."""
        grant = Grant(role=self.role, unit_id=self.place.id, unit_path=self.place.path)
        return Actor(id=self.id, name=self.name, grants=(grant,))


@dataclass(frozen=True, kw_only=True)
class Cast:
    """东明县 > 东明镇 (红星村, 青山村, 东明化工厂), 南河镇; and a stranger county, 西岭县 > 西岭镇."""

    county: Place
    town: Place
    sister_town: Place
    hongxing: Place
    qingshan: Place
    factory: Place
    stranger_county: Place
    stranger_town: Place
    #: Campaign admin of the county.
    chen: Officer
    #: Organizer of 东明镇; her helper, viewer, auditor and admin there.
    alice: Officer
    bob: Officer
    vera: Officer
    audrey: Officer
    adam: Officer
    #: Organizers of the sister town, of 红星村 (child) and 青山村; and Zhao, campaign admin of the stranger county.
    sun: Officer
    hong: Officer
    qing: Officer
    zhao: Officer

    @property
    def officers(self) -> tuple[Officer, ...]:
        """Everyone."""
        return tuple(value for value in vars(self).values() if isinstance(value, Officer))


def build_cast(session: Session, now: datetime) -> Cast:
    """The cast in an empty database."""
    county = insert_unit(session, now, name="东明县", code="dongming", level="county")
    town = insert_unit(session, now, name="东明镇", code="dongming-town", level="township", parent=county)
    sister = insert_unit(session, now, name="南河镇", code="nanhe-town", level="township", parent=county)
    hongxing = insert_unit(session, now, name="红星村", code="hongxing", level="village", kind="village", parent=town)
    qingshan = insert_unit(session, now, name="青山村", code="qingshan", level="village", kind="village", parent=town)
    factory = insert_unit(session, now, name="东明化工厂", code="factory", level="site", kind="enterprise", parent=town)
    xiling = insert_unit(session, now, name="西岭县", code="xiling", level="county")
    xiling_town = insert_unit(session, now, name="西岭镇", code="xiling-town", level="township", parent=xiling)

    def officer(username: str, name: str, role: Role, place: Place) -> Officer:
        staff_id = insert_staff(session, now, username=username, display_name=name, password_hash=PASSWORD_HASH)
        insert_grant(session, now, staff_id=staff_id, role=role, unit_id=place.id)
        return Officer(id=staff_id, username=username, name=name, role=role, place=place)

    return Cast(
        county=county, town=town, sister_town=sister, hongxing=hongxing, qingshan=qingshan, factory=factory,
        stranger_county=xiling, stranger_town=xiling_town,
        chen=officer("chen", "陈晨", Role.CAMPAIGN_ADMIN, county),
        alice=officer("alice", "Alice", Role.ORGANIZER, town),
        bob=officer("bob", "Bob", Role.HELPER, town),
        vera=officer("vera", "Vera", Role.VIEWER, town),
        audrey=officer("audrey", "Audrey", Role.AUDITOR, town),
        adam=officer("adam", "Adam", Role.CAMPAIGN_ADMIN, town),
        sun=officer("sun", "孙南", Role.ORGANIZER, sister),
        hong=officer("hong", "洪星", Role.ORGANIZER, hongxing),
        qing=officer("qing", "秦山", Role.ORGANIZER, qingshan),
        zhao=officer("zhao", "Zhao", Role.CAMPAIGN_ADMIN, xiling),
    )  # fmt: skip
