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
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import DateTimeLocalField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from quizapp.contests.points import read_points
from quizapp.contests.rules import Reveal
from quizapp.contests.service.settings import FIXED_WHEN_PUBLISHED, ContestSettings
from quizapp.questions import PRESETS

_REQUIRED = InputRequired(_l("请填写这一项"))
_WHOLE = {"inputmode": "numeric", "min": "1"}


def _whole(label: Any, *validators: Any, **more: Any) -> IntegerField:
    return IntegerField(label, list(validators), render_kw=_WHOLE, **more)


class ContestForm(FlaskForm):  # type: ignore[misc]
    """Three choices that matter, the rest with defaults that work."""

    campaign_id = SelectField(_l("所属活动"), coerce=int)
    unit_id = SelectField(_l("主办单位"), coerce=int)
    title = StringField(_l("竞赛名称"), [DataRequired(_l("请填写竞赛名称")), Length(max=60)])
    bank_ids = SelectMultipleField(
        _l("从哪些题库抽题"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    question_count = _whole(_l("每份卷子几道题"), _REQUIRED, NumberRange(1, 200, _l("请填 1 到 200 之间的整数")))
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
    reveal = RadioField(_l("交卷后看到什么"))
    asks_phone = BooleanField(_l("请参与者留手机号"))
    intro = TextAreaField(_l("竞赛说明"), [Optional(), Length(max=2000)], render_kw={"rows": 4})

    def offer(self, reveals: list[tuple[str, str]], presets: list[tuple[str, str]]) -> None:
        """Choices that do not depend on who asks."""
        self.reveal.choices, self.preset.choices = reveals, presets

    def fix_rules(self) -> None:
        """Leave out what cannot change any more once the contest is published."""
        for name in (*FIXED_WHEN_PUBLISHED, "campaign_id", "unit_id"):
            if name in self._fields:
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

    def settings(self, zone: str, base: ContestSettings | None = None) -> ContestSettings:
        """What was chosen; what the page did not ask is taken from ``base``."""
        chosen: dict[str, Any] = {
            name: self[name].data for name in ContestSettings.__dataclass_fields__ if name in self._fields
        }
        for name in ("opens_at", "closes_at"):
            chosen[name] = chosen[name].replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        chosen["reveal"] = Reveal(chosen["reveal"])
        chosen["intro"] = chosen["intro"] or ""
        if "points_each" in chosen:
            chosen["points_each"] = read_points(chosen["points_each"])
            chosen["bank_ids"] = tuple(chosen["bank_ids"] or ())
        return ContestSettings(**chosen) if base is None else replace(base, **chosen)


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
        "bank_ids": list(settings.bank_ids),
    }


def _without_exponent(points: Decimal) -> Decimal:
    """``points`` without trailing zeros; `normalize` alone turns 10 into 1E+1, and the field shows just that."""
    return Decimal(format(points.normalize(), "f"))


def _wall_clock(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
