"""The story of a month, told to the real services: what scripted_month.txt counts by hand.

Times are those of the place. `until_wednesday` ends when the week's report is taken; `after_wednesday` brings what came
late, was put right, or took place later.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from quizapp.activities import DoorSettings, SessionFacts, cancel_session, change_door, load_facts, record_as_held
from quizapp.checkins import Direction, Door, NewHeadcount, NewScan, Verdict, count_crowd, record_scan, undo_scan
from quizapp.contests import create_contest, publish_contest, void_attempt
from quizapp.db import Store
from quizapp.people import NewPerson, hash_device, register_person
from quizapp.records import NewRecord, add_record, replace_record
from quizapp.units import NewUnit, add_unit
from tests.contests.makers import VAULT, Phone, make_bank, make_settings
from tests.contests.papers import hand_in
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.factories import Place
from tests.support.month import Month, open_month, plan_session
from tests.support.visitor import Visitor

BEIJING = ZoneInfo("Asia/Shanghai")
_ACTOR = "staff:1"
#: unit, kind, day, quantity, tags or status; 甲 and 乙 are the codes of people who gave a tip.
_FIRST_RECORDS = (
    ("红", "document.plan", 1, 1, ""), ("南", "document.plan", 2, 1, ""), ("县", "publicity_product.psa_video", 2, 1, ""),
    ("县", "publicity_product.warning_film", 3, 1, ""), ("青", "posting_record", 4, 20, ""),
    ("红", "hazard_report", 5, 5, "accepted"), ("青", "hazard_report", 6, 3, "submitted"),
    ("县", "experience_base", 6, 1, "new"), ("县", "media_item.signed_article", 8, 1, ""),
    ("镇", "media_item.news", 9, 3, "#tackling_campaign"), ("镇", "publicity_product.safety_video", 10, 2, ""),
    ("镇", "experience_base", 10, 1, "expanded"), ("红", "work_entry", 11, 2, "accepted"),
    ("红", "experience_base", 12, 1, "other"), ("红", "tip", 12, 1, ""), ("青", "tip", 14, 2, ""),
    ("红", "good_practice", 15, 2, ""), ("红", "tip_reward", 15, 1, "甲"), ("青", "tip_reward", 16, 1, "甲"),
    ("镇", "media_item.news", 16, 1, "#good_practice"), ("镇", "live_quiz_player", 16, 45, ""),
    ("白", "pledge", 16, 66, ""), ("白", "posting_record", 16, 8, ""), ("镇", "media_item.key_report", 17, 1, ""),
)  # fmt: skip
_LATER_RECORDS = (
    ("青", "exhibition_visit", 18, 120, "余"), ("青", "publicity_product.reader", 19, 1, ""),
    ("青", "tip_reward", 19, 1, "乙"), ("南", "experience_base", 22, 1, "planned"),
    ("县", "media_item.news", 24, 1, "#good_practice #campaign:safety_tour"),
    ("县", "media_item.exposure", 25, 2, "#from_tip"),
)  # fmt: skip
#: unit, kind, day, heads of a crowd (0 = a signed record alone), further words of the plan.
_FIRST_ACTIVITIES: tuple[tuple[str, str, int, int, dict[str, Any]], ...] = (
    ("镇", "theory_group_study", 3, 12, {}),
    ("红", "documentary_study", 4, 0, {"sector": "road_transport"}),
    ("青", "group_viewing", 9, 35, {"sector": "construction"}),
    ("县", "media_coverage", 10, 0, {}),
    ("白", "targeted_service", 12, 25, {}),
    ("镇", "cloud_expert_clinic", 13, 150, {"sector": "tourism"}),
    ("青", "public_open_day", 13, 60, {"delivery": "offline"}),
    ("红", "risk_census_publicity", 16, 0, {"tags": ("tackling_campaign",)}),
    ("县", "frontline_anchor", 16, 0, {}),
)
_LATER_ACTIVITIES: tuple[tuple[str, str, int, int, dict[str, Any]], ...] = (
    ("青", "practical_help", 18, 0, {}), ("南", "experience_hall_visit", 20, 30, {}), ("县", "press_visit", 22, 0, {}),
    ("县", "themed_tour", 23, 0, {}), ("镇", "regional_tour", 24, 0, {}), ("县", "online_tour", 25, 0, {}),
)  # fmt: skip


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of June, by the clock on the wall."""
    return datetime(2026, 6, day, hour, minute, tzinfo=BEIJING).astimezone(UTC)


@dataclass
class Story:
    """Tells the month; ``units`` are its places by the names of the table's columns."""

    store: Store
    cast: Cast
    clock: FakeClock
    helper: Visitor

    def __post_init__(self) -> None:
        self._nonces = (f"nonce-{number:06d}" for number in itertools.count(1))
        with self.store.write() as session:
            self.month: Month = open_month(session, self.cast, at(1))
            self.units = self._units(session)
            self.people = {name: self._person(session, name, unit) for name, unit in _PEOPLE.items()}

    def _units(self, session: Any) -> dict[str, Place]:
        new = NewUnit(code="baisha", name="白沙村", level="village", kind="village", parent_id=self.cast.town.id)
        unit = add_unit(session, new, actor=_ACTOR, now=at(1))
        third = Place(id=unit.id, code=unit.code, name=unit.name, path=unit.path)
        cast = self.cast
        return {
            "县": cast.county, "镇": cast.town, "红": cast.hongxing, "青": cast.qingshan, "白": third,
            "厂": cast.factory, "南": cast.sister_town,
        }  # fmt: skip

    def _person(self, session: Any, name: str, unit: str) -> Phone:
        home, key = self.units[unit].id, hash_device(name)
        new = NewPerson(campaign_id=self.month.id, unit_id=home, name=name, notice_version=1)
        person = register_person(session, new, device_hash=key, vault=VAULT, now=at(1))
        return Phone(person_id=person.id, unit_id=home, device_hash=key)

    def until_wednesday(self) -> None:
        """Everything that was in the ledger on the 17th at six in the evening."""
        self._tell(_FIRST_ACTIVITIES, _FIRST_RECORDS)
        self._lecture_with_a_re_entry()
        self._joint_drill()
        self._two_day_training()
        self._cancelled_sessions()
        self._crowds()
        self._papers()
        self._mistyped = self._record("红", "posting_record", 15, 60, "")
        self._offline = self._plan("白", "escape_drill", at(17, 15), joint=("南",))

    def after_wednesday(self) -> None:
        """What was late, what was put right, and the rest of the month."""
        self._late_scans()
        self._paper_is_voided()
        self._slip_is_put_right()
        self._tell(_LATER_ACTIVITIES, _LATER_RECORDS)
        self._undone_check_in()
        self._hand_in("张三", at(18, 20))
        self._hand_in("李四", at(18, 21))

    def _tell(self, activities: Any, records: Any) -> None:
        for unit, kind, day, heads, words in activities:
            held = self._plan(unit, kind, at(day), **words)
            self._crowd(held, unit, heads, at(day)) if heads else self._sign(held, at(day, 12))
        for line in records:
            self._record(*line)

    def _plan(self, unit: str, kind: str, when: datetime, joint: tuple[str, ...] = (), **words: Any) -> SessionFacts:
        hosts = tuple(self.units[name] for name in joint)
        words = {"starts_at": when, "ends_at": when + timedelta(hours=1)} | words
        with self.store.write() as session:
            return plan_session(session, self.month, self.units[unit], now=at(1), kind=kind, joint=hosts, **words)

    def _sign(self, held: SessionFacts, now: datetime) -> None:
        with self.store.write() as session:
            record_as_held(session, held.id, signed_by="李主任", actor=_ACTOR, now=now)

    def _crowd(
        self, held: SessionFacts, unit: str, heads: int, when: datetime, *, about: bool = False, late: bool = False
    ) -> None:
        new = NewHeadcount(
            unit_id=self.units[unit].id, people=heads, is_approximate=about, counted_by="李主任", method="counter",
            nonce=next(self._nonces), counted_at=when,
        )  # fmt: skip
        with self.store.write() as session:
            count_crowd(session, held.id, new, actor=_ACTOR, now=at(18, 10) if late else when)

    def _scan(self, held: SessionFacts, name: str, when: datetime, expected: Verdict, **words: Any) -> str:
        person, nonce = self.people[name], next(self._nonces)
        new = NewScan(
            nonce=nonce, person_id=person.person_id, door=Door.SCAN, scanned_at=when, device_hash=person.device_hash,
            **words,
        )  # fmt: skip
        with self.store.write() as session:
            assert record_scan(session, held.id, new, actor=f"person:{person.person_id}", now=when).verdict is expected
        return nonce

    def _record(self, unit: str, kind: str, day: int, quantity: int, more: str) -> NewRecord:
        new = NewRecord(
            campaign_id=self.month.id, unit_id=self.units[unit].id, kind=kind, title="一条台账",
            happened_on=date(2026, 6, day), nonce=next(self._nonces), quantity=quantity, is_approximate=more == "余",
            tags=tuple(word[1:] for word in more.split() if word.startswith("#")),
            status=more if more.isascii() and more.isalpha() else "", code=more if more in {"甲", "乙"} else "",
        )  # fmt: skip
        with self.store.write() as session:
            add_record(session, new, vault=VAULT, actor=_ACTOR, now=at(day, 17))
        return new

    def _lecture_with_a_re_entry(self) -> None:
        """张三 leaves for a while, comes back, and scans once more to be sure: he came once."""
        held = self._plan("红", "lecture", at(2, 19), sector="fire")
        with self.store.write() as session:
            change_door(session, held.id, DoorSettings(takes_exits=True))
        for name in ("张三", "李四", "王五"):
            self._scan(held, name, at(2, 19), Verdict.ACCEPTED)
        self._scan(held, "张三", at(2, 19, 20), Verdict.LEFT, direction=Direction.EXIT)
        self._scan(held, "张三", at(2, 19, 30), Verdict.REENTERED)
        self._scan(held, "张三", at(2, 19, 31), Verdict.ALREADY_IN)

    def _joint_drill(self) -> None:
        """Two villages of the township hold one drill."""
        held = self._plan("红", "comprehensive_drill", at(5, 15), joint=("青",), sector="hazardous_chemicals")
        for name in ("张三", "王五", "赵六"):
            self._scan(held, name, at(5, 15), Verdict.ACCEPTED)

    def _two_day_training(self) -> None:
        """From Wednesday to Thursday, over the end of a reporting week: one session, an attendance a day."""
        held = self._plan("镇", "i_am_safety_trainer", at(10), ends_at=at(11, 16), sector="industry_mining")
        for name, day in (("张三", 10), ("李四", 10), ("张三", 11), ("王五", 11)):
            self._scan(held, name, at(day), Verdict.ACCEPTED)

    def _cancelled_sessions(self) -> None:
        """One is cancelled before anybody comes; of the other it turns out that it was signed by mistake."""
        before, after = self._plan("白", "consultation", at(8)), self._plan("青", "open_talk", at(9))
        self._sign(after, at(9, 20))
        for held, day in ((before, 7), (after, 12)):
            with self.store.write() as session:
                cancel_session(session, held.id, reason="台风，改期", actor=_ACTOR, now=at(day))
        self._scan(before, "赵六", at(8), Verdict.CANCELLED)

    def _crowds(self) -> None:
        talk = self._plan("白", "grassroots_talk", at(11), sector="fishery")
        self._crowd(talk, "白", 40, at(11), about=True)
        square = self._plan("镇", "consultation", at(16), sector="city_operation")
        self._crowd(square, "镇", 800, at(16), about=True)
        self._scan(square, "赵六", at(16, 9, 5), Verdict.ACCEPTED)

    def _papers(self) -> None:
        with self.store.write() as session:
            rules = make_settings(at(1), make_bank(session, at(1)), opens_at=at(1, 8), closes_at=at(30, 18))
            admin = self.cast.alice.actor
            place = {"campaign_id": self.month.id, "unit_id": self.cast.town.id}
            contest = create_contest(session, rules, actor=admin, now=at(1, 7), **place)
            publish_contest(session, contest.id, actor=admin, now=at(1, 7), rng=Random(7))
            self._contest = contest.code
        self._hand_in("张三", at(3, 20))
        self._doubtful = self._hand_in("王五", at(12, 20))
        self._hand_in("赵六", at(16, 20))

    def _hand_in(self, name: str, when: datetime) -> int:
        self.clock.now = when
        return hand_in(self.store, self.clock, self._contest, self.people[name], right=10)

    def _late_scans(self) -> None:
        """The helper's phone had no network at the drill: his batch comes on Thursday, 李四's scan from after closing."""
        self.clock.now = at(18)
        self.helper.sign_in(self.cast.bob)
        scans = [
            {"nonce": next(self._nonces), "person_id": self.people[name].person_id, "scanned_at": when.isoformat()}
            for name, when in (("张三", at(17, 15)), ("赵六", at(17, 15, 1)), ("李四", at(17, 20)))
        ]
        for _ in range(2):  # the first answer is lost on the way: the batch is sent again
            body = {"sent_at": self.clock().isoformat(), "scans": scans}
            answer = self.helper.post(f"/api/sessions/{self._offline.id}/scans", json=body).json
            assert [each["verdict"] for each in answer["results"]] == ["accepted", "accepted", "closed"]
        self._crowd(self._offline, "南", 20, at(17, 16), late=True)

    def _paper_is_voided(self) -> None:
        with self.store.write() as session:
            actor = self.cast.alice.actor
            void_attempt(session, self._doubtful, reason="一部手机交了三十份", actor=actor, now=at(20))

    def _slip_is_put_right(self) -> None:
        with self.store.write() as session:
            found = add_record(session, self._mistyped, vault=VAULT, actor=_ACTOR, now=at(19))
            new = replace(self._mistyped, quantity=16, nonce=next(self._nonces))
            replace_record(session, found.id, new, reason="多写了", vault=VAULT, actor=_ACTOR, now=at(19))

    def _undone_check_in(self) -> None:
        held = self._plan("红", "first_aid_drill", at(23))
        self._scan(held, "张三", at(23), Verdict.ACCEPTED)
        nonce = self._scan(held, "李四", at(23, 9, 2), Verdict.ACCEPTED)
        with self.store.write() as session:
            undo_scan(session, held.id, nonce, reason="登错了人", actor=_ACTOR, now=at(23, 10))
            assert load_facts(session, held.id).held_at is not None


_PEOPLE = {"张三": "红", "李四": "红", "王五": "青", "赵六": "白"}
