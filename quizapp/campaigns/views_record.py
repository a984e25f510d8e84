"""A participant's own record: what he took part in, a copy of his data, a corrected name, erasing himself."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import msgspec
from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import SYSTEM
from quizapp.audit import erase_personal
from quizapp.campaigns.forms import EraseForm, NameForm
from quizapp.campaigns.views_shared import Visit, visit
from quizapp.errors import Invalid
from quizapp.exports import Column, Scalar, content_disposition, file_name, write_rows
from quizapp.kit.evidence import Evidence, describe
from quizapp.kit.i18n import Phrase
from quizapp.kit.registry import load_part
from quizapp.kit.text import mask_phone
from quizapp.ledger import PersonEntry, entries_of_person
from quizapp.people import Person, erase_person, rename_person, reveal_phone
from quizapp.web import by_device, limited, note, now, participant, say, show_invalid, store, vault

blueprint = Blueprint("record", __name__, url_prefix="/c/<code>", template_folder="templates")

#: An entry and what stands behind it, if its feature tells.
Line = tuple[PersonEntry, Evidence | None]


@blueprint.get("/record")
@participant
def show(code: str) -> ResponseReturnValue:
    """What this person took part in."""
    with store().read() as session:
        here = visit(session, code)
        lines = _lines(session, here.person) if here.person else []
        kept = _kept_about(session, here.person) if here.person else []
    return _page("campaigns/record.html", here, lines=lines, name_form=NameForm(), counted=_counted(lines), kept=kept)


def _page(template: str, here: Visit, **context: Any) -> str:
    privacy_url = url_for("campaigns.privacy", code=here.campaign.code)
    return render_template(template, here=here, privacy_url=privacy_url, **context)


def _lines(session: Session, person: Person) -> list[Line]:
    entries = entries_of_person(session, person.id)
    told = describe(session, ((entry.source_table, entry.source_id) for entry in entries))
    return [(entry, told.get((entry.source_table, entry.source_id))) for entry in entries]


def _counted(lines: list[Line]) -> dict[str, int]:
    standing = [entry for entry, _told in lines if not entry.is_reversed]
    return {
        "contests": sum(entry.source == "attempt" for entry in standing),
        "activities": sum(entry.source != "attempt" for entry in standing),
        "days": len({entry.day for entry in standing}),
    }


def _mine(session: Session, code: str) -> tuple[Visit, Person]:
    """The visit and its person; back to the form when this phone speaks for nobody."""
    here = visit(session, code)
    if here.person is None:
        abort(redirect(url_for("identity.me", code=code), 303))
    return here, here.person


@blueprint.get("/record/export.<fmt>")
@participant
@limited("own_export", "10/minute", key=by_device)
def export(code: str, fmt: str) -> ResponseReturnValue:
    """A copy of one's own data as json or csv; the phone number stays masked, a phone may serve a family."""
    if fmt not in {"json", "csv"}:
        abort(404)
    with store().read() as session:
        here, person = _mine(session, code)
        rows = [_row(entry, told) for entry, told in _lines(session, person)]
        rows += [_kept(what, amount) for what, amount in _kept_about(session, person)]
        phone = mask_phone(reveal_phone(session, person.id, vault()))
    about = _about(here, person, phone)
    content = _as_json(about, rows) if fmt == "json" else _as_csv(about, rows)
    name = file_name(_("我的参加记录"), here.today, fmt)
    mime = "application/json" if fmt == "json" else "text/csv; charset=utf-8"
    return Response(content, mimetype=mime, headers={"Content-Disposition": content_disposition(name)})


def _about(here: Visit, person: Person, phone: str) -> dict[str, str]:
    return {
        _("活动"): here.campaign.title,
        _("姓名或昵称"): person.name,
        _("单位"): here.unit.name if here.unit else "",
        _("手机号"): phone,
        _("登记时间"): person.created_at.isoformat(timespec="seconds"),
        _("同意的说明版本"): str(person.notice_version or ""),
    }


def _row(entry: PersonEntry, told: Evidence | None) -> dict[str, str]:
    return {
        _("日期"): entry.day.isoformat(),
        _("内容"): told.title if told else entry.kind,
        _("说明"): say(told.detail) if told else "",
        _("状态"): _("已更正，不计入") if entry.is_reversed else _("有效"),
    }


def _kept_about(session: Session, person: Person) -> list[tuple[Phrase, Phrase]]:
    """What features keep about the person beside the ledger, told by their modules ``person_data``."""
    return [line for feature in load_part("person_data") for line in feature.describe(session, person.id)]


def _kept(what: Phrase, amount: Phrase) -> dict[str, str]:
    return {_("日期"): "", _("内容"): say(what), _("说明"): say(amount), _("状态"): _("不计入统计")}


def _as_json(about: dict[str, str], rows: list[dict[str, str]]) -> bytes:
    return msgspec.json.format(msgspec.json.encode({**about, _("参加记录"): rows}), indent=2)


def _as_csv(about: dict[str, str], rows: list[dict[str, str]]) -> bytes:
    stream = BytesIO()
    lines: list[tuple[Scalar, ...]] = [(key, value, "", "") for key, value in about.items()]
    lines += [tuple(row.values()) for row in rows]
    titles = (_("日期"), _("内容"), _("说明"), _("状态"))
    write_rows(tuple(Column(title=title) for title in titles), lines, stream, "csv")
    return stream.getvalue()


@blueprint.post("/record/name")
@participant
@limited("rename", "10/hour", key=by_device)
def rename(code: str) -> ResponseReturnValue:
    """A corrected name; records stay with the person."""
    form = NameForm()
    with store().write() as session:
        here, person = _mine(session, code)
        if form.validate():
            try:
                rename_person(session, person.id, form.name.data or "")
                flash(_("名字已经改好"), "success")
                return redirect(url_for("record.show", code=code), 303)
            except Invalid as error:
                show_invalid(form, error)
        lines, kept = _lines(session, person), _kept_about(session, person)
    page = _page("campaigns/record.html", here, lines=lines, name_form=form, counted=_counted(lines), kept=kept)
    return page, 422


@blueprint.route("/record/erase", methods=["GET", "POST"])
@participant
@limited("erase", "20/hour", key=by_device)
def erase(code: str) -> ResponseReturnValue:
    """Erase name, phone number and this phone's memory; the counted figures stay, without a name."""
    form = EraseForm()
    if form.validate_on_submit():
        with store().write() as session:
            _here, person = _mine(session, code)
            erase_person(session, person.id, now=now())
            erase_personal(session, object_type="person", object_id=str(person.id))
            note(session, "person.erase_self", "person", person.id, unit_id=person.unit_id, by=SYSTEM)
        flash(_("您的姓名和联系方式已经删除"), "success")
        return redirect(url_for("campaigns.show", code=code), 303)
    with store().read() as session:
        here, _person = _mine(session, code)
    return _page("campaigns/erase.html", here, form=form), 422 if form.errors else 200
