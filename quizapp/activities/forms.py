"""Forms of activities: they check syntax; meaning is the service's business."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any
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

from quizapp.activities.facts import SessionFacts
from quizapp.activities.models import Activity
from quizapp.activities.service import MOST_PEOPLE, ActivityPlan, SessionPlan
from quizapp.kit.ids import new_token

_NUMBER = {"inputmode": "numeric", "min": "0"}
_REQUIRED = InputRequired(_l("请填写这一项"))


class ActivityForm(FlaskForm):  # type: ignore[misc]
    """What the activity is."""

    nonce = HiddenField(default=new_token)
    kind = SelectField(_l("活动类别"))
    title = StringField(_l("活动名称"), [DataRequired(_l("请填写活动名称")), Length(max=100)])
    unit_id = SelectField(_l("主办单位"), coerce=int)
    delivery = RadioField(_l("怎么举办"), validate_choice=False, default="")
    sector = SelectField(_l("重点领域"))
    tags = SelectMultipleField(_l("属于哪些专题"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())
    description = TextAreaField(_l("说明"), [Optional(), Length(max=4000)], render_kw={"rows": 3})

    def fill_activity(self, activity: Activity) -> None:
        """Show what is stored."""
        self.kind.data, self.title.data = activity.kind, activity.title
        self.delivery.data, self.sector.data = activity.delivery, activity.sector
        self.tags.data, self.description.data = activity.tags.split(), activity.description

    def activity_plan(self, unit_id: int | None = None) -> ActivityPlan:
        """What was chosen; ``unit_id`` for a page that does not ask for the unit."""
        return ActivityPlan(
            unit_id=unit_id or self.unit_id.data, kind=self.kind.data, title=self.title.data or "", delivery=self.delivery.data or "",
            sector=self.sector.data or "", tags=tuple(self.tags.data or ()), description=self.description.data or "",
        )  # fmt: skip


class SessionForm(FlaskForm):  # type: ignore[misc]
    """When and where it takes place, and who holds it."""

    session_nonce = HiddenField(default=new_token)
    day = DateField(_l("日期"), [_REQUIRED])
    starts = TimeField(_l("开始"), [_REQUIRED])
    ends = TimeField(_l("结束"), [Optional()])
    last_day = DateField(_l("结束日期"), [Optional()])
    place = StringField(_l("地点"), [Optional(), Length(max=100)])
    host_unit_id = SelectField(_l("承办单位"), coerce=int)
    joint = TextAreaField(_l("联合举办的单位"), [Optional(), Length(max=2000)], render_kw={"rows": 2})
    expected = IntegerField(
        _l("应到人数"), [Optional(), NumberRange(0, MOST_PEOPLE, _l("请填不小于 0 的整数"))], render_kw=_NUMBER
    )
    allows_self_check_in = BooleanField(_l("允许参加的人自己扫码签到"), default=True)
    opens_before_min = IntegerField(
        _l("提前多久开放签到"), [_REQUIRED, NumberRange(0, 10080)], default=60, render_kw=_NUMBER
    )
    closes_after_min = IntegerField(
        _l("结束后多久关闭签到"), [_REQUIRED, NumberRange(0, 10080)], default=60, render_kw=_NUMBER
    )

    def fill_session(self, facts: SessionFacts, joint: list[str]) -> None:
        """Show what is stored, in the campaign's time zone."""
        zone = ZoneInfo(facts.time_zone)
        start, end = facts.starts_at.astimezone(zone), facts.ends_at.astimezone(zone)
        self.day.data, self.starts.data, self.ends.data = start.date(), start.time(), end.time()
        self.last_day.data = end.date() if end.date() != start.date() else None
        self.place.data, self.host_unit_id.data = facts.place, facts.host_unit_id
        self.joint.data, self.expected.data = "\n".join(joint), facts.expected
        self.allows_self_check_in.data = facts.allows_self_check_in
        self.opens_before_min.data = int((facts.starts_at - facts.opens_at).total_seconds() // 60)
        self.closes_after_min.data = int((facts.closes_at - facts.ends_at).total_seconds() // 60)

    def joint_names(self) -> list[str]:
        """Names or codes of the joint hosts, a line or a 、 apart."""
        text = (self.joint.data or "").replace("、", "\n").replace("，", "\n").replace(",", "\n")
        return [line.strip() for line in text.splitlines() if line.strip()]

    def session_plan(self, zone: str, joint_unit_ids: tuple[int, ...]) -> SessionPlan:
        """What was chosen; wall-clock times of the campaign's zone."""
        ends_at = self._ends_at()
        return SessionPlan(
            host_unit_id=self.host_unit_id.data, starts_at=_moment(self.day.data, self.starts.data, zone),
            ends_at=_moment(*ends_at, zone) if ends_at else None, place=self.place.data or "",
            expected=self.expected.data, joint_unit_ids=joint_unit_ids, opens_before_min=self.opens_before_min.data or 0,
            closes_after_min=self.closes_after_min.data or 0, allows_self_check_in=self.allows_self_check_in.data,
        )  # fmt: skip

    def _ends_at(self) -> tuple[Any, time] | None:
        last_day = self.last_day.data or self.day.data
        if self.ends.data is not None:
            return last_day, self.ends.data
        return (last_day, time(23, 59)) if self.last_day.data else None


class PlanForm(ActivityForm, SessionForm):
    """An activity and its first session, on one page."""


def _moment(day: Any, clock: Any, zone: str) -> datetime:
    return datetime.combine(day, clock, tzinfo=ZoneInfo(zone)).astimezone(UTC)
