"""Forms of drills: they check syntax; meaning is the service's business."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
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
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from quizapp.activities import ActivityPlan, SessionPlan
from quizapp.drills.due import OwnRule
from quizapp.drills.facts import DrillFacts
from quizapp.drills.models import Drill, DrillRule
from quizapp.kit.ids import new_token

_REQUIRED = InputRequired(_l("请填写这一项"))
_NUMBER = {"inputmode": "numeric", "min": "0"}


class FactsForm(FlaskForm):  # type: ignore[misc]
    """How it is drilled."""

    content = RadioField(_l("演练内容"), validate_choice=False)
    form = RadioField(_l("演练形式"), validate_choice=False)
    purpose = RadioField(_l("演练目的"), validate_choice=False)
    is_unannounced = BooleanField(_l("事先不通知（双盲演练）"))
    is_scripted = BooleanField(_l("有脚本"))
    plan_name = StringField(_l("演练的应急预案"), [Optional(), Length(max=150)])
    commander = StringField(_l("总指挥"), [Optional(), Length(max=60)])
    scenario = TextAreaField(_l("情景"), [Optional(), Length(max=4000)], render_kw={"rows": 3})

    def fill(self, drill: Drill) -> None:
        """Show what is stored."""
        for name in ("content", "form", "purpose", "is_scripted", "plan_name", "commander", "scenario"):
            self[name].data = getattr(drill, name)
        self.is_unannounced.data = not drill.is_announced

    def facts(self, usual: DrillFacts) -> DrillFacts:
        """What was chosen; what was left open is as usual."""
        return DrillFacts(
            content=self.content.data or usual.content, form=self.form.data or usual.form,
            purpose=self.purpose.data or usual.purpose, is_announced=not self.is_unannounced.data,
            is_scripted=self.is_scripted.data, plan_name=self.plan_name.data or "",
            scenario=self.scenario.data or "", commander=self.commander.data or "",
        )  # fmt: skip


class NewDrillForm(FactsForm):
    """A drill on one screen: name, place, time, kind. All else is folded away."""

    nonce = HiddenField(default=new_token)
    title = StringField(_l("演练名称"), [DataRequired(_l("请填写演练名称")), Length(max=100)])
    kind = SelectField(_l("演练种类"))
    place = StringField(_l("集合地点"), [Optional(), Length(max=60)])
    day = DateField(_l("日期"), [_REQUIRED])
    starts = TimeField(_l("开始"), [_REQUIRED])
    expected = IntegerField(
        _l("应到人数"), [Optional(), NumberRange(0, 100_000, _l("请填不小于 0 的整数"))], render_kw=_NUMBER
    )
    unit_id = SelectField(_l("组织单位"), coerce=int)
    also = SelectMultipleField(_l("同时计入"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())

    def activity(self) -> ActivityPlan:
        """What the activity is."""
        return ActivityPlan(
            unit_id=self.unit_id.data,
            kind=self.kind.data,
            title=self.title.data or "",
            also=tuple(self.also.data or ()),
        )

    def timing(self, zone: str, minutes: int) -> SessionPlan:
        """When and where; people may check in from an hour before until an hour after."""
        assert self.day.data is not None  # the form has validated
        assert self.starts.data is not None
        local = datetime.combine(self.day.data, self.starts.data, tzinfo=ZoneInfo(zone))
        starts_at = local.astimezone(UTC)
        return SessionPlan(
            host_unit_id=self.unit_id.data, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes),
            place=self.place.data or "", expected=self.expected.data,
        )  # fmt: skip


class PlanForm(FlaskForm):  # type: ignore[misc]
    """Zones, a line each."""

    lines = TextAreaField(
        _l("区域和集合点"), [DataRequired(_l("至少写一个区域")), Length(max=40_000)],
        render_kw={"rows": 12, "spellcheck": "false"},
    )  # fmt: skip


class RuleForm(FlaskForm):  # type: ignore[misc]
    """How often one unit must drill."""

    rule = SelectField(_l("按哪条规则"), validate_choice=False)
    months = IntegerField(_l("或者：几个月一次"), [Optional(), NumberRange(0, 120)], render_kw=_NUMBER)
    basis = StringField(_l("依据"), [Optional(), Length(max=150)])
    last_before = DateField(_l("在本系统之前的最近一次演练"), [Optional()])

    def fill(self, row: DrillRule) -> None:
        """Show what is stored."""
        self.rule.data, self.months.data = row.rule_key, row.months
        self.basis.data, self.last_before.data = row.basis, row.last_before

    def own_rule(self) -> OwnRule:
        """What was chosen."""
        return OwnRule(
            rule_key=self.rule.data or "", months=self.months.data, basis=self.basis.data or "",
            last_before=self.last_before.data,
        )  # fmt: skip
