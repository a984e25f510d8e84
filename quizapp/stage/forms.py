"""Forms of stage contests: they check syntax; meaning is the service's business."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.stage import FalseStart, RoundKind, RoundRules, TeamText

_DIGITS = {"inputmode": "numeric"}


class ContestForm(FlaskForm):  # type: ignore[misc]
    """Name, place and score to begin with."""

    title = StringField(_l("比赛名称"), [DataRequired(_l("请填写比赛名称")), Length(max=60)])
    place = StringField(_l("地点"), [Optional(), Length(max=100)])
    start_score = IntegerField(
        _l("每队底分"),
        [InputRequired(_l("请填写这一项")), NumberRange(0, 1000, _l("底分请填 0 到 1000"))],
        render_kw=_DIGITS,
    )


class NewContestForm(FlaskForm):  # type: ignore[misc]
    """The same with where it belongs and the course to begin from."""

    nonce = HiddenField()
    title = StringField(_l("比赛名称"), [DataRequired(_l("请填写比赛名称")), Length(max=60)])
    place = StringField(_l("地点"), [Optional(), Length(max=100)])
    preset = RadioField(_l("赛制"), [InputRequired(_l("请选一项"))])
    campaign_id = SelectField(_l("属于哪个活动"), coerce=int)
    unit_id = SelectField(_l("主办单位"), coerce=int)


class TeamForm(FlaskForm):  # type: ignore[misc]
    """A team; members one a line."""

    name = StringField(_l("队名"), [DataRequired(_l("请填写队名")), Length(max=20)])
    unit_id = SelectField(_l("所属单位"), coerce=int)
    members = TextAreaField(_l("队员"), [Optional(), Length(max=400)], render_kw={"rows": 4})

    def text(self) -> TeamText:
        """What was typed."""
        lines = (self.members.data or "").replace("、", "\n").replace("，", "\n").replace(",", "\n").splitlines()
        return TeamText(name=self.name.data or "", unit_id=self.unit_id.data or None, members=tuple(lines))


class RoundForm(FlaskForm):  # type: ignore[misc]
    """Rules of a round; a page shows those that its kind has."""

    kind = SelectField(_l("题型"))
    title = StringField(_l("环节名称"), [DataRequired(_l("请填写环节名称")), Length(max=30)])
    right = IntegerField(_l("答对加几分"), [Optional(), NumberRange(0, 1000)], render_kw=_DIGITS)
    wrong = IntegerField(_l("答错扣几分"), [Optional(), NumberRange(0, 1000)], render_kw=_DIGITS)
    seconds = IntegerField(_l("答题限时（秒）"), [Optional(), NumberRange(0, 600)], render_kw=_DIGITS)
    each_own = BooleanField(_l("各队答自己的题（不选就是各队同时答一道题）"))
    reopens = BooleanField(_l("答错后其他队可以再抢"))
    false_start = SelectField(_l("抢跑（喊开始前按）"))
    false_points = IntegerField(_l("抢跑扣几分"), [Optional(), NumberRange(0, 1000)], render_kw=_DIGITS)
    values = StringField(_l("可选分值"), [Optional(), Length(max=40)])

    def fill(self, title: str, kind: RoundKind, rules: RoundRules) -> None:
        """Show what stands."""
        self.title.data, self.kind.data = title, kind.value
        for name in ("right", "wrong", "seconds", "each_own", "reopens", "false_points"):
            self[name].data = getattr(rules, name)
        self.false_start.data = rules.false_start.value
        self.values.data = "、".join(map(str, rules.values))

    def rules(self) -> RoundRules:
        """What was chosen. Raises `Invalid` for values that are no numbers."""
        typed = (self.values.data or "").replace("、", " ").replace("，", " ").replace(",", " ").split()
        if any(not word.isdecimal() or len(word) > 4 for word in typed):
            raise Invalid(N_("可选分值请写数字，用顿号隔开，例如 10、20、30"), field="values")
        return RoundRules(
            right=self.right.data or 0, wrong=self.wrong.data or 0, seconds=self.seconds.data or 0,
            each_own=self.each_own.data, reopens=self.reopens.data, false_start=FalseStart(self.false_start.data),
            false_points=self.false_points.data or 0, values=tuple(int(word) for word in typed),
        )  # fmt: skip


class EndingForm(FlaskForm):  # type: ignore[misc]
    """What is written down at the end."""

    audience = IntegerField(_l("观众人数（不含上台队员）"), [Optional(), NumberRange(0, 100_000)], render_kw=_DIGITS)
    audience_is_approximate = BooleanField(_l("是大约数"))
    referees = StringField(_l("评委"), [Optional(), Length(max=200)])
    recorder = StringField(_l("记录人"), [Optional(), Length(max=60)])
