"""A person's file as a page and a PDF, and the files of a whole unit as a zip."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import trainings
from quizapp.accounts import Permission
from quizapp.campaigns import Campaign, get_campaign
from quizapp.downloads import Order, order_download
from quizapp.errors import Invalid, NotFound
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_
from quizapp.kit.speech import speaker
from quizapp.people import Person, get_person
from quizapp.trainings.document import COUNTINGS, minutes_told, result_word
from quizapp.trainings.downloads import PEOPLE
from quizapp.trainings.forms import PeopleForm
from quizapp.trainings.person_files import MOST_PEOPLE, PersonFile, count_people
from quizapp.units import Unit, get_unit
from quizapp.web import actor, console_scope, note, now, send_document, show_invalid, staff, store, unit_choices

blueprint = Blueprint("training_people", __name__, url_prefix="/console/trainings", template_folder="templates")

_NAMES = Permission.EDIT_PEOPLE


@blueprint.get("/people/<int:person_id>")
@staff(_NAMES)
def person(person_id: int) -> ResponseReturnValue:
    """Everything on one person's file."""
    file, campaign = _find(person_id, _NAMES)
    say = speaker(str(get_locale()))
    return render_template(
        "trainings/person.html", file=file, campaign=campaign, show_score=trainings.show_score, countings=COUNTINGS,
        show_hours=trainings.show_hours, say_result=result_word,
        may_export=actor().can(Permission.EXPORT, file.unit_path),
        minutes=lambda each: minutes_told(each.training, each.presence.minutes, is_open=each.presence.is_open, say=say),
    )  # fmt: skip


@blueprint.get("/people/<int:person_id>/file.pdf")
@staff(Permission.EXPORT)
def person_pdf(person_id: int) -> ResponseReturnValue:
    """The file as a page to print, sign and stamp. Full name: for those who look after people."""
    file, campaign = _find(person_id, Permission.EXPORT)
    with store().write() as session:
        note(session, "training.print_person", "person", person_id, unit_id=file.unit_id)
    say = speaker(str(get_locale()))
    document = trainings.person_document(file, say, campaign=campaign.title, zone=campaign.time_zone, now=now())
    return send_document(document, "pdf", _("%(name)s培训档案", name=file.name))


def _find(person_id: int, permission: Permission) -> tuple[PersonFile, Campaign]:
    """The file of somebody whose unit one looks after. Raises `NotFound`, also once he was erased."""
    with store().read() as session:
        person = _reachable(session, person_id, permission)
        file = trainings.read_files(session, [person.id], now=now())[person.id]
        return file, get_campaign(session, person.campaign_id)


def _reachable(session: Session, person_id: int, permission: Permission) -> Person:
    person = get_person(session, person_id)
    unit = get_unit(session, person.unit_id)
    for needed in {permission, _NAMES}:
        actor().require(needed, unit.path)
    if person.erased_at is not None:
        raise NotFound(N_("这个人的信息已经删除"))
    return person


@blueprint.route("/people", methods=["GET", "POST"])
@staff(Permission.EXPORT)
def people() -> ResponseReturnValue:
    """Order the files of a unit and those below it, one PDF a person, made in the background."""
    form = PeopleForm()
    with store().read() as session:
        form.unit_id.choices = unit_choices(session, actor(), _NAMES)
    if form.validate_on_submit():
        try:
            return redirect(url_for("downloads.status", token=_order(form.unit_id.data)), 303)
        except Invalid as error:
            show_invalid(form, error)
    return render_template("trainings/people.html", form=form, most=MOST_PEOPLE), 422 if form.errors else 200


def _order(unit_id: int) -> str:
    with store().write() as session:
        unit = get_unit(session, unit_id)
        for permission in (Permission.EXPORT, _NAMES):
            actor().require(permission, unit.path)
        campaign = console_scope(session, Permission.EXPORT).campaign
        people = count_people(session, campaign.id, unit.path)
        if people > MOST_PEOPLE:
            raise Invalid(
                N_("一次最多 %(most)d 人，这里有 %(n)d 人：请按下级单位分开导出"),
                field="unit_id",
                most=MOST_PEOPLE,
                n=people,
            )
        note(session, "training.order_people", "unit", unit.id, unit_id=unit.id, detail={"people": people})
        return order_download(session, _what(unit, campaign), now=now())


def _what(unit: Unit, campaign: Campaign) -> Order:
    staff_id = actor().id
    assert staff_id is not None  # only staff come here
    day = local_date(now(), campaign.time_zone)
    choices = {
        "campaign_id": campaign.id, "path": unit.path, "locale": str(get_locale()), "zone": campaign.time_zone,
        "campaign": campaign.title,
    }  # fmt: skip
    return Order(
        purpose=PEOPLE, staff_id=staff_id, unit_id=unit.id, permission=_NAMES, title=_("%(unit)s培训档案-%(day)s", unit=unit.name, day=day),
        format="zip", origin=url_for("training_people.people"), choices=choices,
    )  # fmt: skip
