"""One filed report: as it was handed in, what was said about it, its files; and what the level above does with it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import exports
from quizapp.accounts import Permission
from quizapp.campaigns import get_campaign
from quizapp.errors import Invalid, NotFound
from quizapp.filings.differences import differences
from quizapp.filings.document import FORMATS, filed_file_name, write_filed
from quizapp.filings.models import Filing
from quizapp.filings.problems import say_kept
from quizapp.filings.queries import Filed, events_of, get_filing, list_versions, open_filing
from quizapp.filings.review import accept_filing, freeze_filing, may_review, return_filing
from quizapp.filings.rules import TONES, Standing, State
from quizapp.filings.views_shared import screen_words
from quizapp.kit.i18n import N_
from quizapp.statistics import header_values, sentence_lines
from quizapp.units import Unit, get_unit
from quizapp.web import actor, note, now, staff, store, translate_error

blueprint = Blueprint("filed", __name__, url_prefix="/console/filings", template_folder="templates")

_EDIT = Permission.EDIT_STATISTICS
_Deed = Callable[[Session, Filing, Unit], None]


def _mine(session: Session, filing_id: int, permission: Permission) -> tuple[Filing, Unit]:
    """The filing and its unit, if the actor may do it there."""
    filing = get_filing(session, filing_id)
    unit = get_unit(session, filing.unit_id)
    actor().require(permission, unit.path)
    return filing, unit


@blueprint.get("/<int:filing_id>")
@staff(Permission.VIEW)
def show(filing_id: int) -> ResponseReturnValue:
    """The report as it was filed."""
    return _page(filing_id)


def _page(filing_id: int, problem: str = "") -> ResponseReturnValue:
    with store().read() as session:
        filing, unit = _mine(session, filing_id, Permission.VIEW)
        context = _context(session, filing, unit)
    page = render_template("filings/filed.html", problem=problem, typed=request.form, **context)
    return page, 422 if problem else 200


def _context(session: Session, filing: Filing, unit: Unit) -> dict[str, Any]:
    filed = open_filing(session, filing)
    report = filed.report
    versions = list_versions(session, filing.campaign_id, filing.form_key, filing.unit_id, filing.period_key)
    campaign = get_campaign(session, filing.campaign_id)
    is_top = unit.id == campaign.root_unit_id and actor().can(Permission.EDIT_CAMPAIGN, unit.path)
    reviews = may_review(actor(), unit.path)
    is_own_deed = filing.staff_id is not None and filing.staff_id == actor().id
    state = State(filing.state)
    return {
        "filing": filing,
        "report": report,
        "unit": unit,
        "header": header_values(report),
        "lines": {item.key: sentence_lines(report, item) for section in report.form.sections for item in section.items},
        "explained": [
            (each, say_kept(each, report.form)) for each in filed.snapshot.findings if each.explanation
        ],
        "events": events_of(session, [each.id for each in versions]),
        "versions": versions,
        "numbers": {each.id: each for each in versions},
        "standing": Standing(filing.state),
        "tones": TONES,
        "waits_for_another": reviews and is_own_deed and filing.is_latest and state is State.SUBMITTED,
        "may_return": reviews and not is_own_deed and filing.is_latest and state in (State.SUBMITTED, State.ACCEPTED),
        "may_accept": reviews and not is_own_deed and filing.is_latest and state is State.SUBMITTED,
        "may_freeze": filing.is_latest and (
            (reviews and state is State.ACCEPTED) or (is_top and state in (State.SUBMITTED, State.ACCEPTED))
        ),
        "may_amend": filing.is_latest and actor().can(_EDIT, unit.path),
        "may_export": actor().can(Permission.EXPORT, unit.path),
        "formats": FORMATS,
        "words": screen_words(),
    }  # fmt: skip


@blueprint.get("/<int:filing_id>/changes")
@staff(Permission.VIEW)
def changes(filing_id: int) -> ResponseReturnValue:
    """What it changed of the one filed before it."""
    with store().read() as session:
        filing, unit = _mine(session, filing_id, Permission.VIEW)
        versions = list_versions(session, filing.campaign_id, filing.form_key, filing.unit_id, filing.period_key)
        older = versions[[each.id for each in versions].index(filing.id) + 1 :]
        if not older:
            raise NotFound(N_("这是第一次报送，没有可比较的"))
        before, after = open_filing(session, older[0]), open_filing(session, filing)
    return render_template(
        "filings/changes.html", before=before, after=after, unit=unit,
        changed=differences(before.report, after.report), words=screen_words(),
    )  # fmt: skip


@blueprint.get("/<int:filing_id>/export.<fmt>")
@staff(Permission.EXPORT)
def export(filing_id: int, fmt: str) -> ResponseReturnValue:
    """The filed form as a file: the same one for ever."""
    if fmt not in FORMATS:
        raise NotFound(N_("没有这种格式"))
    with store().read() as session:
        filing, _unit = _mine(session, filing_id, Permission.EXPORT)
        filed = open_filing(session, filing)
    with store().write() as session:
        detail = {"form": filing.form_key, "period": filing.period_key, "version": filing.version, "format": fmt}
        note(session, "filings.export", "filing", filing_id, unit_id=filing.unit_id, detail=detail)
    return _send(filed, fmt)


def _send(filed: Filed, fmt: str) -> Response:
    stream = BytesIO()
    write_filed(filed, stream, fmt)
    stream.seek(0)
    response = send_file(stream, mimetype=exports.FORMATS[fmt].mime)
    plain = f"filing-{filed.filing.id}.{fmt}"
    response.headers["Content-Disposition"] = exports.content_disposition(filed_file_name(filed, fmt), plain=plain)
    return response


@blueprint.post("/<int:filing_id>/return")
@staff(_EDIT)
def send_back(filing_id: int) -> ResponseReturnValue:
    """Return it with remarks."""
    remark = request.form.get("remark", "")

    def deed(session: Session, filing: Filing, unit: Unit) -> None:
        return_filing(session, filing, unit.path, remark=remark, by=actor(), now=now())

    return _do(filing_id, "return", deed, _("已退回，对方会看到您写的话"))


@blueprint.post("/<int:filing_id>/accept")
@staff(_EDIT)
def accept(filing_id: int) -> ResponseReturnValue:
    """Say that it is in order."""

    def deed(session: Session, filing: Filing, unit: Unit) -> None:
        accept_filing(session, filing, unit.path, by=actor(), now=now())

    return _do(filing_id, "accept", deed, _("已通过"))


@blueprint.post("/<int:filing_id>/freeze")
@staff(_EDIT)
def freeze(filing_id: int) -> ResponseReturnValue:
    """Settle it for good."""

    def deed(session: Session, filing: Filing, unit: Unit) -> None:
        root = get_campaign(session, filing.campaign_id).root_unit_id
        freeze_filing(session, filing, unit, root_unit_id=root, by=actor(), now=now())

    return _do(filing_id, "freeze", deed, _("已定稿"))


def _do(filing_id: int, verb: str, deed: _Deed, done: str) -> ResponseReturnValue:
    try:
        with store().write() as session:
            filing, unit = _mine(session, filing_id, _EDIT)
            deed(session, filing, unit)
            detail = {"form": filing.form_key, "period": filing.period_key, "version": filing.version}
            note(session, f"filings.{verb}", "filing", filing_id, unit_id=unit.id, detail=detail)
    except Invalid as error:
        return _page(filing_id, translate_error(error))
    flash(done, "success")
    return redirect(url_for("filed.show", filing_id=filing_id), 303)
