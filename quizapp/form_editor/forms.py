"""Forms of the form editor's pages: they check syntax; meaning is the services' business."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional

_REQUIRED = DataRequired(_l("请填写这一项"))
_DIGITS = {"inputmode": "numeric"}


class NewForm(FlaskForm):  # type: ignore[misc]
    """A new form: empty, or a copy."""

    title = StringField(_l("表名"), [_REQUIRED, Length(max=120)])
    source = SelectField(_l("从哪里开始"))


class HeadingForm(FlaskForm):  # type: ignore[misc]
    """What stands above the table."""

    title = StringField(_l("表名"), [_REQUIRED, Length(max=120)])
    annex = StringField(_l("附件号"), [Optional(), Length(max=20)])
    year = IntegerField(_l("年份"), [_REQUIRED, NumberRange(2000, 2100)], render_kw=_DIGITS)
    edition_ordinal = IntegerField(_l("第几个安全生产月"), [Optional(), NumberRange(1, 200)], render_kw=_DIGITS)
    theme = StringField(_l("活动主题"), [Optional(), Length(max=100)])
    final_report = DateField(_l("最后报送日期"), [Optional()])
    used_for_assessment = BooleanField(_l("上级用这张表考核"))


class ItemForm(FlaskForm):  # type: ignore[misc]
    """A row."""

    label = StringField(_l("行名"), [_REQUIRED, Length(max=120)])
    section = SelectField(_l("所在部分"))
    requirement = TextAreaField(_l("内容要求"), [Optional(), Length(max=1000)], render_kw={"rows": 3})
    sentence = TextAreaField(_l("句子"), [Optional(), Length(max=3000)], render_kw={"rows": 5})


class FieldForm(FlaskForm):  # type: ignore[misc]
    """A blank and where its figure comes from."""

    label = StringField(_l("格名"), [_REQUIRED, Length(max=120)])
    type = SelectField(_l("类型"))
    unit = StringField(_l("计量单位"), [Optional(), Length(max=12)], render_kw={"list": "unit-words"})
    mode = RadioField(_l("谁来填"))
    kinds = SelectMultipleField(_l("从哪里来"))
    fold = RadioField(_l("数什么"), validate_choice=False)
    tags = SelectMultipleField(_l("只数带这些标记的"))
    distinct = SelectField(_l("要覆盖不同的"))
    minimum = IntegerField(_l("至少几个"), [Optional(), NumberRange(1, 100)], render_kw=_DIGITS)
    required = BooleanField(_l("必填"))
    shared = BooleanField(_l("有意同时计入另一格"))
    help = StringField(_l("填表说明"), [Optional(), Length(max=300)])


class RuleForm(FlaskForm):  # type: ignore[misc]
    """A plausibility rule by picking."""

    kind = RadioField(_l("规则"))
    first = SelectField(_l("第一格"))
    others = SelectMultipleField(_l("其他格"))
    severity = RadioField(_l("不符合时"))
    note = StringField(_l("说明"), [Optional(), Length(max=200)])


class UploadForm(FlaskForm):  # type: ignore[misc]
    """An office's own form as a file."""

    file = FileField(_l("表格文件"), [FileRequired(_l("请选择文件"))])
