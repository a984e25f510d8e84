"""Handing a form out: to a file or a stream, in any format, with the right name."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec
from sqlalchemy.orm import Session

from quizapp import exports
from quizapp.campaigns import Campaign, get_campaign_by_code, list_campaigns
from quizapp.errors import Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.periods import parse_period
from quizapp.statistics.catalogue import get_form
from quizapp.statistics.document import to_data, to_document
from quizapp.statistics.report import Report, build_report, report_day
from quizapp.statistics.words import Words
from quizapp.units import Unit, ancestor_ids, get_unit_by_code

#: Formats a form is handed out in.
FORMATS = ("xlsx", "docx", "pdf", "csv", "json", "html")


def write_report(report: Report, stream: BinaryIO, fmt: str) -> None:
    """The form as one of `FORMATS`; json is the plain data that the API gives."""
    if fmt == "json":
        stream.write(msgspec.json.format(msgspec.json.encode(to_data(report)), indent=2) + b"\n")
    elif fmt in FORMATS:
        exports.write(to_document(report), stream, fmt)
    else:
        raise Invalid(N_("没有“%(format)s”这种导出格式，可用：%(known)s"), format=fmt, known="、".join(FORMATS))


def report_file_name(report: Report, fmt: str) -> str:
    """``东明镇 全市安全生产月…统计表 累计-2026-06-17.xlsx``."""
    title = f"{report.unit.name} {report.form.title} {Words().period(report.period)}"
    return exports.file_name(title, report_day(report), fmt)


def plain_file_name(report: Report, fmt: str) -> str:
    """``statistics-dongming-town-2026-06-17.xlsx``, for programs that know ASCII alone."""
    return f"statistics-{report.unit.code}-{report_day(report):%Y-%m-%d}.{fmt}"


def export_report(
    session: Session, *, unit_code: str, form_key: str, period_text: str, target: Path, now: datetime,
    campaign_code: str | None = None, forms_folder: Path | None = None, position: int | None = None,
) -> Report:  # fmt: skip
    """Write a unit's form to ``target``, whose ending chooses the format; the report that was written.

    Without ``campaign_code`` it is the newest campaign that the unit takes part in. The file appears when it is
    complete. ``form_key`` may be ``key@2``: version 2 of a form that an office keeps. Raises `NotFound` for unknown units, forms and campaigns, `Invalid` for a format or period that is none.
    """
    fmt = target.suffix.removeprefix(".").lower()
    if fmt not in FORMATS:
        raise Invalid(N_("没有“%(format)s”这种导出格式，可用：%(known)s"), format=fmt, known="、".join(FORMATS))
    form, period = get_form(form_key, forms_folder, session), parse_period(period_text)
    unit = get_unit_by_code(session, unit_code)
    campaign = campaign_of(session, unit, campaign_code)
    report = build_report(session, form, campaign, unit, period, now=now, position=position)
    _write_whole(report, target, fmt)
    return report


def campaign_of(session: Session, unit: Unit, code: str | None = None) -> Campaign:
    """The campaign with ``code``, or the newest one, that the unit takes part in. Raises `NotFound`."""
    above = ancestor_ids(unit.path)
    offered = [get_campaign_by_code(session, code)] if code else list_campaigns(session, paths=[unit.path])
    for campaign in offered:
        if campaign.root_unit_id in above:
            return campaign
    raise NotFound(N_("“%(name)s”没有参加任何活动，请用 --campaign 指定"), name=unit.name)


def _write_whole(report: Report, target: Path, fmt: str) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            write_report(report, stream, fmt)
        unfinished.chmod(0o644)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
