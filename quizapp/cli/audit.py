"""``quizapp audit verify``: has anybody changed what only grows?"""

from __future__ import annotations

import sys

import click

from quizapp import audit as audit_log
from quizapp import filings, ledger
from quizapp.cli.opening import open_store, print_json, told_plainly


@click.group(help="Verify the audit log and the ledger. 校验审计日志与台账。")
def audit() -> None:
    """Group of audit commands."""


@audit.command(help="Recompute both hash chains; exit 1 and name the place when something was changed. 校验哈希链。")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@told_plainly
def verify(as_json: bool) -> None:
    """Verify audit entries, ledger seals, and that every filed report is still what the chain holds."""
    with open_store() as (settings, store), store.read() as session:
        log = audit_log.verify(session, settings.key_for("audit"))
        seals = ledger.verify(session, key=settings.key_for("ledger"))
        filed = filings.verify(session, seals, key=settings.key_for("filings"))
    is_ok = log.ok and seals.is_ok and filed.is_ok
    if as_json:
        print_json(
            {
                "ok": is_ok,
                "audit": {"checked": log.checked, "problems": [str(each) for each in log.problems]},
                "ledger": {
                    "seals": seals.seals, "entries": seals.entries, "unsealed": seals.unsealed, "head": seals.head,
                    "problems": list(seals.problems),
                },
                "filings": {"checked": filed.checked, "problems": list(filed.problems)},
            }
        )  # fmt: skip
    else:
        click.echo(f"audit log: {log.checked} entries, {len(log.problems)} problems")
        click.echo(f"ledger: {seals.entries} entries in {seals.seals} seals, {seals.unsealed} not sealed yet")
        click.echo(f"head: {seals.head}")
        click.echo(f"filed reports: {filed.checked}, {len(filed.problems)} problems")
        for problem in [*map(str, log.problems), *seals.problems, *filed.problems]:
            click.echo(f"  {problem}", err=True)
    sys.exit(0 if is_ok else 1)
