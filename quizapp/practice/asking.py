"""One question at a time: which comes next, what a phone sees of it, what its answer is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from quizapp.contests import ReviewedQuestion, ShownQuestion
from quizapp.practice.pool import Item, Name, Pool
from quizapp.practice.progress import Mark
from quizapp.questions import Atom, Issued, Question, draw_paper, find_type, grade_paper, read_answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants to practise; an empty field takes all."""

    bank_id: int | None = None
    topic: str = ""
    level: str = ""
    #: Only what stands in the mistake book.
    mistakes: bool = False

    def takes(self, item: Item) -> bool:
        """Whether the question fits."""
        return (
            (self.bank_id is None or item.bank_id == self.bank_id)
            and (not self.topic or item.question.topic == self.topic)
            and (not self.level or item.question.difficulty == self.level)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An answer on the server's scales."""

    is_right: bool
    review: ReviewedQuestion


def choose(
    pool: Pool, wanted: Wanted, marks: Mapping[Name, Mark], *, today: date, rng: Random, last_id: int | None = None
) -> Item | None:
    """The next question: a new one, else the one longest ago; of the mistake book only what is still due today.

    None when nothing fits. ``last_id`` does not come twice running unless it is the only one.
    """
    fitting = [item for item in pool.items if wanted.takes(item)]
    if wanted.mistakes:
        fitting = [item for item in fitting if (mark := marks.get(item.name)) and mark.is_due(today)]
    others = [item for item in fitting if item.id != last_id] or fitting
    fresh = [item for item in others if item.name not in marks]
    if fresh:
        return rng.choice(fresh)
    oldest = sorted(others, key=lambda item: marks[item.name].answered_at)[:10]
    return rng.choice(oldest) if oldest else None


def shuffle(question: Question, nonce: str) -> tuple[int, ...]:
    """The order of options under this name of a showing: the form that comes back is read in the same order."""
    return draw_paper((question,), 1, seed=nonce, person_key="practice")[0].option_order


def show(question: Question, order: Sequence[int], number: int, chosen: tuple[Atom, ...] = ()) -> ShownQuestion:
    """The question as a phone may see it; nothing of its key."""
    shown = find_type(question.type).present(question, order)
    return ShownQuestion(number=number, type=question.type, stem=question.stem, shown=shown, chosen=chosen)


def judge(question: Question, order: Sequence[int], chosen: tuple[Atom, ...], *, number: int, source: str) -> Judged:
    """The answer graded and laid open: right answer, explanation and law."""
    kind = find_type(question.type)
    issued = Issued(question_index=0, option_order=tuple(order))
    result = grade_paper((question,), (issued,), {0: chosen}).questions[0]
    review = ReviewedQuestion(
        number=number, type=question.type, stem=question.stem, shown=kind.present(question, order), chosen=chosen,
        key=kind.reveal(question, order), marks=kind.marks(question, read_answer(question, order, chosen)),
        share_0_1=result.share_0_1, explanation=question.explanation, source=source,
    )  # fmt: skip
    return Judged(is_right=result.is_correct, review=review)
