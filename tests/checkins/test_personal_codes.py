"""Personal codes: signed, revoked, made again, and what a helper sees of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.activities import SessionFacts
from quizapp.checkins import (
    CodeState,
    Door,
    NewScan,
    Verdict,
    issue_codes,
    person_of_code,
    record_scan,
    reissue_code,
    revoke_code,
    standing_codes,
)
from quizapp.checkins.personal import CODE_LENGTH, ReadCode, read_code, write_code
from quizapp.db import Store
from quizapp.errors import Invalid
from quizapp.people import NewPerson, erase_person, register_person
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.counting import statement_counter
from tests.support.month import VAULT, Month, add_person, open_month, plan_session

KEY = b"p" * 32


@pytest.fixture
def facts(store: Store, cast: Cast, month: Month) -> SessionFacts:
    """A lecture in the town."""
    with store.write() as session:
        return plan_session(session, month, cast.town)


def _issue(store: Store, *person_ids: int) -> dict[int, str]:
    with store.write() as session:
        return issue_codes(session, person_ids, key=KEY, actor="staff:1", now=OPENING)


@given(st.integers(0, 2**40 - 1), st.integers(0, 2**16 - 1))
def test_a_code_says_what_was_written(person_id: int, serial: int) -> None:
    code = write_code(KEY, person_id, serial)
    assert len(code) == CODE_LENGTH
    assert read_code(KEY, code) == ReadCode(person_id=person_id, serial=serial)


@given(st.text(max_size=60))
def test_no_other_text_is_a_code(said: str) -> None:
    assert read_code(KEY, said) is None


@given(st.integers(0, CODE_LENGTH - 1), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_one_wrong_letter_is_no_code(place: int, letter: str) -> None:
    code = write_code(KEY, 12345, 1)
    changed = code[:place] + letter + code[place + 1 :]
    assert (read_code(KEY, changed) is None) == (changed != code)
    assert read_code(b"another key of the same length!!", code) is None


def test_a_code_may_be_typed_in_groups_and_in_small_letters() -> None:
    code = write_code(KEY, 7, 1)
    typed = " ".join(code[place : place + 4] for place in range(0, CODE_LENGTH, 4)).lower().replace("o", "0")
    assert read_code(KEY, typed) == ReadCode(person_id=7, serial=1)


def test_a_helper_sees_name_unit_and_masked_phone(store: Store, cast: Cast, month: Month, facts: SessionFacts) -> None:
    new = NewPerson(campaign_id=month.id, unit_id=cast.hongxing.id, name="张三", phone="13800138000")
    with store.write() as session:
        person = register_person(session, new, device_hash=None, vault=VAULT, now=OPENING)
    code = _issue(store, person.id)[person.id]
    with store.read() as session:
        holder = person_of_code(session, facts, code, key=KEY, vault=VAULT)
        plain = person_of_code(session, facts, code, key=KEY)
    assert (holder.state, holder.person_id, holder.name) == (CodeState.GOOD, person.id, "张三")
    assert (holder.unit_name, holder.masked_phone) == (cast.hongxing.name, "138****8000")
    assert plain.masked_phone == ""


def test_issuing_again_gives_the_same_code(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        people = [add_person(session, month, cast.town, f"村民{number}").id for number in range(3)]
    first = _issue(store, *people[:2])
    again = _issue(store, *people)
    assert {person_id: again[person_id] for person_id in first} == first
    assert len(set(again.values())) == 3
    with store.read() as session:
        assert standing_codes(session, people, key=KEY) == again


def test_two_thousand_badges_cost_three_statements(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        people = [add_person(session, month, cast.town, f"村民{number}").id for number in range(40)]
    with store.write() as session, statement_counter(store) as sent:
        issue_codes(session, people, key=KEY, actor="staff:1", now=OPENING)
        assert len(sent) == 3


def test_a_revoked_code_is_known_and_refused(store: Store, cast: Cast, month: Month, facts: SessionFacts) -> None:
    with store.write() as session:
        person_id = add_person(session, month, cast.town).id
    code = _issue(store, person_id)[person_id]
    with store.write() as session:
        assert revoke_code(session, person_id, reason="胸牌丢了", actor="staff:1", now=OPENING)
        assert not revoke_code(session, person_id, reason="胸牌丢了", actor="staff:1", now=OPENING)
        holder = person_of_code(session, facts, code, key=KEY)
        assert (holder.state, holder.person_id) == (CodeState.REVOKED, person_id)
        scan = NewScan(
            nonce="stolen", person_id=person_id, door=Door.HELPER, scanned_at=OPENING, code=holder.state, code_read=code
        )
        assert record_scan(session, facts.id, scan, actor="staff:1", now=OPENING).verdict is Verdict.REVOKED_CODE
    assert _issue(store, person_id) == {}


def test_a_new_code_replaces_the_old_one(store: Store, cast: Cast, month: Month, facts: SessionFacts) -> None:
    with store.write() as session:
        person_id = add_person(session, month, cast.town).id
    old = _issue(store, person_id)[person_id]
    with store.write() as session:
        new = reissue_code(session, person_id, reason="被人拍了", key=KEY, actor="staff:1", now=OPENING)
    with store.read() as session:
        states = [person_of_code(session, facts, code, key=KEY).state for code in (old, new)]
    assert states == [CodeState.REVOKED, CodeState.GOOD]
    assert _issue(store, person_id) == {person_id: new}


def test_nothing_is_revoked_without_a_reason(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        person_id = add_person(session, month, cast.town).id
    _issue(store, person_id)
    with store.write() as session, pytest.raises(Invalid):
        revoke_code(session, person_id, reason=" ", actor="staff:1", now=OPENING)


def test_codes_of_other_campaigns_and_of_erased_people_mean_nobody(
    store: Store, cast: Cast, month: Month, facts: SessionFacts
) -> None:
    with store.write() as session:
        elsewhere = open_month(session, cast, code="dm2027")
        stranger, gone = add_person(session, elsewhere, cast.town).id, add_person(session, month, cast.town).id
    codes = _issue(store, stranger, gone)
    with store.write() as session:
        erase_person(session, gone, now=OPENING)
        for person_id in (stranger, gone):
            holder = person_of_code(session, facts, codes[person_id], key=KEY)
            assert (holder.state, holder.person_id) == (CodeState.WRONG, None)


def test_a_strange_code_is_kept_as_it_was_read(store: Store, facts: SessionFacts) -> None:
    with store.write() as session:
        scan = NewScan(
            nonce="x",
            person_id=None,
            door=Door.KIOSK,
            scanned_at=OPENING,
            code=CodeState.WRONG,
            code_read="https://e.cn/1",
        )
        result = record_scan(session, facts.id, scan, actor="device:1", now=OPENING + timedelta(seconds=3))
    assert result.verdict is Verdict.WRONG_CODE
