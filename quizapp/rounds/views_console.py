"""The console's pages of events: what there is, its rounds, and who goes on from each."""

from __future__ import annotations

from random import SystemRandom

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import rounds
from quizapp.accounts import Permission
from quizapp.errors import Conflict, Invalid
from quizapp.rounds import RoundSettings
from quizapp.rounds.forms import EventForm, NewEventForm, NewRoundForm, RoundForm
from quizapp.rounds.words import KINDS, say_rule
from quizapp.web import (
    actor,
    note,
    now,
    offered_campaigns,
    settings,
    show_invalid,
    staff,
    store,
    translate_error,
    unit_choices,
)

blueprint = Blueprint("events", __name__, url_prefix="/console/events", template_folder="templates")
_EDIT = Permission.EDIT_CONTESTS


@blueprint.get("")
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """Events of one's units."""
    with store().read() as session:
        events = rounds.list_events(session, paths=actor().paths(Permission.VIEW))
    return render_template("rounds/list.html", events=events, may_edit=actor().can_somewhere(_EDIT))


@blueprint.route("/new", methods=["GET", "POST"])
@staff(_EDIT)
def create() -> ResponseReturnValue:
    """A name and where it belongs; rounds come on the next page."""
    form = NewEventForm()
    with store().read() as session:
        form.campaign_id.choices = [(each.id, each.title) for each in offered_campaigns(session)]
        form.unit_id.choices = unit_choices(session, actor(), _EDIT)
    if form.unit_id.choices and form.unit_id.data is None:
        form.unit_id.data = form.unit_id.choices[0][0]
    if form.is_submitted() and form.validate():
        try:
            return _create(form)
        except Invalid as error:
            show_invalid(form, error)
    return render_template("rounds/new.html", form=form), 422 if form.errors else 200


def _create(form: NewEventForm) -> ResponseReturnValue:
    with store().write() as session:
        event = rounds.create_event(
            session, campaign_id=form.campaign_id.data, unit_id=form.unit_id.data, title=form.title.data or "",
            intro=form.intro.data or "", actor=actor(), now=now(), rng=SystemRandom(),
        )  # fmt: skip
        note(session, "event.create", "round_event", event.id, unit_id=event.unit_id, detail={"title": event.title})
        made = event.id
    return redirect(url_for("events.detail", event_id=made), 303)


@blueprint.get("/<int:event_id>")
@staff(Permission.VIEW)
def detail(event_id: int) -> ResponseReturnValue:
    """Its rounds, and where the list of each stands."""
    return _detail(event_id)


def _detail(event_id: int, form: NewRoundForm | None = None) -> ResponseReturnValue:
    with store().read() as session:
        found = rounds.read_event(session, event_id, Permission.VIEW, actor())
        lines = rounds.list_rounds(session, event_id)
        shown = _round_form(session, found.event) if form is None else form
    if form is None and lines:
        shown.title.data = _("决赛")
    elif form is None:
        shown.title.data = _("初赛")
    rules = {each.found.id: say_rule(rounds.rule_of(each.found)) for each in lines}
    return render_template(
        "rounds/detail.html", found=found, event=found.event, rounds=lines, rules=rules, form=shown, now=now(),
        may_edit=actor().can(_EDIT, found.unit_path), address=_address(found.event.code),
    ), 422 if form is not None else 200  # fmt: skip


def _round_form(session: Session, event: rounds.RoundEvent) -> NewRoundForm:
    form = NewRoundForm(formdata=request.form or None)
    form.kind.choices = kind_choices()
    form.contest_id.choices = rounds.contests_to_add(session, event)
    if not form.is_submitted():
        form.kind.data, form.amount.data, form.reserves.data = "top", 20, 5
    return form


def kind_choices() -> list[tuple[str, str]]:
    """Rules in words."""
    return [(kind.value, _(label)) for kind, label in KINDS.items()]


def _address(code: str) -> str:
    return (settings().public_url or request.host_url.rstrip("/")) + url_for("event.page", code=code)


@blueprint.route("/<int:event_id>/edit", methods=["GET", "POST"])
@staff(_EDIT)
def edit(event_id: int) -> ResponseReturnValue:
    """Another name or text."""
    with store().read() as session:
        found = rounds.read_event(session, event_id, _EDIT, actor())
    form = EventForm(obj=found.event)
    if form.is_submitted() and form.validate():
        title, intro = form.title.data or "", form.intro.data or ""
        try:
            with store().write() as session:
                rounds.change_event(session, event_id, title=title, intro=intro, actor=actor())
                note(session, "event.change", "round_event", event_id, unit_id=found.event.unit_id)
            flash(_("已保存"), "success")
            return redirect(url_for("events.detail", event_id=event_id), 303)
        except Invalid as error:
            show_invalid(form, error)
    return render_template("rounds/edit.html", form=form, found=found), 422 if form.errors else 200


@blueprint.post("/<int:event_id>/rounds")
@staff(_EDIT)
def add(event_id: int) -> ResponseReturnValue:
    """One more round."""
    with store().read() as session:
        found = rounds.read_event(session, event_id, _EDIT, actor())
        form = _round_form(session, found.event)
    if form.validate():
        chosen = RoundSettings(title=form.title.data or "", contest_id=form.contest_id.data, rule=form.rule())
        try:
            with store().write() as session:
                made = rounds.add_round(session, event_id, chosen, actor=actor(), now=now())
                _note_rule(session, "event.add_round", made, found.event.unit_id)
            flash(_("已加一轮"), "success")
            return redirect(url_for("events.detail", event_id=event_id), 303)
        except Invalid as error:
            show_invalid(form, error)
    return _detail(event_id, form)


def _note_rule(session: Session, action: str, found: rounds.EventRound, unit_id: int) -> None:
    detail = {"title": found.title, "kind": found.kind, "amount": found.amount, "reserves": found.reserves}
    note(session, action, "event_round", found.id, unit_id=unit_id, detail=detail)


@blueprint.route("/rounds/<int:round_id>/edit", methods=["GET", "POST"])
@staff(_EDIT)
def edit_round(round_id: int) -> ResponseReturnValue:
    """Another rule, until the list is published."""
    with store().read() as session:
        event, found = rounds.read_round(session, round_id, _EDIT, actor())
    form = RoundForm()
    form.kind.choices = kind_choices()
    if not form.is_submitted():
        form.fill(found.found)
    elif form.validate():
        try:
            with store().write() as session:
                made = rounds.change_round(
                    session, round_id, title=form.title.data or "", rule=form.rule(), actor=actor(), now=now()
                )
                _note_rule(session, "event.change_round", made, event.event.unit_id)
            flash(_("已保存"), "success")
            return redirect(url_for("events.detail", event_id=event.event.id), 303)
        except Invalid as error:
            show_invalid(form, error)
        except Conflict as error:
            form.form_errors.append(translate_error(error))
    page = render_template("rounds/edit_round.html", form=form, found=event, round=found)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.post("/rounds/<int:round_id>/drop")
@staff(_EDIT)
def drop(round_id: int) -> ResponseReturnValue:
    """Take the last round out again; its contest stays."""
    with store().write() as session:
        event, _found = rounds.read_round(session, round_id, _EDIT, actor())
        gone = rounds.drop_round(session, round_id, actor=actor())
        note(
            session, "event.drop_round", "event_round", round_id, unit_id=event.event.unit_id,
            detail={"title": gone.title},
        )  # fmt: skip
    flash(_("已拿掉这一轮，竞赛本身还在"), "success")
    return redirect(url_for("events.detail", event_id=event.event.id), 303)
