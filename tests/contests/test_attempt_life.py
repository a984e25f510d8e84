"""The life of a person's papers against a simple model: whatever is done in whatever order, both say the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select, update

from quizapp.contests import (
    Attempt,
    AttemptClosed,
    CannotStart,
    Contest,
    MovedToOtherPhone,
    expire_for_person,
    make_code,
    reopen_attempt,
    restore_attempt,
    use_code,
    void_attempt,
)
from quizapp.contests.service import reopen as reopen_module
from quizapp.errors import Conflict
from quizapp.ledger import LedgerEntry
from quizapp.people import hash_device
from tests.contests.conftest import MakeScene, Scene
from tests.contests.makers import Phone, make_phone

LIMIT, MINUTES, GRACE = 3, 15, timedelta(seconds=30)


@dataclass
class ModelPaper:
    """What a paper ought to be."""

    number: int
    deadline: datetime
    #: Index of the phone that answers it; None = any that is the person's.
    held_by: int | None = None
    answers: dict[str, list[int]] = field(default_factory=dict)
    revision: int = 0
    state: str = "open"  # open | counted | blank | void
    returns_try: bool = False

    def is_over(self, now: datetime) -> bool:
        return now > self.deadline + GRACE


@dataclass
class Model:
    """A person's papers, and the phones that speak for the person."""

    papers: list[ModelPaper] = field(default_factory=list)
    phones: set[int] = field(default_factory=lambda: {0})

    def open_paper(self) -> ModelPaper | None:
        return next((paper for paper in self.papers if paper.state == "open"), None)

    def expire(self, now: datetime) -> int:
        """Hand in what is over; how many."""
        over = [paper for paper in self.papers if paper.state == "open" and paper.is_over(now)]
        for paper in over:
            paper.state = "counted" if paper.answers else "blank"
        return len(over)

    def used(self) -> int:
        return sum(not paper.returns_try for paper in self.papers)


class PaperLife(RuleBasedStateMachine):
    """Everything that can happen to a person's papers in one contest with three tries."""

    scene: Scene
    numbers: Iterator[int]

    def __init__(self) -> None:
        super().__init__()
        self.model, self.clock = Model(), self.scene.clock
        # a new person each time: the same contest serves all examples
        number = next(self.numbers)
        self.devices = tuple(hash_device(f"phone-{number}-{each}") for each in (1, 2))
        with self.scene.store.write() as session:
            contest = session.get_one(Contest, self.scene.contest_id)
            wang = make_phone(
                session, contest, self.scene.cast.hongxing.id, self.clock(), name=f"王{number}",
                key=f"phone-{number}-1",
            )  # fmt: skip
        self.person_id, self.unit_id = wang.person_id, wang.unit_id

    # what it sees

    def phone(self, number: int) -> Phone:
        return Phone(person_id=self.person_id, unit_id=self.unit_id, device_hash=self.devices[number])

    def row(self, number: int) -> Any:
        with self.scene.store.read() as session:
            columns = (Attempt.id, Attempt.token, Attempt.submitted_at, Attempt.is_counted)
            return session.execute(
                select(*columns).where(Attempt.person_id == self.person_id, Attempt.attempt_no == number)
            ).one()

    def token(self, paper: ModelPaper) -> str:
        return str(self.row(paper.number).token)

    # what happens

    @initialize()
    def begin(self) -> None:
        self.start(0)

    @rule(phone=st.sampled_from((0, 1)))
    def start(self, phone: int) -> None:
        if phone not in self.model.phones:
            return
        self.model.expire(self.clock())
        known, left = self.model.open_paper(), LIMIT - self.model.used()
        if known is None and left <= 0:
            with pytest.raises(CannotStart):
                self.scene.start(self.phone(phone))
            # refused as a whole: what was over is handed in by the next deed that is not
            return
        started = self.scene.start(self.phone(phone))
        assert started.is_new is (known is None)
        if known is None:
            deadline = self.clock() + timedelta(minutes=MINUTES)
            known = ModelPaper(number=len(self.model.papers) + 1, deadline=deadline)
            self.model.papers.append(known)
        assert (started.attempt_no, started.deadline_at) == (known.number, known.deadline)

    @precondition(lambda self: self.model.open_paper() is not None)
    @rule(phone=st.sampled_from((0, 1)), picked=st.integers(0, 1), newer=st.booleans())
    def save(self, phone: int, picked: int, newer: bool) -> None:
        paper = self._answerable(phone)
        if paper is None:
            return
        revision = paper.revision + 1 if newer else max(1, paper.revision)
        if paper.is_over(self.clock()):
            with pytest.raises(AttemptClosed):
                self._save(paper, phone, picked, revision)
            return
        saved = self._save(paper, phone, picked, revision)
        assert saved.is_stored is (revision > paper.revision)
        if saved.is_stored:
            paper.answers, paper.revision = {"1": [picked]}, revision

    def _save(self, paper: ModelPaper, phone: int, picked: int, revision: int) -> Any:
        return self.scene.save(self.token(paper), {"1": [picked]}, revision, self.phone(phone))

    def _answerable(self, phone: int) -> ModelPaper | None:
        """The open paper, if this phone may answer it; that it may not is checked here."""
        paper = self.model.open_paper()
        if paper is None or phone not in self.model.phones:
            return None
        if paper.held_by not in (None, phone):
            with pytest.raises(MovedToOtherPhone):
                self._save(paper, phone, 0, 999)
            return None
        return paper

    @precondition(lambda self: self.model.open_paper() is not None)
    @rule(phone=st.sampled_from((0, 1)), times=st.integers(1, 3))
    def submit_and_retry(self, phone: int, times: int) -> None:
        paper = self._answerable(phone)
        if paper is None:
            return
        token, over = self.token(paper), paper.is_over(self.clock())
        receipts = [self.scene.submit(token, None, phone=self.phone(phone)) for _ in range(times)]
        assert [receipt.is_new for receipt in receipts] == [True] + [False] * (times - 1)
        assert len({(receipt.score, receipt.submitted_at) for receipt in receipts}) == 1
        paper.state = "blank" if over and not paper.answers else "counted"

    @rule()
    def expire(self) -> None:
        with self.scene.store.write() as session:
            done = expire_for_person(
                session, contest_id=self.scene.contest_id, person_id=self.person_id, now=self.clock()
            )
        assert done == self.model.expire(self.clock())

    @rule(seconds=st.sampled_from((1, 29, 31, 14 * 60, 15 * 60, 15 * 60 + 31)))
    def step(self, seconds: int) -> None:
        self.clock.advance(seconds=seconds)

    @rule(number=st.integers(1, LIMIT + 1), returns=st.booleans())
    def void(self, number: int, returns: bool) -> None:
        paper = self._numbered(number)
        if paper is None:
            return
        with self._allowed(paper.state == "counted") as session:
            void_attempt(
                session, self.row(number).id, reason="核实", actor=self.scene.cast.alice.actor, now=self.clock(),
                returns_try=returns,
            )  # fmt: skip
        if paper.state == "counted":
            paper.state, paper.returns_try = "void", returns

    @rule(number=st.integers(1, LIMIT + 1))
    def restore(self, number: int) -> None:
        paper = self._numbered(number)
        if paper is None:
            return
        with self._allowed(paper.state == "void") as session:
            restore_attempt(
                session, self.row(number).id, reason="核实", actor=self.scene.cast.alice.actor, now=self.clock()
            )
        if paper.state == "void":
            paper.state, paper.returns_try = "counted", False

    @rule(number=st.integers(1, LIMIT + 1), minutes=st.integers(1, 30))
    def reopen(self, number: int, minutes: int) -> None:
        paper = self._numbered(number)
        if paper is None:
            return
        is_allowed = paper.state in {"counted", "blank"} and self.model.open_paper() is None
        deadline = self.clock() + timedelta(minutes=minutes)
        with self._allowed(is_allowed) as session:
            reopen_attempt(
                session, self.row(number).id, deadline_at=deadline, reason="停电", actor=self.scene.cast.alice.actor,
                now=self.clock(),
            )  # fmt: skip
        if is_allowed:
            paper.state, paper.deadline = "open", deadline

    def _numbered(self, number: int) -> ModelPaper | None:
        return next((paper for paper in self.model.papers if paper.number == number), None)

    @contextmanager
    def _allowed(self, is_allowed: bool) -> Iterator[Any]:
        if is_allowed:
            with self.scene.store.write() as session:
                yield session
            return
        with pytest.raises(Conflict), self.scene.store.write() as session:
            yield session

    @precondition(lambda self: self.model.open_paper() is not None)
    @rule(source=st.sampled_from((0, 1)))
    def move(self, source: int) -> None:
        paper = self._answerable(source)
        if paper is None or paper.is_over(self.clock()):
            return
        token, target = self.token(paper), 1 - source
        with self.scene.store.write() as session:
            made = make_code(
                session, code=self.scene.code, token=token, device_hash=self.devices[source], now=self.clock()
            )
        with self.scene.store.write() as session:
            moved = use_code(
                session,
                contest_code=self.scene.code,
                typed=made.code,
                device_hash=self.devices[target],
                now=self.clock(),
            )
        assert moved.token == token
        paper.held_by = target
        self.model.phones.add(target)

    # what always holds

    @invariant()
    def papers_are_as_the_model_says(self) -> None:
        with self.scene.store.read() as session:
            columns = (Attempt.attempt_no, Attempt.submitted_at, Attempt.is_counted, Attempt.voided_at, Attempt.answers)
            rows = session.execute(
                select(*columns).where(Attempt.person_id == self.person_id).order_by(Attempt.attempt_no)
            ).all()
        seen = [(row.attempt_no, _state(row), dict(row.answers)) for row in rows]
        expected = [
            (paper.number, paper.state, {"0": paper.answers["1"]} if paper.answers else {})
            for paper in self.model.papers
        ]
        assert seen == expected

    @invariant()
    def the_ledger_counts_what_stands(self) -> None:
        with self.scene.store.read() as session:
            query = select(func.coalesce(func.sum(LedgerEntry.quantity), 0))
            total = session.scalar(query.where(LedgerEntry.person_id == self.person_id))
        assert total == sum(paper.state == "counted" for paper in self.model.papers)

    @invariant()
    def at_most_one_is_open_and_no_try_is_too_many(self) -> None:
        assert sum(paper.state == "open" for paper in self.model.papers) <= 1
        assert self.model.used() <= LIMIT + sum(paper.state == "counted" for paper in self.model.papers)


def _state(row: Any) -> str:
    if row.submitted_at is None:
        return "open"
    if row.voided_at is not None:
        return "void"
    return "counted" if row.is_counted else "blank"


@pytest.fixture
def shared(make_scene: MakeScene) -> Scene:
    """A contest of three tries that lasts longer than all examples together."""
    scene = make_scene(tries_total=LIMIT, tries_per_day=None, minutes_limit=MINUTES)
    with scene.store.write() as session:
        session.execute(update(Contest).values(closes_at=scene.clock() + timedelta(days=3_650)))
    return scene


def play(scene: Scene, *phases: Phase) -> None:
    """Many lives, one after another, each of another person."""
    machine = type("Life", (PaperLife,), {"scene": scene, "numbers": count(1)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, derandomize=True, database=None,
            phases=phases or (Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_papers_live_as_the_model_says(shared: Scene) -> None:
    play(shared)


def test_twin_whose_reopening_leaves_the_ledger_alone_is_found(shared: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The model is no decoration: without the reversing entry it disagrees."""
    monkeypatch.setattr(reopen_module.ledger, "reverse_many", lambda *_args, **_named: None)
    with pytest.raises(AssertionError):
        play(shared, Phase.generate)
