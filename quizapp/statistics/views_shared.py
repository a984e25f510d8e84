"""What the pages of the form have in common: finding the sheet behind an address, and the words around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.campaigns import Campaign
from quizapp.kit.clock import local_date
from quizapp.kit.periods import CUMULATIVE, Period, parse_period, week_of
from quizapp.ledger import Scope
from quizapp.statistics.catalogue import find_form, list_forms
from quizapp.statistics.form import Form
from quizapp.statistics.report import Report, build_report
from quizapp.statistics.said import Sheet
from quizapp.statistics.words import Words
from quizapp.units import Unit, get_unit, is_within, list_ancestors, list_children
from quizapp.web import actor, find_in_campaign, now, settings

#: Units named in the switch; everything else is reached through the children.
_NEARBY = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One option of a switch."""

    value: str
    label: str
    is_chosen: bool


def find_sheet(
    session: Session, campaign_id: int, unit_id: int, form_key: str, period: str,
    permission: Permission = Permission.VIEW,
) -> Sheet:  # fmt: skip
    """The sheet behind an address, when the actor may do ``permission`` there."""
    campaign, unit = find_in_campaign(session, campaign_id, unit_id, permission)
    form = find_form(session, campaign, form_key, settings().forms_folder)
    return Sheet(form=form, campaign=campaign, unit=unit, period=parse_period(period))


def build(session: Session, sheet: Sheet, *, position: int | None = None) -> Report:
    """The sheet filled."""
    return build_report(
        session, sheet.form, sheet.campaign, sheet.unit, sheet.period, now=now(), position=position
    )  # fmt: skip


def scope_of(sheet: Sheet, *, position: int | None = None) -> Scope:
    """The part of the ledger that the sheet looks at."""
    return Scope(
        campaign_id=sheet.campaign.id, unit_path=sheet.unit.path, period=sheet.period, position=position
    )  # fmt: skip


def address_of(sheet: Sheet) -> dict[str, Any]:
    """The parts of a sheet's address: ``url_for("statistics.sheet", **address_of(sheet))``."""
    return {
        "campaign_id": sheet.campaign.id, "unit_id": sheet.unit.id, "form_key": sheet.form.reference,
        "period": sheet.period.key,
    }  # fmt: skip


def screen_words() -> Words:
    """The labels around a form's own text, in the reader's language."""
    return Words(
        yes=_("是"), no=_("否"), cumulative=_("累计"), week=_("%(first)s 至 %(last)s", first="%(first)s", last="%(last)s"),
        units_yes=_("下级 %(yes)s/%(all)s 为是", yes="%(yes)d", all="%(all)d"),
    )  # fmt: skip


def period_choices(campaign: Campaign, chosen: Period) -> list[Choice]:
    """Cumulative, then the weeks of the campaign that have begun, the newest first."""
    words = screen_words()
    last = min(local_date(now(), campaign.time_zone), campaign.ends_on + timedelta(days=7))
    found, day = [CUMULATIVE], last
    while day >= campaign.starts_on:
        week = week_of(day)
        found.append(week)
        day = (week.first or day) - timedelta(days=1)
    if chosen not in found:
        found.append(chosen)
    return [Choice(value=each.key, label=words.period(each), is_chosen=each == chosen) for each in found]


def form_choices(session: Session, campaign: Campaign, chosen: Form) -> list[Choice]:
    """All forms that the campaign may use; an older version that was asked for by its number among them."""
    forms = list_forms(session, campaign, settings().forms_folder)
    offered = {form.reference: form for form in forms.values()} | {chosen.reference: chosen}
    return [
        Choice(value=reference, label=_form_label(form), is_chosen=reference == chosen.reference)
        for reference, form in offered.items()
    ]


def _form_label(form: Form) -> str:
    label = f"{form.title}（{form.year}）"
    return label + _("第 %(n)d 版", n=form.version) if form.is_pinned else label


def unit_choices_near(session: Session, campaign: Campaign, unit: Unit) -> list[Choice]:
    """The unit, those above it that the actor sees, its sisters and its children."""
    root = get_unit(session, campaign.root_unit_id)
    above = [each for each in list_ancestors(session, unit) if is_within(each.path, root.path)]
    sisters = list_children(session, unit.parent_id)[:_NEARBY] if unit.parent_id and above else []
    near = [*above, *(sisters or [unit]), *list_children(session, unit.id)[:_NEARBY]]
    seen = {each.id: each for each in near if actor().sees(each.path)} | {unit.id: unit}
    ordered = sorted(seen.values(), key=lambda each: (each.depth, each.position, each.id))
    return [
        Choice(
            value=str(each.id), label="　" * (each.depth - ordered[0].depth) + each.name, is_chosen=each.id == unit.id
        )
        for each in ordered
    ]


def crumbs_of(session: Session, sheet: Sheet) -> list[tuple[str, str]]:
    """Names and addresses of the units above that the actor sees, from the campaign's top down."""
    root = get_unit(session, sheet.campaign.root_unit_id)
    above = [each for each in list_ancestors(session, sheet.unit) if is_within(each.path, root.path)]
    address = address_of(sheet)
    return [
        (each.name, url_for("statistics.sheet", **(address | {"unit_id": each.id})))
        for each in above
        if actor().sees(each.path)
    ]
