"""The form of boards: it checks syntax; meaning is the service's business."""

from __future__ import annotations

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectField
from wtforms.fields import DateTimeLocalField
from wtforms.validators import InputRequired, NumberRange, Optional

from quizapp.leaderboards.rules import BoardSettings, Formula
from quizapp.leaderboards.words import FORMULAS
from quizapp.units import unit_kinds

_NAMES = (
    "shows_people", "shows_units", "people_limit", "names_units", "mark_percent", "points_high", "points_low",
    "min_people", "units_limit", "ranked_kind", "has_brackets",
)  # fmt: skip


def _whole(label: Any, low: int, high: int) -> IntegerField:
    text = _l("请填 %(low)s 到 %(high)s 之间的整数", low=low, high=high)
    return IntegerField(
        label, [InputRequired(_l("请填写这一项")), NumberRange(low, high, text)], render_kw={"inputmode": "numeric"}
    )


class BoardForm(FlaskForm):  # type: ignore[misc]
    """Which boards are public, and how units are compared."""

    shows_people = BooleanField(_l("公开个人榜"))
    people_limit = _whole(_l("列前几名"), 3, 200)
    names_units = BooleanField(_l("同时显示单位名称"))
    shows_units = BooleanField(_l("公开单位榜"))
    formula = RadioField(_l("单位比什么"), [InputRequired(_l("请选一项"))])
    mark_percent = _whole(_l("分数线"), 1, 100)
    points_high = _whole(_l("达到分数线，每人计"), 0, 100)
    points_low = _whole(_l("其他参与者，每人计"), 0, 100)
    ranked_kind = SelectField(_l("哪些单位参加比较"))
    has_brackets = BooleanField(_l("按单位类别分组，各排各的"))
    min_people = _whole(_l("至少几人才显示数字"), 3, 1000)
    units_limit = _whole(_l("列前几名"), 3, 200)
    freeze_at = DateTimeLocalField(_l("封榜时刻"), [Optional()])

    def offer(self) -> None:
        """Put the choices in."""
        self.formula.choices = [(key.value, _(label)) for key, label in FORMULAS.items()]
        below = [(key, _("下级所有的%(kind)s", kind=_(label))) for key, label in unit_kinds().items()]
        self.ranked_kind.choices = [("", _("主办单位的直接下级")), *below]

    def fill(self, settings: BoardSettings, zone: str) -> None:
        """Show what stands; times in the campaign's zone."""
        for name in _NAMES:
            self[name].data = getattr(settings, name)
        self.formula.data = settings.formula.value
        at = settings.freeze_at
        self.freeze_at.data = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if at else None

    def settings(self, zone: str) -> BoardSettings:
        """What was chosen."""
        values: dict[str, Any] = {name: self[name].data for name in _NAMES}
        at = self.freeze_at.data
        return BoardSettings(
            formula=Formula(self.formula.data),
            freeze_at=at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) if at else None, **values,
        )  # fmt: skip
