"""Posters and sign-in sheets: one page that says it all, sheets that stay complete when separated."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PdfReader

from quizapp.exports import (
    KeyValue,
    Poster,
    PosterSize,
    SignSheet,
    SignSheetPerson,
    Step,
    write_poster,
    write_sign_sheet,
)

POSTER = Poster(
    title="东明镇“安全生产月”活动",
    theme="人人讲安全、个个会应急",
    headline="扫一扫，参加安全知识竞赛",
    url="https://safety.dongming.example/c/7Q4K2M",
    code="483 920",
    steps=(Step(title="扫码", text="用手机相机"), Step(title="填姓名和单位"), Step(title="答题")),
    host="东明镇安委办",
    footer="6月1日至6月30日",
)


def texts(content: io.BytesIO) -> list[str]:
    return [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(content).pages]


@pytest.mark.parametrize(("size", "width_mm"), [(PosterSize.A4, 210), (PosterSize.A3, 297)])
def test_a_poster_is_one_page_of_its_size_with_all_texts(size: PosterSize, width_mm: int) -> None:
    stream = io.BytesIO()
    poster = Poster(**{name: getattr(POSTER, name) for name in POSTER.__slots__} | {"size": size})
    assert write_poster(poster, stream).pages == 1
    assert round(float(PdfReader(stream).pages[0].mediabox.width) / 72 * 25.4) == width_mm
    (page,) = texts(stream)
    for text in (
        "东明镇“安全生产月”活动",
        "safety.dongming.example/c/7Q4K2M",
        "活动码483920",
        "填姓名和单位",
        "东明镇安委办",
    ):
        assert text in page


def test_long_texts_stay_on_the_poster() -> None:
    stream = io.BytesIO()
    long = Poster(
        title="全国第二十五个“安全生产月”暨东明镇安全生产万里行系列宣传教育主题活动" * 2,
        theme="人人讲安全、个个会应急——畅通生命通道" * 3,
        headline="扫一扫，参加安全知识竞赛并学习逃生自救互救技能" * 2,
        url="https://safety.dongming.example/campaigns/2026/contests/7Q4K2M?poster=17&unit=330902100",
        steps=tuple(Step(title="很长的一个步骤名称", text="说明" * 20) for _ in range(3)),
        host="东明镇安全生产委员会办公室" * 3,
    )
    write_poster(long, stream)
    inside: list[tuple[float, float]] = []

    def visit(text: str, _cm: object, matrix: list[float], _font: object, _size: float) -> None:
        if text.strip():
            inside.append((matrix[4], matrix[5]))

    page = PdfReader(stream).pages[0]
    page.extract_text(visitor_text=visit)
    assert inside
    assert all(0 <= x <= page.mediabox.width and 0 <= y <= page.mediabox.height for x, y in inside)


def sheet(people: int, blank: int = 0) -> tuple[int, list[str]]:
    stream = io.BytesIO()
    result = write_sign_sheet(
        SignSheet(
            title="防汛应急演练签到表",
            facts=(
                KeyValue(label="活动名称", value="防汛演练"),
                KeyValue(label="地点", value="文化广场"),
                KeyValue(label="实到"),
            ),
            people=tuple(SignSheetPerson(name=f"村民{number:03d}号", unit="红星村") for number in range(people)),
            blank_rows=blank,
            sheet_id="DM-01",
            qr_text="https://safety.dongming.example/s/DM01",
        ),
        stream,
    )
    return result.pages or 0, texts(stream)


def test_every_page_of_a_sheet_is_complete() -> None:
    count, pages = sheet(people=50)
    assert count == len(pages) >= 3
    for number, page in enumerate(pages, 1):
        for text in (
            "防汛应急演练签到表",
            "活动名称：防汛演练",
            "表号DM-01",
            "签名",
            "主办单位（盖章）",
            f"第{number}页共{count}页",
        ):
            assert text in page
    assert re.findall(r"村民(\d{3})号", "".join(pages)) == [f"{number:03d}" for number in range(50)]


def test_page_totals_add_up_to_the_people() -> None:
    _, pages = sheet(people=45)
    assert sum(int(found) for page in pages for found in re.findall(r"本页应到(\d+)人", page)) == 45


def test_blank_rows_are_numbered_on() -> None:
    count, pages = sheet(people=0, blank=10)
    assert count == 1
    assert "10" in pages[0]
    assert "本页应到______人" in pages[0]
