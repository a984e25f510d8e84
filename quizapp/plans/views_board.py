"""The plan: its tasks, who has not done one of them, where each unit stands; as pages and as files."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.campaigns import get_campaign
from quizapp.exports import Column, Scalar
from quizapp.kit.clock import local_date
from quizapp.kit.evidence import kind_labels
from quizapp.plans.access import EDIT, SAY, task_seen
from quizapp.plans.models import PlanTask
from quizapp.plans.progress import Board, Line, read_board
from quizapp.plans.rules import Stage
from quizapp.plans.views_shared import TONES, own_unit, stage_words, tabs_of
from quizapp.units import levels, unit_kinds
from quizapp.web import ConsoleScope, actor, console_scope, note, now, send_rows, staff, store

blueprint = Blueprint("plans", __name__, url_prefix="/console/plan", template_folder="templates")

#: Lines on a page; the files hold all.
SHOWN = 300


def _board(session: Session, scope: ConsoleScope) -> Board:
    today = local_date(now(), scope.campaign.time_zone)
    return read_board(session, scope.campaign.id, scope.paths, today=today)


def _task_lines(session: Session, task: PlanTask, permission: Permission) -> list[Line]:
    """The task's units within one's own, whichever campaign this browser works in."""
    today = local_date(now(), get_campaign(session, task.campaign_id).time_zone)
    paths = actor().paths(permission)
    return read_board(session, task.campaign_id, paths, today=today, task_id=task.id).of_task(task.id)


@blueprint.get("")
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """The tasks, each with how many units have done it."""
    with store().read() as session:
        scope = console_scope(session)
        board = _board(session, scope)
    lines = board.by_task()
    rows = [(task, owner, lines.get(task.id, [])) for task, owner in board.tasks]
    return render_template(
        "plans/index.html", scope=scope, rows=rows, tabs=tabs_of("plans.index"), done=Stage.DONE,
        may_edit=actor().can_somewhere(EDIT), own_paths=actor().paths(EDIT),
    )  # fmt: skip


@blueprint.get("/tasks/<int:task_id>")
@staff(Permission.VIEW)
def task(task_id: int) -> ResponseReturnValue:
    """Who has done the task, and who has not."""
    with store().read() as session:
        found, owner = task_seen(session, task_id, actor())
        lines = _task_lines(session, found, Permission.VIEW)
    wanted = _chosen(lines)
    return render_template(
        "plans/task.html", task=found, owner=owner, lines=wanted[:SHOWN], found=len(wanted), total=len(lines),
        counts={stage: sum(line.stage is stage for line in lines) for stage in Stage}, stages=stage_words(), tones=TONES,
        levels=levels(), unit_kinds=unit_kinds(), kinds=kind_labels(), args=_args(), may_export=actor().can_somewhere(Permission.EXPORT),
        may_edit=actor().can(EDIT, owner.path) and found.ended_at is None,
    )  # fmt: skip


def _args() -> dict[str, str]:
    return {name: request.args[name] for name in ("stage", "level", "kind") if request.args.get(name)}


def _chosen(lines: Sequence[Line]) -> list[Line]:
    """Lines that the filter asks for; ``stage=missing`` = everything but done."""
    args = _args()
    stage, level, kind = (args.get(name, "") for name in ("stage", "level", "kind"))
    return [
        line for line in lines
        if (not stage or line.stage == stage or (stage == "missing" and line.stage is not Stage.DONE))
        and level in ("", line.unit.level) and kind in ("", line.unit.kind)
    ]  # fmt: skip


@blueprint.get("/tasks/<int:task_id>/export.<any(xlsx, csv):fmt>")
@staff(Permission.EXPORT)
def export_task(task_id: int, fmt: str) -> ResponseReturnValue:
    """Exactly the units that the filter shows."""
    with store().read() as session:
        found, owner = task_seen(session, task_id, actor())
        lines = _chosen(_task_lines(session, found, Permission.EXPORT))
    detail = {"format": fmt, "rows": len(lines)}
    with store().write() as session:
        note(session, "plan.export", "plan_task", task_id, unit_id=owner.id, detail=detail)
    return send_rows(_columns(), map(_row, lines), fmt, _("%(title)s-完成情况", title=found.title))


def _columns() -> tuple[Column, ...]:
    titles = (
        (_("单位"), 24), (_("层级"), 12), (_("类型"), 12), (_("任务"), 36), (_("状态"), 12), (_("台账里有"), 10),
        (_("至少"), 8), (_("完成期限"), 12), (_("怎么知道"), 12), (_("说明"), 30),
    )  # fmt: skip
    return tuple(Column(title=title, width=width) for title, width in titles)


def _row(line: Line) -> tuple[Scalar, ...]:
    standing = line.standing
    source = _("自动汇总") if standing.is_derived else _("单位确认") if standing.said else ""
    return (
        line.unit.name, _(levels().get(line.unit.level, line.unit.level)), _(unit_kinds().get(line.unit.kind, line.unit.kind)),
        line.task.title, stage_words()[line.stage], standing.figure, standing.minimum, line.task.due_on, source, standing.note,
    )  # fmt: skip


@blueprint.get("/units")
@staff(Permission.VIEW)
def units() -> ResponseReturnValue:
    """Each unit with what it has done and what is still to do, in the order of the tree."""
    with store().read() as session:
        scope = console_scope(session)
        board = _board(session, scope)
    args, rows = _args(), board.by_unit()
    rows = [
        (unit, lines)
        for unit, lines in rows
        if args.get("level", "") in ("", unit.level) and args.get("kind", "") in ("", unit.kind)
    ]
    if args.get("stage"):
        rows = [(unit, lines) for unit, lines in rows if _chosen(lines)]
    return render_template(
        "plans/units.html", rows=rows[:SHOWN], found=len(rows), tabs=tabs_of("plans.units"), done=Stage.DONE, args=args,
        levels=levels(), unit_kinds=unit_kinds(), may_export=actor().can_somewhere(Permission.EXPORT),
    )  # fmt: skip


@blueprint.get("/units/export.<any(xlsx, csv):fmt>")
@staff(Permission.EXPORT)
def export_units(fmt: str) -> ResponseReturnValue:
    """Every task of every unit that the filter shows, one line each."""
    with store().read() as session:
        scope = console_scope(session, Permission.EXPORT)
        lines = _chosen(_board(session, scope).lines)
    detail = {"format": fmt, "rows": len(lines)}
    with store().write() as session:
        note(session, "plan.export", "plan_task", "", unit_id=scope.root.id, detail=detail)
    return send_rows(_columns(), map(_row, lines), fmt, _("计划完成情况"))


@blueprint.get("/mine")
@staff(Permission.VIEW)
def mine() -> ResponseReturnValue:
    """The to-do list of one's own unit, or of the one that is named."""
    with store().read() as session:
        scope = console_scope(session)
        unit = own_unit(session, scope)
        today = local_date(now(), scope.campaign.time_zone)
        lines = read_board(session, scope.campaign.id, [unit.path], today=today, units=[unit]).of_unit(unit.id)
    return render_template(
        "plans/mine.html", unit=unit, lines=lines, stages=stage_words(), tones=TONES, done=Stage.DONE,
        may_say=actor().can(SAY, unit.path), kinds=kind_labels(),
    )  # fmt: skip
