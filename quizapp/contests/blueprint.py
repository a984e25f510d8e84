"""The plan of a paper (组卷表): how many questions of which kind, and what each is worth. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.questions import DIFFICULTIES, Question, Section, question_types

MAX_SECTIONS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSection:
    """A part of a paper. An empty condition leaves everything in."""

    count: int
    #: Points of one question, in hundredths.
    points: int
    title: str = ""
    types: tuple[str, ...] = ()
    difficulties: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    bank_ids: tuple[int, ...] = ()

    def takes(self, question: Question, bank_id: int | None) -> bool:
        """Whether the question may stand in this section."""
        return (
            (not self.types or question.type in self.types)
            and (not self.difficulties or question.difficulty in self.difficulties)
            and (not self.topics or question.topic in self.topics)
            and (not self.bank_ids or bank_id in self.bank_ids)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Blueprint:
    """A paper's plan. Without sections a paper is drawn from the whole pool, all questions worth the same."""

    sections: tuple[PaperSection, ...] = ()
    #: Bank questions that stand on every paper: ``<bank id>:<key>``, or a key in any of the banks.
    required: tuple[str, ...] = ()
    #: Everybody gets the same questions.
    same_paper: bool = False
    #: Options stand in another order on every paper.
    shuffles_options: bool = True

    @property
    def count(self) -> int:
        """Questions of a paper."""
        return sum(section.count for section in self.sections)

    @property
    def max_score(self) -> int:
        """Full score, hundredths of a point."""
        return sum(section.count * section.points for section in self.sections)

    def requires(self, bank_id: int | None, key: str) -> bool:
        """Whether the bank's question stands on every paper."""
        return key in self.required or f"{bank_id}:{key}" in self.required

    def dump(self) -> dict[str, Any]:
        """As stored."""
        return asdict(self)


def load_blueprint(stored: Mapping[str, Any] | None) -> Blueprint | None:
    """As it was stored; None for a contest without a plan."""
    if not stored:
        return None
    sections = tuple(_load_section(section) for section in stored["sections"])
    rest: dict[str, Any] = {name: value for name, value in stored.items() if name not in ("sections", "required")}
    return Blueprint(sections=sections, required=tuple(stored["required"]), **rest)


def _load_section(stored: Mapping[str, Any]) -> PaperSection:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()
    }
    return PaperSection(**values)


def tidy_blueprint(blueprint: Blueprint) -> Blueprint:
    """The plan cleaned. Raises `Invalid` naming the section that cannot be."""
    if not 0 < len(blueprint.sections) <= MAX_SECTIONS:
        raise Invalid(N_("组卷表请填 1 到 %(most)d 个部分"), field="sections", most=MAX_SECTIONS)
    sections = []
    for number, section in enumerate(blueprint.sections, start=1):
        if not 0 < section.count <= 200 or not 0 < section.points <= 100_000:
            message = N_("组卷表第 %(number)d 部分：题数请填 1 到 200，分值请填 0.01 到 1000")
            raise Invalid(message, field="sections", number=number)
        if set(section.types) - set(question_types()) or set(section.difficulties) - set(DIFFICULTIES):
            raise Invalid(N_("组卷表第 %(number)d 部分：题型或难度不认识"), field="sections", number=number)
        sections.append(PaperSection(**{**asdict(section), "title": clean_line(section.title, limit=30)}))
    if sum(section.count for section in sections) > 200:
        raise Invalid(N_("一份卷子最多 200 道题"), field="sections")
    return Blueprint(
        sections=tuple(sections), required=tuple(dict.fromkeys(blueprint.required)), same_paper=blueprint.same_paper,
        shuffles_options=blueprint.shuffles_options,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan fitted to a frozen pool."""

    sections: tuple[Section, ...]
    #: Required questions that no section takes, by place in the pool.
    homeless: tuple[int, ...] = field(default=())


def fit(
    blueprint: Blueprint, questions: Sequence[Question], bank_ids: Sequence[int | None], required: Iterable[int] = ()
) -> Planned:
    """Which questions of the pool each section draws from; a required question goes to the first section that takes it."""
    wanted, sections = set(required), []
    for section in blueprint.sections:
        takes = [section.takes(question, bank) for question, bank in zip(questions, bank_ids, strict=True)]
        candidates = tuple(index for index, taken in enumerate(takes) if taken)
        own = tuple(index for index in candidates if index in wanted)[: section.count]
        wanted -= set(own)
        sections.append(Section(candidates=candidates, count=section.count, required=own))
    return Planned(sections=tuple(sections), homeless=tuple(sorted(wanted)))


def check_fits(blueprint: Blueprint, planned: Planned) -> None:
    """Raises `Invalid` naming the first section that could run short on some paper, and required questions left over.

    Sections may share candidates: what earlier ones can take at most is counted off, so no paper ever fails.
    """
    for number, section in enumerate(planned.sections):
        taken = sum(
            min(other.count, len(set(section.candidates) & set(other.candidates)))
            for other in planned.sections[:number]
        )
        if len(section.candidates) - taken < section.count:
            message = N_(
                "组卷表第 %(number)d 部分要 %(count)d 道题，只有 %(size)d 道可抽：请减少题数、放宽条件或再选一个题库"
            )
            size = max(0, len(section.candidates) - taken)
            raise Invalid(message, field="sections", number=number + 1, count=section.count, size=size)
    if planned.homeless:
        message = N_("有 %(count)d 道必考题不符合任何一部分的条件，或者那一部分放不下")
        raise Invalid(message, field="required", count=len(planned.homeless))
