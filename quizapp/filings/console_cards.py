"""What filings have to say on the console's first page: what the office owes, what came back, what waits above."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.campaigns import Section, TodayCard, TodayView
from quizapp.filings.board import Board, read_board
from quizapp.filings.calendar import Calendar, list_calendars, on_duty
from quizapp.filings.models import Filing
from quizapp.filings.queries import latest_of_unit
from quizapp.filings.reminders import Notice, list_notices
from quizapp.filings.rules import State, Window
from quizapp.kit.i18n import N_, Phrase
from quizapp.units import Unit, ancestor_ids, get_unit

ADDRESS = "/console/filings/%s/%s/%s/%s"


def cards(session: Session, view: TodayView) -> list[TodayCard]:
    """For whoever may file; as many statements for many units as for few. Nothing while filing is off."""
    if not view.paths or not view.actor.can(Permission.EDIT_STATISTICS, view.paths[0]):
        return []
    unit = get_unit(session, ancestor_ids(view.paths[0])[-1])
    found: list[TodayCard] = []
    for calendar in list_calendars(session, view.campaign):
        found += _own(session, view, calendar, unit)
        found += _below(session, view, calendar, unit)
    return found


def _own(session: Session, view: TodayView, calendar: Calendar, unit: Unit) -> list[TodayCard]:
    if not on_duty(session, calendar.row, [unit.id]):
        return []
    filed = latest_of_unit(session, view.campaign.id, calendar.row.form_key, unit.id)
    notices = {each.reminder.period_key: each for each in list_notices(session, view.campaign.id, [unit.id])}
    returned = [_returned(view, calendar, each) for each in filed.values() if each.state == State.RETURNED]
    due = _window_in_sight(view, calendar.windows, filed)
    return [*returned, *([_due(view, calendar, unit, due, notices.get(due.period.key))] if due else [])]


def _window_in_sight(view: TodayView, windows: Sequence[Window], filed: dict[str, Filing]) -> Window | None:
    """The report that is due next and has not been filed; none while it has not begun."""
    ahead = [each for each in windows if each.is_open(view.now) and not each.is_over(view.now)]
    return next((each for each in ahead if each.period.key not in filed), None)


def _url(view: TodayView, calendar: Calendar, unit_id: int, period: str) -> str:
    return ADDRESS % (view.campaign.id, unit_id, calendar.row.form_key, period)


def _returned(view: TodayView, calendar: Calendar, filing: Filing) -> TodayCard:
    return TodayCard(
        section=Section.DUE, title=Phrase(N_("报表被退回，请改好重报")), icon="undo", tone="warn", order=5,
        url=_url(view, calendar, filing.unit_id, filing.period_key),
    )  # fmt: skip


def _due(view: TodayView, calendar: Calendar, unit: Unit, window: Window, notice: Notice | None) -> TodayCard:
    hours = int((window.due_at - view.now).total_seconds() // 3600)
    left = (
        Phrase(N_("还有 %(days)d 天"), days=hours // 24)
        if hours >= 24
        else Phrase(N_("还有 %(hours)d 小时"), hours=hours)
    )
    by = notice.reminder.author if notice is not None else ""
    return TodayCard(
        section=Section.DUE, title=Phrase(N_("总表待报送") if window.is_final else N_("本周报表待报送")),
        text=Phrase(N_("%(name)s 提醒您"), name=by) if by else Phrase(N_("没有活动可以零报告")) if not window.is_final else "",
        chip=left, tone="warn" if notice is not None or hours < 24 else "", icon="bell" if notice is not None else "send",
        url=_url(view, calendar, unit.id, window.period.key), order=8,
    )  # fmt: skip


def _below(session: Session, view: TodayView, calendar: Calendar, unit: Unit) -> list[TodayCard]:
    """How the newest report that has begun stands below."""
    begun = [each for each in calendar.windows if each.is_open(view.now) and not each.is_final]
    if not begun:
        return []
    board = read_board(session, view.campaign, calendar, begun[-1], unit, now=view.now)
    waiting, missing = _count(board, unit, "submitted"), _count(board, unit, "missing")
    if not board.branches or not (waiting or missing):
        return []
    parts = Phrase(N_("待审核 %(waiting)d，未报 %(missing)d"), waiting=waiting, missing=missing)
    url = f"/console/filings/board/{view.campaign.id}/{unit.id}/{calendar.row.form_key}/{begun[-1].period.key}"
    return [
        TodayCard(
            section=Section.EYES, title=Phrase(N_("下级报送情况")), text=parts, url=url, icon="unit", order=12,
            chip=Phrase(N_("%(count)d 份待审核"), count=waiting) if waiting else Phrase(""),
        )
    ]  # fmt: skip


def _count(board: Board, unit: Unit, chosen: str) -> int:
    return sum(line.unit_id != unit.id for line in board.shown(chosen))
