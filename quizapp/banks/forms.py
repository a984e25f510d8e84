"""Forms of the bank pages: they check syntax; what makes a question is judged by `quizapp.banks.by_hand`."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import DateField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

_REQUIRED = DataRequired(_l("请填写这一项"))


class BankForm(FlaskForm):  # type: ignore[misc]
    """A new bank."""

    unit_id = SelectField(_l("哪个单位的题库"), [_REQUIRED], coerce=int)
    title = StringField(_l("题库名称"), [_REQUIRED, Length(max=100)])
    summary = TextAreaField(_l("说明"), [Optional(), Length(max=500)], render_kw={"rows": 2})


class BankFileForm(FlaskForm):  # type: ignore[misc]
    """A file of questions for a bank, new or standing."""

    unit_id = SelectField(_l("哪个单位的题库"), [_REQUIRED], coerce=int)
    title = StringField(_l("题库名称"), [_REQUIRED, Length(max=100)])
    file = FileField(_l("题目文件"), [Optional()])
    pasted = TextAreaField(
        _l("或者粘贴题目"), [Optional(), Length(max=1_000_000)], render_kw={"rows": 6, "spellcheck": "false"}
    )


class QuestionForm(FlaskForm):  # type: ignore[misc]
    """One question of any type; rows, pictures and sounds are read beside it (`views_question_form`)."""

    stem = TextAreaField(_l("题干"), [_REQUIRED, Length(max=4000)], render_kw={"rows": 3})
    answer = StringField(_l("答案"), [Optional(), Length(max=40)], render_kw={"autocomplete": "off"})
    blanks = TextAreaField(
        _l("每个空的答案"), [Optional(), Length(max=4000)], render_kw={"rows": 3, "spellcheck": "false"}
    )
    pairs = TextAreaField(_l("左右配对"), [Optional(), Length(max=8000)], render_kw={"rows": 5})
    steps = TextAreaField(_l("正确的先后次序"), [Optional(), Length(max=8000)], render_kw={"rows": 5})
    explanation = TextAreaField(_l("解析"), [Optional(), Length(max=2000)], render_kw={"rows": 3})
    source = StringField(_l("依据"), [Optional(), Length(max=300)])
    topic = StringField(_l("知识点"), [Optional(), Length(max=60)])
    tags = StringField(_l("标签"), [Optional(), Length(max=120)], render_kw={"autocomplete": "off"})
    valid_from = DateField(_l("从哪天起正确"), [Optional()])
    valid_to = DateField(_l("到哪天为止正确"), [Optional()])
    difficulty = SelectField(_l("难度"), default="medium")
    audience = SelectMultipleField(
        _l("适合谁"), [Optional()], widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
