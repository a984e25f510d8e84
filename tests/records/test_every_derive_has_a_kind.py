"""Every source that an official form names is a kind of activity or record: see docs/decisions/0003-ledger-kinds.md."""

from __future__ import annotations

import pytest

from quizapp.activities import activity_kinds, activity_tags, sectors
from quizapp.records import record_groups, record_kinds, record_tags, statuses

#: Activity kinds that the city form of 2021 derives from, and those that the township form of 2023 needs.
ACTIVITIES = [
    "theory_group_study",
    "documentary_study",
    "group_viewing",
    "lecture",
    "open_talk",
    "open_class",
    "micro_class",
    "online_interview",
    "grassroots_talk",
    "media_coverage",
    "risk_census_publicity",
    "consultation",
    "frontline_anchor",
    "public_open_day",
    "cloud_expert_clinic",
    "emergency_livestream",
    "safety_flash_mob",
    "online_event",
    "experience_hall_visit",
    "comprehensive_drill",
    "ankang_cup",
    "red_black_list",
    "i_am_safety_trainer",
    "distinctive_method_collection",
    "culture_demo",
    "targeted_service",
    "escape_drill",
    "first_aid_drill",
    "practical_help",
    "press_visit",
    "themed_tour",
    "regional_tour",
    "online_tour",
    "topic_study",
    "staff_education",
    "leader_talk",
    "escape_camp",
    "science_reading",
    "farm_machine_training",
    "ebike_charging_check",
    "hot_work_training",
    "outsourcing_check",
    "law_publicity",
    "skill_training",
    "evacuation_drill",
    "tabletop_drill",
    "special_drill",
]

#: (source, kind, tags asked for) of everything else.
RECORDS = [
    ("media_item", "signed_article", ()),
    ("media_item", "key_report", ()),
    ("media_item", "interview_comment", ()),
    ("media_item", "news", ("tackling_campaign", "good_practice", "from_tip", "five_leads")),
    ("media_item", "news", ("good_practice", "campaign:safety_tour")),
    ("media_item", "exposure", ()),
    ("media_item", "case_bulletin", ()),
    ("media_item", "risk_alert", ()),
    ("good_practice", "", ()),
    ("hazard_report", "", ("status:accepted",)),
    ("publicity_product", "warning_film", ()),
    ("publicity_product", "psa_video", ()),
    ("publicity_product", "safety_video", ()),
    ("exhibition_visit", "", ()),
    ("live_quiz_player", "", ()),
    ("pledge", "", ()),
    ("posting_record", "", ()),
    ("leaflet", "", ()),
    ("escape_route_map", "", ()),
    ("home_hazard_check", "", ()),
    ("commitment_unit", "", ()),
    ("screen_play", "", ()),
    ("broadcast", "", ()),
    ("risk_card", "", ()),
    ("work_entry", "", ("status:accepted",)),
    ("experience_base", "", ("status:new",)),
    ("experience_base", "", ("status:expanded",)),
    ("experience_base", "", ("status:planned",)),
    ("experience_base", "", ("status:other",)),
    ("tip", "", ()),
    ("tip_reward", "", ()),
    ("document", "plan", ()),
]
MEASURES = {
    "exhibition_visit": "attendance", "pledge": "attendance", "live_quiz_player": "attendance",
    "posting_record": "quantity", "leaflet": "quantity", "tip": "item", "tip_reward": "item", "work_entry": "item",
}  # fmt: skip


@pytest.mark.parametrize("key", ACTIVITIES)
def test_every_activity_of_the_forms_is_a_kind(key: str) -> None:
    assert key in activity_kinds()


@pytest.mark.parametrize(("source", "kind", "tags"), RECORDS)
def test_every_other_source_of_the_forms_is_a_kind_with_its_tags(source: str, kind: str, tags: tuple[str, ...]) -> None:
    found = record_kinds()[f"{source}.{kind}" if kind else source]
    allowed = {*found.tags, *(f"status:{status}" for status in found.statuses)}
    assert set(tags) <= allowed


@pytest.mark.parametrize(("key", "measure"), MEASURES.items())
def test_a_source_is_measured_as_the_forms_ask(key: str, measure: str) -> None:
    assert record_kinds()[key].measure.value == measure


def test_the_eight_key_sectors_are_there() -> None:
    assert len(sectors()) == 8


def test_the_campaign_tag_that_forms_ask_for_is_there() -> None:
    assert "tackling_campaign" in activity_tags()


def test_a_word_means_one_thing_on_the_ledger() -> None:
    assert not set(activity_kinds()) & set(record_kinds())


def test_records_name_known_groups_statuses_and_tags() -> None:
    for kind in record_kinds().values():
        assert kind.group in record_groups(), kind.key
        assert set(kind.statuses) <= set(statuses()), kind.key
        assert set(kind.tags) <= set(record_tags()), kind.key


def test_every_group_status_and_tag_is_used() -> None:
    kinds = record_kinds().values()
    assert {kind.group for kind in kinds} == set(record_groups())
    assert {status for kind in kinds for status in kind.statuses} == set(statuses())
    assert {tag for kind in kinds for tag in kind.tags} == set(record_tags())
