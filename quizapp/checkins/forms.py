"""Forms of the desk: they check syntax; meaning is the service's business."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from quizapp.checkins.service.desk import MOST_PEOPLE, NewHeadcount, WalkIn
from quizapp.kit.ids import new_token


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
    people = IntegerField(
        _l("多少人"),
        [InputRequired(_l("请填写人数")), NumberRange(1, MOST_PEOPLE, _l("请填大于 0 的整数"))],
        render_kw={"inputmode": "numeric", "min": "1"},
    )
    is_approximate = BooleanField(_l("这是约数（如“160余”）"))
    method = RadioField(_l("怎么清点的"))
    counted_by = StringField(_l("谁清点的"), [DataRequired(_l("请填写是谁清点的（姓名和职务）")), Length(max=100)])
    unit_id = SelectField(_l("计入哪个单位"), coerce=int)
    note = StringField(_l("备注"), [Optional(), Length(max=200)])

    def headcount(self) -> NewHeadcount:
        """What was typed."""
        return NewHeadcount(
            unit_id=self.unit_id.data, people=self.people.data or 0, is_approximate=self.is_approximate.data,
            counted_by=self.counted_by.data or "", method=self.method.data or "", nonce=self.nonce.data or new_token(),
            note=self.note.data or "",
        )  # fmt: skip
