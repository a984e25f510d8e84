"""A filed report as a file: the official form, and beneath it what proves and explains it.

Nothing of it depends on what happens later, so that the same filing gives the same file for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import msgspec

from quizapp import exports
from quizapp.errors import Invalid
from quizapp.filings.queries import Filed
from quizapp.kit.i18n import N_
from quizapp.statistics import Words, report_file_name, to_data, to_document

#: Formats a filed report is handed out in.
FORMATS = ("xlsx", "docx", "pdf", "csv", "json")


def write_filed(filed: Filed, stream: BinaryIO, fmt: str) -> None:
    """The report as one of `FORMATS`. Raises `Invalid` for others."""
    if fmt == "json":
        stream.write(msgspec.json.format(msgspec.json.encode(filed_data(filed)), indent=2) + b"\n")
    elif fmt in FORMATS:
        exports.write(filed_document(filed), stream, fmt)
    else:
        raise Invalid(N_("没有“%(format)s”这种导出格式，可用：%(known)s"), format=fmt, known="、".join(FORMATS))


def filed_file_name(filed: Filed, fmt: str) -> str:
    """``东明镇 …统计表 2026-06-04 至 2026-06-10 第2版-2026-06-11.xlsx``."""
    name = report_file_name(filed.report, fmt)
    stem, ending = name.removesuffix(f".{fmt}"), f".{fmt}"
    return stem + (f"-v{filed.filing.version}" if filed.filing.version > 1 else "") + ending


def filed_document(filed: Filed) -> exports.Document:
    """The form with its notes; each page names position and head of the ledger."""
    document, filing = to_document(filed.report), filed.filing
    *blocks, last = document.blocks
    notes = [exports.Paragraph(value=text) for text in _notes(filed)]
    return replace(
        document, blocks=(*blocks, *notes, last), footer_note=f"{document.footer_note}　　链头：{filing.head[:16]}"
    )


def _notes(filed: Filed) -> Iterator[str]:
    filing = filed.filing
    kind = "零报告，" if filing.is_nil else ""
    yield f"{kind}第 {filing.version} 版，{filing.author}于 {_local(filing.filed_at, filed)} 报送。" + (
        f"更正原因：{filing.reason}" if filing.reason else ""
    )
    late = [f"{cell.field.label} {cell.late}" for cell in filed.report.cells.values() if cell.late]
    if late:
        yield f"补报以前各周（已含在上面的数字里，负数是更正）：{'；'.join(late)}。"
    carried = [cell.field.label for cell in filed.report.cells.values() if cell.carried_from]
    if carried:
        yield f"沿用以前的回答：{'；'.join(carried)}。"
    for finding in filed.snapshot.findings:
        if finding.explanation:
            yield f"说明（{'、'.join(finding.labels)}）：{finding.explanation}"
    yield f"台账位置 {filing.position}，链头 {filing.head}"


def _local(moment: datetime, filed: Filed) -> str:
    return moment.astimezone(ZoneInfo(filed.report.campaign.time_zone)).strftime("%Y-%m-%d %H:%M")


def filed_data(filed: Filed) -> dict[str, Any]:
    """The plain data of the form, with what filing adds."""
    filing, words = filed.filing, Words()
    return to_data(filed.report) | {
        "filing": {
            "id": filing.id,
            "version": filing.version,
            "round": filing.round,
            "nil": filing.is_nil,
            "late": filing.is_late,
            "filed_at": filing.filed_at.isoformat(),
            "author": filing.author,
            "reason": filing.reason,
            "position": filing.position,
            "head": filing.head,
            "form_version": filed.report.form.version,
            "form_hash": filing.form_hash,
            "period": words.period(filed.report.period),
            "late_entries": {key: cell.late for key, cell in filed.report.cells.items() if cell.late},
            "carried": {key: cell.carried_from for key, cell in filed.report.cells.items() if cell.carried_from},
            "cumulative": filed.snapshot.cumulative,
            "findings": [msgspec.structs.asdict(each) for each in filed.snapshot.findings],
        }
    }
