"""``quizapp statistics export``: the official form of a unit as a file."""

from __future__ import annotations

from pathlib import Path

import click

from quizapp import statistics as forms
from quizapp.cli.opening import open_store, told_plainly
from quizapp.kit.clock import utc_now


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
