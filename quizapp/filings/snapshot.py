"""What a filing keeps: every cell, the unit and the campaign as they were, and the form itself. Pure.

From this alone the report is built again, so that a filed form is the same for ever, whatever happens to the ledger,
the form's file or the unit's name.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

import msgspec

from quizapp.campaigns import Campaign
from quizapp.filings.models import Filing
from quizapp.kit.periods import parse_period
from quizapp.statistics import Cell, Field, Form, Need, Provenance, Report, Sheet, TypedBelow
from quizapp.units import Unit


class KeptCell(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One cell; see `quizapp.statistics.Cell`."""

    value: int | str | None = None
    derived: int | None = None
    provenance: Provenance
    need: Need = Need.NOTHING
    is_approximate: bool = False
    is_derived_approximate: bool = False
    also: int = 0
    late: int = 0
    typed_before: int = 0
    carried_from: str = ""
    author: str = ""
    at: datetime | None = None
    reason: str = ""
    below: tuple[TypedBelow, ...] = ()
    yes_units: int | None = None
    all_units: int | None = None


class KeptFinding(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that did not hold when the report was filed, and what the filer said about it."""

    severity: str
    rule: str
    labels: tuple[str, ...]
    explanation: str = ""


class KeptUnit(msgspec.Struct, frozen=True, kw_only=True):
    """The reporting unit as it was."""

    id: int
    code: str
    name: str
    path: str


class KeptCampaign(msgspec.Struct, frozen=True, kw_only=True):
    """What the form says of the campaign, as it was."""

    id: int
    code: str
    title: str
    year: int
    root_unit_id: int
    contact_name: str
    contact_phone: str
    time_zone: str


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """A whole report."""

    unit: KeptUnit
    campaign: KeptCampaign
    period: str
    built_at: datetime
    cells: dict[str, KeptCell]
    findings: tuple[KeptFinding, ...] = ()
    #: Field -> figure of the cumulative form at the same position.
    cumulative: dict[str, int] = {}


_SNAPSHOTS, _FORMS = msgspec.json.Decoder(Snapshot), msgspec.json.Decoder(Form)
_CELL_PARTS = tuple(name for name in KeptCell.__struct_fields__)


def take(report: Report, *, findings: tuple[KeptFinding, ...] = (), cumulative: Mapping[str, int]) -> Snapshot:
    """The snapshot of ``report``."""
    unit, campaign = report.unit, report.campaign
    return Snapshot(
        unit=KeptUnit(id=unit.id, code=unit.code, name=unit.name, path=unit.path),
        campaign=KeptCampaign(**{name: getattr(campaign, name) for name in KeptCampaign.__struct_fields__}),
        period=report.period.key, built_at=report.built_at, findings=findings, cumulative=dict(cumulative),
        cells={
            key: KeptCell(**{name: getattr(cell, name) for name in _CELL_PARTS}) for key, cell in report.cells.items()
        },
    )  # fmt: skip


def encode(snapshot: Snapshot) -> str:
    """As stored: JSON with its keys in order."""
    return msgspec.json.encode(snapshot, order="sorted").decode()


def decode(content: str) -> Snapshot:
    """What `encode` wrote."""
    return _SNAPSHOTS.decode(content)


def encode_form(form: Form) -> tuple[str, str]:
    """The form as stored, and its SHA-256."""
    content = msgspec.json.encode(replace(form, is_pinned=False)).decode()
    return content, hashlib.sha256(content.encode()).hexdigest()


def decode_form(content: str) -> Form:
    """What `encode_form` wrote."""
    return _FORMS.decode(content)


def rebuild(snapshot: Snapshot, form: Form, *, position: int) -> Report:
    """The report as it was filed. Unit and campaign in it are copies that belong to no session."""
    unit = Unit(**msgspec.structs.asdict(snapshot.unit))
    campaign = Campaign(**msgspec.structs.asdict(snapshot.campaign))
    sheet = Sheet(form=form, campaign=campaign, unit=unit, period=parse_period(snapshot.period))
    cells = {field.key: _cell(field, snapshot.cells.get(field.key)) for field in form.fields()}
    return Report(sheet=sheet, position=position, built_at=snapshot.built_at, cells=cells)


def _cell(field: Field, kept: KeptCell | None) -> Cell:
    if kept is None:
        return Cell(field=field, value=None, derived=None, provenance=Provenance.UNANSWERED)
    return Cell(field=field, **{name: getattr(kept, name) for name in _CELL_PARTS})


def sign(filing: Filing, key: bytes) -> str:
    """HMAC over what must not change in a filing; its state and flags may."""
    parts: list[int | str | bool | date | datetime | dict[str, int] | None] = [
        filing.campaign_id, filing.unit_id, filing.form_key, filing.form_hash, filing.period_key, filing.version,
        filing.round, filing.is_nil, filing.is_late, filing.filed_at, filing.staff_id, filing.author, filing.position,
        filing.head, filing.reason, filing.until, filing.content,
    ]  # fmt: skip
    return hmac.new(key, msgspec.json.encode(parts, order="sorted"), hashlib.sha256).hexdigest()
