"""Several lines on one screen: kind, name, number, day, place, a photo where there is one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from quizapp import records
from quizapp.accounts import Permission
from quizapp.campaigns import Campaign
from quizapp.errors import Invalid
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token
from quizapp.records import Added, Given, NewBatch, NewRecordPhoto, Plan, RawLine, Step
from quizapp.records.forms import MOST_ROWS, ROWS, QuickForm, typed_lines
from quizapp.records.kinds import get_record_kind, record_groups, record_kinds
from quizapp.records.views_edit import staff_actor
from quizapp.units import get_unit, is_within
from quizapp.web import actor, console_scope, note, now, show_invalid, staff, store, unit_choices
from quizapp.web.i18n import translate_error

blueprint = Blueprint("record_lines", __name__, url_prefix="/console/records", template_folder="templates")

_EDIT = Permission.EDIT_RECORDS
#: Rows that the button adds.
_MORE = 6


@blueprint.route("/quick", methods=["GET", "POST"])
@staff(_EDIT)
def quick() -> ResponseReturnValue:
    """One screen for every kind, or for one: ``?kind=``."""
    kind = get_record_kind(request.args["kind"]).key if request.args.get("kind") else ""
    form = QuickForm()
    with store().read() as session:
        campaign = console_scope(session).campaign
        form.unit_id.choices = unit_choices(session, actor(), _EDIT)
    if not form.is_submitted():
        form.happened_on.data = min(local_date(now(), campaign.time_zone), campaign.ends_on)
        return _page(form, kind, [RawLine(row=row) for row in range(1, ROWS + 1)])
    lines = typed_lines()
    if request.form.get("do") == "more":
        blank = [RawLine(row=len(lines) + extra) for extra in range(1, _MORE + 1)]
        return _page(form, kind, [*lines, *blank][:MOST_ROWS])
    if not form.validate():
        return _page(form, kind, lines)
    try:
        return _keep(form, kind, lines)
    except Invalid as error:
        show_invalid(form, error)
        return _page(form, kind, lines)


def _keep(form: QuickForm, kind: str, lines: list[RawLine]) -> ResponseReturnValue:
    written = [line for line in lines if not line.is_blank]
    if not written:
        raise Invalid(N_("还没有填：至少写一行的名称或内容"))
    photos = _drawn(written)
    with store().write() as session:
        campaign = console_scope(session).campaign
        given = given_for(session, campaign, form.unit_id.data, kind=kind, day=form.happened_on.data)
        nonce = form.nonce.data or new_token()
        if (known := records.find_batch(session, nonce)) is not None:
            return redirect(url_for("record_batches.show", batch_id=known), 303)
        plan = records.plan_lines(session, written, given, now=now())
        wants_alike = request.form.get("alike") == "1"
        if plan.errors or plan.of(Step.SAME) or (plan.of(Step.ALIKE) and not wants_alike):
            return _page(form, kind, lines, plan)
        new = NewBatch(origin="typed", nonce=nonce, with_alike=wants_alike)
        added = records.add_lines(session, written, given, new, actor=staff_actor(), now=now())
        note_batch(session, added, given)
        _keep_photos(session, added, photos)
    flash(ngettext("已登记 %(num)d 条", "已登记 %(num)d 条", len(added.records)), "success")
    return redirect(url_for("record_batches.show", batch_id=added.batch_id), 303)


def _drawn(lines: list[RawLine]) -> dict[int, NewRecordPhoto | Invalid]:
    """The photo of each row that has one, or why it is none."""
    found: dict[int, NewRecordPhoto | Invalid] = {}
    for line in lines:
        file = request.files.get(f"photo-{line.row}")
        if file is not None and file.filename:
            try:
                found[line.row] = NewRecordPhoto(file.stream.read())
            except Invalid as error:
                found[line.row] = error
    return found


def _keep_photos(session: Session, added: Added, photos: Mapping[int, NewRecordPhoto | Invalid]) -> None:
    """A photo that cannot be read costs nobody his line."""
    for row, record_id in added.records.items():
        new = photos.get(row)
        try:
            if isinstance(new, Invalid):
                raise new
            if new is not None:
                records.keep_record_photo(session, record_id, new, actor=staff_actor(), now=now())
        except Invalid as error:
            flash(_("第 %(row)s 行已登记，但照片没有保存：%(why)s", row=row, why=translate_error(error)), "warning")


def given_for(session: Session, campaign: Campaign, unit_id: int, *, kind: str, day: Any) -> Given:
    """Where lines go and what they get. Raises `Invalid` for a unit that does not take part."""
    top = get_unit(session, unit_id)
    actor().require(_EDIT, top.path)
    if not is_within(top.path, get_unit(session, campaign.root_unit_id).path):
        raise Invalid(N_("“%(name)s”不在本次活动的范围内"), field="unit_id", name=top.name)
    return Given(campaign=campaign, top=top, kind=kind, day=day)


def note_batch(session: Session, added: Added, given: Given) -> None:
    """One line in the audit log for the whole batch."""
    if added.batch_id is not None and added.records:
        detail = {"lines": len(added.records), "kinds": sorted({line.kind.key for line in added.plan.lines})}
        note(session, "record.add_batch", "record_batch", added.batch_id, unit_id=given.top.id, detail=detail)


def _page(form: QuickForm, kind: str, lines: list[RawLine], plan: Plan | None = None) -> ResponseReturnValue:
    offered = {key: each for key, each in record_kinds().items() if not each.is_coded}
    page = render_template(
        "records/quick.html", form=form, chosen=record_kinds().get(kind), lines=lines, kinds=offered, groups=record_groups(),
        problems={each.row: each for each in plan.errors} if plan else {}, may_grow=len(lines) < MOST_ROWS,
        alike={line.row: line for line in plan.lines if line.step is not Step.ADD} if plan else {}, steps=Step,
        with_heads=not kind or record_kinds()[kind].is_occasion,
    )  # fmt: skip
    return page, 422 if form.errors or form.form_errors or plan else 200
