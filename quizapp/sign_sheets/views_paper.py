"""The printed sheet as PDF, Word or Excel: the same rows, numbers and totals in each."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts, mark_of
from quizapp.exports import (
    Align,
    Column,
    Document,
    KeyValue,
    KeyValues,
    Paragraph,
    Qr,
    SignatureBlock,
    SignSheet,
    SignSheetPerson,
    SignSheetWording,
    Table,
    cells,
    head,
    write,
    write_sign_sheet,
)
from quizapp.sign_sheets.models import PrintedSheet
from quizapp.sign_sheets.printing import ListedRow

#: Formats a sheet is handed out in.
FORMATS = ("pdf", "docx", "xlsx")


def sheet_file(
    facts: SessionFacts, sheet: PrintedSheet, rows: Sequence[ListedRow], address: str, fmt: str, word: str = ""
) -> bytes:
    """The sheet as one of `FORMATS`; ``address`` is where its code leads, ``word`` (演练) stands across every page."""
    stream = io.BytesIO()
    if fmt == "pdf":
        write_sign_sheet(replace(_drawn(facts, sheet, rows, address), watermark=word), stream)
    else:
        write(replace(_document(facts, sheet, rows, address), watermark=word), stream, fmt)
    return stream.getvalue()


def title_of(facts: SessionFacts) -> str:
    """``消防培训签到表``."""
    return str(_("%(title)s签到表", title=facts.title))


def word_across(session: Session, facts: SessionFacts) -> str:
    """The word across its pages, in the reader's language; empty for whatever is no drill."""
    word = mark_of(session, facts)
    return str(_(word)) if word else ""


def facts_of(facts: SessionFacts) -> tuple[KeyValue, ...]:
    """The lines above the table; what nobody knows yet leaves room to write."""
    return (
        KeyValue(label=_("活动时间"), value=facts.local_span), KeyValue(label=_("活动地点"), value=facts.place or None),
        KeyValue(label=_("主办单位"), value=facts.host_name), KeyValue(label=_("主持人")),
        KeyValue(label=_("应到人数"), value=facts.expected), KeyValue(label=_("实到人数")),
    )  # fmt: skip


def wording() -> SignSheetWording:
    """The sheet's own words in the reader's language; what is filled in later keeps its place."""
    return SignSheetWording(
        columns=(_("序号"), _("姓名"), _("单位"), _("电话"), _("签名"), _("备注")),
        page_total=_("本页应到 %(expected)s 人，实到 ______ 人", expected="%(expected)s"),
        signers=(_("签到负责人："), _("记 录 人：")), seal=_("主办单位（盖章）"), sheet_id=_("表号 %(id)s", id="%(id)s"),
        page=_("第 %(page)s 页 共 %(pages)s 页", page="%(page)s", pages="%(pages)s"), colon=_("："),
    )  # fmt: skip


def _drawn(facts: SessionFacts, sheet: PrintedSheet, rows: Sequence[ListedRow], address: str) -> SignSheet:
    return SignSheet(
        title=title_of(facts), sheet_id=sheet.code, qr_text=address, facts=facts_of(facts), wording=wording(),
        people=tuple(SignSheetPerson(name=row.name, unit=row.unit_name, remark=row.detail) for row in rows),
        blank_rows=sheet.rows - sheet.listed, is_exact=True,
    )  # fmt: skip


def _pairs(pairs: Sequence[KeyValue]) -> list[KeyValues]:
    """Two facts a line."""
    return [KeyValues(pairs=tuple(pairs[at : at + 2])) for at in range(0, len(pairs), 2)]


def _document(facts: SessionFacts, sheet: PrintedSheet, rows: Sequence[ListedRow], address: str) -> Document:
    words = wording()
    widths = (7, 15, 26, 18, 20, 14)
    columns = tuple(
        Column(title=title, width=width, align=Align.LEFT if number in {2, 5} else Align.CENTER)
        for number, (title, width) in enumerate(zip(words.columns, widths, strict=True))
    )
    named = [cells(row.number, row.name, row.unit_name, None, None, row.detail or None) for row in rows]
    blank = [cells(number, *(None,) * 5) for number in range(sheet.listed + 1, sheet.rows + 1)]
    table = Table(columns=columns, rows=(tuple(head(column.title) for column in columns), *named, *blank))
    total = _("本表应到 %(expected)s 人，实到 ______ 人", expected=sheet.listed or "______")
    return Document(
        title=title_of(facts), meta=(words.sheet_id % {"id": sheet.code},),
        blocks=(
            *_pairs(facts_of(facts)), table, Paragraph(value=total),
            SignatureBlock(lines=words.signers, seal=words.seal),
            Qr(text=address, size_mm=24, caption=_("补录：扫码或打开 %(address)s", address=address)),
        ),
        data=table,
    )  # fmt: skip
