"""What scoring says on the console's first page: a card to fill, cards that wait for the office. Nothing before a sheet is open."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.assessments.access import EDIT
from quizapp.assessments.models import ScoreCard, ScoreSheet
from quizapp.assessments.queries import list_sheets, scores
from quizapp.campaigns import Section, TodayCard, TodayView
from quizapp.kit.i18n import N_, Phrase
from quizapp.units import Unit, ancestor_ids


def cards(session: Session, view: TodayView) -> list[TodayCard]:
    """Open sheets by which one's unit is scored, and how many cards wait for review. Four statements at most."""
    if not view.paths:
        return []
    sheets = [pair for pair in list_sheets(session, view.campaign.id, view.paths) if pair[0].state == "open"]
    if not sheets:
        return []
    return [*_to_fill(session, view, sheets), *_to_review(session, view, sheets)]


def _to_fill(session: Session, view: TodayView, sheets: list[tuple[ScoreSheet, Unit]]) -> list[TodayCard]:
    ids = [ancestor_ids(path)[-1] for path in view.paths]
    own = [unit for unit in session.scalars(select(Unit).where(Unit.id.in_(ids))) if view.actor.can(EDIT, unit.path)]
    states = {
        (row[0], row[1]): row[2]
        for row in session.execute(
            select(ScoreCard.sheet_id, ScoreCard.unit_id, ScoreCard.state).where(
                ScoreCard.unit_id.in_(ids), ScoreCard.sheet_id.in_([sheet.id for sheet, _ in sheets])
            )
        )
    }
    return [
        TodayCard(
            section=Section.DUE, title=sheet.title, text=Phrase(N_("自评，多数已经按台账填好")), icon="award", order=60,
            url=f"/console/assessments/{sheet.id}/units/{unit.id}",
            chip=Phrase(N_("%(month)d月%(day)d日前"), month=sheet.due_on.month, day=sheet.due_on.day) if sheet.due_on else Phrase(""),
        )
        for sheet, office in sheets
        for unit in own
        if scores(sheet, office, unit) and states.get((sheet.id, unit.id), "draft") == "draft"
    ]  # fmt: skip


def _to_review(session: Session, view: TodayView, sheets: list[tuple[ScoreSheet, Unit]]) -> list[TodayCard]:
    mine = {sheet.id: sheet for sheet, office in sheets if view.actor.can(EDIT, office.path)}
    waiting = session.execute(
        select(ScoreCard.sheet_id, func.count(ScoreCard.id))
        .where(ScoreCard.sheet_id.in_(mine), ScoreCard.state == "self_scored")
        .group_by(ScoreCard.sheet_id)
    )
    return [
        TodayCard(
            section=Section.EYES, title=mine[sheet_id].title, text=Phrase(N_("单位交了自评，等您复核")), icon="award",
            url=f"/console/assessments/{sheet_id}", chip=Phrase(N_("%(n)d 个"), n=count), order=60,
        )
        for sheet_id, count in waiting
    ]  # fmt: skip
