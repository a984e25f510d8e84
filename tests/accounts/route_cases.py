"""Routes of the accounts room that name an account or a session."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from quizapp.accounts import Role, open_session
from quizapp.accounts.models import StaffSession
from tests.house.cases import Case, Personal, Scoped, World
from tests.support.factories import insert_grant, insert_staff


def _colleague(world: World) -> dict[str, int]:
    staff_id = insert_staff(world.session, world.now, username=f"colleague{world.number}")
    insert_grant(world.session, world.now, staff_id=staff_id, role=Role.HELPER, unit_id=world.owner.id)
    return {"staff_id": staff_id}


def _colleague_with_second_factor(world: World) -> dict[str, int]:
    staff_id = insert_staff(world.session, world.now, username=f"colleague{world.number}", totp_secret=b"sealed")
    insert_grant(world.session, world.now, staff_id=staff_id, role=Role.HELPER, unit_id=world.owner.id)
    return {"staff_id": staff_id}


def _colleague_with_role(world: World) -> Mapping[str, int]:
    staff_id = insert_staff(world.session, world.now, username=f"colleague{world.number}")
    grant_id = insert_grant(world.session, world.now, staff_id=staff_id, role=Role.HELPER, unit_id=world.owner.id)
    return {"staff_id": staff_id, "grant_id": grant_id}


def _session(world: World) -> Mapping[str, int]:
    open_session(world.session, world.officer.id, device="elsewhere", now=world.now)
    newest = select(StaffSession.id).order_by(StaffSession.id.desc()).limit(1)
    return {"session_id": world.session.execute(newest).scalar_one()}


CASES: dict[str, Case] = {
    "staff.detail": Scoped(build=_colleague),
    "staff.grant": Scoped(build=_colleague, form={"role": "viewer"}),
    "staff.revoke": Scoped(build=_colleague_with_role),
    "staff.switch": Scoped(build=_colleague),
    "staff.reset_password": Scoped(build=_colleague, form={"reset-reason": "忘了"}),
    "staff.remove_second_factor": Scoped(
        build=_colleague_with_second_factor, form={"factor-reason": "手机丢了", "factor-checked": "video"}
    ),
    "account.end_session": Personal(build=_session),
}
