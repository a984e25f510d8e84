"""A file that is kept to be given out as it came is shown to ClamAV first, where there is one."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import func, select

from quizapp.db import Store
from quizapp.errors import Invalid, Misconfigured, Unavailable
from quizapp.ops.doctor import Level
from quizapp.ops.doctor_machine import examine_machine
from quizapp.plans.models import PlanFile
from quizapp.settings import Settings, load_settings
from quizapp.uploads import check_scanner, require_harmless
from quizapp.web.context import Services
from tests.support.cast import Cast
from tests.support.clamd import HARMFUL, Scanner, running_scanner
from tests.support.clock import OPENING
from tests.support.month import open_month
from tests.support.visitor import Visitor

UPLOAD = "/console/plan/papers/files"


@pytest.fixture
def scanner() -> Iterator[Scanner]:
    with running_scanner() as made:
        yield made


def test_it_works(scanner: Scanner) -> None:
    clean = b"%PDF-1.4 " + bytes(range(256)) * 2_000
    require_harmless(clean, scanner.place, field="file")
    assert scanner.seen == [clean], "whole, in pieces"
    with pytest.raises(Invalid) as refused:
        require_harmless(b"%PDF-1.4 " + b"x" * 300_000 + HARMFUL, scanner.place, field="file")
    assert (refused.value.field, refused.value.params["name"]) == ("file", "Test.Word")


def test_without_a_scanner_nobody_is_asked() -> None:
    require_harmless(HARMFUL, "", field="file")


def test_what_was_not_looked_at_is_not_taken(scanner: Scanner) -> None:
    scanner.most = 10
    with pytest.raises(Unavailable):
        require_harmless(b"%PDF-1.4 signed", scanner.place, field="file")
    scanner.is_silent = True
    with pytest.raises(Unavailable):
        require_harmless(b"%PDF-1.4 signed", scanner.place, field="file")
    for away in ("127.0.0.1:1", "unix:/nowhere/clamd.ctl"):
        with pytest.raises(Unavailable):
            require_harmless(b"%PDF-1.4 signed", away, field="file")


def _serve_with(app: Flask, place: str) -> None:
    services: Services = app.extensions["quizapp"]
    app.extensions["quizapp"] = dataclasses.replace(
        services, settings=dataclasses.replace(services.settings, clamd=place)
    )


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_a_signed_file_that_is_harmful_is_not_kept(
    app: Flask, client: Visitor, cast: Cast, store: Store, scanner: Scanner, ending: str
) -> None:
    with store.write() as session:
        open_month(session, cast)
    _serve_with(app, scanner.place)
    client.sign_in(cast.alice)
    content = _word(HARMFUL) if ending == "docx" else b"%PDF-1.4 " + HARMFUL
    refused = client.post(UPLOAD, data=_sent(cast, content))
    assert "Test.Word" in refused.text
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(PlanFile)) == 0
    kept = client.post(UPLOAD, data=_sent(cast, _word(b"a plan") if ending == "docx" else b"%PDF-1.4 a plan"))
    assert kept.status_code == 303, kept.text
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(PlanFile)) == 1


def test_when_the_scanner_is_away_the_person_is_told_to_come_again(
    app: Flask, client: Visitor, cast: Cast, store: Store
) -> None:
    with store.write() as session:
        open_month(session, cast)
    _serve_with(app, "127.0.0.1:1")
    client.sign_in(cast.alice)
    assert client.post(UPLOAD, data=_sent(cast, b"%PDF-1.4 a plan")).status_code == 503
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(PlanFile)) == 0


def _sent(cast: Cast, content: bytes) -> dict[str, object]:
    return {"title": "方案", "unit_id": str(cast.town.id), "file": (BytesIO(content), "signed")}


def _word(text: bytes) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", text)
    return stream.getvalue()


def test_the_doctor_asks_it(settings: Settings, scanner: Scanner) -> None:
    def level(place: str) -> Level:
        asked = examine_machine(dataclasses.replace(settings, clamd=place), now=OPENING)
        return next(each.level for each in asked if each.what == "virus scanner")

    assert check_scanner(scanner.place) == ""
    assert (level(""), level(scanner.place), level("127.0.0.1:1")) == (Level.OK, Level.OK, Level.FAIL)


@pytest.mark.parametrize("place", ["clamd", "/run/clamd.ctl", "host:", "host:99999", ":3310"])
def test_a_place_that_cannot_be_is_refused_at_the_start(tmp_path: Path, place: str) -> None:
    with pytest.raises(Misconfigured, match="QUIZAPP_CLAMD"):
        load_settings({"QUIZAPP_HOME": str(tmp_path), "QUIZAPP_CLAMD": place})
    good = {"QUIZAPP_HOME": str(tmp_path), "QUIZAPP_CLAMD": "unix:/run/clamav/clamd.ctl"}
    assert load_settings(good).clamd == "unix:/run/clamav/clamd.ctl"
