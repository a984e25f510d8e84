"""The form for a webhook's target: it checks syntax; meaning is the service's business."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget


class TargetForm(FlaskForm):  # type: ignore[misc]
    """Where to, and what about."""

    name = StringField(_l("哪个系统"), [DataRequired(_l("请写明这是哪个系统")), Length(max=60)])
    url = StringField(_l("推送地址"), [DataRequired(_l("请填写推送地址")), Length(max=500)], render_kw={"type": "url"})
    unit_id = SelectField(_l("推送哪个单位（含下级）的消息"), coerce=int)
    types = SelectMultipleField(
        _l("推送哪些事件（都不选就是全部）"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
