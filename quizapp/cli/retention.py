"""``quizapp retention``: what would be forgotten, when, and doing it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

import click

from quizapp.cli.opening import open_store, print_json, told_plainly
from quizapp.kit.clock import utc_now
from quizapp.ops.retention import forget, list_endings, rehearse


@click.command(
    help="List what would be forgotten now, or ON a day, and when campaigns end; --run does it, now. 个人信息保存期限。"
)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Another day than today, for a list.")
@click.option(
    "--run", "is_run", is_flag=True, help="Forget it, with a line in the audit log (the server does so by itself)."
)
@click.option("--json", "is_json", is_flag=True, help="For programs.")
@told_plainly
def retention(on: datetime | None, is_run: bool, is_json: bool) -> None:
    """Print one line a job and a campaign."""
    if on is not None and is_run:
        raise click.UsageError("--on is for lists: what is not due is not forgotten")
    now = on.replace(tzinfo=UTC) if on is not None else utc_now()
    with open_store() as (settings, store):
        counts = forget(store, settings, now=now) if is_run else rehearse(store, settings, now=now)
        with store.read() as session:
            endings = list_endings(session, now=now)
    if is_json:
        print_json({"at": now, "is_done": is_run, "forgotten": counts, "campaigns": [asdict(each) for each in endings]})
        return
    for each in endings:
        mark = "over" if each.is_over else "kept"
        click.echo(
            f"{each.keeps_until}  {mark}  {each.code}  {each.title} ({each.ends_on} + {each.retention_days} days)"
        )
    for name, count in counts.items():
        click.echo(f"{count:>10}  {name}")
    click.echo("forgotten" if is_run else "nothing was changed; the server forgets by itself, --run does it now")
