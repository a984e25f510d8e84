"""Forms of teams: they check syntax; meaning is the service's business."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from quizapp.teams import Formula, TeamRules
from quizapp.teams.rules import MAX_SEATS, MIN_SEATS, NAME_LIMIT


class TeamForm(FlaskForm):  # type: ignore[misc]
    """What a founder gives."""

    name = StringField(_l("队名"), [DataRequired(_l("请给队伍起个名字")), Length(max=NAME_LIMIT)])


class JoinForm(FlaskForm):  # type: ignore[misc]
    """What a friend has sent."""

    team_code = StringField(
        _l("队伍口令"), [DataRequired(_l("请填写口令")), Length(max=20)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )  # fmt: skip


class TeamRulesForm(FlaskForm):  # type: ignore[misc]
    """How a contest is run in teams."""

    is_open = BooleanField(_l("开放组队"))
    size = IntegerField(
        _l("每队人数"), [InputRequired(_l("请填写这一项")), NumberRange(MIN_SEATS, MAX_SEATS, _l("请填 2 到 10"))],
        render_kw={"inputmode": "numeric"},
    )  # fmt: skip
    min_size = IntegerField(
        _l("至少几个人才排名"), [InputRequired(_l("请填写这一项")), NumberRange(1, MAX_SEATS, _l("请填 1 到 10"))],
        render_kw={"inputmode": "numeric"},
    )  # fmt: skip
    same_unit = BooleanField(_l("队员必须是同一个单位的"))
    formula = RadioField(_l("队伍得分"), [InputRequired(_l("请选一项"))])
    shows_board = BooleanField(_l("公开队伍排行榜"))

    def fill(self, rules: TeamRules) -> None:
        """Show what stands."""
        for name in ("is_open", "size", "min_size", "same_unit", "shows_board"):
            self[name].data = getattr(rules, name)
        self.formula.data = rules.formula.value

    def rules(self) -> TeamRules:
        """What was chosen."""
        return TeamRules(
            is_open=self.is_open.data, size=self.size.data or 0, min_size=self.min_size.data or 0,
            same_unit=self.same_unit.data, formula=Formula(self.formula.data), shows_board=self.shows_board.data,
        )  # fmt: skip


class ReasonForm(FlaskForm):  # type: ignore[misc]
    """Why, and a new name where one is given."""

    name = StringField(_l("新队名"), [Length(max=NAME_LIMIT)])
    reason = StringField(_l("原因"), [DataRequired(_l("请写明原因，会留下记录")), Length(max=200)])
