"""What it costs to file when many units below have filed before."""

from __future__ import annotations

from quizapp.db import Store
from quizapp.filings import Handing
from tests.filings.conftest import WEEKS, Desk, at
from tests.support.cast import Cast
from tests.support.counting import Statements, statement_counter
from tests.support.factories import Place, insert_unit


def test_filing_reads_no_other_reports_however_many_units_have_filed(desk: Desk, cast: Cast, store: Store) -> None:
    """One town with two villages that type each week, and its sister with six: the same statements, and no report."""
    sent = []
    for town, villages in ((cast.town, 2), (cast.sister_town, 6)):
        with store.write() as session:
            places = [
                insert_unit(session, at(1), name=f"第{number}村", code=f"{town.code}-{number}", parent=town)
                for number in range(villages)
            ]
        for place in (*places, town):
            _file(desk, cast, place, WEEKS[0])
        for place in places:
            desk.type(place, WEEKS[1], at(17), cast.chen.actor, boards="2", plan_made="是")
        desk.type(town, WEEKS[1], at(17), cast.chen.actor, plan_made="是")
        with statement_counter(store) as counted:
            desk.file(town, WEEKS[1], at(17), cast.chen.actor)
        sent.append(counted)
        assert _reports_read(counted) == []
        assert desk.report(town).number("boards") == 2 * villages + 1
    assert len(sent[0]) == len(sent[1])


def _file(desk: Desk, cast: Cast, place: Place, week: str) -> None:
    desk.type(place, week, at(10), cast.chen.actor, boards="1", plan_made="是")
    desk.file(place, week, at(10), cast.chen.actor, Handing())


def _reports_read(sent: Statements) -> list[str]:
    return [text for text in sent.texts if text.lstrip().startswith("SELECT") and "filing.content" in text]
