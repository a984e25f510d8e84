"""The second factor: codes of an authenticator app (TOTP), and ten paper codes for the day the phone is lost."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session

from quizapp.accounts.models import RecoveryCode, Staff
from quizapp.accounts.queries import get_manageable
from quizapp.accounts.rules import Actor
from quizapp.accounts.service.sessions import revoke_all_sessions
from quizapp.errors import Conflict, Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token
from quizapp.kit.vault import Vault

_STEP_S = 30
_CODES = 10
#: Letters of a paper code: 125 bits, so that the keyed hash of it can be kept like that of a key. In groups to read.
_LETTERS, _GROUP = 25, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """What the set-up page shows: the secret to type, the address for the QR code."""

    secret: str
    address: str


def begin_set_up(username: str, *, issuer: str) -> SetUp:
    """A fresh secret; nothing is stored before `enable` has seen a right code."""
    return describe_secret(pyotp.random_base32(), username, issuer=issuer)


def describe_secret(secret: str, username: str, *, issuer: str) -> SetUp:
    """The same for a secret that was shown before."""
    return SetUp(secret=secret, address=pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=issuer))


def enable(session: Session, staff_id: int, *, secret: str, code: str, vault: Vault, now: datetime) -> list[str]:
    """Recovery codes, shown once. Raises `Invalid` when the app shows another code, `Conflict` if it is on already."""
    step = _matching_step(secret, code, now)
    if step is None:
        raise Invalid(N_("验证码不对：请看手机上最新的 6 位数字；手机时间也要准"), field="code")
    sealed = vault.seal(secret, purpose=f"totp:{staff_id}")
    changed = session.execute(
        update(Staff)
        .where(Staff.id == staff_id, Staff.totp_secret.is_(None))
        .values(totp_secret=sealed, totp_last_step=step)
        .returning(Staff.id)
    ).first()
    if changed is None:
        raise Conflict(N_("两步验证已经开启"))
    return _new_recovery_codes(session, staff_id, vault)


def disable(session: Session, staff_id: int) -> None:
    """Password alone again; recovery codes are gone."""
    session.execute(update(Staff).where(Staff.id == staff_id).values(totp_secret=None, totp_last_step=None))
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))


def remove_second_factor(session: Session, actor: Actor, staff_id: int, *, now: datetime) -> None:
    """Take it off somebody who has lost his phone and his paper codes; all his sessions end, the password stays.

    Raises `NotFound`, `NotAllowed` when the person has a role beyond the actor's reach, `Conflict` for oneself and when
    there is none.
    """
    account = get_manageable(session, actor, staff_id)
    if staff_id == actor.id:
        raise Conflict(N_("自己的两步验证请在“账号与安全”里关闭"))
    if not account.has_second_factor:
        raise Conflict(N_("这个账号没有开启两步验证"))
    disable(session, staff_id)
    revoke_all_sessions(session, staff_id, now=now)


def use_code(session: Session, staff_id: int, *, code: str, vault: Vault, now: datetime) -> bool:
    """Whether ``code`` is right and was not used before: from the app, or one of the paper codes."""
    typed = "".join(code.split()).replace("-", "").lower()
    return _use_app_code(session, staff_id, typed, vault, now) or _use_paper_code(session, staff_id, typed, vault, now)


def _use_app_code(session: Session, staff_id: int, typed: str, vault: Vault, now: datetime) -> bool:
    sealed = session.scalar(select(Staff.totp_secret).where(Staff.id == staff_id))
    if sealed is None:
        return False
    step = _matching_step(vault.open(sealed, purpose=f"totp:{staff_id}"), typed, now)
    if step is None:
        return False
    fresh = or_(Staff.totp_last_step.is_(None), Staff.totp_last_step < step)
    used = update(Staff).where(Staff.id == staff_id, fresh).values(totp_last_step=step).returning(Staff.id)
    return session.execute(used).first() is not None


def _use_paper_code(session: Session, staff_id: int, typed: str, vault: Vault, now: datetime) -> bool:
    used = (
        update(RecoveryCode)
        .where(
            RecoveryCode.staff_id == staff_id,
            RecoveryCode.used_at.is_(None),
            RecoveryCode.code_hash == vault.index(typed, purpose=f"recovery:{staff_id}"),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
    )
    return session.execute(used).first() is not None


def _matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The 30-second step that ``code`` belongs to, one early or late at most; every candidate is compared."""
    present = int(now.timestamp()) // _STEP_S
    totp = pyotp.TOTP(secret)
    typed = "".join(code.split())
    matches = [
        step for step in (present - 1, present, present + 1)
        if hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode())
    ]  # fmt: skip
    return matches[-1] if matches else None


def _new_recovery_codes(session: Session, staff_id: int, vault: Vault) -> list[str]:
    codes = [new_token(_LETTERS) for _ in range(_CODES)]
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    hashes = [vault.index(code, purpose=f"recovery:{staff_id}") for code in codes]
    session.execute(insert(RecoveryCode), [{"staff_id": staff_id, "code_hash": code_hash} for code_hash in hashes])
    return ["-".join(code[at : at + _GROUP] for at in range(0, _LETTERS, _GROUP)) for code in codes]
