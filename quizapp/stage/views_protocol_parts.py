"""Parts of the record: corrections, ends taken back, fairness of the buzzers, every move of a score; moments and names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from quizapp import stage
from quizapp.exports import Align, Block, Column, Heading, Paragraph, Scalar, Table
from quizapp.stage import Act, Comparison, Course
from quizapp.stage.events import SCORING
from quizapp.stage.words import ACTS, VERDICTS

#: Events that end a contest or open it again.
ENDINGS = (Act.FINISH, Act.REOPEN)


def clock_time(course: Course, at: datetime | None, *, with_day: bool = False) -> str:
    """``14:05:09`` on the clock of the place, or with the day; empty for None."""
    if at is None:
        return ""
    local = at.astimezone(ZoneInfo(course.row.time_zone))
    return local.strftime("%Y-%m-%d %H:%M" if with_day else "%H:%M:%S")


def columns(*columns: tuple[str, float]) -> tuple[Column, ...]:
    """Columns of these titles and widths."""
    return tuple(Column(title=title, width=width) for title, width in columns)


def team_name(course: Course, team_id: int | None) -> str:
    """The name of the team; empty for none."""
    line = course.team(team_id)
    return line.team.name if line else ""


def signed(points: int) -> str:
    """``+10``, ``−5``, ``0``."""
    return f"+{points}" if points > 0 else str(points).replace("-", "−")


def corrections(course: Course) -> Iterable[Block]:
    """Awards, false starts, and whatever was taken back, with who and why."""
    by_id = {each.id: each for each in course.events}
    rows: list[tuple[Scalar, ...]] = []
    for each in course.events:
        if each.kind is Act.UNDO:
            old = by_id.get(each.undoes_id or 0)
            what = _("撤销：%(what)s", what=_(ACTS[old.kind])) if old else _(ACTS[Act.UNDO])
            points = _("撤回 %(points)s", points=signed(old.points)) if old and old.points else ""
        elif each.kind in (Act.AWARD, Act.FALSE_START) or (each.kind in (Act.OPEN, Act.PICK) and each.reason):
            what, points = _(ACTS[each.kind]), signed(each.points) if each.points else ""
        else:
            continue
        rows.append((clock_time(course, each.at), team_name(course, each.team_id), what, points, each.reason))
    if not rows:
        return [Paragraph(value=_("没有。"))]
    titles = columns((_("时间"), 9), (_("代表队"), 16), (_("事项"), 14), (_("分数"), 10), (_("原因"), 32))
    return [Table.flat(titles, rows)]


def endings(course: Course, names: Mapping[str, str]) -> Iterable[Block]:
    """Where an end was taken back: each end and each new beginning, when, by whom and why. The last end counts."""
    if not any(each.kind is Act.REOPEN for each in course.events):
        return []
    rows: list[tuple[Scalar, ...]] = [
        (clock_time(course, each.at, with_day=True), _(ACTS[each.kind]), names.get(each.actor, ""), each.reason)
        for each in course.events
        if each.kind in ENDINGS
    ]  # fmt: skip
    titles = columns((_("时间"), 16), (_("事项"), 12), (_("操作人"), 14), (_("原因"), 39))
    told = _("这场比赛结束后重新打开过：统计数字和成绩以最后一次结束为准。")
    return [Paragraph(value=told, bold=True, align=Align.LEFT), Table.flat(titles, rows)]


def fairness(course: Course, presses: dict[int, Comparison]) -> Iterable[Block]:
    """How near it was, and what each buzzer's line was worth."""
    openings = {each.id: each for each in course.events if each.kind is Act.OPEN}
    rows: list[tuple[Scalar, ...]] = []
    for number, (opening_id, found) in enumerate(
        ((key, value) for key, value in sorted(presses.items()) if key in openings), start=1
    ):
        order = "；".join(
            _(
                "%(team)s +%(ms)d 毫秒（往返 %(rtt)s）",
                team=team_name(course, team),
                ms=after,
                rtt=rtt if rtt is not None else "—",
            )
            for team, after, rtt in found.presses[:6]
        )
        rows.append((number, clock_time(course, openings[opening_id].at), order))
    if not rows:
        return []
    told = _(
        "先后以服务器收到的时刻为准，第一个信号之后 %(ms)d 毫秒内收到的一起比较；同一次抢答只有一个“抢到”。往返是各抢答器自己测的网络往返时间（毫秒），相差越小越公平。",
        ms=round(stage.SETTLE.total_seconds() * 1000),
    )
    titles = columns((_("序号"), 7), (_("开始抢答"), 12), (_("收到的先后"), 70))
    return [
        Heading(text=_("五、抢答先后"), level=2), Paragraph(value=told, align=Align.LEFT), Table.flat(titles, rows)
    ]  # fmt: skip


def flat(course: Course) -> Table:
    """Every move of a score as one line, for a spreadsheet."""
    rounds = {line.round.id: line.round.title for line in course.rounds}
    names = (_("时间"), _("环节"), _("代表队"), _("事项"), _("结果"), _("分数"), _("是否撤销"), _("原因"))
    return Table.flat(
        columns(*((title, 14) for title in names)),
        [
            (
                clock_time(course, each.at), rounds.get(each.round_id or 0, ""), team_name(course, each.team_id), _(ACTS[each.kind]),
                _(VERDICTS[stage.Verdict(each.verdict)]) if each.verdict else "", each.points,
                each.id in course.board.undone, each.reason,
            )
            for each in course.events
            if each.kind in SCORING
        ],
    )  # fmt: skip
