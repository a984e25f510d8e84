"""The reviewer's pages: counts for viewers, evidence and decisions for those who edit contests, everything audited."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from quizapp.audit.models import AuditEntry
from quizapp.contests import Attempt
from quizapp.integrity import IntegrityMark, mark_new
from quizapp.ledger import LedgerEntry
from tests.contests.conftest import Scene
from tests.integrity.makers import answer, many_names
from tests.support.counting import statement_counter
from tests.support.visitor import Visitor


@pytest.fixture
def cheated(scene: Scene) -> list[int]:
    """Nine papers from one phone and an honest one, marked."""
    answer(scene, 100, seconds=150)
    ids = many_names(scene)
    mark_new(scene.store, now=scene.clock())
    return ids


def where_to(scene: Scene) -> str:
    return f"/console/contests/{scene.contest_id}/integrity"


def counted(scene: Scene) -> int:
    with scene.store.read() as session:
        return session.scalar(select(func.sum(LedgerEntry.quantity))) or 0


def actions(scene: Scene) -> list[str]:
    with scene.store.read() as session:
        return list(session.scalars(select(AuditEntry.action)))


def test_it_works(scene: Scene, cheated: list[int], client: Visitor) -> None:
    client.sign_in(scene.cast.alice)
    page = client.get(where_to(scene)).text
    assert "这部手机一天交了 9 份不同姓名的答卷" in page
    assert not re.search(r"村民\d", page)
    one = client.get(f"/console/integrity/attempts/{cheated[0]}").text
    assert "这部手机的其他答卷" in one
    assert "9 个姓名" in one
    assert "一般人用时" in one
    told = client.post(f"/console/integrity/attempts/{cheated[0]}/void", data={"reason": "一人答了九份"})
    assert told.status_code == 303
    assert counted(scene) == 9
    assert "一人答了九份" in client.get(f"/console/integrity/attempts/{cheated[0]}").text
    assert "已作废 1 份" in client.get(f"/console/contests/{scene.contest_id}").text
    client.post(f"/console/integrity/attempts/{cheated[0]}/restore", data={"reason": "核实是本人"})
    assert counted(scene) == 10
    assert {"attempt.void", "attempt.restore"} <= set(actions(scene))


def test_who_may_only_view_sees_counts_alone(scene: Scene, cheated: list[int], client: Visitor) -> None:
    client.sign_in(scene.cast.vera)
    for page in (client.get(where_to(scene)).text, client.get("/console/integrity").text):
        assert "只显示数目" in page
        assert "一机多名" in page
        assert "村" not in re.sub(r"红星村|青山村", "", page)
        assert "/attempts/" not in page
    assert client.get(f"/console/integrity/attempts/{cheated[0]}").status_code == 403
    assert client.post(f"/console/integrity/attempts/{cheated[0]}/void", data={"reason": "x"}).status_code == 403


def test_the_campaign_s_queue_shows_all_contests_and_can_be_narrowed(
    scene: Scene, cheated: list[int], client: Visitor
) -> None:
    client.sign_in(scene.cast.alice)
    page = client.get("/console/integrity").text
    assert "安全知识竞赛" in page
    assert page.count("/console/integrity/attempts/") == 9
    assert client.get("/console/integrity?rule=answers").text.count("/console/integrity/attempts/") == 0
    assert client.get("/console/integrity?rule=nonsense&shown=what&page=-3").status_code == 200
    assert "9 份答卷存疑" in client.get("/console/").text


def test_dismissing_takes_a_note_and_leaves_the_queue(scene: Scene, cheated: list[int], client: Visitor) -> None:
    client.sign_in(scene.cast.alice)
    where = f"/console/integrity/attempts/{cheated[0]}/dismiss"
    assert client.post(where, data={"note": ""}).status_code == 422
    assert client.post(where, data={"note": "村里只有这一部手机，轮流答的"}).status_code == 303
    assert client.get(where_to(scene)).text.count("/console/integrity/attempts/") == 8
    assert client.get(f"{where_to(scene)}?shown=dismissed").text.count("/console/integrity/attempts/") == 1
    assert counted(scene) == 10
    # the same evidence does not come back
    mark_new(scene.store, now=scene.clock())
    client.post(f"{where_to(scene)}/check")
    assert client.get(where_to(scene)).text.count("/console/integrity/attempts/") == 8


def test_the_papers_of_one_phone_are_voided_together_and_counted_first(
    scene: Scene, cheated: list[int], client: Visitor
) -> None:
    client.sign_in(scene.cast.alice)
    where = f"/console/integrity/attempts/{cheated[0]}/phone"
    page = client.get(where).text
    assert "交了 9 份，现在计入的有 9 份" in page
    assert page.count('name="attempt_ids"') == 9
    assert client.post(where, data={"reason": "一机多名"}).status_code == 422
    other = 1  # the honest paper of another phone
    sent = {"reason": "一人代答", "attempt_ids": [*map(str, cheated[:8]), str(other)]}
    assert client.post(where, data=sent).status_code == 303
    with scene.store.read() as session:
        void = list(session.scalars(select(Attempt.id).where(Attempt.voided_at.is_not(None)).order_by(Attempt.id)))
    assert void == cheated[:8]
    assert counted(scene) == 2
    assert "现在计入的有 1 份" in client.get(where).text


def test_pressing_twice_is_told_calmly(scene: Scene, cheated: list[int], client: Visitor) -> None:
    client.sign_in(scene.cast.alice)
    where = f"/console/integrity/attempts/{cheated[0]}"
    client.post(f"{where}/void", data={"reason": "一人代答"})
    told = client.post(f"{where}/void", data={"reason": "一人代答"}, follow_redirects=True)
    assert "已经作废" in told.text
    assert counted(scene) == 9
    client.post(f"{where}/restore", data={"reason": "是本人"})
    assert "刚刚已被恢复" in client.post(f"{where}/restore", data={"reason": "是本人"}, follow_redirects=True).text
    assert counted(scene) == 10


def test_checking_now_finds_what_the_clock_would_find_later(scene: Scene, client: Visitor) -> None:
    many_names(scene)
    client.sign_in(scene.cast.alice)
    assert "没有答卷要看" in client.get(where_to(scene)).text
    assert "新发现" in client.post(f"{where_to(scene)}/check", follow_redirects=True).text
    with scene.store.read() as session:
        assert (
            session.scalar(select(func.count(IntegrityMark.id))) == 27
        )  # too fast, one phone, and as regular as a clock


def test_the_export_tells_who_is_verified_and_what_is_void(scene: Scene, cheated: list[int], client: Visitor) -> None:
    client.sign_in(scene.cast.alice)
    client.post(f"/console/integrity/attempts/{cheated[0]}/void", data={"reason": "一人代答"})
    table = client.get(f"/console/contests/{scene.contest_id}/results.csv").text
    assert table.count("未核验") == 10
    assert table.count("已作废，不计入") == 1
    assert "未核验 9 人" in client.get(f"/console/contests/{scene.contest_id}").text


@pytest.mark.parametrize(("page", "most"), [("queue", 14), ("paper", 18)])
def test_the_number_of_statements_does_not_grow(scene: Scene, client: Visitor, page: str, most: int) -> None:
    ids = many_names(scene, 9)
    mark_new(scene.store, now=scene.clock())
    client.sign_in(scene.cast.alice)
    address = where_to(scene) if page == "queue" else f"/console/integrity/attempts/{ids[0]}"
    counts = []
    for _ in range(2):
        client.get(address)  # the session is touched once in some minutes
        with statement_counter(scene.store) as sent:
            assert client.get(address).status_code == 200
        counts.append(len(sent))
        [answer(scene, number, key="cheat", seconds=12) for number in range(20, 32)]
        mark_new(scene.store, now=scene.clock())
    assert counts[0] == counts[1] <= most, str(sent)
