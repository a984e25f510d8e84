"""The report of a contest: participation, scores and knowledge points, of everybody or of one unit, and as a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import contests
from quizapp.accounts import Permission
from quizapp.contests import ContestRow
from quizapp.contests.analysis import WeakPoints
from quizapp.contests.analysis.weak import MIN_ANSWERS
from quizapp.contests.summary import MIN_PEOPLE, Summary, read_topics, summarize
from quizapp.contests.views_summary_document import percent, summary_document
from quizapp.units import names_of
from quizapp.web import actor, note, now, send_document, staff, store

blueprint = Blueprint("contest_summary", __name__, url_prefix="/console/contests", template_folder="templates")
_FORMATS = ("xlsx", "docx", "pdf", "csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What page and file say."""

    contest: ContestRow
    summary: Summary
    topics: WeakPoints
    #: Those with enough answers. Unit id -> name, for the topics' columns.
    names: Mapping[int, str]

    @property
    def hidden(self) -> set[int]:
        """Units whose scores are not shown; those elsewhere and the unit itself share one column of topics."""
        found = {line.unit_id for line in self.summary.units if line.is_hidden}
        return found | (
            {0} if any(line.is_hidden and (line.is_own or not line.unit_id) for line in self.summary.units) else set()
        )


def _read(session: Session, contest_id: int, permission: Permission) -> Report:
    contest = contests.read_contest(session, contest_id, permission, actor())
    asked = request.args.get("unit", type=int), request.args.get("position", type=int)
    summary = summarize(session, contest, unit_id=asked[0], position=asked[1])
    topics = read_topics(session, contest, summary.unit.path if summary.unit else "")
    topics = replace(topics, rows=tuple(row for row in topics.rows if row.answers >= MIN_ANSWERS))
    names = names_of(session, [unit for unit in topics.unit_ids if unit])
    return Report(contest=contest, summary=summary, topics=topics, names=names)


@blueprint.get("/<int:contest_id>/summary")
@staff(Permission.VIEW)
def show(contest_id: int) -> ResponseReturnValue:
    """The whole contest, or with ``?unit=`` one unit and those below it; ``?position=`` as it was then."""
    with store().read_beside() as session:
        report = _read(session, contest_id, Permission.VIEW)
    return render_template(
        "contests/summary.html", contest=report.contest, summary=report.summary, topics=report.topics, names=report.names,
        hidden=report.hidden, percent=percent, formats=_FORMATS, min_people=MIN_PEOPLE,
        may_export=actor().can(Permission.EXPORT, report.contest.unit_path),
    )  # fmt: skip


@blueprint.get("/<int:contest_id>/summary.<any(xlsx, docx, pdf, csv):fmt>")
@staff(Permission.EXPORT)
def export(contest_id: int, fmt: str) -> ResponseReturnValue:
    """The same figures as a file; there is no person in it."""
    with store().read_beside() as session:
        report = _read(session, contest_id, Permission.EXPORT)
    unit = report.summary.unit
    with store().write() as session:
        detail = {"format": fmt, "unit": unit.id if unit else None, "position": report.summary.position}
        note(session, "contest.summary.export", "contest", contest_id, unit_id=report.contest.unit_id, detail=detail)
    document = summary_document(
        report.contest, report.summary, report.topics, report.names, report.hidden, made_at=now()
    )  # fmt: skip
    return send_document(document, fmt, f"{report.contest.title}{unit.name if unit else ''}{_('成绩报告')}")
