"""Forms of the people pages: they check syntax; meaning is the services' business."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

_REQUIRED = DataRequired(_l("请填写这一项"))


class RevealForm(FlaskForm):  # type: ignore[misc]
    """Why a phone number is looked at."""

    reason = StringField(
        _l("为什么要看"),
        [DataRequired(_l("请写明原因，会记入操作日志")), Length(max=200)],
        render_kw={"autocomplete": "off"},
    )


class ErasePersonForm(FlaskForm):  # type: ignore[misc]
    """Being sure about erasing somebody, and whether the roster forgets him, too."""

    reason = StringField(_l("原因"), [DataRequired(_l("请写明原因，例如：本人要求")), Length(max=200)])
    roster_too = BooleanField(_l("花名册里的这一行也删除"))
    sure = BooleanField(_l("我已核对是这个人，知道不能恢复"), [InputRequired(_l("请先勾选这一项"))])


class RosterForm(FlaskForm):  # type: ignore[misc]
    """A roster as a file or pasted from a spreadsheet."""

    unit_id = SelectField(_l("哪个单位的花名册"), [_REQUIRED], coerce=int)
    title = StringField(_l("名称"), [_REQUIRED, Length(max=100)])
    file = FileField(_l("文件"))
    pasted = TextAreaField(_l("或者从 Excel 粘贴"), [Optional(), Length(max=400_000)], render_kw={"rows": 5})
