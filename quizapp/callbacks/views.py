"""Call-backs on the console: planning, drawing, the caller's list, results and their shares."""

from __future__ import annotations

from random import SystemRandom

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from quizapp import callbacks
from quizapp.accounts import Permission
from quizapp.callbacks import CallSample, NewSample, Outcome
from quizapp.callbacks.pool import Target
from quizapp.campaigns import get_campaign
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token
from quizapp.kit.periods import CUMULATIVE, parse_period
from quizapp.kit.text import clean_line
from quizapp.ledger import Measure, Scope, settled_position
from quizapp.statistics import Form, find_form
from quizapp.units import Unit, get_unit, list_subtree
from quizapp.web import actor, console_scope, find_in_campaign, note, now, settings, staff, store, vault

blueprint = Blueprint("callbacks", __name__, url_prefix="/console/callbacks", template_folder="templates")
blueprints = (blueprint,)

_EDIT = Permission.EDIT_STATISTICS
OUTCOMES = {
    Outcome.CONFIRMED: N_("确认参加"), Outcome.DENIED: N_("说没参加"), Outcome.UNSURE: N_("接通，说不清"),
    Outcome.UNREACHED: N_("没联系上"),
}  # fmt: skip


@blueprint.get("")
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """The unit one most likely means."""
    with store().read() as session:
        scope = console_scope(session)
    return redirect(url_for("callbacks.plan", campaign_id=scope.campaign.id, unit_id=scope.require_own_unit_id()))


@blueprint.get("/<int:campaign_id>/<int:unit_id>")
@staff(Permission.VIEW)
def plan(campaign_id: int, unit_id: int) -> ResponseReturnValue:
    """What can be drawn, and the samples there are."""
    with store().read() as session:
        campaign, unit = find_in_campaign(session, campaign_id, unit_id, Permission.VIEW)
        fields = (
            _askable(find_form(session, campaign, campaign.form_key, settings().forms_folder))
            if campaign.form_key
            else []
        )
        below = [each.id for each in list_subtree(session, unit.path, only_active=False)]
        samples = callbacks.list_samples(session, campaign_id, below)
    return render_template(
        "callbacks/plan.html", campaign=campaign, unit=unit, fields=fields, samples=samples, nonce=new_token(),
        chosen=request.args.get("field", ""), may_edit=actor().can(_EDIT, unit.path),
    )  # fmt: skip


def _askable(form: Form) -> list[tuple[str, str]]:
    """Fields that count people."""
    return [
        (field.key, f"{field.label}（{field.unit}）")
        for field in form.fields()
        if field.is_number and field.derive is not None and field.derive.measure in (None, Measure.ATTENDANCE)
    ]


@blueprint.post("/<int:campaign_id>/<int:unit_id>")
@staff(_EDIT)
def create(campaign_id: int, unit_id: int) -> ResponseReturnValue:
    """Fix the seed and the position; nobody is drawn yet."""
    position, key = settled_position(store()), request.form.get("field", "")
    with store().write() as session:
        campaign, unit = find_in_campaign(session, campaign_id, unit_id, _EDIT)
        labels = dict(_askable(find_form(session, campaign, campaign.form_key, settings().forms_folder))) if key else {}
        if key and key not in labels:
            raise Invalid(N_("这一格不是数人的，没有人可以回访"), field="field")
        new = NewSample(
            campaign_id=campaign_id, unit_id=unit_id, title=labels.get(key) or _("全部参加者"), position=position,
            period_key=CUMULATIVE.key, nonce=clean_line(request.form.get("nonce", ""), limit=64) or new_token(),
            form_key=campaign.form_key if key else "", field_key=key,
        )  # fmt: skip
        made = callbacks.plan_sample(session, new, actor=f"staff:{actor().id}", now=now(), rng=SystemRandom())
        detail = {"field": key, "position": position, "commitment": made.seed_commitment}
        note(session, "callback.plan", "call_sample", made.id, unit_id=unit.id, detail=detail)
    return redirect(url_for("callbacks.show", sample_id=made.id), 303)


def _find(session: Session, sample_id: int, permission: Permission) -> tuple[CallSample, Unit]:
    sample = callbacks.get_sample(session, sample_id)
    unit = get_unit(session, sample.unit_id)
    actor().require(permission, unit.path)
    return sample, unit


@blueprint.get("/<int:sample_id>")
@staff(Permission.VIEW)
def show(sample_id: int) -> ResponseReturnValue:
    """The shares, and the list with masked names."""
    with store().read() as session:
        sample, unit = _find(session, sample_id, Permission.VIEW)
        lines = callbacks.sample_lines(session, sample_id)
        shares = callbacks.shares_of(session, sample_id)
    return render_template(
        "callbacks/show.html", sample=sample, unit=unit, lines=lines, shares=shares, outcomes=_outcomes(),
        may_edit=actor().can(_EDIT, unit.path), may_reveal=actor().can(Permission.REVEAL_PHONE, unit.path),
    )  # fmt: skip


def _outcomes() -> dict[str, str]:
    return {outcome.value: _(label) for outcome, label in OUTCOMES.items()}


@blueprint.post("/<int:sample_id>/draw")
@staff(_EDIT)
def draw(sample_id: int) -> ResponseReturnValue:
    """Draw once; the seed is shown from then on."""
    with store().write() as session:
        sample, unit = _find(session, sample_id, _EDIT)
        campaign = get_campaign(session, sample.campaign_id)
        field = None
        if sample.form_key:
            form = find_form(session, campaign, sample.form_key, settings().forms_folder)
            field = form.by_key[sample.field_key]
        scope = Scope(
            campaign_id=campaign.id,
            unit_path=unit.path,
            period=parse_period(sample.period_key),
            position=sample.position,
        )
        drawn = callbacks.draw_sample(session, sample_id, Target(scope=scope, field=field), now=now())
        detail = {"pool": drawn.pool, "pool_hash": drawn.pool_hash, "seed": drawn.seed}
        note(session, "callback.draw", "call_sample", sample_id, unit_id=unit.id, detail=detail)
    flash(_("名单已抽出"), "success")
    return redirect(url_for("callbacks.show", sample_id=sample_id), 303)


@blueprint.post("/<int:sample_id>/sheet")
@staff(Permission.REVEAL_PHONE)
def sheet(sample_id: int) -> ResponseReturnValue:
    """The caller's list with names and phones, to be printed: for a written reason, which goes into the audit log."""
    reason = clean_line(request.form.get("reason", ""), limit=200)
    if not reason:
        raise Invalid(N_("请写明为什么要看电话，会记入审计日志"), field="reason")
    with store().write() as session:
        sample, unit = _find(session, sample_id, Permission.REVEAL_PHONE)
        lines = callbacks.sample_lines(session, sample_id, vault=vault())
        detail = {"people": len(lines), "reason": reason}
        note(session, "callback.reveal", "call_sample", sample_id, unit_id=unit.id, detail=detail)
    page = render_template("callbacks/sheet.html", sample=sample, unit=unit, lines=lines, outcomes=_outcomes())
    return page, 200, {"Cache-Control": "no-store"}


def _lines(outcome: str, note: str) -> dict[int, tuple[str, str]]:
    """Line id -> (outcome, note) from fields ``outcome-17`` and ``note-17``."""
    numbers = [name.removeprefix(f"{outcome}-") for name in request.form if name.startswith(f"{outcome}-")]
    return {
        int(number): (request.form[f"{outcome}-{number}"], request.form.get(f"{note}-{number}", ""))
        for number in numbers
        if number.isascii() and number.isdecimal() and len(number) < 19
    }


@blueprint.post("/<int:sample_id>/results")
@staff(_EDIT)
def results(sample_id: int) -> ResponseReturnValue:
    """Keep what the calls brought."""
    said, shown = _lines("outcome", "note"), _lines("was", "noted")
    with store().write() as session:
        _sample, unit = _find(session, sample_id, _EDIT)
        changed = callbacks.note_outcomes(session, sample_id, said, shown=shown, actor=f"staff:{actor().id}", now=now())
        if changed:
            note(session, "callback.results", "call_sample", sample_id, unit_id=unit.id, detail={"lines": changed})
    flash(ngettext("已保存 %(num)d 条结果", "已保存 %(num)d 条结果", changed), "success")
    return redirect(url_for("callbacks.show", sample_id=sample_id), 303)
