"""Keeping a bank right: what has to be looked at again, approval by a second person, and what participants reported."""

from __future__ import annotations

from collections.abc import Collection

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts import staff_names
from quizapp.banks.desk.editing import approve_question, set_approval
from quizapp.banks.desk.reports import answer_reports, list_reported
from quizapp.banks.desk.review import Reason, count_due, list_due, verify_question
from quizapp.banks.models import QuestionBank
from quizapp.banks.queries import get_question
from quizapp.banks.shipped import shipped_index
from quizapp.banks.views_bank import EDIT, PAGE_SIZE, blueprint, readable
from quizapp.kit.clock import local_date
from quizapp.units import Unit, within_any
from quizapp.web import actor, came_from, note, now, staff, store


@blueprint.get("/<int:bank_id>/review")
@staff(EDIT)
def review(bank_id: int) -> ResponseReturnValue:
    """Questions whose law changed, whose time runs out or that nobody checked for a year."""
    reason = Reason(asked) if (asked := request.args.get("reason", "")) in set(Reason) else None
    page = max(request.args.get("page", 1, type=int), 1)
    index, today = shipped_index(), local_date(now())
    with store().read() as session:
        bank = readable(session, bank_id)
        counts = count_due(session, bank_id, index=index, today=today)
        found, total = list_due(
            session, bank_id, index=index, today=today, reason=reason, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE
        )
    return render_template(
        "banks/review.html", bank=bank, found=found, total=total, counts=counts, reason=reason, reasons=Reason, page=page,
        pages=max(-(-total // PAGE_SIZE), 1), laws=index.laws,
    )  # fmt: skip


@blueprint.post("/questions/<int:question_id>/verify")
@staff(EDIT)
def verify(question_id: int) -> ResponseReturnValue:
    """Still right: compared with its source today."""
    with store().write() as session:
        _found, bank = get_question(session, question_id)
        readable(session, bank.id)
        today = local_date(now())
        made = verify_question(session, question_id, index=shipped_index(), now=now(), today=today, by=actor().id)
        note(session, "question.verify", "question", made, unit_id=bank.unit_id, detail={"bank": bank.title})
    flash(_("已记下：今天核对过，仍然正确"), "success")
    there = url_for("banks.question", question_id=made)
    return redirect(url_for("banks.review", bank_id=bank.id) if _came_from_review(bank.id) else there, 303)


def _came_from_review(bank_id: int) -> bool:
    return f"/{bank_id}/review" in (came_from() or "")


@blueprint.post("/questions/<int:question_id>/approve")
@staff(EDIT)
def approve(question_id: int) -> ResponseReturnValue:
    """A second person has read the question: from now on it may be drawn."""
    with store().write() as session:
        _found, bank = get_question(session, question_id)
        readable(session, bank.id)
        approve_question(session, question_id, now=now(), today=local_date(now()), by=actor().id or 0)
        note(session, "question.approve", "question", question_id, unit_id=bank.unit_id, detail={"bank": bank.title})
    flash(_("复核通过，以后的竞赛可以抽到这道题"), "success")
    return redirect(url_for("banks.question", question_id=question_id), 303)


@blueprint.post("/<int:bank_id>/approval")
@staff(EDIT)
def approval(bank_id: int) -> ResponseReturnValue:
    """Whether new questions of this bank wait for a second person."""
    is_needed = request.form.get("needed") == "1"
    with store().write() as session:
        bank = readable(session, bank_id)
        set_approval(session, bank_id, is_needed=is_needed)
        note(session, "bank.approval", "bank", bank_id, unit_id=bank.unit_id, detail={"needed": is_needed})
    flash(_("新题要由另一位同事复核后才会被抽到") if is_needed else _("新题不用复核，保存后就可以使用"), "success")
    return redirect(url_for("banks.detail", bank_id=bank_id), 303)


@blueprint.get("/<int:bank_id>/reports")
@staff(EDIT)
def reports(bank_id: int) -> ResponseReturnValue:
    """What participants said is wrong, question by question."""
    with store().read() as session:
        bank = readable(session, bank_id)
        found = list_reported(session, bank_id, unit_ids=reach(session, bank))
        names = staff_names(session, {r.answered_by for each in found for r in each.reports if r.answered_by})
    return render_template("banks/reports.html", bank=bank, found=found, names=names)


def reach(session: Session, bank: QuestionBank) -> Collection[int] | None:
    """Units whose contests' reports one sees: of a shipped bank only those of one's own; None = all."""
    if bank.unit_id is not None:
        return None
    return list(session.scalars(select(Unit.id).where(within_any(actor().paths(EDIT)))))


@blueprint.post("/<int:bank_id>/reports/<int:question_id>")
@staff(EDIT)
def answer_report(bank_id: int, question_id: int) -> ResponseReturnValue:
    """One answer to everybody who reported this question and waits for one."""
    with store().write() as session:
        bank = readable(session, bank_id)
        answered = answer_reports(
            session, bank_id, question_id, request.form.get("answer", ""), is_mended=request.form.get("do") == "mended",
            now=now(), by=actor().id, unit_ids=reach(session, bank),
        )  # fmt: skip
        note(
            session,
            "question.answer_report",
            "question",
            question_id,
            unit_id=bank.unit_id,
            detail={"reports": answered},
        )
    flash(_("已答复 %(n)s 条报错，报错的人在成绩页能看到", n=answered), "success")
    return redirect(url_for("banks.reports", bank_id=bank_id), 303)
