"""All figures of a contest's questions at once, kept in memory until another paper comes in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from quizapp.contests.pool import load_pool
from quizapp.contests.queries import ContestRow
from quizapp.item_statistics import (
    Alarm,
    ExamFigures,
    ItemFigures,
    OptionFigures,
    Papers,
    exam_figures,
    find_alarms,
    item_figures,
    option_table,
)
from quizapp.kit.recent import Recent
from quizapp.questions import Question

from .papers import count_papers, read_papers
from .weak import WeakPoints, weak_points

_WITH_OPTIONS = ("single", "multiple", "true_false")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """One question with its figures; ``options`` only where its type has options to pick."""

    question: Question
    source: str
    figures: ItemFigures
    options: tuple[OptionFigures, ...]
    alarms: tuple[Alarm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Figures of one contest's questions, those that deserve a look first."""

    #: Papers read, papers that count, and which part of these was read (1 = every one).
    papers: int
    in_all: int
    every: int
    first_only: bool
    exam: ExamFigures | None
    items: tuple[ItemLine, ...]
    weak: WeakPoints

    @property
    def suspects(self) -> tuple[ItemLine, ...]:
        """Questions whose key may be wrong."""
        wrong = {Alarm.WRONG_KEY, Alarm.NEGATIVE}
        return tuple(line for line in self.items if wrong & set(line.alarms))

    def find(self, question: int) -> ItemLine | None:
        """The question with this place in the pool, if it was on any paper."""
        return next((line for line in self.items if line.figures.question == question), None)


_recent: Recent[tuple[int, str, int, int, bool], Analysis] = Recent(16)


def analyse(session: Session, contest: ContestRow, *, first_only: bool = True) -> Analysis:
    """Figures of a published contest; three statements, one while no paper has come in since the last time."""
    assert contest.pool_hash is not None
    in_all, fingerprint = count_papers(session, contest.id)
    key = (contest.id, contest.pool_hash, in_all, fingerprint, first_only)
    known = _recent.get(key)
    if known is None:
        known = _analyse(session, contest, in_all=in_all, first_only=first_only)
        _recent.put(key, known)
    return known


def _analyse(session: Session, contest: ContestRow, *, in_all: int, first_only: bool) -> Analysis:
    assert contest.pool_hash is not None
    pool = load_pool(session, contest.id, contest.pool_hash)
    read = read_papers(session, contest.id, pool.questions, in_all=in_all, first_only=first_only)
    papers = Papers(read.papers)
    items = []
    for figures in item_figures(papers):
        question = pool.questions[figures.question]
        options = _options(papers, figures.question, question)
        line = ItemLine(
            question=question, source=pool.sources[figures.question], figures=figures, options=options,
            alarms=find_alarms(figures, options),
        )  # fmt: skip
        items.append(line)
    order = list(Alarm)
    items.sort(key=lambda line: (min((order.index(each) for each in line.alarms), default=99), line.figures.facility))
    return Analysis(
        papers=len(papers), in_all=read.in_all, every=read.every, first_only=first_only, exam=exam_figures(papers),
        items=tuple(items),
        weak=weak_points(read.papers, read.paths, pool.questions, pool.sources, contest.unit_path),
    )  # fmt: skip


def _options(papers: Papers, place: int, question: Question) -> tuple[OptionFigures, ...]:
    if question.type not in _WITH_OPTIONS:
        return ()
    return option_table(papers, place, options=len(question.options), correct=question.correct)
