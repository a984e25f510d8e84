"""``quizapp demo``: an invented campaign to look at, and a month of it played."""

from __future__ import annotations

import sys
from random import Random, SystemRandom

import click
from sqlalchemy import select

from quizapp.campaigns import Campaign
from quizapp.cli.opening import open_store, told_plainly
from quizapp.demo import ORGANIZER, Keys, campaign_code, is_empty, load_demo, play_month, play_office
from quizapp.kit.clock import utc_now
from quizapp.kit.vault import Vault


@click.command(help="Load the demo campaign, and with --participants play a month of it. 装入演示数据。")
@click.option("--participants", type=click.IntRange(0, 100_000), default=0, show_default=True, help="People to invent.")
@click.option("--if-empty", is_flag=True, help="Do nothing, quietly, when the installation has units already.")
@click.option("--seed", type=int, default=2026, show_default=True, help="The same seed plays the same month.")
@told_plainly
def demo(participants: int, if_empty: bool, seed: int) -> None:
    """Load and play."""
    now = utc_now()
    with open_store() as (settings, store):
        with store.read() as session:
            empty = is_empty(session)
        if empty:
            with store.write() as session:
                loaded = load_demo(session, now=now, rng=SystemRandom())
            code, campaign_id = loaded.campaign_code, loaded.campaign_id
            click.echo(f"demo campaign: /c/{code}")
            click.echo(
                f"organizer 组织者: {loaded.organizer.username}  one-time password 一次性密码: {loaded.organizer.one_time_password}"
            )
        elif if_empty:
            click.echo(f"units exist, no demo loaded; a new password: quizapp staff reset-password {ORGANIZER}")
            return
        else:
            with store.read() as session:
                known = session.scalar(select(Campaign.id).where(Campaign.code == campaign_code()))
            if known is None:
                click.echo(
                    "this installation has its own units: the demo is only for an empty one 已有单位，不装演示",
                    err=True,
                )
                sys.exit(1)
            campaign_id = known
        if participants:
            vault = Vault(settings.key_for("vault"))
            rng = Random(seed)  # noqa: S311 - a play, not a secret
            played = play_month(store, campaign_id, participants=participants, vault=vault, now=now, rng=rng)
            keys = Keys(ledger=settings.key_for("ledger"), filings=settings.key_for("filings"))
            reports = play_office(store, campaign_id, keys=keys, vault=vault, now=now, rng=rng)
            click.echo(
                f"{played.people} people, {played.papers} papers, {played.check_ins} check-ins, "
                f"{played.players} in a live quiz, {reports} reports filed"
            )
