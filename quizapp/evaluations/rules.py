"""Pure arithmetic and decisions of an evaluation: results per section and for the whole, what is missing to finish."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from quizapp.evaluations.criteria import Conclusion, Criteria, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was said about one item; an empty level = only a remark so far."""

    level: str
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionResult:
    """How a section came out. ``percent`` is the mean of its scored answers, 0 to 100; None when none is scored."""

    key: str
    title: str
    weight: int
    asked: int
    answered: int
    percent: float | None
    #: Level key -> how many items.
    levels: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The whole: sections by weight, and the word that fits the percent."""

    sections: tuple[SectionResult, ...]
    percent: float | None
    suggested: Conclusion | None

    @property
    def asked(self) -> int:
        """Items of the sheet."""
        return sum(section.asked for section in self.sections)

    @property
    def answered(self) -> int:
        """Items with an answer."""
        return sum(section.answered for section in self.sections)


def result_of(criteria: Criteria, answers: Mapping[str, Answer]) -> Result:
    """The result so far. A section without scored answers does not count in the whole."""
    sections = tuple(_section(criteria, section, answers) for section in criteria.sections)
    scored = [(each.percent, each.weight) for each in sections if each.percent is not None]
    weight = sum(part for _, part in scored)
    percent = round(sum(value * part for value, part in scored) / weight, 1) if weight else None
    return Result(sections=sections, percent=percent, suggested=_suggest(criteria.conclusions, percent))


def _section(criteria: Criteria, section: Section, answers: Mapping[str, Answer]) -> SectionResult:
    given = [answers.get(f"{section.key}.{item.key}", Answer(level="")).level for item in section.items]
    known = [criteria.level_by_key[key] for key in given if key in criteria.level_by_key]
    scores = [level.score for level in known if level.score is not None]
    return SectionResult(
        key=section.key, title=section.title, weight=section.weight, asked=len(section.items), answered=len(known),
        percent=round(sum(scores) / len(scores), 1) if scores else None,
        levels=Counter(level.key for level in known),
    )  # fmt: skip


def _suggest(conclusions: Sequence[Conclusion], percent: float | None) -> Conclusion | None:
    if percent is None:
        return None
    fitting = [each for each in conclusions if percent >= each.at_least]
    return max(fitting, key=lambda each: each.at_least, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """What is missing before a sheet can be finished: item names, field names."""

    unanswered: tuple[str, ...]
    without_remark: tuple[str, ...]
    texts: tuple[str, ...]
    without_evaluator: bool
    without_conclusion: bool

    def __bool__(self) -> bool:
        missing = self.unanswered or self.without_remark or self.texts
        return bool(missing) or self.without_evaluator or self.without_conclusion

    @property
    def count(self) -> int:
        """How many things."""
        listed = len(self.unanswered) + len(self.without_remark) + len(self.texts)
        return listed + self.without_evaluator + self.without_conclusion


def gaps_of(
    criteria: Criteria, answers: Mapping[str, Answer], *, texts: Mapping[str, str], evaluators: int, conclusion: str
) -> Gaps:
    """What is missing. A level that asks for it needs a remark."""
    levels = criteria.level_by_key
    given = {name: answers.get(name, Answer(level="")) for name, _ in criteria.items()}
    return Gaps(
        unanswered=tuple(name for name, answer in given.items() if answer.level not in levels),
        without_remark=tuple(
            name for name, answer in given.items()
            if answer.level in levels and levels[answer.level].asks_remark and not answer.remark
        ),
        texts=tuple(each.key for each in criteria.texts if each.required and not texts.get(each.key)),
        without_evaluator=evaluators == 0, without_conclusion=criteria.conclusion(conclusion) is None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Combined:
    """Several evaluators' results of one section: the mean, and how far they are apart."""

    title: str
    mean: float
    lowest: float
    highest: float
    evaluations: int


def combine(results: Iterable[Result]) -> list[Combined]:
    """Results of finished evaluations made with the same sheet, section by section."""
    by_section: dict[str, list[SectionResult]] = {}
    for result in results:
        for section in result.sections:
            by_section.setdefault(section.key, []).append(section)
    found = []
    for sections in by_section.values():
        scores = [section.percent for section in sections if section.percent is not None]
        if scores:
            found.append(
                Combined(
                    title=sections[0].title, mean=round(sum(scores) / len(scores), 1), lowest=min(scores),
                    highest=max(scores), evaluations=len(scores),
                )
            )  # fmt: skip
    return found


def is_overdue(state: str, due_on: date | None, today: date) -> bool:
    """Whether an improvement should be done by now; on its last day it is not late yet."""
    return state == "open" and due_on is not None and due_on < today
