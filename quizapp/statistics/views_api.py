"""The filled form for programs: the same figures, with where each comes from."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec
from flask import Blueprint

from quizapp.accounts import Permission
from quizapp.campaigns import get_campaign_by_code
from quizapp.ledger import settled_position
from quizapp.statistics.catalogue import load_forms
from quizapp.statistics.document import to_data
from quizapp.statistics.form import Form
from quizapp.statistics.views_shared import build, find_sheet
from quizapp.units import ancestor_ids, get_unit_by_code
from quizapp.web import actor, api_route, settings, staff, store

blueprint = Blueprint("statistics_api", __name__, url_prefix="/api/v1/statistics")


class UnitAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The reporting unit."""

    code: str
    name: str


class FieldAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One cell and where its figure comes from."""

    label: str
    unit: str
    value: int | bool | str | None
    derived: int | bool | None
    approximate: bool
    provenance: str
    need: str
    author: str
    at: datetime | None
    reason: str
    yes_units: int | None = None
    all_units: int | None = None
    retired_after: int | None = None


class ExternalAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A figure that somebody else counted: beside the form, in none of its values."""

    field: str
    value: int
    approximate: bool
    source: str
    link: str
    as_of: date
    unit: str


class ReportAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A filled form; ``values`` is the short of ``fields``."""

    form: str
    form_version: int
    form_hash: str
    title: str
    campaign: str
    unit: UnitAnswer
    period: str
    position: int
    built_at: datetime
    header: dict[str, str]
    values: dict[str, int | bool | str | None]
    fields: dict[str, FieldAnswer]
    external: list[ExternalAnswer]


class FormAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A form of this installation."""

    key: str
    title: str
    year: int
    fields: int
    #: Version in force, and SHA-256 of its text.
    version: int
    hash: str


class FormsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """All forms."""

    forms: list[FormAnswer]


@blueprint.get("/forms")
@staff(Permission.VIEW)
@api_route(summary="Forms of this installation", responses={200: FormsAnswer}, tags=("statistics",))
def forms() -> FormsAnswer:
    """Shipped forms, the installation's own, and those that the caller's offices and the ones above them keep."""
    units = {unit for path in actor().paths(Permission.VIEW) for unit in ancestor_ids(path)}
    with store().read() as session:
        found = load_forms(settings().forms_folder, session, units=units).values()
    return FormsAnswer(forms=[_answer(form) for form in found])


def _answer(form: Form) -> FormAnswer:
    return FormAnswer(
        key=form.key, title=form.title, year=form.year, fields=len(form.by_key), version=form.version,
        hash=form.content_hash,
    )  # fmt: skip


@blueprint.get("/<campaign_code>/<unit_code>/<form_key>/<period>")
@staff(Permission.EXPORT)
@api_route(summary="A unit's filled form", responses={200: ReportAnswer}, tags=("statistics",))
def report(campaign_code: str, unit_code: str, form_key: str, period: str) -> ReportAnswer:
    """The form at a settled position, as the files show it."""
    position = settled_position(store())
    with store().read() as session:
        campaign, unit = get_campaign_by_code(session, campaign_code), get_unit_by_code(session, unit_code)
        found = find_sheet(session, campaign.id, unit.id, form_key, period, Permission.EXPORT)
        data: dict[str, Any] = to_data(build(session, found, position=position))
    return msgspec.convert(data, ReportAnswer)
