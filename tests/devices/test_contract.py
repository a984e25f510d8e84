"""The API of devices keeps the promises of the OpenAPI document, asked as a device."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from quizapp.web.openapi import build_document
from tests.devices.conftest import Door, Gadget

#: Who may come is tested route by route; and a well-formed request may still be about nothing.
_NOT_HERE = [ignored_auth, positive_data_acceptance]


def test_the_document_names_every_route_and_how_devices_are_known(app: Flask) -> None:
    document = build_document(app)
    paths = {path.removeprefix("/api/door/") for path in document["paths"] if path.startswith("/api/door/")}
    assert paths == {
        "redeem", "status", "counts", "scans", "result", "people", "search", "visitor", "unlock", "undo", "roll", "leave",
    }  # fmt: skip
    for path in paths:
        for operation in document["paths"][f"/api/door/{path}"].values():
            assert operation["security"] == [{"device": []}], path
            assert "401" in operation["responses"], path


@pytest.mark.sqlite_only
def test_made_up_requests_of_a_device_find_no_gap(app: Flask, door: Door, supervisor: Gadget) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    mine = schema.include(path_regex="^/api/door/(?!leave|roll|redeem)")

    @given(case=mine.as_strategy())
    @hypothesis_settings(
        max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True
    )
    def check(case: schemathesis.Case[Any]) -> None:
        answer = case.call(headers={"Authorization": f"Bearer {supervisor.token}"})
        case.validate_response(answer, excluded_checks=_NOT_HERE)
        assert answer.status_code < 500

    check()
