"""The training record of a session: looked at, written, taken away."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import trainings
from quizapp.accounts import Permission
from quizapp.activities import SessionFacts
from quizapp.contests import list_published_contests
from quizapp.errors import Invalid
from quizapp.kit.clock import local_date
from quizapp.kit.speech import speaker
from quizapp.kit.text import mask_name
from quizapp.trainings.document import exam_told, minutes_told, result_word, totals_told
from quizapp.trainings.forms import RecordForm
from quizapp.trainings.service import usual_facts
from quizapp.web import actor, note, now, send_document, show_invalid, staff, store

blueprint = Blueprint(
    "training_record", __name__, url_prefix="/console/sessions/<int:session_id>/training", template_folder="templates"
)

_EDIT = Permission.EDIT_ACTIVITIES
#: People on the page; the files hold all.
SHOWN = 300


@blueprint.get("")
@staff(Permission.VIEW)
def show(session_id: int) -> ResponseReturnValue:
    """What was taught, and a line for everybody who came. Names are masked for those who do not look after people."""
    with store().read() as session:
        facts = trainings.training_for(session, session_id, Permission.VIEW, actor())
        training = trainings.read_training(session, facts)
        lines = trainings.list_lines(session, training, now=now())
        totals = trainings.sum_up(session, training, lines)
    may, say = _may(facts), speaker(str(get_locale()))
    shown = lines[:SHOWN] if may["names"] else [replace(line, name=mask_name(line.name)) for line in lines[:SHOWN]]
    return render_template(
        "trainings/record.html", facts=facts, training=training, lines=shown, totals=totals, may=may, say_result=result_word,
        days=len(facts.days), told=totals_told(training, totals, say), exam=exam_told(training, say), total=len(lines),
        show_score=trainings.show_score, show_hours=trainings.show_hours,
        minutes=lambda here: minutes_told(training, here.minutes, is_open=here.is_open, say=say),
    )  # fmt: skip


_ASKED = {"edit": _EDIT, "export": Permission.EXPORT, "names": Permission.EDIT_PEOPLE}


def _may(facts: SessionFacts) -> dict[str, bool]:
    """Names by the host, as in the attendance list; the rest also by who planned it."""
    paths = {"names": [facts.host_path]}
    return {
        name: any(actor().can(permission, path) for path in paths.get(name, [facts.owner_path, facts.host_path]))
        for name, permission in _ASKED.items()
    }


@blueprint.route("/edit", methods=["GET", "POST"])
@staff(_EDIT)
def edit(session_id: int) -> ResponseReturnValue:
    """Write down what was taught and choose the exam."""
    form = RecordForm()
    with store().read() as session:
        facts = trainings.training_for(session, session_id, _EDIT, actor())
        training = trainings.read_training(session, facts)
        _offer(session, form, training)
    if not form.is_submitted():
        form.fill(training.said)
        form.keeper.data = form.keeper.data or (actor().name if training.changed_at is None else "")
    elif form.validate():
        try:
            return _save(session_id, facts, form)
        except Invalid as error:
            show_invalid(form, error)
    page = render_template("trainings/edit.html", form=form, facts=facts, usual=usual_facts(facts))
    return page, 422 if form.errors else 200


def _offer(session: Session, form: RecordForm, training: trainings.Training) -> None:
    """Published contests of the campaign, whoever holds them, and the one chosen before."""
    found = {each.id: each.title for each in list_published_contests(session, training.facts.campaign_id)}
    if training.exam is not None:
        found.setdefault(training.exam.id, training.exam.title)
    form.contest_id.choices = [(0, _("没有考核")), *found.items()]


def _save(session_id: int, facts: SessionFacts, form: RecordForm) -> ResponseReturnValue:
    with store().write() as session:
        row = trainings.save_record(session, session_id, form.facts(), actor=actor(), now=now())
        detail = {"tenth_hours": row.tenth_hours, "contest_id": row.contest_id}
        note(session, "training.save", "session", session_id, unit_id=facts.host_unit_id, detail=detail)
    flash(_("培训记录已保存"), "success")
    return redirect(url_for("training_record.show", session_id=session_id), 303)


@blueprint.get("/record.<any(pdf, docx, xlsx):fmt>")
@staff(Permission.EXPORT)
def file(session_id: int, fmt: str) -> ResponseReturnValue:
    """The record to print and stamp; names are masked unless ``?names=full`` is asked by who looks after people."""
    with_names = request.args.get("names") == "full"
    with store().read() as session:
        facts = trainings.training_for(session, session_id, Permission.EXPORT, actor())
        if with_names:
            actor().require(Permission.EDIT_PEOPLE, facts.host_path)
        training = trainings.read_training(session, facts)
        lines = trainings.list_lines(session, training, now=now())
        totals = trainings.sum_up(session, training, lines)
    with store().write() as session:
        detail = {"format": fmt, "names": "full" if with_names else "masked", "rows": len(lines)}
        note(session, "training.export", "session", session_id, unit_id=facts.host_unit_id, detail=detail)
    document = trainings.session_document(
        training, lines, totals, speaker(str(get_locale())), with_names=with_names, now=now()
    )
    name = _("%(title)s培训记录-%(day)s", title=facts.title, day=local_date(now(), facts.time_zone))
    return send_document(document, fmt, name)
