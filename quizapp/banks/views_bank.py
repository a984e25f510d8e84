"""Banks: the list, one bank with its questions, its files."""

from __future__ import annotations

from io import BytesIO
from math import ceil

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.banks.desk import open_bank
from quizapp.banks.formats.toml_writer import write_toml
from quizapp.banks.formats.template import write_questions, write_template
from quizapp.banks.forms import BankForm
from quizapp.banks.models import QuestionBank
from quizapp.banks.queries import QuestionFilter, get_bank, list_banks, list_questions, list_topics, load_questions
from quizapp.banks.shipped import shipped_index
from quizapp.errors import Invalid
from quizapp.exports import FORMATS, content_disposition, file_name
from quizapp.questions import DIFFICULTIES
from quizapp.units import Unit, get_unit, names_of, within_any
from quizapp.web import actor, note, now, show_invalid, staff, store, unit_choices

blueprint = Blueprint("banks", __name__, url_prefix="/console/banks", template_folder="templates")

EDIT = Permission.EDIT_BANKS
PAGE_SIZE = 50


@blueprint.get("")
@staff(EDIT)
def index() -> ResponseReturnValue:
    """Own banks, then the shipped ones."""
    with store().read() as session:
        mine = select(Unit.id).where(within_any(actor().paths(EDIT)))
        found = list_banks(session, unit_ids=mine)
        names = names_of(session, {each.bank.unit_id for each in found if each.bank.unit_id})
    own = [each for each in found if not each.is_shipped]
    shipped = [each for each in found if each.is_shipped]
    return render_template("banks/list.html", own=own, shipped=shipped, names=names)


def readable(session: Session, bank_id: int) -> QuestionBank:
    """A shipped bank, or one of a unit within reach. Raises `NotFound`."""
    bank = get_bank(session, bank_id)
    if bank.unit_id is not None:
        actor().require(EDIT, get_unit(session, bank.unit_id).path)
    return bank


@blueprint.route("/new", methods=["GET", "POST"])
@staff(EDIT)
def create() -> ResponseReturnValue:
    """A new, empty bank."""
    form = BankForm()
    with store().read() as session:
        form.unit_id.choices = unit_choices(session, actor(), EDIT)
    if form.validate_on_submit():
        try:
            return redirect(url_for("banks.detail", bank_id=_create(form)), 303)
        except Invalid as error:
            show_invalid(form, error)
    return render_template("banks/new.html", form=form), 422 if form.errors else 200


def _create(form: BankForm) -> int:
    with store().write() as session:
        unit = get_unit(session, form.unit_id.data)
        actor().require(EDIT, unit.path)
        bank = open_bank(
            session, unit_id=unit.id, title=form.title.data or "", summary=form.summary.data or "", now=now()
        )
        note(session, "bank.open", "bank", bank.id, unit_id=unit.id, detail={"title": bank.title})
        flash(_("题库建好了，可以加题或导入文件"), "success")
        return bank.id


@blueprint.get("/<int:bank_id>")
@staff(EDIT)
def detail(bank_id: int) -> ResponseReturnValue:
    """The questions in use, searched and filtered."""
    asked = {name: request.args.get(name, "").strip() for name in ("q", "topic", "difficulty", "kind")}
    page = max(request.args.get("page", 1, type=int), 1)
    with store().read() as session:
        bank = readable(session, bank_id)
        questions, total = list_questions(
            session, bank_id, QuestionFilter(words=asked["q"], topic=asked["topic"], difficulty=asked["difficulty"], kind=asked["kind"]),
            offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE,
        )  # fmt: skip
        topics = list_topics(session, bank_id)
        owner = get_unit(session, bank.unit_id).name if bank.unit_id else ""
    return render_template(
        "banks/bank.html", bank=bank, owner=owner, questions=questions, total=total, asked=asked, topics=topics,
        difficulties=DIFFICULTIES, page=page, pages=max(ceil(total / PAGE_SIZE), 1),
    )  # fmt: skip


@blueprint.get("/<int:bank_id>/export.<fmt>")
@staff(EDIT)
def export(bank_id: int, fmt: str) -> ResponseReturnValue:
    """The bank as the standard table or as TOML; importing it elsewhere gives the same questions."""
    if fmt not in {"xlsx", "toml"}:
        abort(404)
    with store().read() as session:
        bank = readable(session, bank_id)
        questions = load_questions(session, bank_id)
    if fmt == "toml":
        text = write_toml(questions, {"key": bank.key, "title": bank.title, "summary": bank.summary})
        return _file(text.encode(), "application/toml; charset=utf-8", file_name(bank.title, now().date(), "toml"))
    stream = BytesIO()
    write_questions(stream, questions, shipped_index())
    return _file(stream.getvalue(), FORMATS["xlsx"].mime, file_name(bank.title, now().date(), "xlsx"))


@blueprint.get("/template.xlsx")
@staff(EDIT)
def template() -> ResponseReturnValue:
    """The standard table, empty, with instructions."""
    stream = BytesIO()
    write_template(stream)
    return _file(stream.getvalue(), FORMATS["xlsx"].mime, _("题库模板") + ".xlsx")


def _file(content: bytes, mime: str, name: str) -> Response:
    return Response(content, mimetype=mime, headers={"Content-Disposition": content_disposition(name)})
