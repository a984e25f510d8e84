"""Each field of each shipped form has the figure of its own entries, and no other entry moves it."""

from __future__ import annotations

from typing import Any

import pytest

from quizapp.campaigns import Campaign
from quizapp.db import Store
from quizapp.ledger import Measure, reverse
from quizapp.statistics import Derive, Field, FieldType, Fold, Mode, shipped_forms
from tests.statistics.conftest import NOW, Build, Credit
from tests.support.cast import Cast

FIELDS = [(form.key, field.key) for form in shipped_forms().values() for field in form.fields()]
#: The official form proves the folds on both databases; of the other forms only the words are new.
BOTH_DATABASES = "zhoushan_2021_safety_month"
DERIVED = [
    pytest.param(form, key, marks=[] if form == BOTH_DATABASES else pytest.mark.sqlite_only)
    for form, key in FIELDS
    if shipped_forms()[form].by_key[key].derive is not None
]


def _field(form: str, key: str) -> tuple[Field, Derive]:
    field = shipped_forms()[form].by_key[key]
    assert field.derive is not None
    return field, field.derive


def _kinds(derive: Derive) -> list[str]:
    """Ledger kinds that count: all that are named, or two that belong to the family."""
    if derive.kinds:
        return list(derive.kinds)
    return [derive.family, f"{derive.family}.other"] if derive.family else ["lecture", "consultation"]


def _entry(derive: Derive, kind: str, **columns: Any) -> dict[str, Any]:
    measure = derive.measure or (Measure.ATTENDANCE if derive.fold is Fold.DISTINCT_PERSONS else Measure.ITEM)
    return {"kind": kind, "measure": measure, "tags": derive.tags} | columns


def _decoys(derive: Derive, cast: Cast, other: Campaign) -> list[dict[str, Any]]:
    """Entries that look right but for one thing."""
    kind = _kinds(derive)[0]
    good = _entry(derive, kind, quantity=500, person_id=77, tags=(*derive.tags, *_distinct(derive, 1)))
    found = [
        good | {"unit_id": cast.sister_town.id},
        good | {"unit_id": cast.stranger_town.id},
        good | {"campaign_id": other.id},
    ]
    if derive.kinds or derive.family:
        found += [good | {"kind": "something_else"}, good | {"kind": f"{kind}_too"}]
    if derive.measure is not None:
        found += [good | {"measure": measure} for measure in Measure if measure is not derive.measure]
    found += [good | {"tags": tuple(tag for tag in good["tags"] if tag != gone)} for gone in derive.tags]
    return found + [good | {"tags": tuple(f"{tag}x" for tag in good["tags"])} for _ in derive.tags[:1]]


def _distinct(derive: Derive, count: int) -> tuple[str, ...]:
    return tuple(f"{derive.distinct}:v{number}" for number in range(count)) if derive.distinct else ()


def _expected(derive: Derive, kinds: list[str], quantity: int) -> int:
    if derive.fold is Fold.DISTINCT_PERSONS:
        return 2
    return 1 if derive.fold is Fold.EXISTS else quantity * len(kinds)


@pytest.mark.parametrize(("form_key", "key"), DERIVED)
def test_a_field_counts_its_own_entries_and_no_others(
    form_key: str, key: str, store: Store, cast: Cast, other_campaign: Campaign, credit: Credit, build: Build
) -> None:
    field, derive = _field(form_key, key)
    form = shipped_forms()[form_key]
    for decoy in _decoys(derive, cast, other_campaign):
        credit(**decoy)
    assert build(cast.town, form=form).cells[key].value == 0

    kinds = _kinds(derive)
    for kind in kinds:
        for number in range(max(derive.minimum if derive.distinct else 1, 1)):
            tags = (*derive.tags, *((f"{derive.distinct}:v{number}",) if derive.distinct else ()))
            credit(**_entry(derive, kind, quantity=7, person_id=5, tags=tags))
    if derive.fold is Fold.DISTINCT_PERSONS:
        credit(**_entry(derive, kinds[0], person_id=5))
        credit(**_entry(derive, kinds[0], person_id=-3, unit_id=cast.qingshan.id))
    cell = build(cast.town, form=form).cells[key]
    assert cell.value == _expected(derive, kinds, 7)
    assert build(cast.qingshan, form=form).cells[key].value == (1 if derive.fold is Fold.DISTINCT_PERSONS else 0)
    assert field.mode is not Mode.MANUAL


@pytest.mark.parametrize(("form_key", "key"), DERIVED)
def test_a_field_lets_go_of_what_is_taken_back(
    form_key: str, key: str, store: Store, cast: Cast, credit: Credit, build: Build
) -> None:
    _, derive = _field(form_key, key)
    made = []
    for number in range(derive.minimum if derive.distinct else 1):
        tags = (*derive.tags, *((f"{derive.distinct}:v{number}",) if derive.distinct else ()))
        made.append(credit(**_entry(derive, _kinds(derive)[0], quantity=3, person_id=9, tags=tags)))
    assert build(cast.town, form=shipped_forms()[form_key]).cells[key].value != 0
    with store.write() as session:
        reverse(session, made[-1], reason="误登", actor="staff:1", now=NOW)
    assert build(cast.town, form=shipped_forms()[form_key]).cells[key].value == 0


def test_the_official_form_has_its_64_fields() -> None:
    form = shipped_forms()["zhoushan_2021_safety_month"]
    assert len(form.by_key) == 64
    assert sum(field.mode is Mode.MANUAL for field in form.fields()) == 11
    assert sum(field.type is FieldType.BOOL for field in form.fields()) == 15


def test_eight_sectors_may_come_from_few_activities(cast: Cast, credit: Credit, build: Build) -> None:
    for first in range(0, 8, 2):
        credit(measure=Measure.SESSION_HELD, tags=(f"sector:s{first}", f"sector:s{first + 1}"))
    assert build(cast.town).cells["eight_sector_publicity"].value == 1


def test_seven_sectors_are_not_eight(cast: Cast, credit: Credit, build: Build) -> None:
    for number in range(7):
        credit(measure=Measure.SESSION_HELD, tags=(f"sector:s{number}",))
        credit(measure=Measure.ATTENDANCE, tags=("sector:s8",))
    assert build(cast.town).cells["eight_sector_publicity"].value == 0


def test_a_kind_is_not_another_that_begins_like_it(cast: Cast, credit: Credit, build: Build) -> None:
    credit(kind="tip_reward", measure=Measure.ITEM, person_id=-1)
    report = build(cast.town)
    assert report.number("tips_received") == 0
    assert report.number("tipsters_rewarded") == 1
