"""Forms of events: they check syntax; meaning is the service's business."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from quizapp.rounds import EventRound, Kind, Rule, rule_of


class EventForm(FlaskForm):  # type: ignore[misc]
    """What an event is called."""

    title = StringField(_l("赛事名称"), [DataRequired(_l("请填写名称")), Length(max=60)])
    intro = TextAreaField(_l("说明"), [Optional(), Length(max=4000)], render_kw={"rows": 4})


class NewEventForm(EventForm):
    """The same with where it belongs."""

    campaign_id = SelectField(_l("属于哪个活动"), coerce=int)
    unit_id = SelectField(_l("主办单位"), coerce=int)


class RoundForm(FlaskForm):  # type: ignore[misc]
    """A round and who goes on from it."""

    title = StringField(_l("这一轮叫什么"), [DataRequired(_l("请填写名称")), Length(max=60)])
    kind = RadioField(_l("怎么晋级"), [InputRequired(_l("请选一项"))])
    amount = IntegerField(
        _l("人数或分数线"), [InputRequired(_l("请填写这一项")), NumberRange(1, 10_000, _l("请填 1 到 10000 之间的整数"))],
        render_kw={"inputmode": "numeric"},
    )  # fmt: skip
    reserves = IntegerField(
        _l("候补人数"), [Optional(), NumberRange(0, 10_000, _l("请填 0 到 10000 之间的整数"))],
        render_kw={"inputmode": "numeric"},
    )  # fmt: skip

    def fill(self, found: EventRound) -> None:
        """Show what stands."""
        rule = rule_of(found)
        self.title.data, self.kind.data = found.title, rule.kind.value
        self.amount.data, self.reserves.data = rule.amount, rule.reserves

    def rule(self) -> Rule:
        """What was chosen."""
        return Rule(kind=Kind(self.kind.data), amount=self.amount.data or 0, reserves=self.reserves.data or 0)


class NewRoundForm(RoundForm):
    """The same with its contest."""

    contest_id = SelectField(_l("这一轮用哪次竞赛"), coerce=int)


class DecisionForm(FlaskForm):  # type: ignore[misc]
    """Whom and why."""

    person_id = IntegerField(validators=[InputRequired(_l("请选一个人"))])
    verdict = StringField(validators=[DataRequired()])
    reason = StringField(_l("原因"), [Optional(), Length(max=200)])
