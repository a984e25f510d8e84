"""``quizapp staff``: the first account, and a way back in when a password is lost."""

from __future__ import annotations

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp import accounts
from quizapp.audit import record
from quizapp.cli.opening import open_store, told_plainly
from quizapp.errors import NotFound
from quizapp.kit.clock import utc_now
from quizapp.kit.i18n import N_
from quizapp.settings import Settings
from quizapp.units import Unit, get_unit_by_code

_ROLES = [role.value for role in accounts.Role]


def command_line_actor(session: Session) -> accounts.Actor:
    """Whoever sits at the machine itself: campaign admin of every tree."""
    tops = session.scalars(select(Unit).where(Unit.parent_id.is_(None)))
    role = accounts.Role.CAMPAIGN_ADMIN
    grants = tuple(accounts.Grant(role=role, unit_id=top.id, unit_path=top.path) for top in tops)
    return accounts.Actor(id=None, name="command line", grants=grants)


@click.group(help="Staff accounts. 工作人员账号。")
def staff() -> None:
    """Group of staff commands."""


@staff.command(help="Create an account; prints a one-time password. 新建账号，打印一次性密码。")
@click.argument("username")
@click.option("--unit", "unit_code", required=True, help="Code of the unit the role holds for.")
@click.option("--role", type=click.Choice(_ROLES), default="organizer", show_default=True)
@click.option("--name", "display_name", help="Name as shown; by default the user name.")
@told_plainly
def create(username: str, unit_code: str, role: str, display_name: str | None) -> None:
    """Create one account."""
    password = accounts.make_one_time_password()
    with open_store() as (_, store), store.write() as session:
        unit = get_unit_by_code(session, unit_code)
        made = accounts.create_staff(
            session, command_line_actor(session), username=username, display_name=display_name or username,
            role=accounts.Role(role), unit_id=unit.id, password=password, now=utc_now(),
        )  # fmt: skip
    click.echo(f"{made.username}  one-time password 一次性密码: {made.one_time_password}")


_REASON = click.option("--reason", required=True, prompt="Reason 原因", help="Goes into the audit log.")


@staff.command(
    name="reset-password",
    help="A new one-time password; all sessions end, a second factor stays. 重置密码，两步验证不变。",
)
@click.argument("username")
@_REASON
@told_plainly
def reset_password(username: str, reason: str) -> None:
    """Reset one account's password."""
    password = accounts.make_one_time_password()
    with open_store() as (settings, store), store.write() as session:
        actor = command_line_actor(session)
        staff_id = _find(session, actor, username)
        made = accounts.reset_password(session, actor, staff_id, password, now=utc_now())
        _note(session, settings, "accounts.reset_password", staff_id, reason)
    click.echo(f"{made.username}  one-time password 一次性密码: {made.one_time_password}")


@staff.command(
    name="remove-second-factor",
    help="For who has lost the phone and the paper codes; all sessions end, the password stays. 替人关闭两步验证，密码不变。",
)
@click.argument("username")
@_REASON
@click.option(
    "--checked", type=click.Choice(["in_person", "video", "call_back"]), required=True, prompt="Identity checked 核实本人",
    help="How it was made sure that the person asks.",
)  # fmt: skip
@told_plainly
def remove_second_factor(username: str, reason: str, checked: str) -> None:
    """Take the second factor off one account."""
    with open_store() as (settings, store), store.write() as session:
        actor = command_line_actor(session)
        staff_id = _find(session, actor, username)
        accounts.remove_second_factor(session, actor, staff_id, now=utc_now())
        _note(session, settings, "accounts.remove_second_factor", staff_id, reason, checked=checked)
    click.echo(f"{username}: second factor removed 两步验证已关闭")


def _note(session: Session, settings: Settings, action: str, staff_id: int, reason: str, **detail: str) -> None:
    record(
        session, actor=accounts.SYSTEM, action=action, object_type="staff", object_id=str(staff_id),
        unit_id=accounts.home_unit(session, staff_id), detail=detail, personal={"reason": reason[:200]}, now=utc_now(),
        key=settings.key_for("audit"),
    )  # fmt: skip


def _find(session: Session, actor: accounts.Actor, username: str) -> int:
    """Id of the account with exactly this user name. Raises `NotFound`."""
    page = accounts.list_staff(session, actor, search=username)
    found = next((each.id for each in page.people if each.username == username.strip().lower()), None)
    if found is None:
        raise NotFound(N_("没有用户名为“%(name)s”的账号"), name=username)
    return found
