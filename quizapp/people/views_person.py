"""Participants: listed masked, one person with attendances, a phone shown for a reason, one person erased."""

from __future__ import annotations

from math import ceil

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.audit import erase_personal
from quizapp.errors import NotFound
from quizapp.kit.evidence import describe
from quizapp.kit.i18n import N_
from quizapp.kit.text import mask_name, mask_phone
from quizapp.ledger import entries_of_person
from quizapp.people.forms import ErasePersonForm, RevealForm
from quizapp.people.models import Person
from quizapp.people.participants import erase_person, reveal_phone
from quizapp.people.queries import count_by_origin, get_person_with_unit, list_people
from quizapp.units import Unit, get_unit
from quizapp.web import actor, console_scope, note, now, staff, store, vault

blueprint = Blueprint("people", __name__, url_prefix="/console/people", template_folder="templates")
blueprint.add_app_template_filter(mask_name, "mask_name")
blueprint.add_app_template_filter(mask_phone, "mask_phone")

PAGE_SIZE = 50


@blueprint.get("")
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """Participants of one's units, by name, pinyin or unit."""
    words, page = request.args.get("q", "").strip(), max(request.args.get("page", 1, type=int), 1)
    with store().read() as session:
        scope = console_scope(session)
        unit, paths = _narrowed(session, scope.paths)
        found, total = list_people(
            session,
            campaign_id=scope.campaign.id,
            paths=paths,
            words=words,
            offset=(page - 1) * PAGE_SIZE,
            limit=PAGE_SIZE,
        )
        origins = count_by_origin(session, campaign_id=scope.campaign.id, paths=paths)
    return render_template(
        "people/list.html", scope=scope, found=found, total=total, words=words, unit=unit, page=page,
        pages=max(ceil(total / PAGE_SIZE), 1), origins=origins,
    )  # fmt: skip


def _narrowed(session: Session, paths: tuple[str, ...]) -> tuple[Unit | None, tuple[str, ...]]:
    """The unit named by ``?unit=`` when one may see it, and the subtrees to list."""
    unit_id = request.args.get("unit", type=int)
    if unit_id is None:
        return None, paths
    unit = get_unit(session, unit_id)
    actor().require(Permission.VIEW, unit.path)
    return unit, (unit.path,)


def _mine(session: Session, person_id: int, permission: Permission) -> tuple[Person, Unit]:
    """The person, not erased, when his unit is within reach. Raises `NotFound`."""
    person, unit = get_person_with_unit(session, person_id)
    actor().require(permission, unit.path)
    if person.erased_at is not None:
        raise NotFound(N_("这个人的信息已经删除"))
    return person, unit


def _shown(session: Session, person: Person, unit: Unit, **context: object) -> str:
    """The person's page. Who may not edit people sees the name masked."""
    entries = entries_of_person(session, person.id)
    told = describe(session, ((entry.source_table, entry.source_id) for entry in entries))
    may_edit = actor().can(Permission.EDIT_PEOPLE, unit.path)
    phone = mask_phone(reveal_phone(session, person.id, vault()))
    return render_template(
        "people/person.html", person=person, unit=unit, masked_phone=phone, may_edit=may_edit,
        name=person.name if may_edit else mask_name(person.name),
        may_reveal=actor().can(Permission.REVEAL_PHONE, unit.path) and bool(phone),
        lines=[(entry, told.get((entry.source_table, entry.source_id))) for entry in entries],
        counted=sum(not entry.is_reversed for entry in entries), days=len({entry.day for entry in entries if not entry.is_reversed}),
        **{"reveal_form": RevealForm(), **context},
    )  # fmt: skip


@blueprint.get("/<int:person_id>")
@staff(Permission.VIEW)
def detail(person_id: int) -> ResponseReturnValue:
    """One participant: what he took part in, his phone masked."""
    with store().read() as session:
        person, unit = _mine(session, person_id, Permission.VIEW)
        return _shown(session, person, unit)


@blueprint.post("/<int:person_id>/reveal")
@staff(Permission.REVEAL_PHONE)
def reveal(person_id: int) -> ResponseReturnValue:
    """The phone number in clear, on this page only, after the reason was written down."""
    form = RevealForm()
    with store().write() as session:
        person, unit = _mine(session, person_id, Permission.REVEAL_PHONE)
        if not form.validate():
            return _shown(session, person, unit, reveal_form=form), 422
        personal = {"reason": form.reason.data}
        note(session, "person.reveal_phone", "person", person_id, unit_id=unit.id, personal=personal)
        return _shown(session, person, unit, phone=reveal_phone(session, person_id, vault()))


@blueprint.route("/<int:person_id>/erase", methods=["GET", "POST"])
@staff(Permission.EDIT_PEOPLE)
def erase(person_id: int) -> ResponseReturnValue:
    """Erase name, phone and devices; the counted figures stay."""
    form = ErasePersonForm()
    if form.validate_on_submit():
        with store().write() as session:
            _person, unit = _mine(session, person_id, Permission.EDIT_PEOPLE)
            erase_person(session, person_id, now=now(), roster_too=bool(form.roster_too.data))
            erase_personal(session, object_type="person", object_id=str(person_id))
            note(session, "person.erase", "person", person_id, unit_id=unit.id, detail={"reason": form.reason.data})
        flash(_("已经删除。统计数字没有变。"), "success")
        return redirect(url_for("people.index"), 303)
    with store().read() as session:
        person, unit = _mine(session, person_id, Permission.EDIT_PEOPLE)
        counted = sum(not entry.is_reversed for entry in entries_of_person(session, person_id))
    page = render_template("people/erase.html", person=person, unit=unit, form=form, counted=counted)
    return page, 422 if form.errors else 200
