"""The calendar of drills: who is due when by which rule, as a page and as files; a rule of one's own for a unit."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts import Permission
from quizapp.drills.due import DueLine, count_states, drop_own_rule, find_own_rule, list_due, set_own_rule
from quizapp.drills.due_rules import DueRule, DueState, due_rules, rules_for
from quizapp.drills.forms import RuleForm
from quizapp.drills.views_shared import EDIT, staff_actor
from quizapp.errors import Invalid
from quizapp.exports import Column, Document, Page, Scalar, Table
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_
from quizapp.units import get_unit, unit_kinds
from quizapp.web import actor, console_scope, note, now, send_document, show_invalid, staff, store

blueprint = Blueprint("drill_due", __name__, url_prefix="/console/drills/due", template_folder="templates")

STATES = {
    DueState.OVERDUE: N_("已逾期"), DueState.NEVER: N_("没有记录"), DueState.SOON: N_("30 天内到期"),
    DueState.FINE: N_("未到期"), DueState.OPEN: N_("不定期"),
}  # fmt: skip
#: Lines on the page; the files hold all.
SHOWN = 300


def _state(value: str | None) -> DueState | None:
    return DueState(value) if value in set(DueState) else None


@blueprint.get("")
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """Units of one's scope, those overdue first."""
    lines, today = _lines()
    wanted = _state(request.args.get("state"))
    shown = [line for line in lines if wanted is None or line.state is wanted]
    return render_template(
        "drills/due.html", lines=shown[:SHOWN], found=len(shown), total=len(lines), counts=count_states(lines), today=today,
        states=STATES, wanted=wanted, kinds=unit_kinds(), law_of=law_of, title_of=title_of,
        may_edit=actor().can_somewhere(EDIT), may_export=actor().can_somewhere(Permission.EXPORT),
    )  # fmt: skip


def _lines() -> tuple[list[DueLine], object]:
    with store().read() as session:
        scope = console_scope(session)
        today = local_date(now(), scope.campaign.time_zone)
        return list_due(session, scope.paths, today=today), today


def law_of(rule: DueRule | None) -> str:
    """Where the rule stands: ``《生产安全事故应急条例》第八条第二款``; empty for a rule of one's own."""
    if rule is None or not rule.law:
        return ""
    return str(_("《%(law)s》%(article)s", law=_(rule.law), article=_(rule.article) if rule.article else ""))


def title_of(line: DueLine) -> str:
    """What the rule says, in words."""
    if line.rule is None:
        return str(_("没有适用的规则"))
    if line.rule.key != "own":
        return str(_(line.rule.title))
    if not line.rule.months:
        return str(_("不定期（%(basis)s）", basis=line.rule.title))
    return str(_("每 %(n)d 个月一次（%(basis)s）", n=line.rule.months, basis=line.rule.title))


@blueprint.get("/export.<any(xlsx, csv, pdf):fmt>")
@staff(Permission.EXPORT)
def export(fmt: str) -> ResponseReturnValue:
    """The whole calendar as a file."""
    lines, today = _lines()
    table = Table.flat(_columns(), [_row(line) for line in lines])
    document = Document(
        title=str(_("应急演练到期表")), page=Page.A4_LANDSCAPE, blocks=(table,), data=table, created_at=now(),
        meta=(str(_("截至 %(day)s，按系统台账统计", day=today)),),
    )  # fmt: skip
    with store().write() as session:
        unit_id = console_scope(session).root.id
        note(session, "drill.export_due", "drill", unit_id=unit_id, detail={"format": fmt, "rows": len(lines)})
    return send_document(document, fmt, _("应急演练到期表-%(day)s", day=today))


def _columns() -> tuple[Column, ...]:
    titles = (
        (_("单位"), 24), (_("类型"), 12), (_("状态"), 12), (_("最近一次"), 12), (_("下次应在"), 12),
        (_("近一年次数"), 10), (_("规则"), 36), (_("依据"), 36),
    )  # fmt: skip
    return tuple(Column(title=title, width=width) for title, width in titles)


def _row(line: DueLine) -> tuple[Scalar, ...]:
    return (
        line.unit.name, _(unit_kinds().get(line.unit.kind, line.unit.kind)), _(STATES[line.state]), line.due.last,
        line.due.next, line.drills, title_of(line), law_of(line.rule),
    )  # fmt: skip


@blueprint.route("/<int:unit_id>", methods=["GET", "POST"])
@staff(EDIT)
def unit(unit_id: int) -> ResponseReturnValue:
    """The rules that fit one unit, and another one where the organizer knows better."""
    form = RuleForm()
    form.rule.choices = [("", _("自己定间隔")), *((key, _(rule.title)) for key, rule in due_rules().items())]
    with store().read() as session:
        found = get_unit(session, unit_id)
        actor().require(EDIT, found.path)
        own = find_own_rule(session, unit_id)
    if not form.is_submitted():
        if own is not None:
            form.fill(own)
    elif form.validate():
        try:
            return _save(unit_id, form)
        except Invalid as error:
            show_invalid(form, error)
    fitting = rules_for(level=found.level, kind=found.kind, regions=())
    page = render_template("drills/due_unit.html", form=form, unit=found, own=own, fitting=fitting, law_of=law_of)
    return page, 422 if form.errors else 200


def _save(unit_id: int, form: RuleForm) -> ResponseReturnValue:
    with store().write() as session:
        actor().require(EDIT, get_unit(session, unit_id).path)
        if request.form.get("drop"):
            drop_own_rule(session, unit_id)
            detail: dict[str, object] = {"dropped": True}
        else:
            row = set_own_rule(session, unit_id, form.own_rule(), actor=staff_actor(), now=now())
            detail = {"rule": row.rule_key, "months": row.months, "basis": row.basis}
        note(session, "drill.set_rule", "unit", unit_id, unit_id=unit_id, detail=detail)
    flash(_("演练周期已保存"), "success")
    return redirect(url_for("drill_due.index"), 303)
