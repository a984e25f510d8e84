"""The rest of the devices' API: whom they may look up, and what needs a PIN."""

from __future__ import annotations

from flask import Blueprint

from quizapp.activities import load_facts
from quizapp.devices import api_shapes as shapes
from quizapp.devices.kiosk import find_visitor
from quizapp.devices.people_list import ListLine, people_list, search_list, visitor_lines
from quizapp.devices.rules import GRANT_KEPT, DeviceRole, make_grant
from quizapp.devices.service.links import is_pin, renew_token, sign_out
from quizapp.devices.service.undo import undo_upload
from quizapp.devices.views_token import active_device, device, device_route, door_keys, note_device, unchanged_is_304
from quizapp.errors import NotAllowed
from quizapp.kit.i18n import N_
from quizapp.web import api_route, now, store, vault

blueprint = Blueprint("door_people_api", __name__, url_prefix="/api/door")
_TAGS = ("door devices",)
_STAFFED = (DeviceRole.STEWARD, DeviceRole.SUPERVISOR)


@blueprint.get("/people")
@device_route("door.people", "20/minute")
@unchanged_is_304
@api_route(summary="The list for times without network: masked names and hashes", responses={200: shapes.PeopleOut}, tags=_TAGS)  # fmt: skip
def people() -> shapes.PeopleOut:
    """Not for kiosks: they stand among strangers."""
    who = active_device(*_STAFFED)
    with store().read() as session:
        found = people_list(session, load_facts(session, who.session_id), keys=door_keys())
    return shapes.PeopleOut(
        version=found.version, salt=found.salt, people=[_person(each) for each in found.lines],
        is_complete=found.is_complete,
    )  # fmt: skip


def _person(line: ListLine) -> shapes.DoorPerson:
    return shapes.DoorPerson(
        who=line.who, name=line.name, unit=line.unit, initials=line.initials, keys=list(line.keys), is_in=line.is_in
    )


@blueprint.get("/search")
@device_route("door.search", "120/minute")
@api_route(summary="People of the session's hosts by name, pinyin or initials", query=shapes.SearchQuery, responses={200: shapes.SearchOut}, tags=_TAGS)  # fmt: skip
def search(query: shapes.SearchQuery) -> shapes.SearchOut:
    """For lists too long to carry along."""
    who = active_device(*_STAFFED)
    with store().read() as session:
        found = search_list(session, load_facts(session, who.session_id), query.q, keys=door_keys())
    return shapes.SearchOut(people=[_person(each) for each in found])


@blueprint.post("/visitor")
@device_route("door.visitor", "30/minute")
@api_route(summary="Who stands before a kiosk, by whole name or end of the phone number", request=shapes.VisitorIn, responses={200: shapes.SearchOut}, tags=_TAGS)  # fmt: skip
def visitor(body: shapes.VisitorIn) -> shapes.SearchOut:
    """A kiosk is no directory: nothing is found by parts of a name."""
    who = active_device(DeviceRole.KIOSK)
    with store().read() as session:
        facts = load_facts(session, who.session_id)
        found = find_visitor(session, facts, name=body.name, phone_tail=body.phone_tail, vault=vault())
        lines = visitor_lines(session, facts, found)
    return shapes.SearchOut(people=[_person(each) for each in lines])


@blueprint.post("/unlock")
@device_route("door.pin", "5/5 minute; 20/day")
@api_route(summary="Prove the PIN that came with the link", request=shapes.PinIn, responses={200: shapes.GrantOut}, tags=_TAGS)  # fmt: skip
def unlock(body: shapes.PinIn) -> shapes.GrantOut:
    """Opens late entries and undo on a supervisor's device, and the settings of a kiosk, for ten minutes."""
    who = active_device(DeviceRole.SUPERVISOR, DeviceRole.KIOSK)
    with store().write() as session:
        is_right = is_pin(session, who.id, body.pin, door_keys().door)
        facts = load_facts(session, who.session_id)
        note_device(session, who, facts, "device.unlock" if is_right else "device.wrong_pin", {})
    if not is_right:
        raise NotAllowed(N_("密码不对。连续输错会锁定几分钟。"))
    return shapes.GrantOut(grant=make_grant(who.id, now(), door_keys().door), until=now() + GRANT_KEPT)


@blueprint.post("/undo")
@device_route("door.undo", "30/minute")
@api_route(summary="Take the attendance behind a scan back (supervisor)", request=shapes.UndoIn, responses={200: shapes.UndoOut}, tags=_TAGS)  # fmt: skip
def undo(body: shapes.UndoIn) -> shapes.UndoOut:
    """An event with reason and actor; nothing is deleted."""
    who = active_device(*_STAFFED)
    with store().write() as session:
        undone = undo_upload(
            session, who, body.nonce, reason=body.reason, grant=body.grant, key=door_keys().door, now=now()
        )  # fmt: skip
        if undone:
            facts = load_facts(session, who.session_id)
            note_device(session, who, facts, "device.undo", {"nonce": body.nonce, "reason": body.reason})
    return shapes.UndoOut(undone=undone)


@blueprint.post("/roll")
@device_route("door.roll", "6/hour")
@api_route(summary="Change the device's token", responses={200: shapes.Token}, tags=_TAGS)
def roll() -> shapes.Token:
    """For programs that change their secrets by the calendar."""
    who = active_device()
    with store().write() as session:
        token = renew_token(session, who.id)
        note_device(session, who, load_facts(session, who.session_id), "device.roll", {})
    return shapes.Token(token=token)


@blueprint.post("/leave")
@device_route("door.leave", "20/minute")
@api_route(summary="Give the token back: this browser is no device any more", responses={200: shapes.Done}, tags=_TAGS)
def leave() -> shapes.Done:
    """The helper goes home."""
    who = device()
    with store().write() as session:
        sign_out(session, who.id)
        note_device(session, who, load_facts(session, who.session_id), "device.leave", {})
    return shapes.Done(done=True)
