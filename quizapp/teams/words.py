"""Words for what stored values of teams mean (message ids)."""

from __future__ import annotations

from collections.abc import Mapping

from quizapp.kit.i18n import N_, Phrase
from quizapp.teams.queries import TeamRow
from quizapp.teams.rules import Formula
from quizapp.teams.steering import TeamRules

FORMULAS: Mapping[Formula, str] = {
    Formula.SUM: N_("总分|队员计入成绩的得分相加"),
    Formula.MEAN: N_("平均分|相加后除以队员人数，没有成绩的按 0 分"),
}


def say_rules(rules: TeamRules) -> list[Phrase]:
    """The rules in sentences, for everybody."""
    unit = N_("每队最多 %(n)d 人，要同一个单位的") if rules.same_unit else N_("每队最多 %(n)d 人，不限单位")
    score = {
        Formula.SUM: N_("队伍得分 = 每位队员计入成绩的得分相加"),
        Formula.MEAN: N_("队伍得分 = 每位队员计入成绩的得分相加，除以队员人数；没有成绩的按 0 分"),
    }[rules.formula]
    return [
        Phrase(unit, n=rules.size), Phrase(score),
        Phrase(N_("同分的看全队用时，短的在前；满 %(n)d 人的队才排名"), n=rules.min_size),
        Phrase(N_("先组队，后答题：有人开始答题以后，队伍不能再进人、退人")),
    ]  # fmt: skip


def team_name(team: TeamRow) -> Phrase | str:
    """What everybody sees: the name once staff has looked at it, the number until then."""
    return team.public_name or Phrase(N_("%(n)d 号队"), n=team.number)
