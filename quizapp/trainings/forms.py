"""Forms of trainings: they check syntax; meaning is the service's business."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DecimalField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from quizapp.trainings.service import TrainingFacts


class RecordForm(FlaskForm):  # type: ignore[misc]
    """What was taught, by whom, how long, and which contest is its exam."""

    content = TextAreaField(_l("培训内容"), [Optional(), Length(max=4000)], render_kw={"rows": 5})
    hours = DecimalField(
        _l("学时"), [InputRequired(_l("请填写学时")), NumberRange(0, 1000, _l("学时应在 0 到 1000 之间"))], places=1,
        render_kw={"inputmode": "decimal", "step": "0.1", "min": "0"},
    )  # fmt: skip
    teacher = StringField(_l("授课人"), [Optional(), Length(max=150)])
    keeper = StringField(_l("记录人"), [Optional(), Length(max=60)])
    contest_id = SelectField(_l("考核"), coerce=int)

    def fill(self, said: TrainingFacts) -> None:
        """Show what is stored."""
        self.content.data, self.teacher.data, self.keeper.data = said.content, said.teacher, said.keeper
        self.hours.data, self.contest_id.data = Decimal(said.tenth_hours) / 10, said.contest_id or 0

    def facts(self) -> TrainingFacts:
        """What was typed."""
        return TrainingFacts(
            content=self.content.data or "", tenth_hours=round((self.hours.data or 0) * 10), teacher=self.teacher.data or "",
            keeper=self.keeper.data or "", contest_id=self.contest_id.data or None,
        )  # fmt: skip


class PeopleForm(FlaskForm):  # type: ignore[misc]
    """For which unit the files are wanted."""

    unit_id = SelectField(_l("单位"), coerce=int)
