"""``quizapp filings``: what was filed, who has not, and filing from the command line."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from quizapp import filings as reports
from quizapp import statistics as forms
from quizapp.accounts import SYSTEM
from quizapp.audit import record
from quizapp.campaigns import Campaign
from quizapp.cli.opening import open_store, print_json, told_plainly
from quizapp.kit.clock import utc_now
from quizapp.kit.periods import parse_period
from quizapp.settings import Settings
from quizapp.units import Unit, get_unit_by_code

_UNIT = click.option("--unit", "unit_code", required=True, help="Code of the unit.")
_CAMPAIGN = click.option("--campaign", "campaign_code", help="Code of the campaign; by default the newest of the unit.")
_FORM = click.option("--form", "form_key", required=True, help="Key of the form.")
_PERIOD = click.option("--period", required=True, help="cumulative or week:YYYY-MM-DD")


@click.group(help="File reports, and see who has. 报送与查看报送情况。")
def filings() -> None:
    """Group of filing commands."""


@filings.command(name="list", help="Reports that a unit and the units below it have filed. 列出已报送的报表。")
@_UNIT
@_CAMPAIGN
@told_plainly
def list_filed(unit_code: str, campaign_code: str | None) -> None:
    """One line a report: its number, unit, form, period, version, state, position."""
    with open_store() as (_, store), store.read() as session:
        unit = get_unit_by_code(session, unit_code)
        campaign = forms.campaign_of(session, unit, campaign_code)
        for each, of in reports.list_filings(session, campaign.id, path=unit.path):
            state = each.state + (" nil" if each.is_nil else "") + (" late" if each.is_late else "")
            click.echo(
                f"{each.id}\t{of.code}\t{each.form_key}\t{each.period_key}\tv{each.version}\t{state}\t{each.position}"
            )


@filings.command(help="Who has filed one report, and who has not. 谁报了谁没报。")
@_UNIT
@_FORM
@_PERIOD
@_CAMPAIGN
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@told_plainly
def status(unit_code: str, form_key: str, period: str, campaign_code: str | None, as_json: bool) -> None:
    """Counts, then the units from which something is still to come."""
    with open_store() as (_, store), store.read() as session:
        unit = get_unit_by_code(session, unit_code)
        campaign = forms.campaign_of(session, unit, campaign_code)
        calendar = reports.get_calendar(session, campaign, form_key)
        window = calendar.window(parse_period(period))
        board = reports.read_board(session, campaign, calendar, window, unit, now=utc_now())
    missing = [line.code for line in board.shown("missing")]
    if as_json:
        print_json({"counts": board.counts(), "missing": missing, "due_at": window.due_at})
        return
    click.echo("  ".join(f"{name} {count}" for name, count in board.counts().items()))
    for code in missing:
        click.echo(code)


@filings.command(name="file", help="File one report of a unit, at the ledger's place of now. 报送一期报表。")
@_UNIT
@_FORM
@_PERIOD
@_CAMPAIGN
@click.option("--nil", "is_nil", is_flag=True, help="A nil report: nothing took place.")
@click.option("--reason", default="", help="Why a report that was filed is filed again, as its next version.")
@click.option("--explain", "said", multiple=True, help="A word about every finding that wants one.")
@told_plainly
def file_one(
    unit_code: str, form_key: str, period: str, campaign_code: str | None, is_nil: bool, reason: str,
    said: tuple[str, ...],
) -> None:  # fmt: skip
    """Refused with the list of what is missing, as on the page."""
    now = utc_now()
    with open_store() as (settings, store):
        settled = reports.settle(store, key=settings.key_for("ledger"), now=now)
        with store.write() as session:
            unit = get_unit_by_code(session, unit_code)
            campaign = forms.campaign_of(session, unit, campaign_code)
            sheet = _sheet(session, settings, campaign, unit, form_key, period)
            report = forms.build_report(
                session, sheet.form, campaign, unit, sheet.period, now=now, position=settled.position
            )
            findings = reports.find_findings(session, report, now=now) if said else []
            handing = reports.Handing(
                is_nil=is_nil,
                reason=reason,
                explanations={reports.finding_id(each): "；".join(said) for each in findings},
            )
            try:
                filed = reports.file_report(
                    session, sheet, settled, handing, by=SYSTEM, now=now, key=settings.key_for("filings")
                )
            except reports.NotReady as error:
                for problem in error.problems:
                    click.echo(str(problem.text), err=True)
                raise
            detail = {"form": form_key, "period": filed.period_key, "version": filed.version, "nil": filed.is_nil}
            record(
                session, actor=SYSTEM, action="filings.submit", object_type="filing", object_id=str(filed.id),
                unit_id=unit.id, detail=detail, now=now, key=settings.key_for("audit"),
            )  # fmt: skip
    click.echo(
        f"{filed.id}: {unit.name}, {filed.period_key}, v{filed.version}, position {filed.position}, head {filed.head}"
    )


def _sheet(
    session: Session, settings: Settings, campaign: Campaign, unit: Unit, form_key: str, period: str
) -> forms.Sheet:  # fmt: skip
    form = forms.find_form(session, campaign, form_key, settings.forms_folder)
    return forms.Sheet(form=form, campaign=campaign, unit=unit, period=parse_period(period))
