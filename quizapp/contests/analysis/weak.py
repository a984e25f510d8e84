"""Weak points: what share of answers was right, by law (or knowledge point) and unit. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from quizapp.item_statistics import MarkedPaper
from quizapp.questions import Question

#: Fewer answers than this say nothing about a unit, and might say something about a person.
MIN_ANSWERS = 10
_LAW = re.compile(r"《[^》]+》")


@dataclass(frozen=True, slots=True, kw_only=True)
class WeakRow:
    """One law or knowledge point."""

    subject: str
    answers: int
    #: Mean share of all answers, 0 to 1.
    share: float
    #: Unit id -> mean share; None where there are too few answers.
    by_unit: Mapping[int, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeakPoints:
    """Weakest subject first; ``unit_ids`` are the units one level below the contest's, 0 for all others."""

    unit_ids: tuple[int, ...]
    rows: tuple[WeakRow, ...]


def weak_points(
    papers: Sequence[MarkedPaper],
    paths: Sequence[str],
    questions: Sequence[Question],
    sources: Sequence[str],
    below: str,
    *,
    subject: Callable[[Question, str], str] | None = None,
) -> WeakPoints:
    """Shares of right answers by subject (by default `subject_of`) and by the unit just under the path ``below``."""
    name = subject or subject_of
    subjects = [name(question, source) for question, source in zip(questions, sources, strict=True)]
    sums: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    for paper, path in zip(papers, paths, strict=True):
        unit = unit_under(path, below)
        for place, share in paper.shares.items():
            cell = sums[subjects[place]][unit]
            cell[0] += share
            cell[1] += 1
    units = tuple(sorted({unit for cells in sums.values() for unit in cells}, key=lambda unit: (unit == 0, unit)))
    rows = [_row(subject, cells, units) for subject, cells in sums.items() if subject]
    return WeakPoints(unit_ids=units, rows=tuple(sorted(rows, key=lambda row: (row.share, row.subject))))


def subject_of(question: Question, source: str) -> str:
    """The law that a source names, such as 《中华人民共和国消防法》; else the standard, else the knowledge point."""
    law = _LAW.search(source)
    standard = question.source.standard if question.source else ""
    return law[0] if law else standard or question.topic


def unit_under(path: str, below: str) -> int:
    """The id in ``path`` that follows ``below``; 0 for the unit itself and for units elsewhere."""
    if not path.startswith(below):
        return 0
    first = path[len(below) :].partition("/")[0]
    return int(first) if first else 0


def _row(subject: str, cells: Mapping[int, list[float]], units: tuple[int, ...]) -> WeakRow:
    total, count = (sum(cell[at] for cell in cells.values()) for at in (0, 1))
    by_unit = {unit: _mean(cells.get(unit, [0.0, 0.0])) for unit in units}
    return WeakRow(subject=subject, answers=int(count), share=total / count, by_unit=by_unit)


def _mean(cell: list[float]) -> float | None:
    return cell[0] / cell[1] if cell[1] >= MIN_ANSWERS else None
