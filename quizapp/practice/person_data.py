"""What practice knows about a person: shown with his record, erased with him."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from quizapp.kit.i18n import N_, Phrase
from quizapp.practice.models import PracticeLearner
from quizapp.practice.progress import summarize
from quizapp.practice.service import forget_learners


def erase(session: Session, person_id: int) -> None:
    """Forget all that the person practised."""
    forget_learners(session, list(session.scalars(_learner(person_id))))


def describe(session: Session, person_id: int) -> list[tuple[Phrase, Phrase]]:
    """(what, how much) for the person's own copy of his data; empty when nothing is kept. Two statements."""
    learner_id = session.scalars(_learner(person_id)).first()
    if learner_id is None:
        return []
    found = summarize(session, learner_id)
    text = N_(
        "练过 %(questions)s 题，答了 %(answers)s 次，对 %(right)s 次；错题本 %(mistakes)s 题；每日一题 %(days)s 天；挑战最好连对 %(best)s 题；对战 %(races)s 场"
    )
    amounts = {
        name: getattr(found, name) for name in ("questions", "answers", "right", "mistakes", "days", "best", "races")
    }
    return [(Phrase(N_("练习")), Phrase(text, **amounts))]


def _learner(person_id: int) -> Select[int]:
    return select(PracticeLearner.id).where(PracticeLearner.person_id == person_id)
