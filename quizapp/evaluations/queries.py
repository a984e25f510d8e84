"""Reading evaluations: those of a session, and one with its sheet, answers and result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.errors import NotFound
from quizapp.evaluations.criteria import Criteria, from_stored
from quizapp.evaluations.models import Evaluation
from quizapp.evaluations.rules import Answer, Combined, Gaps, Result, combine, gaps_of, result_of
from quizapp.kit.i18n import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationView:
    """An evaluation as pages and documents show it."""

    row: Evaluation
    criteria: Criteria
    answers: Mapping[str, Answer]
    #: (name, role).
    evaluators: Sequence[tuple[str, str]]
    result: Result
    #: The evaluation that puts this one right, once it is finished.
    corrected_by: int | None = None

    @property
    def is_finished(self) -> bool:
        """Whether it stands for ever."""
        return self.row.state == "finished"

    @property
    def counts(self) -> bool:
        """Whether it is finished and nothing puts it right."""
        return self.is_finished and self.corrected_by is None

    @property
    def conclusion(self) -> str:
        """The word for the whole; empty while nobody has decided."""
        found = self.criteria.conclusion(self.row.conclusion)
        return found.label if found else ""

    @property
    def names(self) -> str:
        """Evaluators' names in one line."""
        return "、".join(name for name, _ in self.evaluators)

    @property
    def gaps(self) -> Gaps:
        """What is missing to finish it."""
        return gaps_of(
            self.criteria, self.answers, texts=self.row.texts, evaluators=len(self.evaluators),
            conclusion=self.row.conclusion,
        )  # fmt: skip


def view_of(row: Evaluation, corrected_by: int | None = None) -> EvaluationView:
    """The evaluation with its sheet and result."""
    criteria = from_stored(row.criteria)
    answers = {name: Answer(**each) for name, each in row.answers.items()}
    return EvaluationView(
        row=row, criteria=criteria, answers=answers, evaluators=[(each["name"], each["role"]) for each in row.evaluators],
        result=result_of(criteria, answers), corrected_by=corrected_by,
    )  # fmt: skip


def list_evaluations(session: Session, session_id: int) -> list[EvaluationView]:
    """All evaluations of a session, the oldest first. One statement."""
    rows = session.scalars(select(Evaluation).where(Evaluation.session_id == session_id).order_by(Evaluation.id)).all()
    corrected = {row.corrects_id: row.id for row in rows if row.corrects_id and row.state == "finished"}
    return [view_of(row, corrected.get(row.id)) for row in rows]


def get_evaluation(session: Session, evaluation_id: int, *, alone: bool = False) -> Evaluation:
    """The row, held alone until the transaction ends where asked. Raises `NotFound`."""
    query = select(Evaluation).where(Evaluation.id == evaluation_id).execution_options(populate_existing=True)
    row = session.scalar(query.with_for_update() if alone else query)
    if row is None:
        raise NotFound(N_("没有这份评估：它可能已被删除，或不在您负责的单位里"))
    return row


def read_evaluation(session: Session, evaluation_id: int) -> EvaluationView:
    """One evaluation. Raises `NotFound`. Two statements."""
    row = get_evaluation(session, evaluation_id)
    corrected_by = session.scalar(
        select(Evaluation.id).where(Evaluation.corrects_id == row.id, Evaluation.state == "finished")
    )
    return view_of(row, corrected_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What several evaluators with the same sheet found."""

    title: str
    version: int
    evaluations: int
    sections: Sequence[Combined]
    #: Mean of the whole.
    percent: float | None
    #: Words of the evaluators, each once, with how many said it.
    conclusions: Mapping[str, int]


def together(views: Sequence[EvaluationView]) -> list[Together]:
    """The evaluations that count, put together by sheet and version."""
    groups: dict[tuple[str, int], list[EvaluationView]] = {}
    for view in views:
        if view.counts:
            groups.setdefault((view.criteria.key, view.criteria.version), []).append(view)
    return [_together(group) for group in groups.values()]


def _together(group: Sequence[EvaluationView]) -> Together:
    scores = [view.result.percent for view in group if view.result.percent is not None]
    said: dict[str, int] = {}
    for view in group:
        said[view.conclusion] = said.get(view.conclusion, 0) + 1
    return Together(
        title=group[0].criteria.title, version=group[0].criteria.version, evaluations=len(group),
        sections=combine(view.result for view in group),
        percent=round(sum(scores) / len(scores), 1) if scores else None, conclusions=said,
    )  # fmt: skip
