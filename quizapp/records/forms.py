"""The forms of records, one or several at once: they check syntax; meaning is the service's business."""

from __future__ import annotations

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from quizapp.kit.ids import new_token
from quizapp.kit.text import clean_line
from quizapp.records.kinds import RecordKind
from quizapp.records.models import Record
from quizapp.records.reading import RawLine
from quizapp.records.service import MOST, NewRecord


class RecordForm(FlaskForm):  # type: ignore[misc]
    """One line of the book; the kind is chosen before and decides which fields there are."""

    nonce = HiddenField(default=new_token)
    title = StringField(_l("名称或内容"), [DataRequired(_l("请填写名称或内容")), Length(max=200)])
    unit_id = SelectField(_l("单位"), coerce=int)
    happened_on = DateField(_l("日期"), [InputRequired(_l("请填写这一项"))])
    quantity = IntegerField(
        _l("数量"),
        [InputRequired(_l("请填写这一项")), NumberRange(1, MOST, _l("请填大于 0 的整数"))],
        default=1,
        render_kw={"inputmode": "numeric", "min": "1"},
    )
    attendances = IntegerField(
        _l("人次"), [Optional(), NumberRange(1, MOST, _l("请填大于 0 的整数"))],
        render_kw={"inputmode": "numeric", "min": "1"},
    )  # fmt: skip
    is_approximate = BooleanField(_l("数量是约数（如“160余”）"))
    heads_approximate = BooleanField(_l("人次是约数（如“160余”）"))
    status = RadioField(_l("状态"))
    tags = SelectMultipleField(_l("属于哪些专题"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())
    code = StringField(_l("受奖人代号"), [Optional(), Length(max=100)])
    evidence = StringField(_l("在哪里看得到"), [Optional(), Length(max=300)])
    note = StringField(_l("备注"), [Optional(), Length(max=300)])
    reason = StringField(_l("更正原因"), [Optional(), Length(max=200)])

    def shape(self, kind: RecordKind, *, is_correction: bool) -> None:
        """Leave out what this kind does not have."""
        for name, is_wanted in (
            ("status", bool(kind.statuses)), ("tags", bool(kind.tags)), ("code", kind.is_coded),
            ("quantity", not kind.is_coded), ("attendances", kind.is_occasion), ("heads_approximate", kind.is_occasion),
            ("is_approximate", not kind.is_coded), ("reason", is_correction),
        ):  # fmt: skip
            if not is_wanted:
                del self[name]

    def fill(self, record: Record) -> None:
        """Show what is stored; a code cannot be shown, it is not stored."""
        for name in (
            "title",
            "unit_id",
            "happened_on",
            "quantity",
            "attendances",
            "is_approximate",
            "heads_approximate",
            "status",
            "evidence",
            "note",
        ):
            if name in self._fields:
                self[name].data = getattr(record, name)
        if "tags" in self._fields:
            self.tags.data = record.tags.split()

    def new_record(self, campaign_id: int, kind: RecordKind) -> NewRecord:
        """What was typed."""
        said = {name: self[name].data for name in _OPTIONAL if name in self._fields and self[name].data is not None}
        said["tags"] = tuple(said.get("tags", ()))
        return NewRecord(
            campaign_id=campaign_id, kind=kind.key, unit_id=self.unit_id.data, title=self.title.data or "",
            happened_on=self.happened_on.data, nonce=self.nonce.data or new_token(), **said,  # type: ignore[arg-type]
        )  # fmt: skip


_OPTIONAL = (
    "quantity", "attendances", "is_approximate", "heads_approximate", "status", "tags", "code", "evidence", "note",
)  # fmt: skip


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
