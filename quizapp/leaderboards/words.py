"""What boards say about themselves (message ids): formulas, sentences, shown values."""

from __future__ import annotations

from quizapp.kit.i18n import N_, Phrase
from quizapp.leaderboards.rules import BoardSettings, Formula, Tally

#: For the organizer's form; after the bar stands what it means.
FORMULAS = {
    Formula.PEOPLE: N_("参与人数|每人只算一次，答几次都一样"),
    Formula.ABOVE_MARK: N_("达标人数|成绩达到分数线的人数"),
    Formula.RATE: N_("参与率|参与人数 ÷ 申报的应参加人数，封顶为百分之百"),
    Formula.AVERAGE: N_("平均分|计入成绩的平均分"),
    Formula.CORRECT: N_("正确率|答对的题 ÷ 答过的题"),
    Formula.POINTS: N_("积分|达到分数线的人多计分，其他参与的人少计分"),
}
#: On the board: the whole rule in plain words.
TOLD = {
    Formula.PEOPLE: N_("比参与人数：每人只算一次，答几次都一样。"),
    Formula.ABOVE_MARK: N_("比达标人数：成绩达到满分 %(mark)s%% 的人数，每人只算一次。"),
    Formula.RATE: N_("比参与率：参与人数 ÷ 申报的应参加人数，最多按 100%% 算，取两位小数。"),
    Formula.AVERAGE: N_("比平均分：参与者计入成绩的平均，取两位小数。"),
    Formula.CORRECT: N_("比正确率：参与者计入成绩的那份答卷里，答对的题 ÷ 全部题，取两位小数。"),
    Formula.POINTS: N_(
        "比积分：成绩达到满分 %(mark)s%% 的每人计 %(high)s 分，其他参与者每人计 %(low)s 分，每人只计一次。"
    ),
}
#: Beside a unit's value: what it was made from.
BEHIND = {
    Formula.PEOPLE: N_("%(attempts)s 人次"),
    Formula.ABOVE_MARK: N_("参与 %(people)s 人"),
    Formula.RATE: N_("%(people)s 人参与，应参加 %(headcount)s 人（%(day)s 申报）"),
    Formula.AVERAGE: N_("%(people)s 人的成绩"),
    Formula.CORRECT: N_("%(people)s 人的成绩"),
    Formula.POINTS: N_("达标 %(reached)s 人，其他 %(rest)s 人"),
}
_UNITS = {
    Formula.PEOPLE: N_("%(value)s 人"), Formula.ABOVE_MARK: N_("%(value)s 人"), Formula.RATE: N_("%(value)s%%"),
    Formula.AVERAGE: N_("%(value)s 分"), Formula.CORRECT: N_("%(value)s%%"), Formula.POINTS: N_("%(value)s 分"),
}  # fmt: skip
_HUNDREDTHS = {Formula.RATE, Formula.AVERAGE, Formula.CORRECT}


def told_rule(settings: BoardSettings) -> Phrase:
    """The formula in one sentence."""
    return Phrase(
        TOLD[settings.formula], mark=settings.mark_percent, high=settings.points_high, low=settings.points_low
    )


def plain_value(settings: BoardSettings, value: int) -> str:
    """The value as a number: two decimals where it is a share or a mean."""
    return f"{value // 100}.{value % 100:02d}" if settings.formula in _HUNDREDTHS else str(value)


def told_value(settings: BoardSettings, value: int) -> Phrase:
    """The value with its unit of measure."""
    return Phrase(_UNITS[settings.formula], value=plain_value(settings, value))


def told_behind(settings: BoardSettings, tally: Tally) -> Phrase:
    """The figures behind a value: every denominator is printed."""
    return Phrase(
        BEHIND[settings.formula], people=tally.people, attempts=tally.attempts, headcount=tally.headcount,
        day=tally.headcount_as_of.isoformat() if tally.headcount_as_of else "—", reached=tally.reached,
        rest=tally.people - tally.reached,
    )  # fmt: skip


def told_opened(settings: BoardSettings) -> Phrase:
    """What participants are told on the contest's page, before they start."""
    if settings.shows_people and settings.shows_units:
        return Phrase(
            N_("个人榜列前 %(n)s 名，姓名打码；单位榜列各单位的参与情况。没上榜的人不会被列出来。"),
            n=settings.people_limit,
        )
    if settings.shows_people:
        return Phrase(N_("列前 %(n)s 名，姓名打码。没上榜的人不会被列出来。"), n=settings.people_limit)
    return Phrase(N_("只列各单位的参与情况，不列个人。"))
