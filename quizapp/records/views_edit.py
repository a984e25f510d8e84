"""Adding a line to the book, putting one right, withdrawing one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import records
from quizapp.accounts import Permission
from quizapp.errors import Conflict, Invalid
from quizapp.kit.clock import local_date
from quizapp.records import Record, RecordKind
from quizapp.records.access import record_for
from quizapp.records.forms import RecordForm
from quizapp.records.kinds import get_record_kind, record_groups, record_kinds, record_tags, statuses
from quizapp.units import get_unit
from quizapp.web import actor, console_scope, note, now, show_invalid, staff, store, unit_choices, vault
from quizapp.web.i18n import translate_error

blueprint = Blueprint("record_edit", __name__, url_prefix="/console/records", template_folder="templates")

_EDIT = Permission.EDIT_RECORDS


def staff_actor() -> str:
    """Who acts, as ledger and tables note it."""
    return f"staff:{actor().id}"


@blueprint.route("/new", methods=["GET", "POST"])
@staff(_EDIT)
def create() -> ResponseReturnValue:
    """First the kind, then the line; after saving the next one of the same kind can follow at once."""
    key = request.args.get("kind", "")
    if not key:
        return render_template("records/kinds.html", kinds=record_kinds(), groups=record_groups())
    kind, form = get_record_kind(key), RecordForm()
    with store().read() as session:
        campaign = console_scope(session).campaign
        _offer(form, session, kind, is_correction=False)
    if not form.is_submitted():
        form.happened_on.data = min(local_date(now(), campaign.time_zone), campaign.ends_on)
    elif form.validate():
        try:
            made = _add(form, campaign.id, kind)
        except (Invalid, Conflict) as error:
            _complain(form, error)
        else:
            flash(_("已登记：%(title)s", title=made.title), "success")
            target = url_for("record_edit.create", kind=key) if "again" in request.form else url_for("records.index")
            return redirect(target, 303)
    return _page(form, kind, None)


def _page(form: RecordForm, kind: RecordKind, record: Record | None) -> ResponseReturnValue:
    return render_template("records/form.html", form=form, kind=kind, record=record), 422 if form.errors else 200


def _complain(form: RecordForm, error: Invalid | Conflict) -> None:
    if isinstance(error, Invalid):
        show_invalid(form, error)
    else:
        form.form_errors.append(translate_error(error))


def _offer(form: RecordForm, session: Session, kind: RecordKind, *, is_correction: bool) -> None:
    form.unit_id.choices = unit_choices(session, actor(), _EDIT)
    form.status.choices = [(key, _(statuses()[key])) for key in kind.statuses]
    form.tags.choices = [(tag, _(record_tags()[tag])) for tag in kind.tags]
    form.shape(kind, is_correction=is_correction)
    if kind.statuses and not form.is_submitted():
        form.status.data = kind.statuses[0]


def _add(form: RecordForm, campaign_id: int, kind: RecordKind) -> Record:
    with store().write() as session:
        actor().require(_EDIT, get_unit(session, form.unit_id.data).path)
        new = form.new_record(campaign_id, kind)
        made = records.add_record(session, new, vault=vault(), actor=staff_actor(), now=now())
        _note(session, "record.add", made)
        return made


def _note(session: Session, action: str, record: Record, **detail: object) -> None:
    said = {"kind": record.kind, "quantity": record.quantity, **detail}
    note(session, action, "record", record.id, unit_id=record.unit_id, detail=said)


@blueprint.route("/<int:record_id>/edit", methods=["GET", "POST"])
@staff(_EDIT)
def edit(record_id: int) -> ResponseReturnValue:
    """Put a line right: the old one is withdrawn with the reason, the new one counts."""
    form = RecordForm()
    with store().read() as session:
        record, _unit = record_for(session, record_id, _EDIT, actor())
        kind = get_record_kind(record.kind)
        _offer(form, session, kind, is_correction=True)
    if not form.is_submitted():
        form.fill(record)
    elif form.validate():
        try:
            made = _replace(form, record, kind)
        except (Invalid, Conflict) as error:
            _complain(form, error)
        else:
            flash(_("已更正，原来的一条留作记录"), "success")
            return redirect(url_for("records.detail", record_id=made.id), 303)
    return _page(form, kind, record)


def _replace(form: RecordForm, record: Record, kind: RecordKind) -> Record:
    with store().write() as session:
        record_for(session, record.id, _EDIT, actor())
        actor().require(_EDIT, get_unit(session, form.unit_id.data).path)
        made = records.replace_record(
            session, record.id, form.new_record(record.campaign_id, kind), reason=form.reason.data or "",
            vault=vault(), actor=staff_actor(), now=now(),
        )  # fmt: skip
        _note(session, "record.replace", made, replaces=record.id)
        return made


@blueprint.post("/<int:record_id>/withdraw")
@staff(_EDIT)
def withdraw(record_id: int) -> ResponseReturnValue:
    """Take a line out of the figures; it stays in the book."""
    reason = request.form.get("reason", "")
    with store().write() as session:
        record, _unit = record_for(session, record_id, _EDIT, actor())
        if records.withdraw_record(session, record_id, reason=reason, actor=staff_actor(), now=now()):
            _note(session, "record.withdraw", record, reason=reason[:200])
    flash(_("已撤销，不再计入统计"), "success")
    return redirect(url_for("records.detail", record_id=record_id), 303)
