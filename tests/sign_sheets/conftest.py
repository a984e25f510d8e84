"""A lecture of 东明镇 with two villagers on the roster, and a sheet printed for it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from quizapp.activities import SessionFacts
from quizapp.db import Store
from quizapp.people.models import Roster, RosterEntry
from quizapp.sign_sheets import PrintedSheet, SheetPlan, print_sheet
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.month import Month, open_month, plan_session

NAMES = ("单红星", "周小青")


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A session and its sheet: rows 1 and 2 are named, 3 to 8 empty."""

    month: Month
    facts: SessionFacts
    code: str
    sheet_id: int


@pytest.fixture
def printed(store: Store, cast: Cast) -> Printed:
    """A printed sheet."""
    with store.write() as session:
        month = open_month(session, cast)
        roster = Roster(campaign_id=month.id, unit_id=cast.hongxing.id, title="花名册", created_at=OPENING)
        session.add(roster)
        session.flush()
        for position, name in enumerate(NAMES, 1):
            session.add(
                RosterEntry(
                    roster_id=roster.id, unit_id=cast.hongxing.id, name=name, name_key=name, identity=str(position),
                    position=position, pinyin="", initials="", department="一组",
                )
            )  # fmt: skip
        session.flush()
        facts = plan_session(session, month, cast.town, title="用电安全讲座")
        plan = SheetPlan(paths=[cast.town.path], blank_rows=6)
        sheet, rows = print_sheet(session, facts, plan, actor="staff:1", now=OPENING)
        assert {row.name for row in rows} == set(NAMES)
        return Printed(month=month, facts=facts, code=sheet.code, sheet_id=sheet.id)


def sheet_of(session, printed: Printed) -> PrintedSheet:  # type: ignore[no-untyped-def]
    """The sheet in this transaction."""
    found = session.get(PrintedSheet, printed.sheet_id)
    assert isinstance(found, PrintedSheet)
    return found
