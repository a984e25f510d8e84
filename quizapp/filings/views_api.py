"""Filed reports for programs: which there are, and each with its figures and what proves them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from flask import Blueprint

from quizapp.accounts import Permission
from quizapp.campaigns import get_campaign_by_code
from quizapp.filings.document import filed_data
from quizapp.filings.queries import get_filing, list_filings, open_filing
from quizapp.units import get_unit, get_unit_by_code
from quizapp.web import actor, api_route, find_in_campaign, staff, store

blueprint = Blueprint("filings_api", __name__, url_prefix="/api/v1/filings")


class FilingAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A report that was handed in."""

    id: int
    unit_code: str
    unit: str
    form: str
    period: str
    version: int
    round: int
    #: submitted | returned | accepted | frozen
    state: str
    nil: bool
    late: bool
    filed_at: datetime
    author: str
    position: int
    head: str
    reason: str


class FilingsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The newest of each sheet, of the unit and everything below it."""

    filings: list[FilingAnswer]


class ReportAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A filing with its figures: ``report`` is what the json file holds."""

    state: str
    report: dict[str, Any]


@blueprint.get("/<campaign_code>/<unit_code>")
@staff(Permission.EXPORT)
@api_route(
    summary="Reports that a unit and the units below it have filed", responses={200: FilingsAnswer}, tags=("filings",)
)
def filings(campaign_code: str, unit_code: str) -> FilingsAnswer:
    """At most 500, newest first."""
    with store().read() as session:
        campaign, unit = get_campaign_by_code(session, campaign_code), get_unit_by_code(session, unit_code)
        find_in_campaign(session, campaign.id, unit.id, Permission.EXPORT)
        found = list_filings(session, campaign.id, path=unit.path)
    return FilingsAnswer(
        filings=[
            FilingAnswer(
                id=each.id, unit_code=unit.code, unit=unit.name, form=each.form_key, period=each.period_key,
                version=each.version, round=each.round, state=each.state, nil=each.is_nil, late=each.is_late,
                filed_at=each.filed_at, author=each.author, position=each.position, head=each.head, reason=each.reason,
            )
            for each, unit in found
        ]
    )  # fmt: skip


@blueprint.get("/<int:filing_id>")
@staff(Permission.EXPORT)
@api_route(summary="A filed report with its figures", responses={200: ReportAnswer}, tags=("filings",))
def report(filing_id: int) -> ReportAnswer:
    """As it was filed."""
    with store().read() as session:
        filing = get_filing(session, filing_id)
        actor().require(Permission.EXPORT, get_unit(session, filing.unit_id).path)
        filed = open_filing(session, filing)
    return ReportAnswer(state=filing.state, report=filed_data(filed))
