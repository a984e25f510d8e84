"""The console's page of a contest's boards: open, close, compare, freeze, take away as a file."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import leaderboards
from quizapp.accounts import Permission
from quizapp.contests import ContestRow, read_contest
from quizapp.errors import Invalid
from quizapp.exports import Column, Scalar
from quizapp.kit.clock import local_date
from quizapp.leaderboards import BoardSettings, UnitBoard, words
from quizapp.leaderboards.forms import BoardForm
from quizapp.leaderboards.words import plain_value, told_rule
from quizapp.units import unit_kinds
from quizapp.web import actor, note, now, say, send_rows, show_invalid, staff, store

blueprint = Blueprint("contest_boards", __name__, url_prefix="/console/contests", template_folder="templates")
_EDIT = Permission.EDIT_CONTESTS


@blueprint.route("/<int:contest_id>/boards", methods=["GET", "POST"])
@staff(_EDIT)
def edit(contest_id: int) -> ResponseReturnValue:
    """What is public, how units are compared, and how they stand now - with all ranks, as participants never see it."""
    with store().read() as session:
        contest = read_contest(session, contest_id, _EDIT, actor())
        settings = leaderboards.read_settings(session, contest_id)
        board = leaderboards.unit_board(session, contest, settings, now=now(), is_live=True)
    form = BoardForm()
    form.offer()
    if not form.is_submitted():
        form.fill(settings, contest.time_zone)
    elif form.validate():
        try:
            return _saved(contest, form)
        except Invalid as error:
            show_invalid(form, error)
    page = render_template(
        "leaderboards/console.html",
        form=form,
        contest=contest,
        board=board,
        may=_may(contest),
        now=now(),
        words=words,
        kinds=unit_kinds(),
    )
    return page, 422 if form.errors else 200


def _may(contest: ContestRow) -> dict[str, bool]:
    return {"export": actor().can(Permission.EXPORT, contest.unit_path)}


def _saved(contest: ContestRow, form: BoardForm) -> ResponseReturnValue:
    with store().write() as session:
        _contest, before, after = leaderboards.save_settings(
            session, contest.id, form.settings(contest.time_zone), actor=actor(), now=now()
        )
        _note(session, contest, before, after)
    flash(_("已保存"), "success")
    return redirect(url_for("contest_boards.edit", contest_id=contest.id), 303)


def _note(session: Session, contest: ContestRow, before: BoardSettings, after: BoardSettings) -> None:
    """Opening and closing a board are deeds of their own in the audit log; other changes are one."""
    for name in ("shows_people", "shows_units"):
        if getattr(before, name) != getattr(after, name):
            action = "contest.open_board" if getattr(after, name) else "contest.close_board"
            board = {"board": name.removeprefix("shows_")}
            note(session, action, "contest", contest.id, unit_id=contest.unit_id, detail=board)
    detail: dict[str, object] = {
        "formula": after.formula.value, "mark": after.mark_percent, "points": [after.points_high, after.points_low],
        "kind": after.ranked_kind, "brackets": after.has_brackets, "min_people": after.min_people,
        "freeze_at": after.freeze_at.isoformat() if after.freeze_at else None,
    }  # fmt: skip
    note(session, "contest.set_board", "contest", contest.id, unit_id=contest.unit_id, detail=detail)


@blueprint.post("/<int:contest_id>/boards/publish")
@staff(_EDIT)
def publish(contest_id: int) -> ResponseReturnValue:
    """End the freeze."""
    with store().write() as session:
        contest = leaderboards.publish_results(session, contest_id, actor=actor(), now=now())
        note(session, "contest.publish_board", "contest", contest_id, unit_id=contest.unit_id)
    flash(_("结果已公布，排行榜显示最新结果"), "success")
    return redirect(url_for("contest_boards.edit", contest_id=contest_id), 303)


@blueprint.get("/<int:contest_id>/boards/units.<any(xlsx, csv):fmt>")
@staff(Permission.EXPORT)
def export(contest_id: int, fmt: str) -> ResponseReturnValue:
    """The board of units as it stands now, every rank, with what each value was made from."""
    with store().read() as session:
        contest = read_contest(session, contest_id, Permission.EXPORT, actor())
        settings = leaderboards.read_settings(session, contest_id)
        board = leaderboards.unit_board(session, contest, settings, now=now(), is_live=True)
    with store().write() as session:
        note(session, "contest.export_board", "contest", contest_id, unit_id=contest.unit_id, detail={"format": fmt})
    name = f"{contest.title}{_('单位榜')}-{local_date(now(), contest.time_zone).isoformat()}"
    return send_rows(_columns(settings), _rows(board), fmt, name)


def _columns(settings: BoardSettings) -> tuple[Column, ...]:
    titles = (
        (_("分组"), 12), (_("名次"), 8), (_("单位"), 24), (say(told_rule(settings)), 30), (_("参与人数"), 10), (_("人次"), 10),
        (_("达到分数线"), 12), (_("合格人数"), 10), (_("应参加人数"), 12), (_("申报日期"), 14), (_("说明"), 20),
    )  # fmt: skip
    return tuple(Column(title=title, width=width) for title, width in titles)


def _rows(board: UnitBoard) -> Iterator[tuple[Scalar, ...]]:
    for bracket in board.brackets:
        group = _(unit_kinds()[bracket.kind]) if bracket.kind else ""
        for line in bracket.lines:
            t = line.tally
            value = plain_value(board.settings, line.value)
            yield (
                group, line.rank, t.name, Decimal(value), t.people, t.attempts, t.reached,
                t.passed, t.headcount, t.headcount_as_of, "",
            )  # fmt: skip
        for names, why in ((bracket.small, _("人数太少，不排名")), (bracket.undeclared, _("没有申报应参加人数"))):
            for name in names:
                yield group, None, name, None, None, None, None, None, None, None, why
