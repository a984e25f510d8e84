"""The application with something else going on in its process: a thread that begins when the file ``go`` is there.

Each function makes an application for a server, as `quizapp.cli.served` does. ``done`` then holds the seconds it took.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from threading import Thread

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts import SYSTEM
from quizapp.campaigns import get_campaign
from quizapp.cli.served import create_served_app
from quizapp.contests import Contest, read_settings, update_contest
from quizapp.kit.clock import utc_now
from quizapp.kit.periods import week_of
from quizapp.people import import_roster, read_roster_file, work_out_people
from quizapp.statistics import build_report, get_form
from quizapp.units import get_unit_by_code, list_subtree
from quizapp.web.context import Services

REPORTS, PEOPLE = 300, 10_000
_FORM = "zhoushan_2021"


def nothing_beside() -> Flask:
    """The application alone."""
    return create_served_app()


def reports_beside() -> Flask:
    """The week's form of three hundred units, one after another."""
    return _beside(_build_reports)


def editing_beside() -> Flask:
    """The contest gets another title, and ten thousand people are imported, as the console does both."""
    return _beside(_edit_and_import)


def _beside(work: Callable[[Services], None]) -> Flask:
    app = create_served_app()
    services: Services = app.extensions["quizapp"]
    home = services.settings.home

    def run() -> None:
        while not (home / "go").exists():
            time.sleep(0.05)
        began = time.perf_counter()
        work(services)
        (home / "growing").write_text(str(time.perf_counter() - began))
        (home / "growing").rename(home / "done")

    Thread(target=run, daemon=True).start()
    return app


def _build_reports(services: Services) -> None:
    now, form = datetime.now(UTC), get_form(_FORM)
    with services.store.read() as session:
        top = get_unit_by_code(session, "dongming")
        campaign = get_campaign(session, 1)
        units = list_subtree(session, top.path)[:REPORTS]
        for unit in units:
            build_report(session, form, campaign, unit, week_of(now.date()), now=now)
    assert len(units) == REPORTS, len(units)


def _edit_and_import(services: Services) -> None:
    with services.store.write() as session:
        _rename(session)
    lines = "\n".join(f"李{number},红星{number % 20}村,137{number:08d}" for number in range(PEOPLE))
    content = f"姓名,单位,手机号\n{lines}\n".encode()
    reading = read_roster_file(content, "roster.csv")
    worked = work_out_people(reading, services.vault)
    began = time.perf_counter()
    with services.store.write() as session:
        town = get_unit_by_code(session, "dongming-town")
        done = import_roster(
            session, reading, "roster.csv", worked=worked, campaign_id=1, unit=town, vault=services.vault, now=utc_now(),
        )  # fmt: skip
    print(f"imported in a transaction of {time.perf_counter() - began:.2f} s", file=sys.stderr)
    assert done.added == PEOPLE, done


def _rename(session: Session) -> None:
    contest = session.scalars(select(Contest)).one()
    changed = replace(read_settings(session, contest), title="安全知识竞赛（改过的标题）")
    update_contest(session, contest.id, changed, actor=SYSTEM, now=utc_now())
