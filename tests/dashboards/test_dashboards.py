"""Pictures: the same numbers as the form, flat in statements; a public screen that names nobody."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from quizapp.audit.models import AuditEntry
from quizapp.campaigns import get_campaign
from quizapp.checkins import WalkIn, check_in_walk_in
from quizapp.dashboards import Picture, Reach, draw_picture
from quizapp.db import Store
from quizapp.kit.periods import CUMULATIVE
from quizapp.ledger import Scope, roll_up, subtree_days, subtree_sums
from quizapp.records import NewRecord, add_record
from quizapp.statistics import build_report, get_form
from quizapp.units import get_unit
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.counting import statement_counter
from tests.support.factories import Place, insert_unit
from tests.support.month import VAULT, Month, plan_session
from tests.support.visitor import Visitor

FORM = "zhoushan_2021_safety_month"


def _play(store: Store, cast: Cast, month: Month) -> None:
    """Two lectures on two days; five of 红星村, two of 东明镇 itself; banners of 青山村; nothing of the factory."""
    for day, names in ((0, "一二三四五"), (1, "一二")):
        now = OPENING + timedelta(days=day)
        with store.write() as session:
            lecture = plan_session(session, month, cast.town, now=now)
            for name in names:
                walk_in = WalkIn(name=f"村民{name}", unit_id=cast.hongxing.id, nonce=f"{day}-{name}")
                check_in_walk_in(session, lecture.id, walk_in, vault=VAULT, actor="staff:1", now=now)
            if day == 0:
                for name in "甲乙":
                    walk_in = WalkIn(name=f"干部{name}", unit_id=cast.town.id, nonce=f"t-{name}")
                    check_in_walk_in(session, lecture.id, walk_in, vault=VAULT, actor="staff:1", now=now)
    with store.write() as session:
        new = NewRecord(
            campaign_id=month.id, unit_id=cast.qingshan.id, kind="posting_record", title="横幅", quantity=41, nonce="r",
            happened_on=OPENING.date(),
        )  # fmt: skip
        add_record(session, new, vault=VAULT, actor="staff:1", now=OPENING)


def _draw(
    store: Store, month: Month, place: Place, *, by: Reach = Reach.DAY, is_public: bool = False, later: int = 1
) -> Picture:
    with store.read() as session:
        campaign, unit = get_campaign(session, month.id), get_unit(session, place.id)
        return draw_picture(session, campaign, unit, by=by, is_public=is_public, now=OPENING + timedelta(days=later))


@pytest.mark.parametrize("is_rolled", [False, True])
def test_the_pictures_say_what_the_form_says(store: Store, cast: Cast, month: Month, is_rolled: bool) -> None:
    _play(store, cast, month)
    if is_rolled:
        roll_up(store)
    picture = _draw(store, month, cast.town)
    with store.read() as session:
        campaign, unit = get_campaign(session, month.id), get_unit(session, cast.town.id)
        report = build_report(session, get_form(FORM), campaign, unit, CUMULATIVE, now=OPENING)
    mix = dict(picture.kinds)
    assert mix["安全生产大讲堂"].attendances == report.number("lecture_attendances") == 9
    assert mix["安全生产大讲堂"].sessions == report.number("lecture_sessions") == 2
    assert picture.totals.quantity == report.number("slogans_posters") == 41
    assert picture.totals.attendances == sum(heads for _, heads in picture.days) == 9
    rows = {row.name: row for row in picture.grid.rows}
    assert {name: row.total for name, row in rows.items()} == {"东明镇": 2, "红星村": 7, "青山村": 0, "东明化工厂": 0}
    assert sum(row.total for row in rows.values()) == picture.totals.attendances
    place = picture.grid.columns.index(f"{OPENING.month}/{OPENING.day}")
    assert [rows[name].cells[place][0] for name in ("东明镇", "红星村", "青山村")] == [2, 5, 0]
    assert rows["红星村"].cells[place][1] > rows["东明镇"].cells[place][1] > rows["青山村"].cells[place][1] == 0
    assert [unit.name for unit in picture.silent] == ["东明化工厂"]
    by_kind = _draw(store, month, cast.town, by=Reach.KIND).grid
    assert by_kind.columns == ("安全生产大讲堂",)
    assert [row.cells[0][0] for row in by_kind.rows] == [2, 7, 0, 0]


def test_a_unit_that_was_closed_keeps_what_it_did(store: Store, cast: Cast, month: Month) -> None:
    """Its people are not the town's own; one that did nothing is neither shown nor missed."""
    _play(store, cast, month)
    with store.write() as session:
        for place in (cast.hongxing, cast.factory):
            get_unit(session, place.id).is_active = False
    picture = _draw(store, month, cast.town)
    assert {row.name: row.total for row in picture.grid.rows} == {"东明镇": 2, "红星村（已停用）": 7, "青山村": 0}
    assert not picture.silent


@pytest.mark.parametrize("is_rolled", [False, True])
def test_days_add_up_to_the_sums(store: Store, cast: Cast, month: Month, is_rolled: bool) -> None:
    _play(store, cast, month)
    if is_rolled:
        roll_up(store)
        _late_banner(store, cast, month)
    units = {place.id: place.path for place in (cast.county, cast.town, cast.hongxing, cast.qingshan)}
    for position in (None, 3):
        scope = Scope(campaign_id=month.id, unit_path=cast.county.path, position=position)
        with store.read() as session:
            days, sums = subtree_days(session, scope, units), subtree_sums(session, scope, units)
        for unit_id in units:
            by_kind: dict[tuple[str, str], int] = {}
            for each in days:
                if each.unit_id == unit_id:
                    key = each.kind, each.measure
                    by_kind[key] = by_kind.get(key, 0) + each.quantity
            assert by_kind == {(row.kind, row.measure): row.quantity for row in sums[unit_id] if row.quantity}


def _late_banner(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        new = NewRecord(
            campaign_id=month.id, unit_id=cast.hongxing.id, kind="posting_record", title="又一条", quantity=3, nonce="late",
            happened_on=date(2026, 6, 1),
        )  # fmt: skip
        add_record(session, new, vault=VAULT, actor="staff:1", now=OPENING)


def test_statements_do_not_grow_with_units(store: Store, cast: Cast, month: Month) -> None:
    _play(store, cast, month)
    with statement_counter(store) as few:
        _draw(store, month, cast.town)
    town = cast.town
    with store.write() as session:
        for number in range(40):
            insert_unit(
                session, OPENING, name=f"村{number}", code=f"v{number}", level="village", kind="village", parent=town
            )
    with statement_counter(store) as many:
        assert len(_draw(store, month, cast.town).silent) == 41
    assert len(many) == len(few) <= 7, str(many)


def test_the_public_screen_names_no_unit_and_nobody(client: Visitor, store: Store, cast: Cast, month: Month) -> None:
    _play(store, cast, month)
    client.sign_in(cast.alice)
    where = f"/console/dashboard/{month.id}/{cast.town.id}"
    page = client.get(where).text
    assert "还没有记录的单位" in page
    assert "东明化工厂" in page
    assert client.post(f"{where}/screen", data={"do": "on"}).status_code == 303
    address = re.findall(r"/screen/[a-z0-9]{16,}", client.get(where).text)[0]
    stranger = client.application.test_client()
    screen = stranger.get(address)
    assert screen.status_code == 200
    assert all(
        name not in screen.text for name in ("红星村", "青山村", "东明化工厂", "村民", "干部", "还没有记录的单位")
    )
    assert "安全生产大讲堂" in screen.text
    assert '<noscript><meta http-equiv="refresh" content="60">' in screen.text
    client.post(f"{where}/screen", data={"do": "on"})
    assert stranger.get(address).status_code == 404, "another link: the old one is dead"
    newer = re.findall(r"/screen/[a-z0-9]{16,}", client.get(where).text)[0]
    client.post(f"{where}/screen", data={"do": "off"})
    assert stranger.get(newer).status_code == 404
    with store.read() as session:
        actions = [each.action for each in session.query(AuditEntry)]
    assert sorted(actions) == ["dashboard.close_screen", "dashboard.open_screen", "dashboard.open_screen"]


def test_a_month_without_anything_has_a_page(client: Visitor, cast: Cast, month: Month) -> None:
    client.sign_in(cast.vera)
    page = client.get("/console/dashboard", follow_redirects=True).text
    assert "还没有记录" in page
    assert "打开大屏" not in page
