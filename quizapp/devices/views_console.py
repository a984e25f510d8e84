"""Devices of a session on the console: links shown once, how each device is, revoking and rolling."""

from __future__ import annotations

import base64

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import activities
from quizapp.accounts import Permission
from quizapp.devices.forms import DeviceForm
from quizapp.devices.queries import count_waiting, list_devices
from quizapp.devices.rules import DeviceRole
from quizapp.devices.service.links import Invite, invite_device, revoke_device, roll_device
from quizapp.devices.views_token import door_keys
from quizapp.errors import Invalid
from quizapp.exports import qr_png
from quizapp.web import actor, note, now, settings, show_invalid, staff, store

blueprint = Blueprint(
    "devices", __name__, url_prefix="/console/sessions/<int:session_id>/devices", template_folder="templates"
)

_EDIT = Permission.EDIT_ACTIVITIES


@blueprint.get("")
@staff(_EDIT)
def index(session_id: int) -> ResponseReturnValue:
    """Every device and how it is; below it the form for one more."""
    return _page(session_id, DeviceForm())


def _page(session_id: int, form: DeviceForm, invite: Invite | None = None) -> ResponseReturnValue:
    with store().read() as session:
        facts = activities.session_for(session, session_id, _EDIT, actor())
        devices = list_devices(session, session_id, now=now())
        waiting = count_waiting(session, [session_id]).get(session_id, 0)
    page = render_template(
        "devices/index.html", facts=facts, devices=devices, waiting=waiting, form=form, now=now(),
        invite=_shown(invite) if invite else None, address=_public_root(),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _public_root() -> str:
    return settings().public_url or request.host_url.rstrip("/")


def _shown(invite: Invite) -> dict[str, object]:
    """The link with its QR inside the page: it has no address of its own, so that nobody can call it up again.

    The secret stands behind ``#``: no server log and no link preview ever sees it.
    """
    link = f"{_public_root()}{url_for('door_pages.join')}#{invite.secret}"
    picture = base64.b64encode(qr_png(link)).decode()
    return {"device_id": invite.device_id, "link": link, "qr": f"data:image/png;base64,{picture}", "pin": invite.pin,
            "until": invite.until}  # fmt: skip


@blueprint.post("")
@staff(_EDIT)
def create(session_id: int) -> ResponseReturnValue:
    """A new link. The page is the answer itself: loading it again would make another link, never show this one."""
    form = DeviceForm()
    if not form.validate():
        return _page(session_id, form)
    try:
        with store().write() as session:
            facts = activities.session_for(session, session_id, _EDIT, actor())
            invite = invite_device(
                session, facts, role=DeviceRole(form.role.data), name=form.name.data or "", hours=form.valid_hours,
                key=door_keys().door, actor=f"staff:{actor().id}", now=now(),
            )  # fmt: skip
            detail = {"session_id": session_id, "role": form.role.data, "hours": form.valid_hours}
            note(session, "device.invite", "door_device", invite.device_id, unit_id=facts.host_unit_id, detail=detail)
    except Invalid as error:
        show_invalid(form, error)
        return _page(session_id, form)
    return _page(session_id, DeviceForm(formdata=None), invite)


@blueprint.post("/<int:device_id>/roll")
@staff(_EDIT)
def roll(session_id: int, device_id: int) -> ResponseReturnValue:
    """A new link for the same device: lost phone, changed helper. The old one is out at once."""
    with store().write() as session:
        facts = activities.session_for(session, session_id, _EDIT, actor())
        invite = roll_device(session, session_id, device_id, key=door_keys().door, now=now())
        note(session, "device.roll", "door_device", device_id, unit_id=facts.host_unit_id)
    return _page(session_id, DeviceForm(formdata=None), invite)


@blueprint.post("/<int:device_id>/revoke")
@staff(_EDIT)
def revoke(session_id: int, device_id: int) -> ResponseReturnValue:
    """From now on the device may only send what it still has."""
    with store().write() as session:
        facts = activities.session_for(session, session_id, _EDIT, actor())
        if revoke_device(session, session_id, device_id, actor=f"staff:{actor().id}", now=now()):
            note(session, "device.revoke", "door_device", device_id, unit_id=facts.host_unit_id)
    flash(_("已收回。它在收回以前存下的签到还会送达，不会丢。"), "success")
    return redirect(url_for("devices.index", session_id=session_id), 303)
