"""Forms of integrity: they check syntax; meaning is the services' business."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from quizapp.integrity.appeals import MAX_TEXT


class DismissForm(FlaskForm):  # type: ignore[misc]
    """Nothing wrong: what the reviewer found out."""

    note = StringField(_l("核实情况"), [DataRequired(_l("请填写这一项")), Length(max=200)])


class VoidForm(FlaskForm):  # type: ignore[misc]
    """Void, with the reason that the participant reads."""

    reason = StringField(_l("作废原因（答卷人会看到）"), [DataRequired(_l("请填写这一项")), Length(max=200)])
    returns_try = BooleanField(_l("把这一次答题机会退给他"))


class RestoreForm(FlaskForm):  # type: ignore[misc]
    """Let a voided paper count again."""

    reason = StringField(_l("恢复原因"), [DataRequired(_l("请填写这一项")), Length(max=200)])


class AnswerForm(FlaskForm):  # type: ignore[misc]
    """The answer to an appeal."""

    verdict = RadioField(_l("怎么处理"), [InputRequired(_l("请选一项"))])
    answer = StringField(_l("答复（申诉人会看到）"), [DataRequired(_l("请填写这一项")), Length(max=200)])


class AppealForm(FlaskForm):  # type: ignore[misc]
    """What a participant says against a void."""

    text = TextAreaField(
        _l("您的理由"), [DataRequired(_l("请写明您的理由")), Length(max=MAX_TEXT)], render_kw={"rows": 5}
    )
