"""``quizapp statistics export``: the official form of a unit as a file."""

from __future__ import annotations

from pathlib import Path

import click

from quizapp import datasets, exports
from quizapp import statistics as forms
from quizapp.cli.opening import open_store, told_plainly
from quizapp.kit.clock import utc_now
from quizapp.kit.periods import parse_period
from quizapp.kit.vault import Vault
from quizapp.ledger import settled_position
from quizapp.settings import load_settings
from quizapp.units import get_unit_by_code


@click.group(help="Fill and export official statistics forms. 填报与导出统计表。")
def statistics() -> None:
    """Group of statistics commands."""


@statistics.command(help="Write the form of one unit; the ending of --out chooses the format. 导出统计表。")
@click.option("--unit", "unit_code", required=True, help="Code of the reporting unit.")
@click.option("--form", "form_key", required=True, help="Key of the form, e.g. zhoushan_2021; KEY@2 is its version 2.")
@click.option("--period", default="cumulative", show_default=True, help="cumulative or week:YYYY-MM-DD")
@click.option("--campaign", "campaign_code", help="Code of the campaign; by default the newest the unit takes part in.")
@click.option(
    "--out",
    "target",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="FILE.{xlsx,docx,csv,json,pdf,html}",
)
@told_plainly
def export(unit_code: str, form_key: str, period: str, campaign_code: str | None, target: Path) -> None:
    """Build the report and write it; the file appears only when it is complete."""
    with open_store() as (settings, store), store.read() as session:
        report = forms.export_report(
            session, unit_code=unit_code, form_key=form_key, period_text=period, campaign_code=campaign_code,
            target=target, forms_folder=settings.forms_folder, now=utc_now(),
        )  # fmt: skip
    click.echo(f"{target}: {report.unit.name}, {report.period.key}, position {report.position}")


@statistics.command(name="forms", help="List the forms this installation knows. 列出统计表。")
@told_plainly
def list_forms() -> None:
    """One line a form."""
    with open_store() as (settings, store), store.read() as session:
        for form in forms.load_forms(settings.forms_folder, session).values():
            version = f"v{form.version} {form.content_hash[:8]}"
            click.echo(f"{form.key}\t{form.year}\t{form.title}\t{len(form.by_key)}\t{version}")


@statistics.command(help="Write the ledger of a unit's subtree as a parquet shard. 导出台账分片。")
@click.option("--unit", "unit_code", required=True, help="Code of the unit at the top.")
@click.option("--campaign", "campaign_code", help="Code of the campaign; by default the newest the unit takes part in.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@told_plainly
def shard(unit_code: str, campaign_code: str | None, folder: Path) -> None:
    """One file of everything up to now; people are hashes that only this installation could make."""
    exports.require_parquet()
    with open_store() as (settings, store):
        position, vault = settled_position(store), Vault(settings.key_for("vault"))
        with store.read() as session:
            unit = get_unit_by_code(session, unit_code)
            campaign = forms.campaign_of(session, unit, campaign_code)
            path, count = datasets.write_shard(
                session, folder, campaign=campaign, unit=unit, position=position, vault=vault, now=utc_now()
            )
    click.echo(f"{path}: {count} entries, position {position}")


@statistics.command(name="from-shards", help="Fill a form's figures from a folder of shards. 由分片汇总统计表。")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--form", "form_key", required=True, help="Key of the form, e.g. national_2026.")
@click.option("--period", default="cumulative", show_default=True, help="cumulative or week:YYYY-MM-DD")
@click.option("--unit", "unit_code", default="", help="Only this unit and those below it.")
@told_plainly
def from_shards(folder: Path, form_key: str, period: str, unit_code: str) -> None:
    """One line a field: key, figure, label. No database is opened; forms are the shipped ones and the home folder's."""
    form = forms.get_form(form_key, load_settings().forms_folder)
    found = datasets.figures_from_shards(folder, form, period=parse_period(period), unit_code=unit_code)
    for about in found.shards:
        click.echo(f"# {about.campaign} {about.unit_code} {about.unit_name}, position {about.position}", err=True)
    for figure in found.figures:
        value = "" if figure.value is None else f"{figure.value}{'+' if figure.is_approximate else ''}"
        click.echo(f"{figure.field.key}\t{value}\t{figure.field.label}")
