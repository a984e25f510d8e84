"""Forms of several lines at once: typed side by side, pasted, or in a file."""

from __future__ import annotations

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import DateField, HiddenField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from quizapp.kit.ids import new_token
from quizapp.kit.text import clean_line
from quizapp.records.reading import RawLine

#: Rows offered at first, and at most.
ROWS, MOST_ROWS = 6, 60
_CELLS = ("kind", "title", "quantity", "attendances", "happened_on", "evidence")


class QuickForm(FlaskForm):  # type: ignore[misc]
    """What all lines of the screen share; the lines themselves are read by `typed_lines`."""

    nonce = HiddenField(default=new_token)
    unit_id = SelectField(_l("单位"), coerce=int)
    happened_on = DateField(_l("日期"), [InputRequired(_l("请填写这一项"))])


class LinesForm(FlaskForm):  # type: ignore[misc]
    """Lines from a spreadsheet."""

    unit_id = SelectField(_l("单位"), coerce=int)
    kind = SelectField(_l("类别"), [Optional()])
    happened_on = DateField(_l("没有写日期的行算哪一天"), [Optional()])
    pasted = TextAreaField(
        _l("从 Excel 粘贴"), [Optional(), Length(max=1_000_000)], render_kw={"rows": 8, "spellcheck": "false"}
    )
    file = FileField(_l("或者上传文件"))


def typed_lines() -> list[RawLine]:
    """The rows that were sent, blank ones included, so that each keeps its number on the screen."""
    count = min(max(request.form.get("rows", ROWS, type=int), 1), MOST_ROWS)
    return [
        RawLine(row=row, **{cell: clean_line(request.form.get(f"{cell}-{row}", ""), limit=300) for cell in _CELLS})  # type: ignore[arg-type]
        for row in range(1, count + 1)
    ]
