"""``quizapp contests``: results made anew from papers and ledger."""

from __future__ import annotations

import click

from quizapp import contests as room
from quizapp.cli.opening import open_store, told_plainly


@click.group(help="Contests and their results. 竞赛与成绩。")
def contests() -> None:
    """Group of contest commands."""


@contests.command(
    name="rebuild-results", help="Make the results that count anew, of contest CODE or of all. 重新计算竞赛成绩。"
)
@click.argument("code", required=False)
@told_plainly
def rebuild_results(code: str | None) -> None:
    """Recount from papers and ledger; people may go on answering."""
    with open_store() as (_settings, store):
        with store.read() as session:
            ids = [room.find_contest(session, code).id] if code else room.list_contest_ids(session)
        for contest_id in ids:
            people = room.rebuild_results(store, contest_id)
            click.echo(f"contest {contest_id}: {people} results")
