"""Badges: ten on a sheet, each readable by a camera and by eyes."""

from __future__ import annotations

import io

from pypdf import PdfReader

from quizapp.exports import Badge, BadgeSheet, write_badges
from tests.support.hostile import HOSTILE_NAMES


def _print(badges: list[Badge]) -> PdfReader:
    stream = io.BytesIO()
    write_badges(BadgeSheet(title="东明镇签到胸牌", headline="东明县安全生产月", badges=badges), stream)
    return PdfReader(stream)


def _badge(name: str = "张三", code: str = "A" * 24) -> Badge:
    return Badge(name=name, unit="红星村", code=code, note="签到时出示")


def test_it_works() -> None:
    text = _print([_badge()]).pages[0].extract_text()
    assert all(word in text for word in ("张三", "红星村", "东明县安全生产月"))


def test_ten_fit_on_a_sheet() -> None:
    assert [len(_print([_badge()] * count).pages) for count in (1, 10, 11, 200)] == [1, 1, 2, 20]


def test_the_longest_names_and_units_stay_on_their_card() -> None:
    long = Badge(name="买买提江·" * 8, unit="东明镇第三建筑安装工程有限责任公司红星项目部" * 3, code="B" * 24)
    assert len(_print([long] * 10).pages) == 1


def test_hostile_names_are_printed_as_text() -> None:
    assert len(_print([_badge(name) for name, _cleaned in HOSTILE_NAMES]).pages) == -(-len(HOSTILE_NAMES) // 10)
