"""A bank, or what a filter shows of it, as a file of any format, and as a paper to print."""

from __future__ import annotations

from io import BytesIO

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.banks.desk.exporting import load_content, load_files, pick_for_paper
from quizapp.banks.formats.print_paper import KeyPlace, PaperPlan, build_paper
from quizapp.banks.queries import count_questions, load_questions
from quizapp.banks.views_bank import EDIT, asked_filter, asked_words, blueprint, readable, send_bytes
from quizapp.banks.writers import bank_writers
from quizapp.exports import FORMATS, file_name, write_exam_docx, write_exam_pdf
from quizapp.kit.text import clean_line
from quizapp.units import get_unit
from quizapp.web import now, staff, store

_PAPERS = {"docx": write_exam_docx, "pdf": write_exam_pdf}
#: What a format cannot hold is listed one by one so far; the number says how many there are.
SHOWN = 100


@blueprint.get("/<int:bank_id>/export")
@staff(EDIT)
def export_page(bank_id: int) -> ResponseReturnValue:
    """Formats to choose from; ``?fmt=`` tells what one cannot hold before anything is downloaded."""
    writers = bank_writers()
    chosen = writers.get(request.args.get("fmt", ""))
    with store().read() as session:
        bank = readable(session, bank_id)
        total = count_questions(session, bank_id, asked_filter())
        written = chosen.write(load_content(session, bank, asked_filter())) if chosen else None
        unit = get_unit(session, bank.unit_id).name if bank.unit_id else ""
    return render_template(
        "banks/export.html", bank=bank, writers=writers, chosen=chosen, written=written, total=total, asked=asked_words(),
        unit=unit, shown=SHOWN,
    )  # fmt: skip


@blueprint.get("/<int:bank_id>/export.<fmt>")
@staff(EDIT)
def export(bank_id: int, fmt: str) -> ResponseReturnValue:
    """The file; importing it elsewhere gives the same questions, but for what the format cannot hold."""
    writer = bank_writers().get(fmt)
    if writer is None:
        abort(404)
    with store().read() as session:
        bank = readable(session, bank_id)
        content = load_content(session, bank, asked_filter())
    return send_bytes(writer.write(content).content, writer.mime, file_name(bank.title, now().date(), writer.ending))


@blueprint.get("/<int:bank_id>/paper.<fmt>")
@staff(EDIT)
def paper(bank_id: int, fmt: str) -> Response:
    """A paper to print: ``title``, ``count``, ``number`` (mixes the order), ``key`` (none, end, only), ``explanations``."""
    write = _PAPERS.get(fmt)
    if write is None:
        abort(404)
    asked = {name: clean_line(request.args.get(name, ""), limit=100) for name in ("title", "number", "key", "unit")}
    count, minutes = (max(request.args.get(name, 0, type=int), 0) for name in ("count", "minutes"))
    with store().read() as session:
        bank = readable(session, bank_id)
        questions = pick_for_paper(
            load_questions(session, bank_id, asked_filter()), count=count, number=asked["number"]
        )
        files = load_files(session, questions)
    title = asked["title"] or bank.title
    plan = PaperPlan(
        title=f"{title}（{asked['number']}）" if asked["number"] else title, unit=asked["unit"], minutes=minutes,
        key=KeyPlace(asked["key"]) if asked["key"] in set(KeyPlace) else KeyPlace.NONE,
        with_explanations=bool(request.args.get("explanations")),
    )  # fmt: skip
    stream = BytesIO()
    write(build_paper(questions, plan, files), stream)
    suffix = _("答案") if plan.key is KeyPlace.ONLY else ""
    return send_bytes(stream.getvalue(), FORMATS[fmt].mime, file_name(f"{plan.title}{suffix}", None, fmt))
