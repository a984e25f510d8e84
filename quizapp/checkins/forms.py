"""Forms of the desk: they check syntax; meaning is the service's business."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from quizapp.activities import CODE_INTERVALS_S, DoorSettings
from quizapp.checkins.service.desk import NewHeadcount, WalkIn
from quizapp.kit.ids import new_token

#: A whole number above 0 of at most seven digits, with what makes it a floor.
_PEOPLE = re.compile(r"\s*(?P<number>0*[1-9][0-9]{0,6})\s*(?P<about>[余多+]?)\s*\Z")


class WalkInForm(FlaskForm):  # type: ignore[misc]
    """A name and a unit, in ten seconds."""

    nonce = HiddenField(default=new_token)
    name = StringField(_l("姓名"), [DataRequired(_l("请填写姓名")), Length(max=40)])
    unit_id = SelectField(_l("单位"), coerce=int)
    other_unit = StringField(_l("不在上面？写单位全称"), [Optional(), Length(max=100)])
    is_namesake = BooleanField(_l("同名的另一个人"))

    def walk_in(self, unit_id: int, reason: str) -> WalkIn:
        """What was typed."""
        return WalkIn(
            name=self.name.data or "", unit_id=unit_id, nonce=self.nonce.data or new_token(),
            is_namesake=self.is_namesake.data, reason=reason,
        )  # fmt: skip


class HeadcountForm(FlaskForm):  # type: ignore[misc]
    """A crowd, and who stands for its number."""

    nonce = HiddenField(default=new_token)
    people = StringField(
        _l("多少人"),
        [DataRequired(_l("请填写人数")), Regexp(_PEOPLE, message=_l("请填大于 0 的整数，大约数写成“160余”"))],
        render_kw={"inputmode": "numeric"},
    )
    is_approximate = BooleanField(_l("这是约数（如“160余”）"))
    method = RadioField(_l("怎么清点的"), [InputRequired(_l("请选择清点方法"))], validate_choice=False)
    counted_by = StringField(_l("谁清点的"), [DataRequired(_l("请填写是谁清点的（姓名和职务）")), Length(max=100)])
    unit_id = SelectField(_l("计入哪个单位"), coerce=int)
    note = StringField(_l("备注"), [Optional(), Length(max=200)])

    def headcount(self) -> NewHeadcount:
        """What was typed; "160余" is approximate whether or not the box is ticked."""
        said = _PEOPLE.match(self.people.data or "")
        return NewHeadcount(
            unit_id=self.unit_id.data, people=int(said["number"]) if said else 0,
            is_approximate=self.is_approximate.data or bool(said and said["about"]),
            counted_by=self.counted_by.data or "", method=self.method.data or "", nonce=self.nonce.data or new_token(),
            note=self.note.data or "",
        )  # fmt: skip


class BadgeForm(FlaskForm):  # type: ignore[misc]
    """Whose badges to print."""

    unit_id = SelectField(_l("单位"), coerce=int)


_NUMBER = {"inputmode": "numeric", "min": "0"}
#: Two decimal numbers, a comma or space between them.
_POSITION = re.compile(r"\s*(?P<lat>-?\d{1,2}(?:\.\d+)?)\s*[,，\s]\s*(?P<lon>-?\d{1,3}(?:\.\d+)?)\s*\Z")


#: Fields that show what is stored as it is.
_AS_STORED = (
    "takes_exits", "asks_signature", "min_stay_min", "tolerance_min", "host_units_only", "radius_m", "shared_device_at",
)  # fmt: skip


class DoorForm(FlaskForm):  # type: ignore[misc]
    """How the door of a session works."""

    code = RadioField(_l("现场的码"), validate_choice=False, default="static")
    code_interval_s = IntegerField(
        _l("动态码多久换一次"), [Optional(), NumberRange(*CODE_INTERVALS_S)], default=15, render_kw=_NUMBER
    )
    gates = TextAreaField(_l("入口"), [Optional(), Length(max=2000)], render_kw={"rows": 3})
    takes_exits = BooleanField(_l("离开时也要签退"))
    asks_signature = BooleanField(_l("签到后请在屏幕上手写签名"))
    min_stay_min = IntegerField(
        _l("至少在场多久才发参加证明"), [Optional(), NumberRange(0, 1440)], default=0, render_kw=_NUMBER
    )
    days = RadioField(_l("跨天的活动怎么计人次"), validate_choice=False, default="day")
    tolerance_min = IntegerField(
        _l("签到时间前后的宽限"), [Optional(), NumberRange(0, 120)], default=0, render_kw=_NUMBER
    )
    host_units_only = BooleanField(_l("只让主办单位的人签到"))
    position = StringField(
        _l("会场的位置"), [Optional(), Regexp(_POSITION, message=_l("请写成“纬度,经度”，例如 31.2304,121.4737"))]
    )
    radius_m = IntegerField(_l("多远以外算远"), [Optional(), NumberRange(20, 20_000)], default=500, render_kw=_NUMBER)
    shared_device_at = IntegerField(
        _l("同一部手机签了多少人以后提示"), [Optional(), NumberRange(2, 200)], default=5, render_kw=_NUMBER
    )
    blocks = SelectMultipleField(
        _l("遇到这些情况就拦下，改由工作人员签到"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def fill_door(self, door: DoorSettings, gates: list[str]) -> None:
        """Show what is stored."""
        self.code.data = "rotating" if door.rotates else "static"
        self.code_interval_s.data = door.code_interval_s or 15
        self.gates.data = "\n".join(gates)
        self.days.data = "day" if door.counts_each_day else "session"
        for name in _AS_STORED:
            self[name].data = getattr(door, name)
        self.position.data = f"{door.latitude:.6f},{door.longitude:.6f}" if door.asks_location else ""
        self.blocks.data = list(door.blocks)

    def door_settings(self) -> DoorSettings:
        """What was chosen; numbers left empty are as usual."""
        usual, said = DoorSettings(), _POSITION.match(self.position.data or "")
        return DoorSettings(
            code_interval_s=(self.code_interval_s.data or 15) if self.code.data == "rotating" else 0,
            takes_exits=self.takes_exits.data, asks_signature=self.asks_signature.data, counts_each_day=self.days.data != "session",
            host_units_only=self.host_units_only.data, min_stay_min=self.min_stay_min.data or 0,
            tolerance_min=self.tolerance_min.data or 0, radius_m=self.radius_m.data or usual.radius_m,
            shared_device_at=self.shared_device_at.data or usual.shared_device_at,
            latitude=float(said["lat"]) if said else None, longitude=float(said["lon"]) if said else None,
            blocks=tuple(self.blocks.data or ()),
        )  # fmt: skip

    def gate_names(self) -> list[str]:
        """One a line."""
        return [line.strip() for line in (self.gates.data or "").splitlines() if line.strip()]
