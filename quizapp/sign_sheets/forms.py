"""Forms of paper sheets: they check syntax; meaning is the service's business."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

_WHOLE = {"inputmode": "numeric"}


class PrintForm(FlaskForm):  # type: ignore[misc]
    """Who stands on the sheet, how much room is left, and what kind of file it is."""

    unit_id = SelectField(_l("印谁的名字"), coerce=int)
    blank_rows = IntegerField(
        _l("空白行"), [InputRequired(_l("请填写这一项")), NumberRange(0, 500, _l("请填 0 到 500 之间的整数"))],
        default=18, render_kw=_WHOLE,
    )  # fmt: skip
    fmt = RadioField(_l("文件"), default="pdf")


class ReturnForm(FlaskForm):  # type: ignore[misc]
    """What a signed sheet says."""

    rows = StringField(_l("签了名的行号"), [Optional(), Length(max=2000)])
    names = TextAreaField(_l("写在空白行里的人"), [Optional(), Length(max=20_000)], render_kw={"rows": 5})
    declared = IntegerField(
        _l("纸上写的实到人数"), [InputRequired(_l("请填写这一项")), NumberRange(0, 100_000, _l("请填 0 或更大的整数"))],
        render_kw=_WHOLE,
    )  # fmt: skip
    difference_reason = StringField(_l("为什么不一样"), [Optional(), Length(max=200)])
    photo = FileField(_l("签到表照片"))
    photo_id = HiddenField()
    nonce = HiddenField()
