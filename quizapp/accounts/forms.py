"""Forms of the account pages: they check syntax; meaning is the services' business."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length

_REQUIRED = DataRequired(_l("请填写这一项"))


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Account name and password."""

    username = StringField(
        _l("用户名"), [_REQUIRED, Length(max=80)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )  # fmt: skip
    password = PasswordField(_l("密码"), [_REQUIRED, Length(max=200)], render_kw={"autocomplete": "current-password"})


class CodeForm(FlaskForm):  # type: ignore[misc]
    """A code from the app or from paper."""

    code = StringField(
        _l("验证码"), [_REQUIRED, Length(max=40)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )  # fmt: skip


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """One's own new password, twice."""

    current_password = PasswordField(
        _l("现在的密码"), [_REQUIRED, Length(max=200)], render_kw={"autocomplete": "current-password"}
    )
    new_password = PasswordField(_l("新密码"), [_REQUIRED, Length(max=200)], render_kw={"autocomplete": "new-password"})
    repeat_password = PasswordField(
        _l("再输一遍新密码"),
        [_REQUIRED, EqualTo("new_password", _l("两次输入的不一样"))],
        render_kw={"autocomplete": "new-password"},
    )


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """One's password once more, before something weighty."""

    current_password = PasswordField(
        _l("现在的密码"), [_REQUIRED, Length(max=200)], render_kw={"autocomplete": "current-password"}
    )


class SetUpForm(ConfirmForm, CodeForm):
    """One's password and the first code of a new app; the secret travels sealed."""

    sealed = HiddenField(validators=[DataRequired()])


class SwitchOffForm(ConfirmForm, CodeForm):
    """Both factors once more, before the second one goes."""


class ReasonForm(FlaskForm):  # type: ignore[misc]
    """Why somebody else's account is touched."""

    reason = StringField(
        _l("原因"),
        [DataRequired(_l("请写明原因，会记入操作日志")), Length(max=200)],
        render_kw={"autocomplete": "off"},
    )


class LostFactorForm(ReasonForm):
    """Why a second factor is taken off somebody, and how it was made sure that he is the one who asks."""

    checked = RadioField(_l("怎么核实的本人"), [InputRequired(_l("请选一种：没有核实本人就不能关闭"))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checked.choices = [
            ("in_person", _l("当面核实")),
            ("video", _l("视频核实")),
            ("call_back", _l("按单位登记的号码回电核实")),
        ]


class GrantForm(FlaskForm):  # type: ignore[misc]
    """A role at a unit."""

    role = SelectField(_l("角色"), [_REQUIRED])
    unit_id = SelectField(_l("单位"), [_REQUIRED], coerce=int)


class NewStaffForm(GrantForm):
    """A new account with its first role."""

    username = StringField(_l("用户名"), [_REQUIRED, Length(max=40)], render_kw={"autocomplete": "off"})
    display_name = StringField(_l("姓名"), [_REQUIRED, Length(max=120)], render_kw={"autocomplete": "off"})
