"""Forms of the participants' pages and of the campaign's settings: they check syntax; meaning is the services' business."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

_REQUIRED = DataRequired(_l("请填写这一项"))


class IdentityForm(FlaskForm):  # type: ignore[misc]
    """Name or nickname and unit; the unit as a list, as the result of a search, or fixed by a poster."""

    name = StringField(
        _l("姓名或昵称"), [_REQUIRED, Length(max=80, message=_l("太长了，请缩短一些"))],
        render_kw={"autocomplete": "name", "enterkeyhint": "next", "maxlength": 80},
    )  # fmt: skip
    unit = SelectField(_l("所在单位（村、社区、企业、学校……）"), validate_choice=False)
    words = StringField(_l("查找单位"), [Length(max=40)], render_kw={"autocomplete": "off", "enterkeyhint": "search"})
    phone = TelField(
        _l("手机号"), [Optional(), Length(max=30)],
        render_kw={"autocomplete": "tel", "inputmode": "tel", "enterkeyhint": "done"},
    )  # fmt: skip
    consent = BooleanField(_l("我已看过个人信息保护说明，同意按说明处理我的信息"))
    #: Where to go on afterwards.
    next = HiddenField()
    #: "phone" when a contest needs a phone number.
    ask = HiddenField()
    #: "1" when a poster or an earlier choice fixed the unit.
    fixed = HiddenField()


class NameForm(FlaskForm):  # type: ignore[misc]
    """A corrected name."""

    name = StringField(
        _l("姓名或昵称"),
        [_REQUIRED, Length(max=80, message=_l("太长了，请缩短一些"))],
        render_kw={"autocomplete": "name"},
    )


class EraseForm(FlaskForm):  # type: ignore[misc]
    """Being sure about erasing."""

    sure = BooleanField(_l("我确定要删除，知道删除后不能恢复"), [InputRequired(_l("请先勾选这一项"))])


class FeedbackForm(FlaskForm):  # type: ignore[misc]
    """A complaint or suggestion."""

    topic = RadioField(_l("哪一类"), [InputRequired(_l("请选择是哪一类"))])
    text = TextAreaField(
        _l("说说是什么事"), [_REQUIRED, Length(max=1000, message=_l("太长了，请缩短到 1000 字以内"))],
        render_kw={"rows": 5, "maxlength": 1000},
    )  # fmt: skip
    contact = StringField(_l("怎么联系您"), [Optional(), Length(max=100)], render_kw={"autocomplete": "off"})
    nonce = HiddenField()


class CampaignForm(FlaskForm):  # type: ignore[misc]
    """The settings of a campaign."""

    title = StringField(_l("活动名称"), [_REQUIRED, Length(max=100)])
    theme = StringField(_l("主题"), [Optional(), Length(max=100)])
    starts_on = DateField(_l("开始日期"), [_REQUIRED])
    ends_on = DateField(_l("结束日期"), [_REQUIRED])
    form_key = SelectField(_l("上级要求的统计表"))
    contact_name = StringField(_l("联系人"), [Optional(), Length(max=80)])
    contact_phone = StringField(_l("联系电话"), [Optional(), Length(max=40)])
    privacy_notice = TextAreaField(_l("补充的个人信息说明"), [Optional(), Length(max=5000)], render_kw={"rows": 4})
    retention_days = IntegerField(
        _l("个人信息保存天数"),
        [InputRequired(_l("请填写天数")), NumberRange(0, 1095, _l("请填 0 到 1095"))],
        default=180,
        render_kw={"inputmode": "numeric"},
    )
    is_published = BooleanField(_l("公开：参与者可以打开活动页面"), default=True)

    def validate_ends_on(self, field: Any) -> None:
        """The last day is not before the first."""
        if self.starts_on.data and field.data and field.data < self.starts_on.data:
            raise ValidationError(_l("结束日期不能早于开始日期"))


class NewCampaignForm(CampaignForm):
    """A new campaign: also its unit and its short name in addresses."""

    unit_id = SelectField(_l("主办单位"), [_REQUIRED], coerce=int)
    code = StringField(
        _l("网址代号"),
        [_REQUIRED, Length(min=2, max=40), Regexp(r"^[A-Za-z0-9][A-Za-z0-9-]*$", message=_l("只用字母、数字和减号"))],
        render_kw={"autocapitalize": "none", "spellcheck": "false"},
    )


class SettleForm(FlaskForm):  # type: ignore[misc]
    """What was done about a complaint."""

    answer = StringField(_l("怎么处理的"), [_REQUIRED, Length(max=300)])
