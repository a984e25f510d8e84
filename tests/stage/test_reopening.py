"""A contest that ended too early: opened again by a reason, its figures taken back, and counted once when it ends."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from quizapp.audit.models import AuditEntry
from quizapp.db import Store
from quizapp.errors import Invalid
from quizapp.kit.evidence import describe as describe_evidence
from quizapp.ledger import LedgerEntry, Scope, latest_position, sums
from quizapp.people import Person
from quizapp.stage import (
    Act,
    Course,
    RoundKind,
    StageMoved,
    StageNotReady,
    TeamText,
    reopen,
    save_team,
)
from quizapp.stage.person_data import erase
from tests.stage.conftest import Show
from tests.support.month import figure
from tests.support.visitor import Visitor

WHY = "点错了，还有加赛没比"


def open_again(show: Show, *, reason: str = WHY, seen: int | None = None) -> Course:
    """Adam takes the end back."""
    show.clock.now += timedelta(minutes=5)
    seen = show.course().contest.host_revision if seen is None else seen
    with show.store.write() as session:
        return reopen(session, show.id, seen=seen, reason=reason, actor=show.cast.adam.actor, now=show.clock())


def figures(show: Show) -> tuple[int, int]:
    """(sessions held, attendances) of 东明镇."""
    with show.store.read() as session:
        return (
            figure(session, show.month, show.cast.town, "session_held", "knowledge_contest"),
            figure(session, show.month, show.cast.town, "attendance", "knowledge_contest"),
        )


def ended(show: Show, **ending: object) -> None:
    show.do("start")
    show.finish(**ending)  # type: ignore[arg-type]


def test_it_goes_on_and_counts_once_when_it_ends_again(show: Show, store: Store) -> None:
    ended(show, audience=100)
    assert figures(show) == (1, 105)
    assert open_again(show).contest.phase == "running"
    assert figures(show) == (0, 0)
    show.call(RoundKind.REQUIRED, team_id=show.seat(1))
    show.do("judge", team_id=show.seat(1), verdict="right")
    assert show.scores() == [110, 100, 100]
    show.finish(audience=120, absent="孙工")
    assert figures(show) == (1, 124)
    with store.read() as session:
        assert session.scalar(select(func.count(Person.id))) == 5, "the same people as the first time"
        standing = select(LedgerEntry).where(LedgerEntry.reverses_id.is_(None))
        records = [(each.source_table, each.source_id) for each in session.scalars(standing)]
        told = describe_evidence(session, records)
    assert len(set(records)) == 7 + 6
    assert {told[each].path for each in records} == {f"/console/stage/{show.id}"}


def test_as_often_as_needed(show: Show) -> None:
    ended(show)
    for _ in range(3):
        open_again(show)
        assert figures(show) == (0, 0)
        show.finish()
        assert figures(show) == (1, 5)
    kinds = [each.kind for each in show.course().events]
    assert kinds == [Act.START, Act.FINISH, *([Act.REOPEN, Act.FINISH] * 3)]


def test_what_was_read_before_stays_as_it_was(show: Show, store: Store) -> None:
    """A filing is a position: the correction lies behind it."""
    ended(show, audience=100)
    with store.read() as session:
        position = latest_position(session)
    open_again(show)
    show.finish(audience=1)
    with store.read() as session:
        scope = Scope(campaign_id=show.month.id, unit_path=show.cast.town.path, position=position)
        filed = sums(session, scope)
        assert sum(each.quantity for each in filed if each.measure == "attendance") == 105
        taken_back = session.scalars(select(LedgerEntry).where(LedgerEntry.reverses_id.is_not(None))).all()
    assert {each.reason for each in taken_back} == {WHY}
    assert {each.actor for each in taken_back} == {f"staff:{show.cast.adam.id}"}
    assert len(taken_back) == 7


def test_a_reason_is_needed(show: Show) -> None:
    ended(show)
    with pytest.raises(Invalid):
        open_again(show, reason=" \u200b ")
    assert figures(show) == (1, 5)


def test_two_at_one_page_open_it_once(show: Show) -> None:
    ended(show)
    seen = show.course().contest.host_revision
    open_again(show, seen=seen)
    with pytest.raises(StageMoved):
        open_again(show, seen=seen)
    with pytest.raises(StageNotReady):
        open_again(show)


def test_only_what_has_ended(show: Show) -> None:
    with pytest.raises(StageNotReady):
        open_again(show)
    show.do("test")
    with pytest.raises(StageNotReady):
        open_again(show)


def test_a_team_may_change_and_somebody_erased_still_counts(show: Show, store: Store) -> None:
    ended(show)
    with store.write() as session:
        wang = session.scalars(select(Person.id).where(Person.name_key == "王小明")).one()
        erase(session, wang)
    open_again(show)
    with store.write() as session:
        text = TeamText(name="红星村代表队", unit_id=show.cast.hongxing.id, members=("李小红", "刘新"))
        save_team(session, show.id, show.seat(1), text, actor=show.cast.adam.actor)
    assert [each.name for each in show.course().teams[0].members] == ["", "李小红", "刘新"]
    show.finish()
    assert figures(show) == (1, 6)
    with store.read() as session:
        heads = select(LedgerEntry.person_id).where(LedgerEntry.measure == "attendance")
        of_wang = session.scalars(heads.where(LedgerEntry.person_id == wang, LedgerEntry.reverses_id.is_(None))).all()
    assert len(of_wang) == 2, "by both endings"


def test_by_the_page_with_the_record(client: Visitor, show: Show, store: Store) -> None:
    client.sign_in(show.cast.adam)
    where = f"/console/stage/{show.id}"
    ended(show, audience=100, referees="周评委")
    assert "重新打开过" not in _text(client, where)
    page = client.get(f"{where}/run").text
    assert "重新打开比赛" in page
    revision = re.findall(r'name="revision" value="(\d+)"', page)[0]
    assert client.post(f"{where}/reopen", data={"revision": revision, "reason": ""}).status_code == 422
    assert client.post(f"{where}/reopen", data={"revision": 0, "reason": WHY}).status_code == 409
    form = {"revision": revision, "reason": WHY}
    assert client.post(f"{where}/reopen", data=form, csrf=False).status_code == 400
    assert client.post(f"{where}/reopen", data=form).status_code == 303
    again = client.post(f"{where}/reopen", data=form)
    assert again.status_code == 409
    page = client.get(f"{where}/run").text
    assert "现在没有计入统计" in page
    assert "重新打开</b>" in page, "the log"
    assert WHY in page
    assert "现在没有计入统计" in client.get(where).text
    ending = client.get(f"{where}/finish").text
    assert 'value="100"' in ending, "what was written down stands in the form"
    assert "周评委" in ending
    show.finish()
    text = _text(client, where)
    for word in ("重新打开过", WHY, "Adam"):
        assert word in text, word
    with store.read() as session:
        noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "stage.reopen")).all()
    assert [each.object_id for each in noted] == [str(show.id)]
    client.sign_in(show.cast.vera)
    assert client.post(f"{where}/reopen", data=form).status_code == 403


def _text(client: Visitor, where: str) -> str:
    pdf = client.get(f"{where}/record.pdf")
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.data)).pages).replace("\n", "")
