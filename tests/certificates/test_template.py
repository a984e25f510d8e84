"""The wording: named places, versions, what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from quizapp.accounts import SYSTEM
from quizapp.certificates import (
    CertificateTemplate,
    band_of,
    current_template,
    offered,
    open_offer,
    save_template,
    show_number,
)
from quizapp.certificates.rules import PLACES, fill_text, new_number, tidy_text
from quizapp.db import Store
from quizapp.errors import Conflict, Invalid, NotAllowed
from quizapp.exports import CertificateDesign
from tests.certificates.makers import SETTINGS, Scene
from tests.contests.makers import make_contest
from tests.support.cast import Cast
from tests.support.clock import FakeClock


def test_every_place_is_filled_and_paragraphs_are_kept() -> None:
    values = {name: f"<{name}>" for name in PLACES}
    text = tidy_text("{姓名} 同志：\n\n ｛ 单位 ｝的您在{竞赛名称}得{成绩}分。\n{日期}，{编号}")
    assert fill_text(text, values) == ("<姓名> 同志：", "<单位>的您在<竞赛名称>得<成绩>分。", "<日期>，<编号>")


def test_what_is_filled_in_is_not_read_again() -> None:
    """A name is people's own text."""
    assert fill_text("{姓名}在{单位}", {"姓名": "{单位}%s\\1", "单位": "红星村"}) == ("{单位}%s\\1在红星村",)


@pytest.mark.parametrize("text", ["{姓}同志", "{}", "{姓名", "姓名}", "{{姓名}}", "{0.__class__}"])
def test_unknown_places_and_lone_braces_are_refused(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        tidy_text(text)
    assert caught.value.field == "text"


def test_numbers_are_unguessable_and_read_in_groups() -> None:
    numbers = {new_number() for _ in range(1000)}
    assert len(numbers) == 1000
    assert len(set("".join(numbers))) ** 20 > 2**80
    assert show_number("7K3MXQ4A9RTCHW6DPN3F") == "7K3M-XQ4A-9RTC-HW6D-PN3F"


@pytest.mark.parametrize(
    ("score", "band"),
    [(0, (0, 59)), (5_999, (0, 59)), (6_000, (60, 69)), (8_999, (80, 89)), (9_999, (90, 99)), (10_000, (100, 100))],
)
def test_bands(score: int, band: tuple[int, int]) -> None:
    assert band_of(score, 10_000) == band
    assert band_of(0, 0) == (0, 59)


def test_each_change_is_a_version_and_no_change_is_none(scene: Scene) -> None:
    first = scene.write()
    assert first.version == 1
    second = scene.write(text="{姓名}：\n您合格了。")
    assert second.version == 2
    assert scene.write(text="{姓名}：\n您合格了。").version == 2
    with scene.store.read() as session:
        standing = current_template(session, scene.contest_id)
    assert standing is not None
    assert standing.id == second.id


def test_a_new_template_is_off(store: Store, cast: Cast, clock: FakeClock) -> None:
    with store.write() as session:
        contest = make_contest(session, cast, clock())
        with pytest.raises(Conflict, match="先写好"):
            open_offer(session, contest.id, actor=SYSTEM, now=clock())
        save_template(session, SETTINGS, contest_id=contest.id, actor=cast.alice.actor, now=clock())
        offer = offered(session, contest.id)
        assert offer is not None
        assert offer.opened_at is None


def test_writing_needs_the_right(scene: Scene) -> None:
    with scene.store.write() as session, pytest.raises(NotAllowed):
        save_template(
            session, SETTINGS, contest_id=scene.contest_id, actor=scene.cast.vera.actor, now=scene.clock()
        )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "证" * 21}, "title"),
        ({"text": "特发此证。"}, "text"),
        ({"text": "{姓名}" + "好" * 400}, "text"),
        ({"text": "{姓名}\n" * 9}, "text"),
        ({"text": "{姓名}得{等级}"}, "text"),
        ({"issuers": " \n "}, "issuers"),
        ({"issuers": "一\n二\n三\n四"}, "issuers"),
        ({"issuers": "长" * 41}, "issuers"),
        ({"percent": 0}, "percent"),
        ({"percent": 101}, "percent"),
    ],
)
def test_what_cannot_be_printed_is_refused(scene: Scene, changes: dict[str, object], field: str) -> None:
    settings = replace(SETTINGS, design=CertificateDesign.PLAIN, **changes)  # type: ignore[arg-type]
    with scene.store.write() as session, pytest.raises(Invalid) as caught:
        save_template(session, settings, contest_id=scene.contest_id, actor=SYSTEM, now=scene.clock())
    assert caught.value.field == field


def test_the_database_knows_designs_and_rules(scene: Scene) -> None:
    for wrong in ({"design": "seal"}, {"rule": "all"}, {"percent": 0}):
        with pytest.raises(IntegrityError), scene.store.write() as session:
            session.execute(update(CertificateTemplate).values(**wrong))
