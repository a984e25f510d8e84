"""Drills of one's units, a new one on one screen, and the drill itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.activities import also_tags, get_kind, session_for
from quizapp.campaigns import Campaign
from quizapp.checkins import collect_session_links
from quizapp.drills.board import read_board
from quizapp.drills.facts import DrillFacts, contents, drill_kinds, forms, purposes, usual_facts
from quizapp.drills.forms import FactsForm, NewDrillForm
from quizapp.drills.models import Drill
from quizapp.drills.queries import list_drills
from quizapp.drills.service.create import edit_drill, open_drill, plan_drill
from quizapp.drills.views_shared import EDIT, find, staff_actor
from quizapp.errors import Conflict, Invalid
from quizapp.units import get_unit
from quizapp.web import actor, console_scope, note, now, show_invalid, staff, store, translate_error, unit_choices

blueprint = Blueprint("drills", __name__, url_prefix="/console/drills", template_folder="templates")


@blueprint.get("")
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """Drills of one's units, the latest first."""
    with store().read() as session:
        scope = console_scope(session)
        lines = list_drills(session, scope.campaign.id, scope.paths)
    return render_template(
        "drills/list.html", lines=lines, now=now(), contents=contents(), forms=forms(),
        may_edit=actor().can_somewhere(EDIT),
    )  # fmt: skip


@blueprint.route("/new", methods=["GET", "POST"])
@staff(EDIT)
def create() -> ResponseReturnValue:
    """Name, place, time, kind; all else is folded away."""
    form = NewDrillForm()
    with store().read() as session:
        campaign = console_scope(session).campaign
        form.unit_id.choices = unit_choices(session, actor(), EDIT)
    _offer(form)
    form.kind.choices = [(key, _(kind.label)) for key, kind in drill_kinds().items()]
    form.also.choices = [(f"also:{key}", _(kind.label)) for key, kind in drill_kinds().items()]
    if not form.is_submitted():
        _suggest(form, campaign)
    elif form.validate():
        try:
            made = _create(form, campaign)
        except (Invalid, Conflict) as error:
            _complain(form, error)
        else:
            flash(_("演练已建好。接着排分区和名单，或者直接打开清点板。"), "success")
            return redirect(url_for("drills.detail", drill_id=made.id), 303)
    return render_template("drills/new.html", form=form), 422 if form.errors else 200


def _offer(form: FactsForm) -> None:
    form.content.choices = [(key, _(label)) for key, label in contents().items()]
    form.form.choices = [(key, _(label)) for key, label in forms().items()]
    form.purpose.choices = [(key, _(label)) for key, label in purposes().items()]


def _complain(form: FactsForm, error: Invalid | Conflict) -> None:
    if isinstance(error, Invalid):
        show_invalid(form, error)
    else:
        form.form_errors.append(translate_error(error))


def _suggest(form: NewDrillForm, campaign: Campaign) -> None:
    """An evacuation in the next full hour."""
    start = now().astimezone(ZoneInfo(campaign.time_zone)).replace(minute=0, second=0, microsecond=0)
    start += timedelta(hours=1)
    form.day.data, form.starts.data = start.date(), start.time()
    asked = request.args.get("kind", "")
    form.kind.data = asked if asked in drill_kinds() else "evacuation_drill"
    units: Any = form.unit_id.choices
    if units:
        form.unit_id.data = units[0][0]


def _create(form: NewDrillForm, campaign: Campaign) -> Drill:
    kind = get_kind(form.kind.data)
    form.also.data = [tag for tag in form.also.data or [] if tag in also_tags(kind.key)]
    with store().write() as session:
        actor().require(EDIT, get_unit(session, form.unit_id.data).path)
        made = plan_drill(
            session, campaign.id, form.activity(), form.timing(campaign.time_zone, kind.minutes),
            form.facts(usual_facts(kind.key)), nonce=form.nonce.data or "", actor=staff_actor(), now=now(),
        )  # fmt: skip
        detail = {"kind": kind.key, "session": made.session_id, "also": list(form.also.data or ())}
        note(session, "drill.create", "drill", made.id, unit_id=form.unit_id.data, detail=detail)
        return made


@blueprint.post("/sessions/<int:session_id>")
@staff(EDIT)
def adopt(session_id: int) -> ResponseReturnValue:
    """Make a drill of a session that was planned as an activity."""
    with store().write() as session:
        held = session_for(session, session_id, EDIT, actor())
        drill = open_drill(session, held, actor=staff_actor(), now=now())
        note(session, "drill.adopt", "drill", drill.id, unit_id=held.host_unit_id, detail={"session": session_id})
    return redirect(url_for("drills.detail", drill_id=drill.id), 303)


@blueprint.get("/<int:drill_id>")
@staff(Permission.VIEW)
def detail(drill_id: int) -> ResponseReturnValue:
    """What is drilled, where it counts, and the ways on."""
    with store().read() as session:
        found = find(session, drill_id, Permission.VIEW)
        board = read_board(session, found.drill, found.facts)
        around = collect_session_links(session, facts=found.facts, actor=actor())
    return render_template(
        "drills/detail.html", drill=found.drill, facts=found.facts, board=board, words=_words(found.drill), now=now(),
        kind=get_kind(found.facts.kind), also=also_labels(found.facts.kind, found.facts.tags),
        links=[card for card in around if not card.url.startswith(url_for("drills.index"))],
        may_edit=_may(found.facts.owner_path, found.facts.host_path), may_check_in=actor().can_somewhere(Permission.CHECK_IN),
    )  # fmt: skip


def _may(*paths: str) -> bool:
    return any(actor().can(EDIT, path) for path in paths)


def _words(drill: Drill) -> dict[str, str]:
    return {
        "content": contents()[drill.content], "form": forms()[drill.form], "purpose": purposes()[drill.purpose],
    }  # fmt: skip


def also_labels(kind: str, tags: tuple[str, ...]) -> list[str]:
    """Names of the further kinds in whose cells the drill counts, because the organizer chose so."""
    offered = also_tags(kind)
    return [offered[tag] for tag in tags if tag in offered]


@blueprint.route("/<int:drill_id>/edit", methods=["GET", "POST"])
@staff(EDIT)
def edit(drill_id: int) -> ResponseReturnValue:
    """Change how it is drilled; time, place and kind stand with the session and its activity."""
    form = FactsForm()
    _offer(form)
    with store().read() as session:
        found = find(session, drill_id, EDIT)
    if not form.is_submitted():
        form.fill(found.drill)
    elif form.validate():
        try:
            _update(drill_id, form.facts(DrillFacts(content=found.drill.content)))
        except Invalid as error:
            _complain(form, error)
        else:
            flash(_("演练已修改"), "success")
            return redirect(url_for("drills.detail", drill_id=drill_id), 303)
    page = render_template("drills/edit.html", form=form, drill=found.drill, facts=found.facts)
    return page, 422 if form.errors else 200


def _update(drill_id: int, facts: DrillFacts) -> None:
    with store().write() as session:
        found = find(session, drill_id, EDIT)
        edit_drill(session, found.drill, facts)
        _note_edit(session, drill_id, found.facts.host_unit_id, facts)


def _note_edit(session: Session, drill_id: int, unit_id: int, facts: DrillFacts) -> None:
    detail = {"content": facts.content, "form": facts.form, "announced": facts.is_announced}
    note(session, "drill.edit", "drill", drill_id, unit_id=unit_id, detail=detail)
