"""Figures from outside: with source, day and proof, beside the form and never in it."""

from __future__ import annotations

import dataclasses
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.campaigns import Campaign
from quizapp.db import Store
from quizapp.external_figures import ExternalFigure
from quizapp.statistics import to_data
from quizapp.web.context import Services
from tests.statistics.conftest import FORM, Build, Credit
from tests.support.cast import Cast
from tests.support.clamd import HARMFUL, running_scanner
from tests.support.visitor import Visitor

TYPED = {
    "value": "12345余", "source": "全国应急普法平台", "link": "https://example.org/dongming", "as_of": "2026-06-15",
    "nonce": "a-nonce-of-one-form",
}  # fmt: skip


@pytest.fixture
def cell(cast: Cast, campaign: Campaign) -> str:
    """Address of 东明镇's contest cell."""
    return f"/console/statistics/{campaign.id}/{cast.town.id}/{FORM}/cumulative/cells/contest_participations"


def _picture() -> bytes:
    stream = BytesIO()
    Image.new("RGB", (40, 30), "red").save(stream, "PNG")
    return stream.getvalue()


def test_it_stands_beside_the_form_and_is_not_added(
    cast: Cast, client: Visitor, cell: str, credit: Credit, build: Build
) -> None:
    credit(kind="knowledge_contest", quantity=7)
    client.sign_in(cast.alice)
    for _ in range(2):  # a double tap
        data = TYPED | {"proof": (BytesIO(_picture()), "shot.png")}
        assert client.post(f"{cell}/external", data=data).status_code == 303
    sheet = cell.rpartition("/cells/")[0]
    page = client.get(sheet).text
    assert page.count("另有外部数据 12345余") == 1
    assert "没有计入上面的表" in page
    assert "全国应急普法平台" in client.get(cell).text
    for place in (cast.town, cast.county):
        report = build(place)
        assert report.number("contest_participations") == 7
        assert [each["value"] for each in to_data(report)["external"]] == [12345]
    assert build(cast.hongxing).external == {}
    exported = client.get(f"{sheet}/export.html").text
    assert "外部数据（未计入本表）：知识竞赛参与 12345余人次，来源：全国应急普法平台，2026-06-15" in exported


def test_a_proof_that_is_harmful_is_not_kept(app: Flask, cast: Cast, client: Visitor, cell: str, store: Store) -> None:
    client.sign_in(cast.alice)
    with running_scanner() as scanner:
        services: Services = app.extensions["quizapp"]
        settings = dataclasses.replace(services.settings, clamd=scanner.place)
        app.extensions["quizapp"] = dataclasses.replace(services, settings=settings)
        data = TYPED | {"proof": (BytesIO(b"%PDF-1.7 " + HARMFUL), "a.pdf")}
        assert "Test.Word" in client.post(f"{cell}/external", data=data).text
        with store.read() as session:
            assert session.scalars(select(ExternalFigure)).all() == []
        data = TYPED | {"proof": (BytesIO(b"%PDF-1.7 letter"), "a.pdf")}
        assert client.post(f"{cell}/external", data=data).status_code == 303


def test_the_proof_is_for_staff_who_see_the_unit(store: Store, cast: Cast, client: Visitor, cell: str) -> None:
    client.sign_in(cast.alice)
    client.post(f"{cell}/external", data=TYPED | {"link": "", "proof": (BytesIO(b"%PDF-1.7 letter"), "a.pdf")})
    with store.read() as session:
        number = session.scalars(select(ExternalFigure.id)).one()
    proof = f"{cell.rpartition(f'/{FORM}/')[0]}/external/{number}/proof"
    answer = client.get(proof)
    assert (answer.data, answer.mimetype) == (b"%PDF-1.7 letter", "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    client.sign_in(cast.sun)
    assert client.get(proof).status_code in {403, 404}
    client.sign_in(cast.alice)
    assert client.post(f"{cell}/external/{number}/withdraw", data={"reason": ""}).status_code == 422
    assert client.post(f"{cell}/external/{number}/withdraw", data={"reason": "平台更正了"}).status_code == 303
    assert client.get(proof).status_code == 404
    with store.read() as session:
        kept = session.scalars(select(ExternalFigure)).one()
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.position)).all()
    assert (kept.value, kept.withdrawn_reason, kept.proof_type) == (12345, "平台更正了", "")
    assert actions[-2:] == ["statistics.add_external", "statistics.withdraw_external"]


def test_the_same_form_with_other_words_is_no_second_tap(store: Store, cast: Cast, client: Visitor, cell: str) -> None:
    client.sign_in(cast.alice)
    assert client.post(f"{cell}/external", data=TYPED).status_code == 303
    assert client.post(f"{cell}/external", data=TYPED).status_code == 303
    assert client.post(f"{cell}/external", data=TYPED | {"value": "5000"}).status_code == 409
    with store.read() as session:
        assert [each.value for each in session.scalars(select(ExternalFigure))] == [12345]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"value": "很多"}, "value"), ({"source": " "}, "source"), ({"link": ""}, "link"),
        ({"link": "javascript:alert(1)"}, "link"), ({"as_of": "2026-06-17"}, "as_of"), ({"as_of": "昨天"}, "as_of"),
        ({"proof": "no picture"}, "proof"),
    ],
)  # fmt: skip
def test_what_proves_nothing_is_refused_beside_its_field(
    store: Store, cast: Cast, client: Visitor, cell: str, changed: dict[str, str], field: str
) -> None:
    client.sign_in(cast.alice)
    data: dict[str, object] = {**TYPED, **changed}
    if "proof" in changed:
        data["proof"] = (BytesIO(changed["proof"].encode()), "a.txt")
    answer = client.post(f"{cell}/external", data=data)
    assert answer.status_code == 422
    assert f'id="external-{field}-error" role="alert"' in answer.text
    with store.read() as session:
        assert session.scalars(select(ExternalFigure)).all() == []
