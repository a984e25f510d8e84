"""One's own account: sessions, password, second factor."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from quizapp import accounts
from quizapp.accounts import SignedIn
from quizapp.accounts.forms import ConfirmForm, PasswordForm, SetUpForm, SwitchOffForm
from quizapp.errors import Invalid, QuizError
from quizapp.exports import qr_svg
from quizapp.web import by_session, limited, note, now, settings, show_invalid, signed_in, staff, store, vault
from quizapp.web.staff_session import has_to_have_second_factor, owes_second_factor

blueprint = Blueprint("account", __name__, url_prefix="/console/account", template_folder="templates")


def _me() -> SignedIn:
    found = signed_in()
    assert found is not None  # @staff lets nobody else in
    return found


def _my_unit() -> int | None:
    """The topmost unit where he has a role: there his deeds are filed in the audit log."""
    grants = _me().actor.grants
    return grants[0].unit_id if grants else None


@blueprint.get("")
@staff()
def overview() -> ResponseReturnValue:
    """Where he is signed in, and how safe the account is."""
    return _overview_page(ConfirmForm(), SwitchOffForm(prefix="off")), 200


def _overview_page(confirming: ConfirmForm, switching_off: SwitchOffForm) -> str:
    me = _me()
    with store().read() as session:
        sessions = accounts.list_sessions(session, me.staff_id, now=now())
    return render_template(
        "accounts/account.html", me=me, sessions=sessions, confirming=confirming, switching_off=switching_off,
        is_demanded=has_to_have_second_factor(me), has_just_proven=me.has_just_proven(now()),
    )  # fmt: skip


@blueprint.post("/confirm")
@staff()
@limited("password", "10/15 minute", key=by_session)
def confirm() -> ResponseReturnValue:
    """One's password once more; for some minutes sessions elsewhere can be ended."""
    me, form = _me(), ConfirmForm()
    if not form.validate() or not _is_right_password(form):
        return _overview_page(form, SwitchOffForm(None, prefix="off")), 422
    with store().write() as session:
        accounts.note_proven(session, me.session_id, now=now())
        note(session, "accounts.confirm", "staff", me.staff_id, unit_id=_my_unit())
    return redirect(url_for("account.overview", _anchor="sessions"), 303)


def _is_right_password(form: ConfirmForm) -> bool:
    """Whether the form holds his password; says so beside the field when not. Takes 60 ms, in no transaction that writes."""
    with store().read() as session:
        proven = accounts.check_password(session, username=_me().username, password=form.current_password.data or "")
    if proven is None:
        form.current_password.errors = [_("现在的密码不对")]
    return proven is not None


def _ask_for_password() -> ResponseReturnValue:
    flash(_("为了安全，请先再输一次密码"), "warning")
    return redirect(url_for("account.overview", _anchor="sessions"), 303)


@blueprint.post("/sessions/<int:session_id>/end")
@staff()
def end_session(session_id: int) -> ResponseReturnValue:
    """End one of one's own sessions."""
    me = _me()
    if not me.has_just_proven(now()):
        return _ask_for_password()
    with store().write() as session:
        accounts.revoke_session(session, me.staff_id, session_id, now=now())
        note(session, "accounts.end_session", "session", session_id, unit_id=_my_unit())
    flash(_("那台设备已经退出"), "success")
    return redirect(url_for("account.overview"), 303)


@blueprint.post("/sessions/end-others")
@staff()
def end_other_sessions() -> ResponseReturnValue:
    """End all of one's sessions but this one."""
    me = _me()
    if not me.has_just_proven(now()):
        return _ask_for_password()
    with store().write() as session:
        ended = accounts.revoke_all_sessions(session, me.staff_id, now=now(), keep=me.session_id)
        note(session, "accounts.end_sessions", "staff", me.staff_id, unit_id=_my_unit(), detail={"ended": ended})
    flash(_("已退出其他 %(n)d 台设备", n=ended), "success")
    return redirect(url_for("account.overview"), 303)


@blueprint.route("/password", methods=["GET", "POST"])
@staff(before_password=True)
@limited("password", "10/15 minute", key=by_session, methods=["POST"])
def change_password() -> ResponseReturnValue:
    """A new password; the first thing after a one-time one."""
    me, form = _me(), PasswordForm()
    if form.validate_on_submit():
        try:
            _set_password(me, form)
        except Invalid as error:
            show_invalid(form, error)
        else:
            flash(_("密码已经改好，其他设备已退出"), "success")
            return redirect(url_for("today.index" if me.must_change_password else "account.overview"), 303)
    return render_template("accounts/password.html", form=form, me=me), 422 if form.errors else 200


def _set_password(me: SignedIn, form: PasswordForm) -> None:
    with store().read() as session:
        change = accounts.check_password_change(
            session, me.staff_id, current=form.current_password.data or "", new=form.new_password.data or "",
            words=_words_of_this_site(),
        )  # fmt: skip
    with store().write() as session:
        accounts.change_password(session, me.staff_id, change, session_id=me.session_id, now=now())
        note(session, "accounts.change_password", "staff", me.staff_id, unit_id=_my_unit())


def _words_of_this_site() -> list[str]:
    """Names that everybody knows who knows the address: they make no password."""
    host = urlsplit(settings().public_url).hostname or ""
    return [settings().site.organizer, *host.split(".")]


@blueprint.route("/second-factor", methods=["GET", "POST"])
@staff(before_second_factor=True)
@limited("second_factor_set_up", "10/15 minute", key=by_session, methods=["POST"])
def second_factor() -> ResponseReturnValue:
    """Set-up with an authenticator app: scan, type the password and the first code, keep the paper codes."""
    me, form = _me(), SetUpForm()
    if form.validate_on_submit() and _is_right_password(form):
        try:
            return render_template("accounts/recovery_codes.html", codes=_switch_on(me, form))
        except Invalid as error:
            show_invalid(form, error)
    return _set_up_page(me, form), 422 if form.errors else 200


def _switch_on(me: SignedIn, form: SetUpForm) -> list[str]:
    """Recovery codes. Sessions elsewhere end: they were opened with the password alone."""
    with store().write() as session:
        secret, code = _unseal(me, form.sealed.data or ""), form.code.data or ""
        codes = accounts.enable(session, me.staff_id, secret=secret, code=code, vault=vault(), now=now())
        ended = accounts.revoke_all_sessions(session, me.staff_id, now=now(), keep=me.session_id)
        note(session, "accounts.second_factor_on", "staff", me.staff_id, unit_id=_my_unit(), detail={"ended": ended})
    return codes


@blueprint.post("/second-factor/off")
@staff()
@limited("password", "10/15 minute", key=by_session)
def second_factor_off() -> ResponseReturnValue:
    """Password alone again, for both factors once more. Where a second factor is demanded a new phone follows at once."""
    me, form = _me(), SwitchOffForm(prefix="off")
    if not (form.validate() and _is_right_password(form) and _switch_off(me, form)):
        return _overview_page(ConfirmForm(None), form), 422
    if has_to_have_second_factor(me):
        flash(_("旧的验证器已经停用：请用新手机重新设置"), "warning")
        return redirect(url_for("account.second_factor"), 303)
    flash(_("两步验证已经关闭"), "warning")
    return redirect(url_for("account.overview"), 303)


def _switch_off(me: SignedIn, form: SwitchOffForm) -> bool:
    with store().write() as session:
        if not accounts.use_code(session, me.staff_id, code=form.code.data or "", vault=vault(), now=now()):
            form.code.errors = [_("验证码不对，或已经用过：请等下一个")]
            return False
        accounts.disable(session, me.staff_id)
        note(session, "accounts.second_factor_off", "staff", me.staff_id, unit_id=_my_unit())
    return True


def _set_up_page(me: SignedIn, form: SetUpForm) -> str:
    """The QR code of a fresh secret, or of the one shown before; the secret travels sealed in the form."""
    issuer = settings().site.organizer or _("安全生产月")
    if form.sealed.data:
        set_up = accounts.describe_secret(_unseal(me, form.sealed.data), me.username, issuer=issuer)
    else:
        set_up = accounts.begin_set_up(me.username, issuer=issuer)
        form.sealed.data = urlsafe_b64encode(vault().seal(set_up.secret, purpose=_purpose(me))).decode()
    picture = Markup(qr_svg(set_up.address, title=_("二维码")))  # noqa: S704 - made by us from digits
    return render_template(
        "accounts/second_factor.html", form=form, secret=set_up.secret, picture=picture, is_owed=owes_second_factor(me)
    )


def _unseal(me: SignedIn, sealed: str) -> str:
    """The secret from the form. Raises `Invalid` when it is not one that we sealed for him."""
    try:
        return vault().open(urlsafe_b64decode(sealed.encode()), purpose=_purpose(me))
    except (ValueError, QuizError):
        raise Invalid(_("页面已经过期：请重新打开两步验证的设置")) from None


def _purpose(me: SignedIn) -> str:
    return f"totp-set-up:{me.staff_id}"
