"""Banks: the list, one bank with its questions, its files."""

from __future__ import annotations

from io import BytesIO
from math import ceil

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.banks.citations import cite
from quizapp.banks.desk import open_bank
from quizapp.banks.desk.reports import count_open
from quizapp.banks.desk.review import list_due
from quizapp.banks.differences import content_lines
from quizapp.banks.formats.template import AUDIENCE_NAMES, write_template
from quizapp.banks.forms import BankForm
from quizapp.banks.models import QuestionBank
from quizapp.banks.queries import (
    QuestionFilter,
    count_states,
    get_bank,
    list_banks,
    list_own_banks,
    list_questions,
    list_tags,
    list_topics,
)
from quizapp.banks.shipped import shipped_index
from quizapp.errors import Invalid
from quizapp.exports import FORMATS, content_disposition
from quizapp.kit.clock import local_date
from quizapp.questions import DIFFICULTIES, question_types
from quizapp.units import Unit, get_unit, names_of, within_any
from quizapp.web import actor, note, now, show_invalid, staff, store, unit_choices

blueprint = Blueprint("banks", __name__, url_prefix="/console/banks", template_folder="templates")

blueprint.add_app_template_filter(content_lines)
blueprint.add_app_template_filter(lambda source: cite(source, shipped_index()), "cited")

EDIT = Permission.EDIT_BANKS
PAGE_SIZE = 50
#: Parts of a bank's address that narrow what it lists.
FILTERS = ("q", "topic", "difficulty", "kind", "audience", "tag", "state")


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


def asked_filter() -> QuestionFilter:
    """Which questions this page's address asks for."""
    asked = {name: request.args.get(name, "").strip()[:100] for name in FILTERS}
    return QuestionFilter(
        words=asked["q"], topic=asked["topic"], difficulty=asked["difficulty"], kind=asked["kind"], audience=asked["audience"],
        tag=asked["tag"], state=asked["state"] or "use",
    )  # fmt: skip


def asked_words() -> dict[str, str]:
    """The filter as parts of an address; empty ones left out."""
    return {name: value for name in FILTERS if (value := request.args.get(name, "").strip()[:100])}


@blueprint.get("/<int:bank_id>")
@staff(EDIT)
def detail(bank_id: int) -> ResponseReturnValue:
    """The questions of a bank, searched and filtered, to be ticked and changed together."""
    page = max(request.args.get("page", 1, type=int), 1)
    today = local_date(now())
    with store().read() as session:
        bank = readable(session, bank_id)
        questions, total = list_questions(
            session, bank_id, asked_filter(), offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE
        )
        topics, tags = list_topics(session, bank_id), list_tags(session, bank_id)
        owner = get_unit(session, bank.unit_id).name if bank.unit_id else ""
        mine = list(session.scalars(select(Unit.id).where(within_any(actor().paths(EDIT)))))
        others = list_own_banks(session, mine, but=bank_id)
        counts = {
            **count_states(session, bank_id), "reports": count_open(session, bank_id, unit_ids=None if bank.unit_id else mine),
            "due": list_due(session, bank_id, index=shipped_index(), today=today, limit=0)[1],
        }  # fmt: skip
    return render_template(
        "banks/bank.html", bank=bank, owner=owner, questions=questions, total=total, asked=asked_words(), topics=topics,
        tags=tags, difficulties=DIFFICULTIES, audiences=AUDIENCE_NAMES, kinds=list(question_types()), page=page,
        pages=max(ceil(total / PAGE_SIZE), 1), counts=counts, others=others, state=asked_filter().state,
    )  # fmt: skip


@blueprint.get("/template.xlsx")
@staff(EDIT)
def template() -> ResponseReturnValue:
    """The standard table, empty, with instructions."""
    stream = BytesIO()
    write_template(stream)
    return send_bytes(stream.getvalue(), FORMATS["xlsx"].mime, _("题库模板") + ".xlsx")


def send_bytes(content: bytes, mime: str, name: str) -> Response:
    """A download under this name."""
    return Response(content, mimetype=mime, headers={"Content-Disposition": content_disposition(name)})
