"""Forms of scoring: they check syntax; meaning is the services' business."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from quizapp.assessments.cards import ReviewSaid, SelfSaid
from quizapp.assessments.editing import SheetText
from quizapp.assessments.models import ScoreSheet
from quizapp.assessments.rules import RULE_LABELS, Rule, RuleType, read_points, show_points
from quizapp.assessments.sheet import FACTS, Row
from quizapp.errors import Invalid
from quizapp.kit.evidence import kind_labels
from quizapp.kit.i18n import N_
from quizapp.units import levels, unit_kinds

_REQUIRED = DataRequired(_l("请填写这一项"))


class Ticks(SelectMultipleField):
    """Several of a list, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SheetForm(FlaskForm):  # type: ignore[misc]
    """What stands above the rows."""

    title = StringField(_l("标题"), [_REQUIRED, Length(max=100)])
    total = IntegerField(
        _l("总分"), [InputRequired(_l("请填写这一项")), NumberRange(1, 1_000)], render_kw={"inputmode": "numeric"}
    )
    note = TextAreaField(_l("说明"), [Optional(), Length(max=2_000)], render_kw={"rows": 3})
    grades = TextAreaField(_l("等次"), [Optional(), Length(max=300)], render_kw={"rows": 3})
    levels = Ticks(_l("评哪些层级的单位"))
    unit_kinds = Ticks(_l("评哪些类型的单位"))
    due_on = DateField(_l("自评截止"), [Optional()])

    def offer(self) -> None:
        """Put in what there is to choose from."""
        self.levels.choices = [(key, _(label)) for key, label in levels().items()]
        self.unit_kinds.choices = [(key, _(label)) for key, label in unit_kinds().items()]

    def fill(self, sheet: ScoreSheet) -> None:
        """Show what is stored."""
        for name in ("title", "total", "note", "levels", "unit_kinds", "due_on"):
            self[name].data = getattr(sheet, name)
        self.grades.data = "\n".join(f"{label}={show_points(least)}" for label, least in sheet.grades)

    def text(self) -> SheetText:
        """What was written. Raises `Invalid` for grades that cannot be read."""
        return SheetText(
            title=self.title.data or "", total=self.total.data or 0, note=self.note.data or "", grades=tuple(read_pairs(self.grades.data or "", "grades")),
            levels=tuple(self.levels.data or ()), unit_kinds=tuple(self.unit_kinds.data or ()), due_on=self.due_on.data,
        )  # fmt: skip


def read_pairs(text: str, field: str) -> list[tuple[str, int]]:
    """Lines ``自己办=8`` as (words, hundredths). Raises `Invalid` naming the line."""
    found = []
    for line in filter(None, (each.strip() for each in text.replace("＝", "=").split("\n"))):
        label, _sign, number = line.rpartition("=")
        points = read_points(number)
        if not label.strip() or points is None:
            raise Invalid(N_("看不懂“%(line)s”：一行写一种，像“自己办=8”"), field=field, line=line)
        found.append((label.strip()[:60], points))
    return found


class RowForm(FlaskForm):  # type: ignore[misc]
    """One row of a sheet."""

    group = StringField(_l("归在哪一组"), [Optional(), Length(max=40)])
    title = StringField(_l("评什么"), [_REQUIRED, Length(max=100)])
    standard = StringField(_l("怎么给分"), [Optional(), Length(max=200)])
    type = SelectField(_l("计分方式"))
    points = StringField(_l("分值（封顶）"), [Optional(), Length(max=8)], render_kw={"inputmode": "decimal"})
    each = StringField(_l("每项（每天）几分"), [Optional(), Length(max=8)], render_kw={"inputmode": "decimal"})
    minimum = IntegerField(
        _l("数量、周数或百分比"), [Optional(), NumberRange(1, 1_000_000)], render_kw={"inputmode": "numeric"}
    )
    options = TextAreaField(_l("几种情况"), [Optional(), Length(max=500)], render_kw={"rows": 4})
    steps = TextAreaField(_l("分档"), [Optional(), Length(max=300)], render_kw={"rows": 4})
    due_on = DateField(_l("哪天算按时"), [Optional()])
    empties = StringField(_l("哪一组不得分"), [Optional(), Length(max=40)])
    fact = SelectField(_l("系统能直接判断的"), default="")
    kinds = Ticks(_l("从台账哪些类别取数"))
    counts = RadioField(_l("数什么"), default="things")

    def offer(self) -> None:
        """Put in what there is to choose from."""
        self.type.choices = [(key.value, _(label)) for key, label in RULE_LABELS.items()]
        self.fact.choices = [("", _("没有")), *((key, _(label)) for key, label in FACTS.items())]
        self.kinds.choices = [(key, _(label)) for key, label in kind_labels().items()]
        self.counts.choices = [("things", _("场次、篇数、份数")), ("attendances", _("参加人次"))]

    def fill(self, row: Row) -> None:
        """Show what is stored."""
        rule = row.rule
        for name in ("group", "title", "standard", "due_on", "empties", "fact", "counts"):
            self[name].data = getattr(row, name)
        self.kinds.data, self.type.data, self.minimum.data = list(row.kinds), rule.type.value, rule.minimum
        self.points.data, self.each.data = show_points(rule.points), show_points(rule.each)
        self.options.data = "\n".join(
            f"{label}={show_points(points)}" for label, points in zip(row.labels, rule.options, strict=True)
        )
        self.steps.data = "\n".join(f"{count}={show_points(taken)}" for count, taken in rule.steps)

    def row(self, key: str) -> Row:
        """What was written, without what its type does not ask for. Raises `Invalid` naming the field."""
        kind = RuleType(self.type.data)
        options = read_pairs(self.options.data or "", "options") if kind is RuleType.CHOICE else []
        rule = Rule(
            type=kind, points=self._points("points"), each=self._points("each"), minimum=self.minimum.data or 1,
            options=tuple(points for _label, points in options),
            steps=self._steps() if kind is RuleType.STEP_DEDUCTION else (),
        )  # fmt: skip
        return Row(
            key=key, group=(self.group.data or "").strip(), title=(self.title.data or "").strip(), rule=rule,
            standard=(self.standard.data or "").strip(), labels=tuple(label for label, _points in options),
            kinds=tuple(self.kinds.data or ()), counts=self.counts.data, fact=self.fact.data or "",
            due_on=self.due_on.data if kind is RuleType.DEADLINE else None,
            empties=(self.empties.data or "").strip() if kind is RuleType.ZERO_GROUP else "",
        )  # fmt: skip

    def _points(self, name: str) -> int:
        text = self[name].data or "0"
        points = read_points(text)
        if points is None:
            raise Invalid(N_("“%(text)s”不是分数：请填像 2 或 2.5 这样的数"), field=name, text=text)
        return points

    def _steps(self) -> tuple[tuple[int, int], ...]:
        pairs = read_pairs(self.steps.data or "", "steps")
        if not all(count.isascii() and count.isdigit() for count, _taken in pairs):
            raise Invalid(N_("分档一行写一档，像“1=2”：1 起扣 2 分"), field="steps")
        return tuple((int(count), taken) for count, taken in pairs)


def read_self(form: Mapping[str, str], rows: Iterable[Row]) -> dict[str, SelfSaid]:
    """What a unit wrote on its card. Raises `Invalid` (field ``a-<row>``) for what is no number or day."""
    return {
        row.key: SelfSaid(
            answer=_answer(form.get(f"a-{row.key}", "").strip(), row), word=form.get(f"w-{row.key}", ""),
            evidence=form.get(f"e-{row.key}", ""),
        )
        for row in rows
    }  # fmt: skip


def _answer(text: str, row: Row) -> int | None:
    if not text:
        return None
    try:
        if row.rule.type is RuleType.DEADLINE:
            assert row.due_on is not None
            return max((date.fromisoformat(text) - row.due_on).days, 0)
        return int(text)
    except ValueError:
        raise Invalid(N_("“%(title)s”：请填整数"), field=f"a-{row.key}", title=row.title) from None


def read_review(form: Mapping[str, str], rows: Iterable[Row]) -> dict[str, ReviewSaid]:
    """What the office wrote. Raises `Invalid` (field ``p-<row>``) for what are no points."""
    found = {}
    for row in rows:
        reason = form.get(f"r-{row.key}", "")
        if row.is_flag:
            found[row.key] = ReviewSaid(answer=int(form.get(f"p-{row.key}") == "1"), reason=reason)
            continue
        points = read_points(form.get(f"p-{row.key}", ""))
        if points is None:
            raise Invalid(N_("“%(title)s”：请填分数，像 2 或 2.5"), field=f"p-{row.key}", title=row.title)
        found[row.key] = ReviewSaid(points=points, reason=reason)
    return found
