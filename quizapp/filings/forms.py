"""The form of the reporting calendar: it checks syntax; meaning is the service's business."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

#: Monday first.
WEEKDAYS = (_l("星期一"), _l("星期二"), _l("星期三"), _l("星期四"), _l("星期五"), _l("星期六"), _l("星期日"))
DUTIES = (("all", _l("活动里的全部单位")), ("levels", _l("按层级")), ("chosen", _l("逐个选")))


class CalendarForm(FlaskForm):  # type: ignore[misc]
    """Who reports when."""

    is_on = BooleanField(_l("开通网上报送"))
    is_weekly = BooleanField(_l("每周报一次"))
    closes_on = SelectField(_l("每周截止日"), coerce=int)
    closes_at = TimeField(_l("截止时间"), [InputRequired(_l("请填写时间"))])
    first_day = DateField(_l("第一周（填那一周里的任意一天）"), [DataRequired(_l("请填写日期"))])
    last_day = DateField(_l("最后一周（填那一周里的任意一天）"), [DataRequired(_l("请填写日期"))])
    final_at = DateTimeLocalField(_l("总表（累计）截止时间"), [Optional()], format="%Y-%m-%dT%H:%M")
    duty = RadioField(_l("哪些单位要报"))
    levels = SelectMultipleField(_l("层级"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())
    unit_ids = SelectMultipleField(
        _l("单位"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    allows_nil = BooleanField(_l("允许零报告"))
    remind_hours = IntegerField(
        _l("截止前多少小时提醒未报的单位"),
        [InputRequired(_l("不提醒请填 0")), NumberRange(0, 168, _l("请填 0 到 168"))],
    )
