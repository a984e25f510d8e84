"""Walk-ins who stand on the roster: heads go over, doubles become one, and all of it can be undone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.checkins import Door, Merged, NewScan, Scan, merge_people, record_scan, undo_check_in, unmerge_people
from quizapp.checkins.models import PersonMerge
from quizapp.checkins.service import merge as merging
from quizapp.db import Store
from quizapp.errors import Conflict, Invalid
from quizapp.people import NewPerson, register_person
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.month import VAULT, Month, add_person, figure, plan_session
from tests.support.visitor import Visitor

pytestmark = pytest.mark.processes


def check_in(session: Session, session_id: int, person_id: int) -> int:
    scan = NewScan(nonce=f"n-{session_id}-{person_id}", person_id=person_id, door=Door.HELPER, scanned_at=OPENING)
    done = record_scan(session, session_id, scan, actor="staff:1", now=OPENING).attendance_id
    assert done is not None
    return done


def merge(session: Session, walk_in_id: int, kept_id: int) -> Merged:
    return merge_people(
        session, walk_in_id=walk_in_id, kept_id=kept_id, reason="同一个人", actor="staff:1", now=OPENING
    )  # fmt: skip


def test_heads_go_over_and_doubles_become_one(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        walk_in, kept = add_person(session, month, cast.town, "张叁"), add_person(session, month, cast.hongxing)
        alone, both = plan_session(session, month, cast.town), plan_session(session, month, cast.town, title="第二场")
        for facts, person in ((alone, walk_in), (both, walk_in), (both, kept)):
            check_in(session, facts.id, person.id)
        assert figure(session, month, cast.town, "attendance") == 3
        done = merge(session, walk_in.id, kept.id)
        assert (done.moved, done.doubled) == (1, 1)
        assert figure(session, month, cast.town, "attendance") == 2
        assert figure(session, month, cast.hongxing, "attendance") == 2
        assert figure(session, month, cast.town, "session_held") == 2
        scans = session.scalars(select(Scan.person_id).order_by(Scan.id)).all()
        assert scans[:3] == [walk_in.id, walk_in.id, kept.id], "the log says whom each scan was about"

        assert unmerge_people(session, done.merge_id, reason="不是同一个人", actor="staff:1", now=OPENING)
        assert not unmerge_people(session, done.merge_id, reason="再来", actor="staff:1", now=OPENING)
        assert figure(session, month, cast.town, "attendance") == 3
        assert figure(session, month, cast.hongxing, "attendance") == 1
        again = merge(session, walk_in.id, kept.id)
        assert (again.moved, again.doubled) == (1, 1)
        assert figure(session, month, cast.town, "attendance") == 2


def test_what_was_undone_meanwhile_stays_undone(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        walk_in, kept = add_person(session, month, cast.town, "张叁"), add_person(session, month, cast.town)
        facts = plan_session(session, month, cast.town)
        check_in(session, facts.id, walk_in.id)
        done = merge(session, walk_in.id, kept.id)
        made = session.scalars(select(merging.PersonMergeHead.made_id)).one()
        assert made is not None
        undo_check_in(session, facts.id, made, reason="没来", actor="staff:1", now=OPENING)
        unmerge_people(session, done.merge_id, reason="不是", actor="staff:1", now=OPENING)
        assert figure(session, month, cast.town, "attendance") == 0


def test_who_is_more_than_a_name_is_not_merged_away(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        kept = add_person(session, month, cast.town)
        own = register_person(
            session, NewPerson(campaign_id=month.id, unit_id=cast.town.id, name="李四", notice_version=1),
            device_hash="d", vault=VAULT, now=OPENING,
        )  # fmt: skip
        with pytest.raises(Conflict):
            merge(session, own.id, kept.id)
        with pytest.raises(Invalid):
            merge(session, kept.id, kept.id)
        walk_in, third = add_person(session, month, cast.town, "王五"), add_person(session, month, cast.town, "赵六")
        merge(session, walk_in.id, kept.id)
        with pytest.raises(Conflict):
            merge(session, walk_in.id, third.id)
        with pytest.raises(Conflict):
            merge(session, third.id, walk_in.id)


def _crowd(store: Store, cast: Cast, month: Month) -> list[str]:
    """What eight merges of one walk-in into eight people at a moment are answered."""
    with store.write() as session:
        walk_in = add_person(session, month, cast.town, "张叁").id
        others = [add_person(session, month, cast.town, f"张{number}").id for number in range(8)]
        check_in(session, plan_session(session, month, cast.town).id, walk_in)
    barrier = Barrier(8)

    def one(kept: int) -> str:
        barrier.wait(timeout=60)
        try:
            with store.write() as session:
                merge(session, walk_in, kept)
        except (Conflict, IntegrityError) as error:
            return type(error).__name__
        return "merged"

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, others))


def test_of_eight_merges_at_once_one_stands(store: Store, cast: Cast, month: Month) -> None:
    assert _crowd(store, cast, month).count("merged") == 1
    with store.read() as session:
        assert session.scalar(select(func.count(PersonMerge.id))) == 1
        assert figure(session, month, cast.town, "attendance") == 1


def test_without_looking_the_table_still_takes_one(
    store: Store, cast: Cast, month: Month, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: with the question left out, seven run into the unique index instead of a sentence."""
    monkeypatch.setattr(merging, "merged_into", lambda _session, _ids: {})
    answers = _crowd(store, cast, month)
    assert answers.count("merged") == 1
    assert "IntegrityError" in answers


def test_the_page(client: Visitor, store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        walk_in = add_person(session, month, cast.town, "张三")
        kept = add_person(session, month, cast.hongxing, "张三")
        facts = plan_session(session, month, cast.town)
        check_in(session, facts.id, walk_in.id)
    client.sign_in(cast.alice)
    where = f"/console/sessions/{facts.id}/walk-ins"
    assert f"{where}/{walk_in.id}/merge/p{kept.id}" in client.get(where).text
    assert client.post(f"{where}/{walk_in.id}/merge/p{kept.id}").status_code == 303
    page = client.get(where).text
    assert "已合并" in page
    assert client.post(f"{where}/merges/1/undo", data={"reason": ""}).status_code == 422
    assert client.post(f"{where}/merges/1/undo", data={"reason": "不是"}).status_code == 303
    with store.read() as session:
        assert figure(session, month, cast.hongxing, "attendance") == 0
