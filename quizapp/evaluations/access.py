"""Who may do what: an evaluation goes with its session; an improvement also with the unit that has to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.activities import SessionFacts, load_facts, session_for
from quizapp.errors import NotFound
from quizapp.evaluations.improvements import ListedImprovement, read_improvement
from quizapp.evaluations.queries import EvaluationView, read_evaluation
from quizapp.kit.i18n import N_


def evaluation_for(
    session: Session, evaluation_id: int, permission: Permission, actor: Actor
) -> tuple[EvaluationView, SessionFacts]:
    """The evaluation, if the actor may do ``permission`` at its session. Raises `NotFound`, `NotAllowed`."""
    view = read_evaluation(session, evaluation_id)
    return view, session_for(session, view.row.session_id, permission, actor)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundImprovement:
    """An improvement, its drill, and what the actor may do with it."""

    item: ListedImprovement
    facts: SessionFacts
    #: Report that it is done.
    may_report: bool
    #: Change, verify, send back, withdraw: the side of the drill, not the one that mends.
    may_judge: bool

    @property
    def unit_id(self) -> int:
        """Unit that audit entries stand under: whose drill it was."""
        return self.facts.host_unit_id


def improvement_for(
    session: Session, improvement_id: int, actor: Actor, *, today: date | None = None
) -> FoundImprovement:
    """The improvement for whoever sees the drill's units or the unit that mends. Raises `NotFound`."""
    item = read_improvement(session, improvement_id, today=today or date.max)
    facts = load_facts(session, item.row.session_id) if item is not None else None
    if item is None or facts is None or not _can(actor, Permission.VIEW, [item.owner_path, *_sides(facts)]):
        raise NotFound(N_("没有这一项整改：它可能不在您负责的单位里"))
    return FoundImprovement(
        item=item, facts=facts, may_report=_can(actor, Permission.CHECK_IN, [item.owner_path, *_sides(facts)]),
        may_judge=_can(actor, Permission.EDIT_ACTIVITIES, _sides(facts)),
    )  # fmt: skip


def _sides(facts: SessionFacts) -> Sequence[str]:
    return (facts.owner_path, facts.host_path)


def _can(actor: Actor, permission: Permission, paths: Sequence[str]) -> bool:
    return any(actor.can(permission, path) for path in paths)
