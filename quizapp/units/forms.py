"""Forms of the unit pages: they check syntax; meaning is the services' business."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

_REQUIRED = DataRequired(_l("请填写这一项"))


class UnitForm(FlaskForm):  # type: ignore[misc]
    """A new unit."""

    name = StringField(_l("单位名称"), [_REQUIRED, Length(max=100)])
    code = StringField(
        _l("单位代码"), [_REQUIRED, Length(max=64)], render_kw={"autocapitalize": "none", "spellcheck": "false"}
    )
    level = SelectField(_l("层级"))
    kind = SelectField(_l("单位类别"))
    headcount = IntegerField(
        _l("应参加人数"),
        [Optional(), NumberRange(0, 100_000_000, _l("人数不能小于 0"))],
        render_kw={"inputmode": "numeric"},
    )


class RenameForm(FlaskForm):  # type: ignore[misc]
    """Another name."""

    name = StringField(_l("新名称"), [_REQUIRED, Length(max=100)])


class TargetForm(FlaskForm):  # type: ignore[misc]
    """Another unit: the new parent, or the one to merge into."""

    unit_id = SelectField(_l("单位"), [_REQUIRED], coerce=int)


class HeadcountForm(FlaskForm):  # type: ignore[misc]
    """How many people are expected, and since when that is so."""

    headcount = IntegerField(
        _l("应参加人数"),
        [Optional(), NumberRange(0, 100_000_000, _l("人数不能小于 0"))],
        render_kw={"inputmode": "numeric"},
    )
    as_of = DateField(_l("统计日期"), [_REQUIRED])


class ImportForm(FlaskForm):  # type: ignore[misc]
    """A list of units."""

    unit_id = SelectField(_l("导入到哪个单位下面"), [_REQUIRED], coerce=int)
    file = FileField(_l("单位名录"), [FileRequired(_l("请选择文件"))])
