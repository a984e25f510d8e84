"""A school drill of 东明镇 with its alarm, and sheets filled in for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quizapp.activities import SessionFacts, load_facts
from quizapp.db import Store
from quizapp.drills import Drill
from quizapp.evaluations import (
    Answer,
    Filled,
    Wanted,
    finish_evaluation,
    get_criteria,
    raise_improvement,
    read_evaluation,
    save_evaluation,
    start_evaluation,
)
from quizapp.kit.ids import new_token
from tests.drills.conftest import School, make_school
from tests.drills.test_muster import alarm, scan
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.month import Month, open_month


@pytest.fixture
def month(store: Store, cast: Cast) -> Month:
    """东明县's campaign."""
    with store.write() as session:
        return open_month(session, cast)


@pytest.fixture
def school(store: Store, cast: Cast, month: Month) -> School:
    """The drill: the alarm sounded, two came."""
    made = make_school(store, cast, month)
    alarm(store, made)
    scan(store, made, "赵一", 20)
    scan(store, made, "钱二", 45)
    return made


@pytest.fixture
def facts(store: Store, school: School) -> SessionFacts:
    """Its session."""
    with store.read() as session:
        return load_facts(session, school.session_id)


def begin(store: Store, facts: SessionFacts, key: str = "village", *, drill_id: int | None = None) -> int:
    """A draft."""
    with store.write() as session:
        drill = session.get_one(Drill, drill_id) if drill_id else None
        return start_evaluation(
            session, facts, get_criteria(key), drill, evaluators=[("李四", "镇应急办")], nonce=new_token(),
            actor="staff:1", now=OPENING,
        )  # fmt: skip


def fill(store: Store, evaluation_id: int, level: str = "yes", conclusion: str = "met", revision: int = 0) -> None:
    """All items with one level."""
    with store.write() as session:
        names = read_evaluation(session, evaluation_id).criteria.item_by_key
        filled = Filled(
            answers={name: Answer(level=level, remark="见现场") for name in names}, evaluators=[("李四", "镇应急办")],
            conclusion=conclusion, revision=revision,
        )  # fmt: skip
        save_evaluation(session, evaluation_id, filled)


def finish(store: Store, facts: SessionFacts, evaluation_id: int, drill_id: int | None = None) -> None:
    """Finished."""
    with store.write() as session:
        drill = session.get_one(Drill, drill_id) if drill_id else None
        finish_evaluation(session, evaluation_id, facts, drill, actor="staff:1", now=OPENING + timedelta(hours=1))


def problem(store: Store, facts: SessionFacts, cast: Cast, text: str = "西门锁着", **changes: object) -> int:
    """An improvement, due in five days, to be mended by 红星村."""
    values: dict[str, object] = {
        "problem": text, "owner_unit_id": cast.hongxing.id, "owner_name": "王五",
        "due_on": (OPENING + timedelta(days=5)).date(),
    }  # fmt: skip
    with store.write() as session:
        wanted = Wanted(**(values | changes))  # type: ignore[arg-type]
        return raise_improvement(session, facts, wanted, nonce=new_token(), actor="staff:1", now=OPENING)
