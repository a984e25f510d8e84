"""Accounts of staff: made with a one-time password, disabled, let in again, given a new password."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from quizapp.accounts.models import Staff
from quizapp.accounts.queries import get_manageable
from quizapp.accounts.rules import Actor, Role
from quizapp.accounts.service.grants import grant_role
from quizapp.accounts.service.passwords import OneTimePassword, check_new_password, hash_password, verify_password
from quizapp.accounts.service.sessions import note_proven, revoke_all_sessions
from quizapp.errors import Conflict, Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line

_USERNAME = re.compile(r"[a-z0-9\u4e00-\u9fff](?:[a-z0-9\u4e00-\u9fff._-]{0,38}[a-z0-9\u4e00-\u9fff])")

_WRONG = N_("现在的密码不对")


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChange:
    """A password that was checked, hashed, and the hash that it may replace."""

    old_hash: str
    new_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStaff:
    """A fresh account. The password is shown once and must be changed at the first sign-in."""

    id: int
    username: str
    one_time_password: str


def tidy_username(typed: str) -> str:
    """How an account name is stored: full-width letters made plain, lower case, no spaces around."""
    return unicodedata.normalize("NFKC", clean_line(typed, limit=80)).lower()


def create_staff(
    session: Session, actor: Actor, *, username: str, display_name: str, role: Role, unit_id: int,
    password: OneTimePassword, now: datetime,
) -> NewStaff:  # fmt: skip
    """A new account with its first role, and a password to be changed at the first sign-in.

    Raises `Invalid` for an unusable or taken account name, `NotFound` or `NotAllowed` when the actor may not give
    this role at this unit.
    """
    name = tidy_username(username)
    if not _USERNAME.fullmatch(name):
        raise Invalid(N_("用户名要 2 到 40 个字符：汉字、字母、数字，中间可以有 . _ -"), field="username")
    if session.scalar(select(Staff.id).where(Staff.username == name)) is not None:
        raise Invalid(N_("用户名“%(name)s”已经有人用了：请换一个"), field="username", name=name)
    shown = clean_line(display_name, limit=120)
    if not shown:
        raise Invalid(N_("请填写姓名"), field="display_name")
    values = {
        "username": name, "display_name": shown, "password_hash": password.hashed, "must_change_password": True,
        "password_changed_at": now, "is_active": True, "created_at": now, "created_by_id": actor.id,
    }  # fmt: skip
    staff_id = session.execute(insert(Staff).values(values).returning(Staff.id)).scalar_one()
    grant_role(session, actor, staff_id=staff_id, role=role, unit_id=unit_id, now=now)
    return NewStaff(id=staff_id, username=name, one_time_password=password.clear)


def set_active(session: Session, actor: Actor, staff_id: int, *, is_active: bool, now: datetime) -> None:
    """Disable an account (its sessions end at once) or let it in again.

    Raises `NotFound`, `NotAllowed` when the person has a role beyond the actor's reach, `Conflict` for oneself.
    """
    get_manageable(session, actor, staff_id)
    if staff_id == actor.id:
        raise Conflict(N_("不能停用自己的账号：请让另一位管理员来做"))
    session.execute(update(Staff).where(Staff.id == staff_id).values(is_active=is_active))
    if not is_active:
        revoke_all_sessions(session, staff_id, now=now)


def reset_password(
    session: Session, actor: Actor, staff_id: int, password: OneTimePassword, *, now: datetime
) -> NewStaff:
    """``password`` from now on, until the next sign-in; all sessions end. A second factor stays: who has lost that, too, needs `remove_second_factor`.

    Raises like `set_active`.
    """
    account = get_manageable(session, actor, staff_id)
    if staff_id == actor.id:
        raise Conflict(N_("自己的密码请在“账号与安全”里修改"))
    session.execute(
        update(Staff)
        .where(Staff.id == staff_id)
        .values(password_hash=password.hashed, must_change_password=True, password_changed_at=now)
    )
    revoke_all_sessions(session, staff_id, now=now)
    return NewStaff(id=staff_id, username=account.username, one_time_password=password.clear)


def check_password_change(
    session: Session, staff_id: int, *, current: str, new: str, words: Collection[str] = ()
) -> PasswordChange:
    """What `change_password` stores, when it may be. Reads only: takes as long as two hashes. Raises `Invalid` that names the field.

    ``words`` are the site's own, which may not be the whole of a password.
    """
    row = session.execute(
        select(Staff.username, Staff.display_name, Staff.password_hash).where(Staff.id == staff_id)
    ).one()
    if not verify_password(row.password_hash, current):
        raise Invalid(_WRONG, field="current_password")
    if new == current:
        raise Invalid(N_("新密码和现在的一样：请换一个"), field="new_password")
    check_new_password(new, username=row.username, words=[*words, row.display_name], field="new_password")
    return PasswordChange(old_hash=row.password_hash, new_hash=hash_password(new))


def change_password(
    session: Session, staff_id: int, change: PasswordChange, *, session_id: int | None, now: datetime
) -> None:
    """Set one's own password; every other session ends. Raises `Invalid` when it was changed since it was checked."""
    done = session.execute(
        update(Staff)
        .where(Staff.id == staff_id, Staff.password_hash == change.old_hash)
        .values(password_hash=change.new_hash, must_change_password=False, password_changed_at=now)
        .returning(Staff.id)
    )
    if done.first() is None:
        raise Invalid(_WRONG, field="current_password")
    revoke_all_sessions(session, staff_id, now=now, keep=session_id)
    if session_id is not None:
        note_proven(session, session_id, now=now)
