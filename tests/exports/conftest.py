"""One document with everything that has ever broken an export."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from quizapp.exports import (
    Cell,
    Column,
    Document,
    Figure,
    Heading,
    Image,
    KeyValue,
    KeyValues,
    PageBreak,
    Paragraph,
    Qr,
    SignatureBlock,
    Style,
    Table,
    cells,
    head,
    label,
    qr_png,
)

#: Names as people, and attackers, type them.
HOSTILE = (
    '=HYPERLINK("http://x.example","点我")',
    "=1+1",
    "+8613800138000",
    "-5",
    "@SUM(A1:A9)",
    "\t=1+1",
    "＝1+1",
    "007",
    "330902200001011234",
    "1e5",
    "2026-06-01",
    "TRUE",
    "http://x.example/",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "_x000D_",
    "王\u202e小明",
    "李\u200b\u200f四",
    "张\x00\x0b三",
    "坏\ud800字",
    "𠮷田䶮",
    "张\n三",
    "  两端  ",
    "a'b",
    "'=x",
)


@pytest.fixture
def hostile() -> tuple[str, ...]:
    return HOSTILE


@pytest.fixture
def hostile_document(hostile: tuple[str, ...]) -> Document:
    """Hostile text at every place that takes text."""
    rows = [(text, index, date(2026, 6, 1), True, Decimal("1.50")) for index, text in enumerate(hostile)]
    columns = (Column(title="=姓名", width=20), *(Column(title=title) for title in ("数", "日期", "是否", "分")))
    flat = Table.flat(columns, list(rows))
    merged = Table(
        columns=(Column(), Column(), Column()),
        rows=(
            (head("=项目", col_span=2), head("进展")),
            (
                label("=安全", row_span=2),
                Cell(value="-5", note="=备注"),
                Cell(value=("=学习（", Figure(value=3), "）次")),
            ),
            cells("@x", Cell(value="+1", style=Style.WARN)),
        ),
    )
    text = "=A1"
    return Document(
        title=text,
        subtitle=text,
        annex=text,
        meta=(text,),
        footer_note="=A1 & <b>",
        author=text,
        blocks=(
            Heading(text=text),
            Paragraph(value=text),
            KeyValues(pairs=(KeyValue(label=text, value=text), KeyValue(label="电话"))),
            merged,
            flat,
            SignatureBlock(lines=(text,), seal=text),
            Image(png=qr_png("x"), width_mm=20, alt=text, caption=text),
            Qr(text="=A1", caption=text),
            PageBreak(),
            Paragraph(value="末页"),
        ),
        data=flat,
    )


@pytest.fixture
def form() -> Document:
    """A small statistics form in the official three columns."""
    progress = (
        "中心组学习（",
        Figure(value=3, key="study_times"),
        "）次，参与（",
        Figure(value=160, approximate=True),
        "）人次；",
    )
    return Document(
        annex="附件2",
        title="全市“安全生产月”活动进展情况统计表",
        created_at=datetime(2026, 6, 30, tzinfo=UTC),
        footer_note="账本位置 18204",
        blocks=(
            KeyValues(
                pairs=(
                    KeyValue(label="填报单位（盖章）", value="东明镇", share=2),
                    KeyValue(label="联系人", value="Alice"),
                    KeyValue(label="电话", value="0580-0123456"),
                    KeyValue(label="填报日期", value=date(2026, 6, 30)),
                )
            ),
            Table(
                columns=(Column(width=8), Column(width=14), Column(width=34), Column(width=44)),
                rows=(
                    (head("活动项目", col_span=2), head("内容要求"), head("进展情况")),
                    (label("安全生产月活动", row_span=2), label("学习贯彻"), *cells("召开专题学习会。", progress)),
                    (label("咨询日"), *cells("开展宣传咨询。", ("开展（", Figure(), "）场。"))),
                    cells("组织落实", "重视", "纳入重点。", Cell(value="是", note="见会议纪要")),
                ),
            ),
            SignatureBlock(lines=("单位负责人：", "填报人："), seal="（盖章）"),
        ),
    )
