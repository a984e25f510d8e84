"""Complaints and suggestions: without a name, once, seen by the units they concern, settled with an answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.campaigns import Feedback, count_open_feedback
from quizapp.db import Store
from quizapp.people import Person
from tests.support.cast import Cast
from tests.support.month import Month
from tests.support.visitor import Visitor

FORM = "/c/dm2026/feedback"
LIST = "/console/campaign/feedback"
SENT = {"topic": "problem", "text": "字太小，看不清\n请放大", "nonce": "abc", "contact": "13812348000"}


def test_it_works(client: Visitor, month: Month, store: Store) -> None:
    assert client.get(FORM).status_code == 200
    assert client.post(FORM, data=SENT).status_code == 303
    with store.read() as session:
        [kept] = session.scalars(select(Feedback)).all()
        assert (kept.topic, kept.text, kept.unit_id) == ("problem", "字太小，看不清\n请放大", None)
        assert b"13812348000" not in (kept.contact_sealed or b"")


def test_a_double_tap_is_one_message(client: Visitor, month: Month, store: Store) -> None:
    for _ in range(2):
        assert client.post(FORM, data=SENT).status_code == 303
    with store.read() as session:
        assert len(session.scalars(select(Feedback)).all()) == 1


@pytest.mark.parametrize("change", [{"text": "  "}, {"topic": ""}, {"topic": "bribe"}, {"text": "长" * 1001}])
def test_what_is_missing_is_named(client: Visitor, month: Month, store: Store, change: dict[str, str]) -> None:
    answer = client.post(FORM, data=SENT | change)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    with store.read() as session:
        assert session.scalars(select(Feedback)).all() == []


def test_it_is_seen_where_it_belongs(
    client: Visitor, month: Month, store: Store, cast: Cast, register: Callable[..., Person]
) -> None:
    register(unit="hongxing")
    client.post(FORM, data=SENT)
    seen = {}
    for officer in (cast.chen, cast.alice, cast.hong, cast.qing, cast.sun):
        client.sign_in(officer)
        seen[officer.username] = "字太小" in client.get(LIST).text
    assert seen == {"chen": True, "alice": True, "hong": True, "qing": False, "sun": False}
    with store.read() as session:
        assert count_open_feedback(session, month.id, paths=[cast.town.path]) == 1
        assert count_open_feedback(session, month.id, paths=[cast.sister_town.path]) == 0


def test_markup_stays_text(client: Visitor, month: Month, cast: Cast) -> None:
    client.post(FORM, data=SENT | {"text": "<script>alert(1)</script>"})
    client.sign_in(cast.chen)
    assert "<script>alert" not in client.get(LIST).text


def test_the_contact_is_shown_once_asked_written_down_and_forgotten(
    client: Visitor, month: Month, store: Store, cast: Cast
) -> None:
    client.post(FORM, data=SENT)
    client.sign_in(cast.chen)
    assert "13812348000" not in client.get(LIST).text
    with store.read() as session:
        feedback_id = session.scalars(select(Feedback.id)).one()
    assert "13812348000" in client.post(f"{LIST}/{feedback_id}/contact").text
    assert client.post(f"{LIST}/{feedback_id}/settle", data={"answer": " "}).status_code == 422
    assert client.post(f"{LIST}/{feedback_id}/settle", data={"answer": "已放大字号"}).status_code == 303
    with store.read() as session:
        settled = session.get_one(Feedback, feedback_id)
        assert (settled.answer, settled.settled_by, settled.contact_sealed) == ("已放大字号", "陈晨", None)
        assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.position)).all() == [
            "feedback.reveal_contact",
            "feedback.settle",
        ]


def test_a_viewer_reads_but_does_not_answer(client: Visitor, month: Month, store: Store, cast: Cast) -> None:
    client.post(FORM, data=SENT)
    with store.read() as session:
        feedback_id = session.scalars(select(Feedback.id)).one()
    client.sign_in(cast.vera)
    assert client.post(f"{LIST}/{feedback_id}/contact").status_code == 403
    assert client.post(f"{LIST}/{feedback_id}/settle", data={"answer": "x"}).status_code == 403
