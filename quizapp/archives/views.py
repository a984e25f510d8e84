"""The archive of a session: what will be in it, and the order to make it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from sqlalchemy.orm import Session

from quizapp import activities
from quizapp.accounts import Permission
from quizapp.activities import SessionFacts
from quizapp.archives.dossier import Dossier, read_dossier
from quizapp.archives.downloads import ARCHIVE
from quizapp.archives.words import name_of_archive
from quizapp.downloads import Order, order_download
from quizapp.kit.clock import local_date
from quizapp.kit.speech import speaker
from quizapp.trainings import is_training
from quizapp.web import actor, note, now, settings, staff, store

blueprint = Blueprint(
    "archives", __name__, url_prefix="/console/sessions/<int:session_id>/archive", template_folder="templates"
)
blueprints = (blueprint,)

#: Names and signatures stand in it: for those who look after people.
NEEDED = Permission.EDIT_PEOPLE


def _read(session: Session, session_id: int) -> Dossier:
    activities.session_for(session, session_id, NEEDED, actor())
    return read_dossier(session, session_id, forms=settings().forms_folder, now=now())


@blueprint.get("")
@staff(NEEDED)
def show(session_id: int) -> ResponseReturnValue:
    """What there is to archive, and what is missing yet."""
    with store().read() as session:
        dossier = _read(session, session_id)
    return render_template(
        "archives/session.html", dossier=dossier, facts=dossier.facts, has_training=is_training(dossier.facts.kind)
    )


@blueprint.post("")
@staff(NEEDED)
def order(session_id: int) -> ResponseReturnValue:
    """Make it in the background; the page that follows says how far it is."""
    with store().read() as session:
        wanted = _order(session, activities.session_for(session, session_id, NEEDED, actor()))
    with store().write() as session:
        facts = activities.session_for(session, session_id, NEEDED, actor())
        token = order_download(session, wanted, now=now())
        note(session, "session.archive", "session", session_id, unit_id=facts.host_unit_id)
    return redirect(url_for("downloads.status", token=token), 303)


def _order(session: Session, facts: SessionFacts) -> Order:
    locale, staff_id = str(get_locale() or ""), actor().id
    assert staff_id is not None  # only staff come here
    dossier = read_dossier(session, facts.id, forms=None, now=now())
    title = f"{name_of_archive(dossier, speaker(locale))}-{local_date(now(), facts.time_zone)}"
    choices = {
        "session_id": facts.id, "locale": locale, "made_by": actor().name, "forms": str(settings().forms_folder),
    }  # fmt: skip
    reach = next(path for path in (facts.host_path, facts.owner_path) if actor().can(NEEDED, path))
    return Order(
        purpose=ARCHIVE, staff_id=staff_id, unit_id=int(reach.rstrip("/").rpartition("/")[2]), permission=NEEDED.value,
        title=title, format="zip", origin=url_for("archives.show", session_id=facts.id), choices=choices,
    )  # fmt: skip
