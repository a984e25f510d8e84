"""Settings of a campaign and what participants wrote, in the console."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.campaigns.feedback import TOPICS, get_feedback, list_feedback, reveal_contact, settle_feedback
from quizapp.campaigns.forms import CampaignForm, NewCampaignForm, SettleForm
from quizapp.campaigns.models import Campaign
from quizapp.campaigns.service import CampaignText, NewCampaign, open_campaign, update_campaign
from quizapp.errors import Conflict, Invalid
from quizapp.exports import qr_svg
from quizapp.kit.registry import load_part
from quizapp.units import ancestor_ids, get_unit
from quizapp.web import (
    actor,
    choose_campaign,
    console_scope,
    find_scope,
    note,
    now,
    settings,
    show_invalid,
    staff,
    store,
    unit_choices,
    vault,
)
from quizapp.web.i18n import translate_error

blueprint = Blueprint("campaign_console", __name__, url_prefix="/console/campaign", template_folder="templates")
_EDIT = Permission.EDIT_CAMPAIGN


def _forms_known(path: str) -> list[tuple[str, str]]:
    """Statistics forms for a campaign of the unit at ``path``.

    Rooms that keep some list them in ``form_choices.choices(home, session, offices)``.
    """
    with store().read() as session:
        parts, offices = load_part("form_choices"), ancestor_ids(path)
        found = [choice for part in parts for choice in part.choices(settings().home, session, offices)]
    return [("", _("暂不指定")), *found]


@blueprint.route("", methods=["GET", "POST"])
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """Title, theme, days, contact, notice; read-only for those who may not change it."""
    with store().read() as session:
        scope = find_scope(session)
    if scope is None:
        return redirect(url_for("campaign_console.create" if actor().can_somewhere(_EDIT) else "today.index"))
    may_edit = actor().can(_EDIT, scope.root.path)
    form = CampaignForm(obj=scope.campaign)
    form.form_key.choices = _forms_known(scope.root.path)
    if request.method == "POST":
        actor().require(_EDIT, scope.root.path)
    if form.validate_on_submit() and _save(form, scope.campaign):
        flash(_("设置已经保存"), "success")
        return redirect(url_for("campaign_console.index"), 303)
    link = _link(scope.campaign)
    page = render_template("campaigns/settings.html", scope=scope, form=form, may_edit=may_edit, link=link)
    return page, 422 if form.errors else 200


def _link(campaign: Campaign) -> str:
    base = settings().public_url or request.host_url.rstrip("/")
    return f"{base}{url_for('campaigns.show', code=campaign.code)}"


def _save(form: CampaignForm, campaign: Campaign) -> bool:
    assert form.starts_on.data is not None
    assert form.ends_on.data is not None
    text = CampaignText(
        title=form.title.data or "", theme=form.theme.data or "", starts_on=form.starts_on.data, ends_on=form.ends_on.data,
        form_key=form.form_key.data or "", privacy_notice=form.privacy_notice.data or "",
        contact_name=form.contact_name.data or "", contact_phone=form.contact_phone.data or "",
        retention_days=form.retention_days.data or 0, is_published=form.is_published.data,
    )  # fmt: skip
    try:
        with store().write() as session:
            changed = update_campaign(session, campaign.id, text)
            detail = {
                "title": changed.title,
                "notice_version": changed.notice_version,
                "published": changed.is_published,
            }
            note(session, "campaign.change", "campaign", changed.id, unit_id=changed.root_unit_id, detail=detail)
    except Invalid as error:
        show_invalid(form, error)
        return False
    return True


@blueprint.route("/new", methods=["GET", "POST"])
@staff(_EDIT)
def create() -> ResponseReturnValue:
    """A new safety month for one of one's units."""
    form = NewCampaignForm()
    form.form_key.choices = _forms_known(next(iter(actor().paths(_EDIT)), "/"))
    with store().read() as session:
        form.unit_id.choices = unit_choices(session, actor(), _EDIT)
    if request.method == "GET":
        _suggest(form, now().date())
    if form.validate_on_submit():
        made = _open(form)
        if made is not None:
            choose_campaign(made.id)
            flash(_("活动建好了。下一步：新建竞赛，或安排一场活动。"), "success")
            return redirect(url_for("today.index"), 303)
    return render_template("campaigns/new.html", form=form), 422 if form.errors else 200


def _suggest(form: NewCampaignForm, today: date) -> None:
    """June of this year, or of the next one once it is over."""
    year = today.year if today.month <= 6 else today.year + 1
    form.title.data = _("%(year)s年“安全生产月”活动", year=year)
    form.starts_on.data, form.ends_on.data = date(year, 6, 1), date(year, 6, 30)
    form.code.data = f"aqscy{year}"


def _open(form: NewCampaignForm) -> Campaign | None:
    assert form.starts_on.data is not None
    assert form.ends_on.data is not None
    new = NewCampaign(
        root_unit_id=form.unit_id.data, code=(form.code.data or "").lower(), title=form.title.data or "", theme=form.theme.data or "",
        year=form.starts_on.data.year, starts_on=form.starts_on.data, ends_on=form.ends_on.data,
        form_key=form.form_key.data or "", contact_name=form.contact_name.data or "",
        contact_phone=form.contact_phone.data or "", privacy_notice=form.privacy_notice.data or "",
    )  # fmt: skip
    try:
        with store().write() as session:
            actor().require(_EDIT, get_unit(session, new.root_unit_id).path)
            campaign = open_campaign(session, new, now=now())
            campaign.retention_days, campaign.is_published = form.retention_days.data or 0, form.is_published.data
            note(session, "campaign.open", "campaign", campaign.id, unit_id=new.root_unit_id, detail={"code": new.code})
            return campaign
    except Invalid as error:
        show_invalid(form, error)
    except Conflict as error:
        form.code.errors = [translate_error(error)]
    return None


@blueprint.get("/qr.svg")
@staff(Permission.VIEW)
def qr() -> ResponseReturnValue:
    """The campaign page's address as a QR code."""
    with store().read() as session:
        link = _link(console_scope(session).campaign)
    return Response(qr_svg(link), mimetype="image/svg+xml")


@blueprint.get("/feedback")
@staff(Permission.VIEW)
def feedback() -> ResponseReturnValue:
    """What participants wrote about one's units."""
    with store().read() as session:
        scope = console_scope(session)
        found = list_feedback(session, scope.campaign.id, paths=scope.paths)
    return render_template("campaigns/feedback_list.html", scope=scope, found=found, topics=TOPICS, form=SettleForm())


@blueprint.post("/feedback/<int:feedback_id>/settle")
@staff(Permission.EDIT_PEOPLE)
def settle(feedback_id: int) -> ResponseReturnValue:
    """Say what was done; the sender's contact is forgotten."""
    form = SettleForm()
    with store().write() as session:
        unit_id = _mine(session, feedback_id, Permission.EDIT_PEOPLE)
        settle_feedback(session, feedback_id, form.answer.data or "", actor=actor().name, now=now())
        note(session, "feedback.settle", "feedback", feedback_id, unit_id=unit_id)
    flash(_("已记下处理结果"), "success")
    return redirect(url_for("campaign_console.feedback"), 303)


def _mine(session: Session, feedback_id: int, permission: Permission) -> int:
    """Id of the unit that answers it. Raises `NotFound` out of reach."""
    _feedback, unit = get_feedback(session, feedback_id)
    actor().require(permission, unit.path)
    return unit.id


@blueprint.post("/feedback/<int:feedback_id>/contact")
@staff(Permission.REVEAL_PHONE)
def contact(feedback_id: int) -> ResponseReturnValue:
    """Show how to answer the sender, once, and write down who looked."""
    with store().write() as session:
        unit_id = _mine(session, feedback_id, Permission.REVEAL_PHONE)
        found, _unit = get_feedback(session, feedback_id)
        note(session, "feedback.reveal_contact", "feedback", feedback_id, unit_id=unit_id)
        text = reveal_contact(session, feedback_id, vault())
    return render_template("campaigns/feedback_contact.html", found=found, text=text)
