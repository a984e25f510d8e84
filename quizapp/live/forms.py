"""The organizer's forms of a live room: they check syntax; meaning is the service's business."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from quizapp.live.rules import Mode, Preset, clean_words
from quizapp.live.service.making import MOST_PLAYERS, MOST_QUESTIONS, Draft

_REQUIRED = InputRequired(_l("请填写这一项"))


def _whole(label: Any, low: int, high: int, default: int) -> IntegerField:
    message = _l("请填 %(low)d 到 %(high)d 之间的整数", low=low, high=high)
    return IntegerField(
        label, [_REQUIRED, NumberRange(low, high, message)], default=default, render_kw={"inputmode": "numeric"}
    )  # fmt: skip


class RulesForm(FlaskForm):  # type: ignore[misc]
    """How a room is played; defaults that work."""

    title = StringField(_l("标题"), [DataRequired(_l("请填写标题")), Length(max=60)])
    preset = RadioField(_l("怎么计分"), default=Preset.RIGHT_FIRST.value)
    has_streak = BooleanField(_l("连对加分"))
    mode = RadioField(_l("玩法"), default=Mode.STANDARD.value)
    is_practice = BooleanField(_l("这是彩排"))
    is_in_hall = BooleanField(_l("大家在同一个会场"), default=True)
    has_teams = BooleanField(_l("比单位平均分"))
    roster_only = BooleanField(_l("只对名单里的人开放"))
    allows_replay = BooleanField(_l("结束后可以自己再做一遍"), default=True)
    board_size = _whole(_l("排行榜显示几个人"), 1, 50, 10)
    join_limit = _whole(_l("人数上限"), 1, MOST_PLAYERS, 3_000)
    bad_words = TextAreaField(_l("不上大屏的字词"), [Length(max=2000)], render_kw={"rows": 3})

    def offer(self, presets: list[tuple[str, str]], modes: list[tuple[str, str]]) -> None:
        """Choices with their words."""
        self.preset.choices, self.mode.choices = presets, modes

    def draft(self) -> Draft:
        """What was typed."""
        plain = (
            "preset", "has_streak", "mode", "is_practice", "is_in_hall", "has_teams", "roster_only", "allows_replay",
            "board_size", "join_limit",
        )  # fmt: skip
        found = {name: self[name].data for name in plain}
        words = tuple(clean_words(self.bad_words.data or ""))
        return Draft(title=self.title.data or "", bad_words=words, **found)

    def fill(self, draft: Draft) -> None:
        """Show what stands."""
        for name in Draft.__slots__:
            self[name].data = getattr(draft, name)
        self.bad_words.data = "\n".join(draft.bad_words)


class DrawForm(FlaskForm):  # type: ignore[misc]
    """Questions drawn from banks, all with the same seconds and points."""

    bank_ids = SelectMultipleField(
        _l("从哪些题库抽题"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    count = _whole(_l("题数"), 1, MOST_QUESTIONS, 10)
    seconds = _whole(_l("每题几秒"), 5, 600, 20)
    points = _whole(_l("每题几分"), 1, 10_000, 10)


class NewRoomForm(RulesForm):
    """A room with its questions, on one page."""

    unit_id = SelectField(_l("主办单位"), coerce=int)
    bank_ids = SelectMultipleField(
        _l("从哪些题库抽题"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    count = _whole(_l("题数"), 1, MOST_QUESTIONS, 10)
    seconds = _whole(_l("每题几秒"), 5, 600, 20)
    points = _whole(_l("每题几分"), 1, 10_000, 10)
