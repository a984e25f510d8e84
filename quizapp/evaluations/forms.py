"""The form of an improvement: it checks syntax; meaning is the service's business."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from quizapp.evaluations.models import Improvement
from quizapp.evaluations.service.improve import Wanted
from quizapp.kit.ids import new_token


class ImprovementForm(FlaskForm):  # type: ignore[misc]
    """What is to be mended, by whom, until when."""

    nonce = HiddenField(default=new_token)
    problem = TextAreaField(
        _l("发现了什么问题"), [DataRequired(_l("请写明发现了什么问题")), Length(max=2000)], render_kw={"rows": 3}
    )
    measure = TextAreaField(_l("怎么改"), [Optional(), Length(max=2000)], render_kw={"rows": 2})
    owner_unit_id = SelectField(_l("责任单位"), coerce=int)
    owner_name = StringField(_l("责任人"), [DataRequired(_l("请写明由谁整改")), Length(max=60)])
    owner_staff_id = SelectField(_l("责任人的账号"), coerce=int)
    due_on = DateField(_l("期限"), [InputRequired(_l("请填写期限"))])

    def fill(self, row: Improvement) -> None:
        """Show what is stored."""
        for name in ("problem", "measure", "owner_unit_id", "owner_name", "due_on"):
            self[name].data = getattr(row, name)
        self.owner_staff_id.data = row.owner_staff_id or 0

    def wanted(self, *, evaluation_id: int | None = None, item: str = "") -> Wanted:
        """What was typed."""
        assert self.due_on.data is not None  # the form has validated
        return Wanted(
            problem=self.problem.data or "", measure=self.measure.data or "", owner_unit_id=self.owner_unit_id.data,
            owner_name=self.owner_name.data or "", owner_staff_id=self.owner_staff_id.data or None,
            due_on=self.due_on.data, evaluation_id=evaluation_id, item=item,
        )  # fmt: skip
