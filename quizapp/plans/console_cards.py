"""What the plan says on the console's first page: one's own tasks that are still to do, and units that have not yet.

Nothing is said before somebody has put tasks on the plan.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from quizapp.campaigns import Section, TodayCard, TodayView
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_, Phrase
from quizapp.plans.progress import Board, Line, read_board
from quizapp.plans.rules import Stage
from quizapp.units import ancestor_ids

#: More are counted, not listed.
LISTED = 5
_URGENCY = {Stage.LATE: 0, Stage.NEAR: 1, Stage.OPEN: 2}


def cards(session: Session, view: TodayView) -> list[TodayCard]:
    """Open tasks of one's unit, those due first; and how many tasks some units below have not done."""
    if not view.paths:
        return []
    today = local_date(view.now, view.campaign.time_zone)
    board = read_board(session, view.campaign.id, view.paths, today=today)
    own = {ancestor_ids(path)[-1] for path in view.paths}
    mine = [line for line in board.lines if line.unit.id in own and line.stage is not Stage.DONE]
    mine.sort(key=lambda line: (_URGENCY[line.stage], line.task.due_on or date.max))
    return [*map(_own, mine[:LISTED]), *_more(mine), *_below(board, own)]


def _own(line: Line) -> TodayCard:
    due = line.task.due_on
    chip = Phrase(N_("%(month)d月%(day)d日前"), month=due.month, day=due.day) if due else Phrase("")
    tone = {Stage.LATE: "warn", Stage.NEAR: "action"}.get(line.stage, "")
    return TodayCard(
        section=Section.DUE, title=line.task.title, text=line.task.standard or line.task.heading,
        url=f"/console/plan/mine?unit={line.unit.id}", icon="flag", chip=chip, tone=tone, order=40,
    )  # fmt: skip


def _more(mine: list[Line]) -> list[TodayCard]:
    if len(mine) <= LISTED:
        return []
    return [
        TodayCard(
            section=Section.DUE, title=Phrase(N_("计划里还有 %(n)d 项要做"), n=len(mine) - LISTED),
            url=f"/console/plan/mine?unit={mine[0].unit.id}", icon="flag", order=41,
        )
    ]  # fmt: skip


def _below(board: Board, own: set[int]) -> list[TodayCard]:
    """One line for the level above: which tasks are past their day somewhere."""
    late = {line.task.id for line in board.lines if line.stage is Stage.LATE and line.unit.id not in own}
    if not late:
        return []
    units = {line.unit.id for line in board.lines if line.stage is Stage.LATE and line.unit.id not in own}
    return [
        TodayCard(
            section=Section.EYES, title=Phrase(N_("%(n)d 项任务过了期限，还有单位没做"), n=len(late)),
            text=Phrase(N_("涉及 %(n)d 个单位，看看是没做还是没登记"), n=len(units)), url="/console/plan", icon="flag",
            chip=Phrase(N_("%(n)d 项"), n=len(late)), order=30,
        )
    ]  # fmt: skip
