"""A whole month through the real services: every cell, at every level, is the one that was counted by hand."""

from __future__ import annotations

from pathlib import Path

from quizapp.campaigns import get_campaign
from quizapp.db import Store
from quizapp.kit.periods import CUMULATIVE, parse_period
from quizapp.ledger import Measure, Scope, distinct_people, roll_up, settled_position
from quizapp.statistics import Cell, Form, Mode, Provenance, Report, TallyBy, build_report, list_tally, type_value
from quizapp.units import get_unit
from tests.statistics.scripted_month import Story, at
from tests.support.cast import Cast, Officer
from tests.support.clock import FakeClock
from tests.support.visitor import Visitor

COLUMNS = ("县", "镇", "红", "青", "白", "厂", "南")
#: How many units lie directly below.
CHILDREN = {"县": 2, "镇": 4}
Table = dict[str, dict[str, list[str]]]


def _by_hand() -> Table:
    """Part -> row -> one value a column."""
    parts: Table = {}
    for line in Path(__file__).with_name("scripted_month.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            rows = parts.setdefault(line.strip("[]"), {})
        elif line.strip() and not line.startswith("#"):
            name, *values = line.split()
            assert len(values) == len(COLUMNS), line
            assert name not in rows, line
            rows[name] = values
    return parts


def _nothing(form: Form, key: str, column: str) -> str:
    """What a week's part leaves out."""
    field = form.by_key[key]
    if field.retired_after is not None:
        return "停"
    if field.is_number:
        return "0"
    return ("—" if field.mode is Mode.MANUAL else "否") + (f"0/{CHILDREN[column]}" if column in CHILDREN else "")


def _shown(cell: Cell) -> str:
    if cell.provenance is Provenance.RETIRED:
        return "停"
    if cell.field.is_number:
        return f"{cell.value}{'余' if cell.is_approximate else ''}"
    answer = {1: "是", 0: "否", None: "—"}[cell.value if cell.value is None else int(cell.value)]
    return answer + (f"{cell.yes_units}/{cell.all_units}" if cell.all_units is not None else "")


class Desk:
    """Reads and answers forms of the story's units."""

    def __init__(self, store: Store, story: Story, form: Form) -> None:
        self.store, self.story, self.form = store, story, form

    def report(self, column: str, period: str, position: int | None = None) -> Report:
        with self.store.read() as session:
            campaign, unit = get_campaign(session, self.story.month.id), get_unit(session, self._id(column))
            return build_report(
                session, self.form, campaign, unit, parse_period(period), now=at(30), position=position
            )  # fmt: skip

    def answer(self, column: str, key: str, value: str, by: Officer, reason: str = "") -> None:
        with self.store.write() as session:
            campaign, unit = get_campaign(session, self.story.month.id), get_unit(session, self._id(column))
            report = build_report(session, self.form, campaign, unit, CUMULATIVE, now=at(17, 17))
            type_value(session, report, key, value, reason=reason, by=by.actor, now=at(17, 17))

    def people(self, column: str, period: str, position: int | None = None) -> int:
        path = self.story.units[column].path
        scope = Scope(
            campaign_id=self.story.month.id, unit_path=path, period=parse_period(period), position=position
        )  # fmt: skip
        with self.store.read() as session:
            return distinct_people(session, scope, kinds=None, measure=Measure.ATTENDANCE.value)

    def _id(self, column: str) -> int:
        return self.story.units[column].id

    def compare(self, part: str, rows: dict[str, list[str]], period: str, position: int | None = None) -> None:
        """Name every cell that differs, not only the first."""
        wrong = []
        for number, column in enumerate(COLUMNS):
            cells = self.report(column, period, position).cells
            found = {key: _shown(cell) for key, cell in cells.items()}
            found["people"] = str(self.people(column, period, position))
            for key, value in found.items():
                said = rows[key][number] if key in rows else _nothing(self.form, key, column)
                if value != said:
                    wrong.append(f"{part} {column} {key}: {value}, by hand {said}")
        assert wrong == []


def test_every_cell_is_the_one_counted_by_hand(
    store: Store, cast: Cast, form: Form, clock: FakeClock, client: Visitor
) -> None:
    by_hand = _by_hand()
    assert {*by_hand["cumulative"]} == {*form.by_key, "people"}
    story = Story(store, cast, clock, client)
    desk = Desk(store, story, form)
    story.until_wednesday()
    desk.answer("青", "slogans_posters", "25余", cast.qing, "沿街新挂的还没有登记")
    for column, key, answer, officer in (
        ("县", "national_platform_used", "是", cast.chen), ("镇", "no_formalism", "是", cast.alice),
        ("红", "in_annual_priorities", "否", cast.hong), ("红", "departments_coordinated", "是", cast.hong),
        ("青", "departments_coordinated", "是", cast.qing),
    ):  # fmt: skip
        desk.answer(column, key, answer, officer)
    taken = settled_position(store)
    desk.compare("taken", by_hand["week:2026-06-17 taken"], "week:2026-06-17")
    story.after_wednesday()
    for rolled in (False, True):  # once from the entries themselves, once from what is kept of them
        if rolled:
            roll_up(store)
        for part, rows in by_hand.items():
            period, _, when = part.partition(" ")
            desk.compare(f"{part} (rolled up: {rolled})", rows, period, taken if when else None)
    _zhang_came_to_all_of_it(store, story)


def _zhang_came_to_all_of_it(store: Store, story: Story) -> None:
    scope = Scope(campaign_id=story.month.id, unit_path=story.units["县"].path)
    with store.read() as session:
        (row,) = [row for row in list_tally(session, scope, TallyBy.PERSON, masked=False) if row.title == "张三"]
    assert dict(row.kinds) == {
        "lecture": 1, "comprehensive_drill": 1, "i_am_safety_trainer": 2, "escape_drill": 1, "first_aid_drill": 1,
        "knowledge_contest": 2,
    }  # fmt: skip
    assert row.attendances == 8
