"""The form as a file: plain GET links, one a format, each noted in the audit log."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, send_file
from flask.typing import ResponseReturnValue

from quizapp import exports
from quizapp.accounts import Permission
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.ledger import settled_position
from quizapp.statistics.filing import FORMATS, plain_file_name, report_file_name, write_report
from quizapp.statistics.report import Report
from quizapp.statistics.views_shared import build, find_sheet
from quizapp.web import note, staff, store

blueprint = Blueprint("statistics_files", __name__, url_prefix="/console/statistics")


@blueprint.get("/<int:campaign_id>/<int:unit_id>/<form_key>/<period>/export.<fmt>")
@staff(Permission.EXPORT)
def export(campaign_id: int, unit_id: int, form_key: str, period: str, fmt: str) -> ResponseReturnValue:
    """The filled form at a settled position: the same file can be made again for ever."""
    if fmt not in FORMATS:
        raise NotFound(N_("没有这种格式"))
    position = settled_position(store())
    with store().read() as session:
        found = find_sheet(session, campaign_id, unit_id, form_key, period, Permission.EXPORT)
        report = build(session, found, position=position)
    with store().write() as session:
        detail = {"form": report.form.reference, "period": period, "format": fmt, "position": position}
        note(session, "statistics.export", "report", report.form.key, unit_id=unit_id, detail=detail)
    return _send(report, fmt)


def _send(report: Report, fmt: str) -> Response:
    stream = BytesIO()
    write_report(report, stream, fmt)
    stream.seek(0)
    response = send_file(stream, mimetype=exports.FORMATS[fmt].mime)
    response.headers["Content-Disposition"] = exports.content_disposition(
        report_file_name(report, fmt), plain=plain_file_name(report, fmt)
    )
    return response
