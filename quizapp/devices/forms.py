"""The form for a device's link: it checks syntax; meaning is the service's business."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from quizapp.devices.rules import DeviceRole

ROLES = [
    (DeviceRole.STEWARD.value, _l("签到员|扫码、找姓名，看不到电话")),
    (DeviceRole.SUPERVISOR.value, _l("负责人|还能补签和撤销，要输密码")),
    (DeviceRole.KIOSK.value, _l("自助机|放在门口，来的人自己签到")),
]
#: Hours that a link's device works; "" = until a day after the session closed.
HOURS = [("", _l("到本场结束后一天")), ("2", _l("2 小时")), ("12", _l("12 小时"))]


class DeviceForm(FlaskForm):  # type: ignore[misc]
    """Who gets a device, and what for."""

    name = StringField(_l("给谁、放在哪"), [DataRequired(_l("请写明给谁用，例如“东门 小李”")), Length(max=40)])
    role = RadioField(_l("做什么用"), default=DeviceRole.STEWARD.value)
    hours = SelectField(_l("用到什么时候"), default="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices, self.hours.choices = ROLES, HOURS

    @property
    def valid_hours(self) -> int | None:
        """Hours, or None for the session's own time."""
        return int(self.hours.data) if self.hours.data else None
