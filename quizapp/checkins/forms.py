"""Forms of the desk: they check syntax; meaning is the service's business."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

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
