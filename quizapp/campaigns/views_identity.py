"""Who this phone speaks for: a name and a unit, once; another one in the family; or nobody any more."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.campaigns.forms import IdentityForm
from quizapp.campaigns.queries import LISTED, UnitOption, count_units, unit_options
from quizapp.campaigns.views_shared import Visit, visit
from quizapp.errors import Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.people import (
    NewPerson,
    Person,
    forget_device,
    hash_device,
    people_on_device,
    register_person,
    remember_device,
)
from quizapp.units import Unit, get_unit_by_code, is_within, names_of
from quizapp.web import by_device, device_key, limited, now, participant, safe_next, show_invalid, store, vault

blueprint = Blueprint("identity", __name__, url_prefix="/c/<code>/me", template_folder="templates")


@blueprint.route("", methods=["GET", "POST"])
@participant
@limited("identity", "60/minute", key=by_device)
def me(code: str) -> ResponseReturnValue:
    """The form, or who this phone speaks for. ``?unit=`` fixes the unit, ``?ask=phone`` or ``?phone=1`` asks for a phone,
    ``?next=`` says where to go on, ``?new=1`` is for another person on the same phone.
    """
    with store().read() as session:
        here = visit(session, code)
        form = _form(session, here)
        if request.method == "GET" and here.person and not request.args.get("new") and not _lacks_phone(here, form):
            return _who_i_am(session, here, form)
        choice = _UnitChoice(session, here, form)
    if request.method == "POST" and request.form.get("do") != "find" and _is_complete(form, here, choice):
        try:
            return _register(here, form, choice)
        except Invalid as error:
            show_invalid(form, error)
    failed = bool(form.errors) and request.form.get("do") != "find"
    return _page("campaigns/identity.html", here, form=form, choice=choice), 422 if failed else 200


def _page(template: str, here: Visit, **context: Any) -> str:
    privacy_url = url_for("campaigns.privacy", code=here.campaign.code)
    return render_template(template, here=here, privacy_url=privacy_url, **context)


def _form(session: Session, here: Visit) -> IdentityForm:
    form = IdentityForm()
    if request.method == "GET":
        form.next.data = safe_next(request.args.get("next"), "")
        form.ask.data = "phone" if request.args.get("ask") == "phone" or request.args.get("phone") == "1" else ""
        form.unit.data = request.args.get("unit", "")
        form.fixed.data = "1" if form.unit.data else ""
        if here.person and here.unit and _lacks_phone(here, form):
            form.name.data, form.unit.data, form.fixed.data = here.person.name, here.unit.code, "1"
    return form


def _lacks_phone(here: Visit, form: IdentityForm) -> bool:
    return form.ask.data == "phone" and here.person is not None and here.person.phone_sealed is None


class _UnitChoice:
    """How the unit is chosen: ``fixed`` by a poster or a first choice, a whole ``list``, or by a ``search``."""

    def __init__(self, session: Session, here: Visit, form: IdentityForm) -> None:
        self.words = (form.words.data or "").strip()
        self.chosen = _unit(session, here, form.unit.data)
        self.is_fixed = self.chosen is not None and form.fixed.data == "1"
        self.searches = count_units(session, here.root.path) > LISTED
        self.options: list[UnitOption] = []
        if not self.is_fixed and not self.searches:
            self.options = unit_options(session, here.root.path)
        elif not self.is_fixed and self.words:
            self.options = unit_options(session, here.root.path, words=self.words, limit=30)
        form.unit.choices = [("", _("请选择")), *(_choice(option) for option in self.options)]


def _choice(option: UnitOption) -> tuple[str, str, dict[str, str]]:
    return option.code, option.name, {"data-search": option.search, "data-note": option.parent}


def _unit(session: Session, here: Visit, code: str | None) -> Unit | None:
    """The active unit of this campaign's tree with the code, else None."""
    if not code:
        return None
    try:
        unit = get_unit_by_code(session, code)
    except NotFound:
        return None
    return unit if unit.is_active and is_within(unit.path, here.root.path) else None


def _is_complete(form: IdentityForm, here: Visit, choice: _UnitChoice) -> bool:
    form.validate()
    if choice.chosen is None:
        form.unit.errors = [*form.unit.errors, _("请选择您所在的单位")]
    if form.ask.data == "phone" and not form.phone.data:
        form.phone.errors = [*form.phone.errors, _("这次竞赛要留手机号，方便联系获奖的人")]
    if not form.consent.data:
        form.consent.errors = [*form.consent.errors, _("请先看说明，同意后勾选这一项")]
    return not form.errors


def _register(here: Visit, form: IdentityForm, choice: _UnitChoice) -> ResponseReturnValue:
    assert choice.chosen is not None
    new = NewPerson(
        campaign_id=here.campaign.id, unit_id=choice.chosen.id, name=form.name.data or "", phone=form.phone.data or None,
        notice_version=here.campaign.notice_version,
    )  # fmt: skip
    with store().write() as session:
        person = register_person(session, new, device_hash=hash_device(device_key()), vault=vault(), now=now())
    flash(_("%(name)s，登记好了", name=person.name), "success")
    return redirect(safe_next(form.next.data, url_for("campaigns.show", code=here.campaign.code)), 303)


def _who_i_am(session: Session, here: Visit, form: IdentityForm) -> ResponseReturnValue:
    assert here.person is not None
    if form.next.data and form.ask.data:
        return redirect(form.next.data)  # everything that was asked for is there already
    family = people_on_device(session, hash_device(device_key()), here.campaign.id)[:12]
    units = names_of(session, {each.unit_id for each in family})
    others = [each for each in family if each.id != here.person.id]
    return _page("campaigns/who.html", here, others=others, units=units, next=form.next.data)


@blueprint.post("/switch")
@participant
@limited("identity", "60/minute", key=by_device)
def switch(code: str) -> ResponseReturnValue:
    """Somebody else who used this phone before takes it again."""
    with store().write() as session:
        here = visit(session, code)
        person = _on_this_phone(session, here, request.form.get("person", type=int))
        remember_device(session, person, hash_device(device_key()), now=now())
    flash(_("现在是 %(name)s", name=person.name), "success")
    return redirect(url_for("campaigns.show", code=code), 303)


def _on_this_phone(session: Session, here: Visit, person_id: int | None) -> Person:
    for person in people_on_device(session, hash_device(device_key()), here.campaign.id):
        if person.id == person_id:
            return person
    raise NotFound(N_("这部手机上没有这个人的登记"))


@blueprint.post("/leave")
@participant
def leave(code: str) -> ResponseReturnValue:
    """This phone speaks for nobody any more; the records stay."""
    with store().write() as session:
        here = visit(session, code)
        forget_device(session, hash_device(device_key()), here.campaign.id)
    flash(_("这部手机已不再记得您。参加记录都还在，下次重新登记就行。"), "success")
    return redirect(url_for("campaigns.show", code=code), 303)
