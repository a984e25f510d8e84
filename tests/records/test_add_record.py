"""The book of records: added once, withdrawn with a reason, put right by a new line."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from quizapp.db import Store
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.ledger import Scope, distinct_people, sums
from quizapp.records import (
    NewRecord,
    Record,
    RecordFilter,
    add_record,
    count_records,
    kinds_in_use,
    list_records,
    replace_record,
    withdraw_record,
)
from quizapp.records.models import CodedPerson
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.month import VAULT, Month, figure

DAY = date(2026, 6, 10)


def _new(cast: Cast, month: Month, **changes: object) -> NewRecord:
    values: dict[str, object] = {
        "campaign_id": month.id, "unit_id": cast.hongxing.id, "kind": "media_item.news", "title": "村里来了宣讲队",
        "happened_on": DAY, "nonce": "r1",
    }  # fmt: skip
    return NewRecord(**(values | changes))  # type: ignore[arg-type]


def _add(session, new: NewRecord) -> Record:  # type: ignore[no-untyped-def]
    return add_record(session, new, vault=VAULT, actor="staff:1", now=OPENING)


def test_it_works(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        _add(session, _new(cast, month, tags=("tackling_campaign", "campaign:safety_tour")))
        assert figure(session, month, cast.county, "item", "media_item.news", tag="tackling_campaign") == 1
        assert figure(session, month, cast.county, "item", "media_item.news", tag="campaign:safety_tour") == 1
        assert figure(session, month, cast.sister_town, "item") == 0


def test_a_form_sent_twice_counts_once(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        made = [_add(session, _new(cast, month)) for _ in range(2)]
        assert made[0].id == made[1].id
        assert figure(session, month, cast.hongxing, "item") == 1


def test_a_nonce_with_other_content_is_a_conflict(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        _add(session, _new(cast, month))
        with pytest.raises(Conflict):
            _add(session, _new(cast, month, title="另一篇"))


def test_a_quantity_is_counted_in_pieces_and_may_be_approximate(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        _add(session, _new(cast, month, kind="leaflet", title="宣传单", quantity=15_000, is_approximate=True))
        found = sums(session, Scope(campaign_id=month.id, unit_path=cast.county.path), kinds=["leaflet"])
    assert [(each.measure, each.quantity, each.approximate) for each in found] == [("quantity", 15_000, 1)]


def test_a_status_stands_as_a_tag_and_has_a_default(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        _add(session, _new(cast, month, kind="experience_base", title="体验馆", status="planned"))
        _add(session, _new(cast, month, kind="hazard_report", title="堵住的楼道", nonce="r2"))
        assert figure(session, month, cast.county, "item", "experience_base", tag="status:planned") == 1
        assert figure(session, month, cast.county, "item", "hazard_report", tag="status:accepted") == 1


def test_online_participations_are_attendances(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        _add(session, _new(cast, month, kind="pledge", title="接力倡议", quantity=312))
        assert figure(session, month, cast.county, "attendance", "pledge") == 312


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "party"}, "kind"),
        ({"title": "\u200b"}, "title"),
        ({"quantity": 0}, "quantity"),
        ({"tags": ("five_entries",)}, "tags"),
        ({"status": "accepted"}, "status"),
        ({"happened_on": date(2026, 6, 17)}, "happened_on"),
        ({"kind": "tip_reward"}, "code"),
        ({"kind": "tip_reward", "code": "1", "quantity": 2}, "quantity"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(
    store: Store, cast: Cast, month: Month, changes: dict[str, object], field: str
) -> None:
    with store.write() as session:
        with pytest.raises(Invalid) as refused:
            _add(session, _new(cast, month, **changes))
        assert refused.value.field == field
        assert session.scalar(select(func.count()).select_from(Record)) == 0


def test_a_unit_outside_of_the_campaign_is_refused(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session, pytest.raises(Invalid):
        _add(session, _new(cast, month, unit_id=cast.stranger_town.id))


def test_one_code_is_one_person_however_often_rewarded(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        for number, code in enumerate(("举报人 07", "举报人07", "13800001234")):
            new = _new(cast, month, kind="tip_reward", title="举报奖励", code=code, nonce=f"t{number}")
            _add(session, new)
        scope = Scope(campaign_id=month.id, unit_path=cast.county.path)
        assert distinct_people(session, scope, kinds=["tip_reward"]) == 2


def test_a_code_cannot_be_read_back(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        _add(session, _new(cast, month, kind="tip_reward", title="举报奖励", code="13800001234"))
        row = session.scalars(select(CodedPerson)).one()
        record = session.scalars(select(Record)).one()
    kept = " ".join(str(value) for value in (*vars(row).values(), *vars(record).values()))
    assert "13800001234" not in kept


def test_withdrawing_keeps_the_line_and_takes_the_count_back(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        record = _add(session, _new(cast, month))
        answers = [withdraw_record(session, record.id, reason="重复", actor="staff:2", now=OPENING) for _ in range(2)]
        assert answers == [True, False]
        assert figure(session, month, cast.hongxing, "item") == 0
        kept = session.get_one(Record, record.id)
        assert (kept.withdrawn_by, kept.withdrawn_reason) == ("staff:2", "重复")


def test_withdrawing_needs_a_reason(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        record = _add(session, _new(cast, month))
        with pytest.raises(Invalid):
            withdraw_record(session, record.id, reason="", actor="staff:1", now=OPENING)


def test_withdrawing_what_is_not_there_is_not_found(store: Store, month: Month) -> None:
    with store.write() as session, pytest.raises(NotFound):
        withdraw_record(session, 404, reason="错", actor="staff:1", now=OPENING)


def _replace(session, record_id: int, new: NewRecord) -> Record:  # type: ignore[no-untyped-def]
    return replace_record(session, record_id, new, reason="数字写错", vault=VAULT, actor="staff:1", now=OPENING)


def test_putting_right_counts_the_new_line_alone(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        old = _add(session, _new(cast, month, kind="posting_record", title="横幅", quantity=14))
        new = _new(cast, month, kind="posting_record", title="横幅", quantity=41, nonce="r2")
        made = [_replace(session, old.id, new) for _ in range(2)]
        assert (made[0].id, made[0].replaces_id) == (made[1].id, old.id)
        assert figure(session, month, cast.county, "quantity") == 41


def test_a_withdrawn_line_is_not_put_right(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        old = _add(session, _new(cast, month))
        withdraw_record(session, old.id, reason="重复", actor="staff:1", now=OPENING)
        with pytest.raises(Conflict):
            _replace(session, old.id, _new(cast, month, nonce="r2"))


def test_the_book_is_filtered_by_subtree_kind_days_words_and_state(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        news = _add(session, _new(cast, month))
        _add(session, _new(cast, month, kind="tip", title="举报 100%", nonce="r2", happened_on=DAY - timedelta(days=9)))
        gone = _add(session, _new(cast, month, unit_id=cast.sister_town.id, nonce="r3"))
        withdraw_record(session, gone.id, reason="重复", actor="staff:1", now=OPENING)

        def found(**changes: object) -> list[str]:
            wanted = RecordFilter(**({"campaign_id": month.id, "paths": (cast.county.path,)} | changes))  # type: ignore[arg-type]
            lines = list_records(session, wanted)
            assert count_records(session, wanted) == len(lines)
            return [record.nonce for record, _unit in lines]

        assert found() == ["r1", "r2"]
        assert found(with_withdrawn=True) == ["r3", "r1", "r2"]
        assert found(paths=(cast.sister_town.path,)) == []
        assert found(kinds=("tip",)) == ["r2"]
        assert found(first=DAY) == ["r1"]
        assert found(last=DAY - timedelta(days=1)) == ["r2"]
        assert found(words="0%") == ["r2"]
        assert found(words="_") == []
        assert kinds_in_use(session, month.id, [cast.county.path]) == {news.kind: 1, "tip": 1}
