"""A unit's card: the unit scores itself, the office reviews or gives it back; as a file for signing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.assessments.access import EDIT, place_for, sheet_for
from quizapp.assessments.cards import (
    find_card,
    get_card,
    give_back,
    lines_of,
    review,
    review_total,
    save_self,
    self_total,
)
from quizapp.assessments.deriving import propose
from quizapp.assessments.forms import read_review, read_self
from quizapp.assessments.models import ScoreSheet
from quizapp.assessments.printing import STATE_LABELS, answer_text, card_document
from quizapp.assessments.rules import YES_NO, RuleType
from quizapp.assessments.sheet import Row, rows_of
from quizapp.campaigns import get_campaign
from quizapp.errors import Conflict, Invalid
from quizapp.units import Unit
from quizapp.web import actor, note, now, send_document, staff, store, translate_error

blueprint = Blueprint(
    "score_cards",
    __name__,
    url_prefix="/console/assessments/<int:sheet_id>/units/<int:unit_id>",
    template_folder="templates",
)


@blueprint.app_template_filter("groupby_kept")
def group_rows(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Rows by group, groups and rows in the order of the sheet."""
    return [(group, list(members)) for group, members in groupby(rows, key=lambda row: row.group)]


@blueprint.app_template_filter("deadline_day")
def deadline_day(row: Row, days_late: str) -> str:
    """The day that an answer of a deadline stands for, as a date field takes it; empty for none."""
    if not days_late or row.due_on is None:
        return ""
    return (row.due_on + timedelta(days=int(days_late))).isoformat()


@blueprint.route("", methods=["GET", "POST"])
@staff(Permission.VIEW)
def fill(sheet_id: int, unit_id: int) -> ResponseReturnValue:
    """The unit's own score, row by row, with what the system proposes."""
    problem, field = "", ""
    if request.method == "POST":
        try:
            hand_in = bool(request.form.get("hand_in"))
            _save(sheet_id, unit_id, hand_in)
        except (Invalid, Conflict) as error:
            problem, field = translate_error(error), getattr(error, "field", "") or ""
        else:
            flash(_("自评已交给上级复核") if hand_in else _("已保存，还没有交"), "success")
            return redirect(url_for("score_cards.fill", sheet_id=sheet_id, unit_id=unit_id), 303)
    return _page(sheet_id, unit_id, problem, field)


def _save(sheet_id: int, unit_id: int, hand_in: bool) -> None:
    with store().read() as session:  # what the ledger proposes takes longest: it is worked out while others may write
        sheet, _office, unit = place_for(session, sheet_id, unit_id, EDIT, actor())
        rows = rows_of(sheet.rows)
        said = read_self(request.form, rows)
        derived = propose(session, get_campaign(session, sheet.campaign_id), unit, rows).figures
    with store().write() as session:
        sheet, _office, unit = place_for(session, sheet_id, unit_id, EDIT, actor())
        card = save_self(session, sheet, unit, said, derived, hand_in=hand_in, author=actor().name, now=now())
        action = "assessment.hand_in" if hand_in else "assessment.save"
        note(session, action, "score_card", card.id, unit_id=unit.id, detail={"points": card.self_points})


def _page(sheet_id: int, unit_id: int, problem: str, field: str) -> ResponseReturnValue:
    with store().read() as session:
        sheet, office, unit = place_for(session, sheet_id, unit_id, Permission.VIEW, actor())
        card = find_card(session, sheet_id, unit_id)
        rows, lines = rows_of(sheet.rows), lines_of(session, card)
        proposals = propose(session, get_campaign(session, sheet.campaign_id), unit, rows)
    is_open = sheet.state == "open" and (card is None or card.state == "draft")
    page = render_template(
        "assessments/card.html", sheet=sheet, office=office, unit=unit, card=card, rows=rows, lines=lines,
        figures=proposals.figures, evidence=proposals.evidence, total=self_total(rows, lines),
        reviewed=review_total(rows, lines) if card and card.review_points is not None else None, states=STATE_LABELS,
        problem=problem, field=field, sent=request.form, types=RuleType, yes_no=YES_NO, say_answer=_answer,
        may_fill=is_open and actor().can(EDIT, unit.path), may_export=actor().can(Permission.EXPORT, unit.path),
        may_review=actor().can(EDIT, office.path) and card is not None and card.state in ("self_scored", "reviewed"),
    )  # fmt: skip
    return page, 422 if problem else 200


def _answer(row: Row, answer: int | None) -> str:
    return answer_text(row, answer, _)


@blueprint.get("/export.<any(xlsx, docx, pdf, csv):fmt>")
@staff(Permission.EXPORT)
def export(sheet_id: int, unit_id: int, fmt: str) -> ResponseReturnValue:
    """The card for signing."""
    with store().read() as session:
        sheet, office, unit = place_for(session, sheet_id, unit_id, Permission.EXPORT, actor())
        card = find_card(session, sheet_id, unit_id)
        lines = lines_of(session, card)
    with store().write() as session:
        detail = {"format": fmt}
        note(session, "assessment.export_card", "score_sheet", sheet_id, unit_id=unit.id, detail=detail)
    document = card_document(sheet, office, unit, card, lines, _, now=now())
    return send_document(document, fmt, f"{sheet.title}-{unit.name}")


def _reviewing(session: Session, sheet_id: int, unit_id: int) -> tuple[ScoreSheet, Unit, Unit]:
    """The sheet, its office and the unit, for whoever reviews there: being the unit's own staff is not enough."""
    sheet_for(session, sheet_id, EDIT, actor())
    return place_for(session, sheet_id, unit_id, EDIT, actor())


@blueprint.route("/review", methods=["GET", "POST"])
@staff(EDIT)
def judge(sheet_id: int, unit_id: int) -> ResponseReturnValue:
    """The office's points beside the unit's, with a reason where they differ."""
    problem, field = "", ""
    if request.method == "POST":
        try:
            _judge(sheet_id, unit_id)
        except (Invalid, Conflict) as error:
            problem, field = translate_error(error), getattr(error, "field", "") or ""
        else:
            flash(_("复核已保存"), "success")
            return redirect(url_for("assessments.show", sheet_id=sheet_id), 303)
    with store().read() as session:
        sheet, office, unit = _reviewing(session, sheet_id, unit_id)
        card = find_card(session, sheet_id, unit_id)
        rows, lines = rows_of(sheet.rows), lines_of(session, card)
    page = render_template(
        "assessments/review.html", sheet=sheet, office=office, unit=unit, card=card, rows=rows, lines=lines,
        total=self_total(rows, lines), problem=problem, field=field, sent=request.form, say_answer=_answer,
        states=STATE_LABELS, may_judge=card is not None and card.state in ("self_scored", "reviewed"),
    )  # fmt: skip
    return page, 422 if problem else 200


def _judge(sheet_id: int, unit_id: int) -> None:
    with store().write() as session:
        sheet, office, _unit = _reviewing(session, sheet_id, unit_id)
        card = find_card(session, sheet_id, unit_id)
        said = read_review(request.form, rows_of(sheet.rows))
        made = review(
            session, card.id if card else 0, said, remark=request.form.get("remark", ""), author=actor().name, now=now()
        )
        detail = {"unit": unit_id, "points": made.review_points}
        note(session, "assessment.review", "score_card", made.id, unit_id=office.id, detail=detail)


@blueprint.post("/give-back")
@staff(EDIT)
def hand_back(sheet_id: int, unit_id: int) -> ResponseReturnValue:
    """Let the unit score itself again, with what to change."""
    with store().write() as session:
        _sheet, office, _unit = _reviewing(session, sheet_id, unit_id)
        card = find_card(session, sheet_id, unit_id)
        remark = request.form.get("remark", "")
        try:
            made = give_back(session, card.id if card else get_card(session, 0).id, remark=remark)
        except (Invalid, Conflict) as error:
            flash(translate_error(error), "warning")
            return redirect(url_for("score_cards.judge", sheet_id=sheet_id, unit_id=unit_id), 303)
        detail = {"unit": unit_id, "remark": remark[:200]}
        note(session, "assessment.give_back", "score_card", made.id, unit_id=office.id, detail=detail)
    flash(_("已退回，请单位修改"), "success")
    return redirect(url_for("assessments.show", sheet_id=sheet_id), 303)
