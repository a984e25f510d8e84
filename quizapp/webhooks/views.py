"""Webhooks on the console: registering a target, its secret shown once, how its deliveries go."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.units import get_unit
from quizapp.web import (
    NavGroup,
    NavItem,
    actor,
    console_scope,
    note,
    now,
    settings,
    show_invalid,
    staff,
    store,
    unit_choices,
    vault,
)
from quizapp.webhooks import service
from quizapp.webhooks.forms import TargetForm
from quizapp.webhooks.models import WebhookTarget
from quizapp.webhooks.queries import list_targets
from quizapp.webhooks.rules import EVENT_TYPES

blueprint = Blueprint("webhooks", __name__, url_prefix="/console/webhooks", template_folder="templates")
blueprints = (blueprint,)
console_nav = (
    NavItem(
        label=N_("数据推送"), group=NavGroup.SETTINGS, endpoint="webhooks.index", icon="send", permission=Permission.EDIT_CAMPAIGN, order=94
    ),
)  # fmt: skip

_EDIT = Permission.EDIT_CAMPAIGN


@blueprint.get("")
@staff(_EDIT)
def index() -> ResponseReturnValue:
    """Targets of one's units and how they do; below them the form for one more."""
    return _page(TargetForm())


def _page(form: TargetForm, *, secret: str = "", name: str = "") -> ResponseReturnValue:
    with store().read() as session:
        scope = console_scope(session, _EDIT)
        targets = list_targets(session, scope.campaign.id, paths=scope.paths)
        _offer(session, form)
    page = render_template(
        "webhooks/index.html", targets=targets, form=form, secret=secret, secret_of=name, event_types=EVENT_TYPES
    )
    return page, 422 if form.errors else 200


def _offer(session: Session, form: TargetForm) -> None:
    form.unit_id.choices = unit_choices(session, actor(), _EDIT)
    form.types.choices = [(key, _(label)) for key, label in EVENT_TYPES.items()]


@blueprint.post("")
@staff(_EDIT)
def create() -> ResponseReturnValue:
    """A new target. Its secret stands on the answer and nowhere else."""
    form = TargetForm()
    with store().read() as session:
        _offer(session, form)
    if not form.validate():
        return _page(form)
    try:
        with store().write() as session:
            secret = _add(session, form)
    except Invalid as error:
        show_invalid(form, error)
        return _page(form)
    return _page(TargetForm(formdata=None), secret=secret, name=form.name.data or "")


def _add(session: Session, form: TargetForm) -> str:
    unit = get_unit(session, form.unit_id.data)
    actor().require(_EDIT, unit.path)
    target, secret = service.add_target(
        session, campaign_id=console_scope(session, _EDIT).campaign.id, unit_id=unit.id, name=form.name.data or "",
        url=form.url.data or "", types=form.types.data or [], vault=vault(), now=now(),
        allow_private=settings().webhooks_allow_private, actor=f"staff:{actor().id}",
    )  # fmt: skip
    note(session, "webhook.create", "webhook_target", target.id, unit_id=unit.id, detail={"name": target.name})
    return secret


def _mine(session: Session, target_id: int) -> WebhookTarget:
    """The target, if it lies within one's units."""
    target = service.get_target(session, target_id)
    actor().require(_EDIT, get_unit(session, target.unit_id).path)
    return target


@blueprint.post("/<int:target_id>/ping")
@staff(_EDIT)
def ping(target_id: int) -> ResponseReturnValue:
    """An event that says nothing, sent within a minute."""
    with store().write() as session:
        target = _mine(session, target_id)
        service.ping_target(session, target_id, now=now())
        note(session, "webhook.ping", "webhook_target", target_id, unit_id=target.unit_id)
    flash(_("一分钟内会推送一条测试，稍后刷新看结果"), "success")
    return redirect(url_for("webhooks.index"), 303)


@blueprint.post("/<int:target_id>/secret")
@staff(_EDIT)
def renew_secret(target_id: int) -> ResponseReturnValue:
    """A new secret, shown once."""
    with store().write() as session:
        target = _mine(session, target_id)
        secret, name = service.renew_secret(session, target_id, vault=vault()), target.name
        note(session, "webhook.renew_secret", "webhook_target", target_id, unit_id=target.unit_id)
    return _page(TargetForm(formdata=None), secret=secret, name=name)


@blueprint.post("/<int:target_id>/<any(on, off):state>")
@staff(_EDIT)
def switch(target_id: int, state: str) -> ResponseReturnValue:
    """Stop telling it, or tell it again from now on."""
    with store().write() as session:
        target = _mine(session, target_id)
        service.switch_target(session, target_id, is_on=state == "on", now=now())
        note(session, f"webhook.{state}", "webhook_target", target_id, unit_id=target.unit_id)
    flash(_("已启用，从现在起推送") if state == "on" else _("已停用"), "success")
    return redirect(url_for("webhooks.index"), 303)


@blueprint.post("/<int:target_id>/again")
@staff(_EDIT)
def again(target_id: int) -> ResponseReturnValue:
    """What was given up is tried once more."""
    with store().write() as session:
        target = _mine(session, target_id)
        count = service.send_again(session, target_id, now=now())
        note(session, "webhook.again", "webhook_target", target_id, unit_id=target.unit_id, detail={"count": count})
    flash(_("%(n)s 条重新排队推送", n=count), "success")
    return redirect(url_for("webhooks.index"), 303)
