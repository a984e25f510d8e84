"""One question: seen as on the phone with its key, source and versions; taken out."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts import staff_names
from quizapp.banks.desk import retire_question
from quizapp.banks.differences import compare
from quizapp.banks.queries import get_question, list_versions
from quizapp.banks.shipped import shipped_index
from quizapp.banks.views_bank import EDIT, blueprint, readable
from quizapp.questions import decode_question, lay_open
from quizapp.web import actor, came_from, note, now, staff, store


@blueprint.get("/questions/<int:question_id>")
@staff(EDIT)
def question(question_id: int) -> ResponseReturnValue:
    """The question as a phone shows it, its key and source, who wrote and checked it, and its versions.

    ``?against=`` compares it with another of its versions.
    """
    against = request.args.get("against", type=int)
    with store().read() as session:
        found, bank = get_question(session, question_id)
        readable(session, bank.id)
        versions = list_versions(session, found)
        people = {each for version in versions for each in (version.created_by, version.reviewed_by) if each}
        names = staff_names(session, people)
    content = decode_question(found.content)
    other = next((version for version in versions if version.id == against), None)
    return render_template(
        "banks/question.html", found=found, bank=bank, laid=lay_open(content), versions=versions, names=names, other=other,
        fields=compare(decode_question(other.content), content, shipped_index()) if other else (), me=actor().id,
    )  # fmt: skip


@blueprint.post("/questions/<int:question_id>/retire")
@staff(EDIT)
def question_retire(question_id: int) -> ResponseReturnValue:
    """Take a question out of the bank."""
    with store().write() as session:
        _found, bank = get_question(session, question_id)
        readable(session, bank.id)
        retire_question(session, question_id, now=now())
        note(session, "question.retire", "question", question_id, unit_id=bank.unit_id, detail={"bank": bank.title})
    flash(_("这道题已停用，以后的竞赛不会抽到；已发布的竞赛不受影响"), "success")
    here = came_from("")
    return redirect(here if here.startswith(url_for("banks.alike")) else url_for("banks.detail", bank_id=bank.id), 303)
