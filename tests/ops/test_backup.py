"""A backup is only one when it is known to restore."""

from __future__ import annotations

import dataclasses
import tarfile
import threading
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from quizapp.campaigns import Campaign
from quizapp.db import Store
from quizapp.errors import Conflict, Invalid
from quizapp.filings import CalendarPlan, Filing, Handing, file_report, save_calendar, settle
from quizapp.kit.periods import parse_period
from quizapp.ops.backup import Manifest, Rehearsal, rehearse, restore_into, write_backup
from quizapp.settings import Settings
from quizapp.statistics import Sheet, shipped_forms
from quizapp.units import get_unit
from tests.ops.conftest import Scratch
from tests.support.cast import Cast
from tests.support.clock import OPENING


def _backup(settings: Settings, store: Store, target: Path) -> Manifest:
    return write_backup(settings, store, target, version="1.0", now=OPENING)


def _rehearse(settings: Settings, archive: Path, folder: Path, scratch: Scratch) -> Rehearsal:
    folder.mkdir()
    return rehearse(settings, archive, folder, scratch_url=scratch)


def test_it_works(installation: Store, settings: Settings, tmp_path: Path, scratch: Scratch) -> None:
    manifest = _backup(settings, installation, tmp_path / "a.tar.gz")
    assert manifest.rows["ledger_entry"] == 50
    found = _rehearse(settings, tmp_path / "a.tar.gz", tmp_path / "r", scratch)
    assert found.problems == ()
    assert found.rows == manifest.rows


def test_the_secret_key_is_not_in_it(installation: Store, settings: Settings, tmp_path: Path) -> None:
    _backup(settings, installation, tmp_path / "a.tar.gz")
    with tarfile.open(tmp_path / "a.tar.gz") as archive:
        for member in archive.getmembers():
            content = archive.extractfile(member)
            assert content is not None
            assert settings.secret_key.encode() not in content.read()


@pytest.mark.sqlite_only
def test_a_backup_under_load_is_one_moment(installation: Store, settings: Settings, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with installation.write() as session:
                session.execute(text("UPDATE campaign SET theme = theme || '安' WHERE length(theme) < 200"))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            archive = tmp_path / f"{number}.tar.gz"
            _backup(settings, installation, archive)
            assert _rehearse(settings, archive, tmp_path / f"r{number}", None).is_ok
    finally:
        stop.set()
        writer.join()


@pytest.mark.sqlite_only
def test_restoring_makes_an_empty_installation_whole(installation: Store, settings: Settings, tmp_path: Path) -> None:
    _backup(settings, installation, tmp_path / "a.tar.gz")
    target = dataclasses.replace(settings, database_url=f"sqlite:///{tmp_path}/new/quizapp.db")
    assert restore_into(target, tmp_path / "a.tar.gz").is_ok
    restored = Store(target.database_url)
    with restored.read() as session:
        assert session.execute(text("SELECT count(*) FROM ledger_entry")).scalar_one() == 50
    restored.close()


def test_restoring_never_replaces_anything(installation: Store, settings: Settings, tmp_path: Path) -> None:
    _backup(settings, installation, tmp_path / "a.tar.gz")
    with pytest.raises(Conflict):
        restore_into(settings, tmp_path / "a.tar.gz")
    with pytest.raises(Conflict):
        _backup(settings, installation, tmp_path / "a.tar.gz")


def test_another_key_is_told(installation: Store, settings: Settings, tmp_path: Path, scratch: Scratch) -> None:
    _backup(settings, installation, tmp_path / "a.tar.gz")
    other = dataclasses.replace(settings, secret_key="another-secret-for-tests-only-012345")
    with pytest.raises(Invalid, match=r"secret\.key"):
        _rehearse(other, tmp_path / "a.tar.gz", tmp_path / "r", scratch)


@pytest.mark.parametrize("cut", [0.0, 10, 0.5, 0.9])
def test_a_damaged_archive_is_refused(
    installation: Store, settings: Settings, tmp_path: Path, scratch: Scratch, cut: float
) -> None:
    archive = tmp_path / "a.tar.gz"
    _backup(settings, installation, archive)
    content = archive.read_bytes()
    archive.write_bytes(content[: int(cut * len(content)) if cut < 1 else int(cut)])
    with pytest.raises(Invalid):
        _rehearse(settings, archive, tmp_path / "r", scratch)


@pytest.mark.sqlite_only
def test_a_changed_entry_in_the_copy_is_found(installation: Store, settings: Settings, tmp_path: Path) -> None:
    with installation.write() as session:
        session.execute(text("DROP TRIGGER ledger_entry_no_update"))
        session.execute(text("UPDATE ledger_entry SET quantity = 9 WHERE id = 3"))
    _backup(settings, installation, tmp_path / "a.tar.gz")
    found = _rehearse(settings, tmp_path / "a.tar.gz", tmp_path / "r", None)
    assert not found.is_ok
    assert "were changed" in found.problems[0]


def test_a_filed_report_that_was_changed_in_the_copy_is_named(
    installation: Store, cast: Cast, settings: Settings, tmp_path: Path, scratch: Scratch
) -> None:
    """The same proof as ``quizapp audit verify``: the figures of a filed report are rewritten in the database."""
    form = shipped_forms()["national_2026"]
    plan = CalendarPlan(
        is_on=True, is_weekly=True, closes_on=2, closes_at=18 * 60, first_day=date(2026, 6, 4),
        last_day=date(2026, 6, 24), final_at=None,
    )  # fmt: skip
    settled = settle(installation, key=settings.key_for("ledger"), now=OPENING)
    with installation.write() as session:
        campaign = session.scalars(select(Campaign)).one()
        save_calendar(session, campaign.id, form.key, plan)
        sheet = Sheet(
            form=form, campaign=campaign, unit=get_unit(session, cast.sister_town.id),
            period=parse_period("week:2026-06-10"),
        )  # fmt: skip
        filing = file_report(
            session, sheet, settled, Handing(is_nil=True), by=cast.sun.actor, now=OPENING,
            key=settings.key_for("filings"),
        )  # fmt: skip
    if installation.is_sqlite:  # PostgreSQL has one scratch database for one rehearsal
        _backup(settings, installation, tmp_path / "whole.tar.gz")
        whole = _rehearse(settings, tmp_path / "whole.tar.gz", tmp_path / "whole", None)
        assert (whole.filed, whole.problems) == (1, ())
    with installation.write() as session:
        session.execute(update(Filing).values(content=func.replace(Filing.content, ":0,", ":9,")))
    _backup(settings, installation, tmp_path / "a.tar.gz")
    (problem,) = _rehearse(settings, tmp_path / "a.tar.gz", tmp_path / "r", scratch).problems
    assert f"filing {filing.id}" in problem
    assert "its stored figures were changed" in problem
