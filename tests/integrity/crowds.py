"""Invented crowds: honest people as they answer on phones, and people who cheat. Everything is drawn from one seed.

The figures that they are drawn from stand here as names, so that whoever doubts a measured rate can doubt them: reading
speeds of grown-ups (about 400 characters a minute, aloud 250), stems of 15 to 50 characters as in the shipped banks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import exp, log
from random import Random

from quizapp.integrity.rules import Paper

START = datetime(2026, 6, 16, 1, 0, tzinfo=UTC)
CHINA = timedelta(hours=8)
RIGHT = 0


@dataclass(frozen=True, kw_only=True)
class Item:
    """A question: 0 is right, 1 to 3 are wrong and unequally tempting."""

    stem: int
    options: int
    right: float
    temptation: tuple[float, float, float]


@dataclass(kw_only=True)
class Person:
    """How somebody answers."""

    unit: int
    #: Seconds a question (median), and how much it varies (of the logarithm).
    pace: float
    spread: float = 0.4
    #: Added to the chance of knowing an answer.
    skill: float = 0.0
    #: Answers that he believes in, by question.
    beliefs: Mapping[int, int] = field(default_factory=dict)
    slowest: float = 0.9


@dataclass
class Crowd:
    """Papers of one contest, each with the group that it belongs to."""

    seed: int
    pool: int = 60
    size: int = 20
    papers: list[Paper] = field(default_factory=list)
    group_of: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.items = [self._item() for _ in range(self.pool)]
        self._people = 0

    def _item(self) -> Item:
        draw = self.random
        weights = sorted((draw.random() ** 2 + 0.02 for _ in range(3)), reverse=True)
        return Item(
            stem=max(15, round(draw.gauss(28, 7))), options=max(12, round(draw.gauss(38, 12))),
            right=draw.uniform(0.6, 0.97), temptation=(weights[0], weights[1], weights[2]),
        )  # fmt: skip

    def answer(self, person: Person, question: int) -> int:
        """What the person picks."""
        if question in person.beliefs:
            return person.beliefs[question]
        item = self.items[question]
        if self.random.random() < min(0.99, max(0.2, item.right + person.skill)):
            return RIGHT
        return self.random.choices((1, 2, 3), item.temptation)[0]

    def draw(self) -> list[int]:
        """The questions of a paper."""
        return self.random.sample(range(self.pool), self.size)

    def seconds(self, person: Person) -> float:
        """For one question."""
        return max(person.slowest, exp(self.random.gauss(log(person.pace), person.spread)))

    def add(
        self, group: str, person: Person, at: datetime, *, device: str | None = None, seconds: float | None = None,
        answers: Mapping[int, int] | None = None, share: float = 1.0, is_handed_in: bool = True, again: int = 1,
        who: int | None = None,
    ) -> Paper:  # fmt: skip
        """One paper; ``share`` of its questions is answered. The next one on the same phone may begin at its end."""
        self._people += 1
        number = len(self.papers) + 1
        picked = dict(answers) if answers is not None else {each: self.answer(person, each) for each in self.draw()}
        picked = dict(list(picked.items())[: max(1, round(share * len(picked)))])
        lasted = seconds if seconds is not None else sum(self.seconds(person) for _ in picked)
        end = at + timedelta(seconds=lasted)
        local = end + CHINA
        paper = Paper(
            attempt_id=number, person_id=who or self._people, unit_id=person.unit, device=device or f"phone-{number}",
            attempt_no=again, started_at=at, submitted_at=end, day=local.date(), hour=local.hour,
            is_handed_in=is_handed_in, answers=picked, wrong=frozenset(q for q, a in picked.items() if a != RIGHT),
            stem_chars=sum(self.items[q].stem for q in picked),
            all_chars=sum(self.items[q].stem + self.items[q].options for q in picked),
        )  # fmt: skip
        self.papers.append(paper)
        self.group_of[number] = group
        return paper

    # honest people

    def phones_on_one_address(self, people: int = 200) -> None:
        """A meeting: everybody scans at once, each on a phone of his own."""
        for _ in range(people):
            person = Person(unit=self.random.randint(1, 8), pace=self.random.uniform(4, 10), skill=self._skill())
            self.add("address", person, START + timedelta(seconds=self.random.uniform(0, 600)))

    def families(self, count: int = 50) -> None:
        """Four people on one phone, one after the other, who help each other."""
        for number in range(count):
            at, unit = START + timedelta(minutes=self.random.uniform(0, 600)), self.random.randint(1, 8)
            told: dict[int, int] = {}
            for pace in (5, 6, 9, 16):
                helped = {question: pick for question, pick in told.items() if self.random.random() < 0.5}
                person = Person(unit=unit, pace=pace, skill=self._skill(), beliefs=helped)
                paper = self.add("family", person, at, device=f"family-{number}")
                told |= {question: int(str(pick)) for question, pick in paper.answers.items()}
                at = paper.submitted_at + timedelta(seconds=self.random.uniform(15, 120))

    def tablets(self, count: int = 5, people: int = 60) -> None:
        """A volunteer reads aloud and taps for one elder after the other; he lets some hints slip."""
        for number in range(count):
            at, unit = START + timedelta(minutes=self.random.uniform(0, 120)), 10 + number
            # the hurried ones read the stems only
            pace = (7.0, 9.0, 12.0, 15.0, 18.0)[number % 5]
            hints = {question: self.random.choice((0, 0, 0, 1)) for question in range(self.pool)}
            for _ in range(people):
                slipped = {question: pick for question, pick in hints.items() if self.random.random() < 0.3}
                person = Person(unit=unit, pace=pace, spread=0.3, skill=-0.1, beliefs=slipped)
                paper = self.add("tablet", person, at, device=f"tablet-{number}")
                at = paper.submitted_at + timedelta(seconds=self.random.uniform(20, 90))

    def classes(self, count: int = 6, people: int = 40) -> None:
        """A lesson, then the contest: most know the same, and many share what the teacher got wrong."""
        for number in range(count):
            at, unit = START + timedelta(minutes=30 * number), 20 + number
            taught = {question: self.random.choice((1, 2, 3)) for question in self.random.sample(range(self.pool), 6)}
            for _ in range(people):
                believed = {question: pick for question, pick in taught.items() if self.random.random() < 0.7}
                skill = self.random.choice((0.0, 0.1, 0.2))
                person = Person(unit=unit, pace=6, skill=skill, beliefs=believed)
                self.add("class", person, at + timedelta(seconds=self.random.uniform(0, 20)))

    def fast_readers(self, people: int = 150) -> None:
        """Quick students; a third of them comes back and knows the questions."""
        for number in range(people):
            person = Person(unit=self.random.randint(1, 8), pace=2.8, spread=0.25, skill=0.15, slowest=1.6)
            at = START + timedelta(minutes=self.random.uniform(0, 300))
            first = self.add("fast", person, at)
            if number % 3 == 0:
                person.pace, person.slowest, at = 2.1, 1.3, first.submitted_at + timedelta(minutes=3)
                self.add("fast", person, at, device=first.device, again=2, who=first.person_id)

    def elders(self, people: int = 150) -> None:
        """Slow, and not always to the end."""
        for _ in range(people):
            person = Person(unit=self.random.randint(1, 8), pace=16, spread=0.5, skill=-0.2)
            at = START + timedelta(minutes=self.random.uniform(0, 600))
            stops = self.random.random() < 0.2
            self.add("elder", person, at, share=self.random.uniform(0.1, 0.9) if stops else 1, is_handed_in=not stops)

    def night_shift(self, people: int = 20) -> None:
        """Workers after midnight, each on his own phone."""
        for _ in range(people):
            at = datetime(2026, 6, 16, 18, 0, tzinfo=UTC) + timedelta(minutes=self.random.uniform(0, 90))
            self.add("night", Person(unit=30, pace=5, skill=self._skill()), at)

    # people who cheat

    def script(self, papers: int = 40) -> None:
        """A program: two seconds a paper, a new phone each time."""
        for number in range(papers):
            at = START + timedelta(minutes=200, seconds=number * 5)
            seconds = 2 + self.random.uniform(-0.3, 0.3)
            self.add("script", Person(unit=3, pace=1, skill=0.5), at, seconds=seconds)

    def one_with_many_names(self, count: int = 3, names: int = 30) -> None:
        """One person types name after name; after a few papers he knows them by heart."""
        for number in range(count):
            at, pace = START + timedelta(minutes=100), (2.0, 3.0, 4.0)[number % 3]
            mind = {question: self.answer(Person(unit=0, pace=1, skill=0.1), question) for question in range(self.pool)}
            for _ in range(names):
                person = Person(unit=4 + number, pace=pace, beliefs=mind)
                paper = self.add("many names", person, at, device=f"cheat-{number}")
                at = paper.submitted_at + timedelta(seconds=self.random.uniform(8, 25))

    def rings(self, count: int = 4, people: int = 10) -> None:
        """A key goes round, with three rare mistakes in it; now and then somebody taps beside it."""
        for number in range(count):
            at = START + timedelta(minutes=60 * number)
            key = dict.fromkeys(range(self.pool), RIGHT) | dict.fromkeys(self._rare(3), 3)
            for member in range(people):
                slip = {q: self.answer(Person(unit=0, pace=1), q) for q in key if self.random.random() < 0.01}
                # one ring is a whole unit by itself, the others are spread over the villages
                unit = 40 if number == 0 else 1 + (member % 8)
                person = Person(unit=unit, pace=3.5, beliefs=key | slip)
                self.add("ring", person, at + timedelta(minutes=self.random.uniform(0, 60)))

    def _rare(self, count: int) -> list[int]:
        """Questions that nearly nobody gets wrong in this way."""

        def chance(question: int) -> float:
            item = self.items[question]
            return (1 - item.right) * item.temptation[2] / sum(item.temptation)

        rare = sorted(range(self.pool), key=chance)[: max(count, self.pool // 3)]
        return self.random.sample(rare, count)

    def _skill(self) -> float:
        return self.random.gauss(0, 0.12)


HONEST = ("phones_on_one_address", "families", "tablets", "classes", "fast_readers", "elders", "night_shift")
CHEATING = ("script", "one_with_many_names", "rings")


def honest_crowd(seed: int, pool: int = 60, size: int = 20) -> Crowd:
    """Everybody honest: 1,310 papers of ``size`` questions out of ``pool``."""
    crowd = Crowd(seed, pool, size)
    for group in HONEST:
        getattr(crowd, group)()
    return crowd


def mixed_crowd(seed: int, pool: int = 60, size: int = 20) -> Crowd:
    """The same with three ways of cheating among them."""
    crowd = honest_crowd(seed, pool, size)
    for group in CHEATING:
        getattr(crowd, group)()
    return crowd


def in_batches(papers: Sequence[Paper], size: int) -> Iterator[list[Paper]]:
    """As they come in."""
    ordered = sorted(papers, key=lambda paper: (paper.submitted_at, paper.attempt_id))
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]
