"""The staff of one's units: accounts and roles."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import accounts
from quizapp.accounts import NewStaff, Permission, Role, StaffView
from quizapp.accounts.forms import GrantForm, LostFactorForm, NewStaffForm, ReasonForm
from quizapp.accounts.queries import PAGE_SIZE
from quizapp.errors import Invalid
from quizapp.web import actor, note, now, show_invalid, staff, store, unit_choices

blueprint = Blueprint("staff", __name__, url_prefix="/console/staff", template_folder="templates")

_MANAGE = Permission.MANAGE_STAFF
#: Two forms of one page that ask for a reason.
_RESETTING, _REMOVING = "reset", "factor"
#: The least first: nobody becomes an administrator by not looking.
_OFFERED = (Role.HELPER, Role.VIEWER, Role.ORGANIZER, Role.AUDITOR, Role.CAMPAIGN_ADMIN)


def _offer(form: GrantForm, session: Session) -> None:
    """Roles that the actor could give, and the units where he could."""
    paths = actor().paths(_MANAGE)
    form.role.choices = [
        (role.value, _(role.label)) for role in _OFFERED if any(actor().may_grant(role, path) for path in paths)
    ]
    form.unit_id.choices = unit_choices(session, actor(), _MANAGE)


def _page_number() -> int:
    return max(request.args.get("page", 1, type=int), 1)


@blueprint.get("")
@staff(_MANAGE)
def index() -> ResponseReturnValue:
    """Everybody with a role in one's units."""
    search, page = request.args.get("q", ""), _page_number()
    with store().read() as session:
        found = accounts.list_staff(session, actor(), search=search, page=page)
    pages = max(ceil(found.total / PAGE_SIZE), 1)
    return render_template("accounts/staff_list.html", found=found, search=search, page=page, pages=pages)


@blueprint.route("/new", methods=["GET", "POST"])
@staff(_MANAGE)
def create() -> ResponseReturnValue:
    """A new account; its one-time password is shown once."""
    form = NewStaffForm()
    with store().read() as session:
        _offer(form, session)
    if form.validate_on_submit():
        try:
            return _one_time_password(_create(form))
        except Invalid as error:
            show_invalid(form, error)
    return render_template("accounts/staff_new.html", form=form), 422 if form.errors else 200


def _create(form: NewStaffForm) -> NewStaff:
    role, unit_id = Role(form.role.data), form.unit_id.data
    password = accounts.make_one_time_password()
    with store().write() as session:
        made = accounts.create_staff(
            session, actor(), username=form.username.data or "", display_name=form.display_name.data or "", role=role,
            unit_id=unit_id, password=password, now=now(),
        )  # fmt: skip
        detail = {"username": made.username, "role": role.value}
        note(session, "accounts.create_staff", "staff", made.id, unit_id=unit_id, detail=detail)
    return made


@blueprint.get("/<int:staff_id>")
@staff(_MANAGE)
def detail(staff_id: int) -> ResponseReturnValue:
    """One account and its roles."""
    with store().read() as session:
        return _shown(session, accounts.get_staff(session, actor(), staff_id))


def _shown(
    session: Session, person: StaffView, *, form: GrantForm | None = None, resetting: ReasonForm | None = None,
    removing: LostFactorForm | None = None,
) -> str:  # fmt: skip
    """The page of one account, with what is wrong in the form that was sent."""
    if form is None:
        form = GrantForm(None)
        _offer(form, session)
    return render_template(
        "accounts/staff_detail.html", person=person, form=form,
        resetting=resetting or ReasonForm(None, prefix=_RESETTING), removing=removing or LostFactorForm(None, prefix=_REMOVING),
    )  # fmt: skip


@blueprint.post("/<int:staff_id>/grants")
@staff(_MANAGE)
def grant(staff_id: int) -> ResponseReturnValue:
    """Give a role."""
    form = GrantForm()
    with store().read() as session:
        person = accounts.get_staff(session, actor(), staff_id)
        _offer(form, session)
        if not form.validate():
            return _shown(session, person, form=form), 422
    with store().write() as session:
        accounts.get_staff(session, actor(), staff_id)
        role, unit_id = Role(form.role.data), form.unit_id.data
        accounts.grant_role(session, actor(), staff_id=staff_id, role=role, unit_id=unit_id, now=now())
        note(session, "accounts.grant_role", "staff", staff_id, unit_id=unit_id, detail={"role": role.value})
    flash(_("角色已经给出，立即生效"), "success")
    return redirect(url_for("staff.detail", staff_id=staff_id), 303)


@blueprint.post("/<int:staff_id>/grants/<int:grant_id>/revoke")
@staff(_MANAGE)
def revoke(staff_id: int, grant_id: int) -> ResponseReturnValue:
    """Withdraw a role."""
    with store().write() as session:
        gone = accounts.revoke_role(session, actor(), staff_id=staff_id, grant_id=grant_id)
        note(session, "accounts.revoke_role", "staff", staff_id, unit_id=gone.unit_id, detail={"role": gone.role.value})
    flash(_("角色已经收回，立即生效"), "success")
    return redirect(url_for("staff.index"), 303)


@blueprint.post("/<int:staff_id>/disable", defaults={"is_active": False})
@blueprint.post("/<int:staff_id>/enable", defaults={"is_active": True})
@staff(_MANAGE)
def switch(staff_id: int, is_active: bool) -> ResponseReturnValue:
    """Disable an account, or let it in again."""
    with store().write() as session:
        person = accounts.get_staff(session, actor(), staff_id)
        accounts.set_active(session, actor(), staff_id, is_active=is_active, now=now())
        action = "accounts.enable_staff" if is_active else "accounts.disable_staff"
        note(session, action, "staff", staff_id, unit_id=_unit_of(person))
    flash(_("账号已经启用") if is_active else _("账号已经停用，所有设备已退出"), "success")
    return redirect(url_for("staff.detail", staff_id=staff_id), 303)


@blueprint.post("/<int:staff_id>/reset-password")
@staff(_MANAGE)
def reset_password(staff_id: int) -> ResponseReturnValue:
    """A new one-time password, shown once, after the reason was written down; a second factor stays."""
    form = ReasonForm(prefix=_RESETTING)
    with store().read() as session:
        person = accounts.get_staff(session, actor(), staff_id)
        if not form.validate():
            return _shown(session, person, resetting=form), 422
    password = accounts.make_one_time_password()
    with store().write() as session:
        made = accounts.reset_password(session, actor(), staff_id, password, now=now())
        _note_with_reason(session, "accounts.reset_password", person, form)
    return _one_time_password(made)


@blueprint.post("/<int:staff_id>/remove-second-factor")
@staff(_MANAGE)
def remove_second_factor(staff_id: int) -> ResponseReturnValue:
    """Take the second factor off somebody whose phone is lost, after the reason was written down; the password stays."""
    form = LostFactorForm(prefix=_REMOVING)
    with store().read() as session:
        person = accounts.get_staff(session, actor(), staff_id)
        if not form.validate():
            return _shown(session, person, removing=form), 422
    with store().write() as session:
        accounts.remove_second_factor(session, actor(), staff_id, now=now())
        checked = {"checked": form.checked.data}
        _note_with_reason(session, "accounts.remove_second_factor", person, form, checked)
    flash(_("两步验证已经关闭，所有设备已退出。密码没有变。"), "success")
    return redirect(url_for("staff.detail", staff_id=staff_id), 303)


def _note_with_reason(
    session: Session, action: str, person: StaffView, form: ReasonForm, detail: Mapping[str, object] | None = None
) -> None:
    personal = {"reason": form.reason.data}
    note(session, action, "staff", person.id, unit_id=_unit_of(person), detail=detail, personal=personal)


def _one_time_password(made: NewStaff) -> str:
    return render_template("accounts/one_time_password.html", made=made)


def _unit_of(person: StaffView) -> int | None:
    """Where the deed is filed in the audit log."""
    return person.grants[0].unit_id if person.grants else None
