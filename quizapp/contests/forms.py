"""The one form of a contest: it checks syntax; meaning is the service's business."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DecimalField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import DateTimeLocalField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from quizapp.contests.accommodations import NewTime
from quizapp.contests.blueprint import Blueprint, PaperSection
from quizapp.contests.points import read_points
from quizapp.contests.rules import Counting, Reveal
from quizapp.contests.service.settings import FIXED_WHEN_PUBLISHED, ContestSettings
from quizapp.questions import PRESETS

#: Fields of the paper's plan, which is one setting.
_PLAN_FIELDS = ("sections", "same_paper", "shuffles_options", "required")
_REQUIRED = InputRequired(_l("请填写这一项"))
_WHOLE = {"inputmode": "numeric", "min": "1"}


def _whole(label: Any, *validators: Any, **more: Any) -> IntegerField:
    return IntegerField(label, list(validators), render_kw=_WHOLE, **more)


_SECTION_ROWS = 12


class SectionForm(Form):
    """A row of the paper's plan; a row without a number of questions is left out."""

    title = StringField(_l("标题"), [Optional(), Length(max=30)])
    kind = SelectField(_l("题型"), default="")
    difficulty = SelectField(_l("难度"), default="")
    bank_id = SelectField(_l("题库"), coerce=int, default=0)
    topic = StringField(_l("知识点"), [Optional(), Length(max=60)])
    count = _whole(_l("题数"), Optional(), NumberRange(1, 200, _l("请填 1 到 200 之间的整数")))
    points = DecimalField(
        _l("每题分值"), [Optional(), NumberRange(Decimal("0.01"), 1000, _l("请填 0.01 到 1000"))], places=None,
        render_kw={"inputmode": "decimal"},
    )  # fmt: skip

    def section(self) -> PaperSection:
        """What was chosen."""
        return PaperSection(
            title=self.title.data or "", count=self.count.data or 0, points=read_points(self.points.data or Decimal(10)),
            types=(self.kind.data,) if self.kind.data else (),
            difficulties=(self.difficulty.data,) if self.difficulty.data else (),
            topics=(self.topic.data.strip(),) if self.topic.data and self.topic.data.strip() else (),
            bank_ids=(self.bank_id.data,) if self.bank_id.data else (),
        )  # fmt: skip

    def fill(self, section: PaperSection) -> None:
        """Show what stands."""
        self.title.data, self.count.data = section.title, section.count
        self.kind.data = next(iter(section.types), "")
        self.difficulty.data = next(iter(section.difficulties), "")
        self.topic.data = next(iter(section.topics), "")
        self.bank_id.data = next(iter(section.bank_ids), 0)
        self.points.data = _without_exponent(Decimal(section.points) / 100)


class ContestForm(FlaskForm):  # type: ignore[misc]
    """Three choices that matter, the rest with defaults that work."""

    campaign_id = SelectField(_l("所属活动"), coerce=int)
    unit_id = SelectField(_l("主办单位"), coerce=int)
    title = StringField(_l("竞赛名称"), [DataRequired(_l("请填写竞赛名称")), Length(max=60)])
    bank_ids = SelectMultipleField(
        _l("从哪些题库抽题"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    question_count = _whole(_l("每份卷子几道题"), _REQUIRED, NumberRange(1, 200, _l("请填 1 到 200 之间的整数")))
    question_seconds = _whole(_l("每题限时（秒）"), Optional(), NumberRange(5, 3600, _l("请填 5 到 3600 之间的整数")))
    minutes_limit = _whole(_l("限时（分钟）"), Optional(), NumberRange(1, 1440, _l("请填 1 到 1440 之间的整数")))
    opens_at = DateTimeLocalField(_l("开始时间"), [_REQUIRED])
    closes_at = DateTimeLocalField(_l("结束时间"), [_REQUIRED])
    tries_per_day = _whole(_l("每人每天可答（次）"), Optional(), NumberRange(1, 1000, _l("请填 1 到 1000 之间的整数")))
    tries_total = _whole(_l("每人一共可答（次）"), Optional(), NumberRange(1, 1000, _l("请填 1 到 1000 之间的整数")))
    points_each = DecimalField(
        _l("每题分值"), [_REQUIRED, NumberRange(Decimal("0.01"), 1000, _l("请填 0.01 到 1000"))], places=None
    )
    pass_percent = IntegerField(
        _l("合格线"),
        [_REQUIRED, NumberRange(0, 100, _l("请填 0 到 100 之间的整数"))],
        render_kw={"inputmode": "numeric"},
    )
    preset = SelectField(_l("多选题怎么计分"))
    counting = RadioField(_l("答了几次，哪一次算数"), default=Counting.BEST.value)
    reveal = RadioField(_l("交卷后看到什么"))
    asks_phone = BooleanField(_l("请参与者留手机号"))
    sections = FieldList(FormField(SectionForm), min_entries=_SECTION_ROWS, max_entries=12)
    same_paper = BooleanField(_l("所有人同一份题"))
    shuffles_options = BooleanField(_l("选项打乱次序"), default=True)
    required = TextAreaField(_l("必考题"), [Optional(), Length(max=4000)], render_kw={"rows": 3})
    intro = TextAreaField(_l("竞赛说明"), [Optional(), Length(max=2000)], render_kw={"rows": 4})

    def offer(
        self, reveals: list[tuple[str, str]], presets: list[tuple[str, str]], countings: list[tuple[str, str]]
    ) -> None:
        """Choices that do not depend on who asks."""
        self.reveal.choices, self.preset.choices, self.counting.choices = reveals, presets, countings

    def offer_sections(
        self, banks: list[tuple[int, str]], types: list[tuple[str, str]], levels: list[tuple[str, str]]
    ) -> None:
        """Choices of the plan's rows; the first of each list means "any"."""
        for row in self.sections:
            row.form.bank_id.choices, row.form.kind.choices, row.form.difficulty.choices = banks, types, levels

    def plan_count(self) -> int:
        """Questions of the plan as typed; 0 without one."""
        return sum(row.form.count.data or 0 for row in self.sections)

    def plan_points(self) -> int:
        """Full score of the plan as typed, in hundredths."""
        rows = (row.form for row in self.sections)
        return sum((row.count.data or 0) * read_points(row.points.data or Decimal(10)) for row in rows)

    def _plan(self) -> Blueprint | None:
        sections = tuple(row.form.section() for row in self.sections if row.form.count.data)
        if not sections:
            return None
        return Blueprint(
            sections=sections,
            required=tuple((self.required.data or "").split()),
            same_paper=bool(self.same_paper.data),
            shuffles_options=bool(self.shuffles_options.data),
        )

    def fix_rules(self) -> None:
        """Leave out what cannot change any more once the contest is published."""
        for name in (*FIXED_WHEN_PUBLISHED, "campaign_id", "unit_id"):
            if name in self._fields:
                del self[name]
        for name in _PLAN_FIELDS:
            del self[name]

    def leave_out(self, *names: str) -> None:
        """Leave out fields that this page does not ask."""
        for name in names:
            del self[name]

    def fill(self, settings: ContestSettings, zone: str) -> None:
        """Show ``settings``; times in the campaign's zone."""
        for name, value in _shown(settings, zone).items():
            if name in self._fields:
                self[name].data = value
        if settings.blueprint is not None and "sections" in self._fields:
            self._fill_plan(settings.blueprint)

    def _fill_plan(self, plan: Blueprint) -> None:
        while len(self.sections) < len(plan.sections):
            self.sections.append_entry()
        for row, section in zip(self.sections, plan.sections, strict=False):
            row.form.fill(section)
        self.same_paper.data, self.shuffles_options.data = plan.same_paper, plan.shuffles_options
        self.required.data = "\n".join(plan.required)

    def settings(self, zone: str, base: ContestSettings | None = None) -> ContestSettings:
        """What was chosen; what the page did not ask is taken from ``base``."""
        chosen: dict[str, Any] = {
            name: self[name].data for name in ContestSettings.__dataclass_fields__ if name in self._fields
        }
        for name in ("opens_at", "closes_at"):
            chosen[name] = chosen[name].replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        chosen["reveal"] = Reveal(chosen["reveal"])
        chosen["intro"] = chosen["intro"] or ""
        if "counting" in chosen:
            chosen["counting"] = Counting(chosen["counting"])
        if "points_each" in chosen:
            chosen["points_each"] = read_points(chosen["points_each"])
            chosen["bank_ids"] = tuple(chosen["bank_ids"] or ())
            chosen["blueprint"] = self._plan()
        return ContestSettings(**chosen) if base is None else replace(base, **chosen)


#: What the choice "without limit" is sent as.
NO_LIMIT = 0


class TimeForm(FlaskForm):  # type: ignore[misc]
    """More time for a person or for a unit with all below it."""

    person_id = IntegerField(widget=HiddenInput(), validators=[Optional()])
    unit_id = SelectField(_l("单位（连同下级单位）"), coerce=int, default=0)
    time_percent = RadioField(_l("多多少时间"), [InputRequired(_l("请选一项"))])
    reason = StringField(_l("为什么安排（只有组织者看得到）"), [DataRequired(_l("请填写这一项")), Length(max=200)])

    def new_time(self) -> NewTime:
        """What was chosen."""
        percent = int(self.time_percent.data)
        return NewTime(
            person_id=self.person_id.data, unit_id=None if self.person_id.data else self.unit_id.data or None,
            time_percent=percent or None, reason=self.reason.data or "",
        )  # fmt: skip


class ReopenForm(FlaskForm):  # type: ignore[misc]
    """Open a paper again."""

    deadline_at = DateTimeLocalField(_l("请他在什么时候前交"), [_REQUIRED])
    reason = StringField(_l("重开原因（答卷人会看到）"), [DataRequired(_l("请填写这一项")), Length(max=200)])

    def deadline(self, zone: ZoneInfo) -> datetime:
        """The chosen moment."""
        chosen = self.deadline_at.data
        assert chosen is not None  # the form was valid
        return chosen.replace(tzinfo=zone).astimezone(UTC)


def preset_keys() -> list[tuple[str, str]]:
    """Scoring rules and their labels (message ids)."""
    return [(preset.key, preset.label) for preset in PRESETS.values()]


def _shown(settings: ContestSettings, zone: str) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(settings, name) for name in ContestSettings.__dataclass_fields__}
    return values | {
        "opens_at": _wall_clock(settings.opens_at, zone),
        "closes_at": _wall_clock(settings.closes_at, zone),
        "points_each": _without_exponent(Decimal(settings.points_each) / 100),
        "reveal": settings.reveal.value,
        "counting": settings.counting.value,
        "bank_ids": list(settings.bank_ids),
    }


def _without_exponent(points: Decimal) -> Decimal:
    """``points`` without trailing zeros; `normalize` alone turns 10 into 1E+1, and the field shows just that."""
    return Decimal(format(points.normalize(), "f"))


def _wall_clock(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
