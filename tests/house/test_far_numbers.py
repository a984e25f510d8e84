"""Numbers and dates that nobody means: no address, query string or form makes the server fail with them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.routing import Rule
from werkzeug.routing.converters import NumberConverter

from quizapp.accounts import Role
from quizapp.db import Store
from quizapp.settings import Settings
from tests.house.cases import Case, Open, World, all_cases
from tests.support.cast import Cast, Officer
from tests.support.clock import FakeClock
from tests.support.factories import insert_grant, insert_staff
from tests.support.month import open_month
from tests.support.visitor import Visitor

CASES: dict[str, Case] = all_cases()
FAR = (10**30, 2**63 - 1, 2**53 - 1, 2**31, -1, -(10**30))
DATES = ("0000-00-00", "0001-01-01", "9999-12-31", "2026-13-45")
_NUMBERS = re.compile(r"""(?:args|values|form)\.get(?:list)?\(\s*"(\w+)"[^)]*type=int""")
_NAMES = re.compile(r"""(?:args|values)(?:\.get\(\s*|\[)"(\w+)\"""")
_DAY = re.compile(r"^\d{4}-\d\d-\d\d")


class Knocker:
    """Somebody who may do everything at the town, before fresh objects of it."""

    def __init__(self, app: Flask, store: Store, cast: Cast, settings: Settings, clock: FakeClock) -> None:
        self._app, self._store, self._cast, self._settings, self._clock = app, store, cast, settings, clock
        self._number = 0
        self.failed: list[str] = []
        self.knocks = 0
        with store.write() as session:
            staff_id = insert_staff(session, clock(), username="knocker")
            insert_grant(session, clock(), staff_id=staff_id, role=Role.CAMPAIGN_ADMIN, unit_id=cast.town.id)
        self._officer = Officer(
            id=staff_id, username="knocker", name="敲门人", role=Role.CAMPAIGN_ADMIN, place=cast.town
        )
        client = app.test_client()
        assert isinstance(client, Visitor)
        self._visitor = client
        self._visitor.sign_in(self._officer)

    def parts(self, rule: Rule) -> dict[str, Any]:
        """Parts of an address of the rule that lead to an object."""
        values: Mapping[str, Any] = {}
        case = CASES.get(rule.endpoint)
        if case is not None and not isinstance(case, Open):
            self._number += 1
            with self._store.write() as session:
                world = World(
                    session=session, cast=self._cast, now=self._clock(), settings=self._settings, owner=self._cast.town,
                    officer=self._officer, number=self._number,
                )  # fmt: skip
                values = case.build(world)
        made_up = {name: _made_up(converter) for name, converter in rule._converters.items()}
        return {**made_up, **values, **(rule.defaults or {})}

    def knock(self, rule: Rule, parts: dict[str, Any], method: str, **sent: Any) -> None:
        """Send it, and note a failure."""
        address = self._address(rule, parts, method)
        answer = self._visitor.open(address, method=method, **sent)
        self.knocks += 1
        if answer.status_code >= 500:
            self.failed.append(f"{answer.status_code} {method} {address} {sent}")

    def _address(self, rule: Rule, parts: dict[str, Any], method: str) -> str:
        with self._app.test_request_context():
            urls = self._app.url_map.bind("localhost")
            placed = {name: 987_654_321 if _is_far(value) else value for name, value in parts.items()}
            address = str(urls.build(rule.endpoint, placed, method=method))
        far = [str(value) for value in parts.values() if _is_far(value)]
        return address.replace("987654321", far[0]) if far else address


def _is_far(value: object) -> bool:
    return isinstance(value, int) and value in FAR


def _made_up(converter: Any) -> int | str:
    if hasattr(converter, "items") and converter.items:
        return str(min(converter.items))
    return 1 if isinstance(converter, NumberConverter) else "nothing-here"


def _rules(app: Flask) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.endswith("static"):
            yield rule


def _method(rule: Rule) -> str:
    methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
    return "GET" if "GET" in methods else min(methods)


def _source(app: Flask, rule: Rule) -> str:
    module = sys.modules[app.view_functions[rule.endpoint].__module__]
    return Path(str(module.__file__)).read_text(encoding="utf-8")


@pytest.fixture
def knocker(app: Flask, store: Store, cast: Cast, settings: Settings, clock: FakeClock) -> Knocker:
    with store.write() as session:
        open_month(session, cast)
    return Knocker(app, store, cast, settings, clock)


def test_far_numbers_in_addresses_lead_nowhere(app: Flask, knocker: Knocker) -> None:
    for rule in _rules(app):
        numbers = [name for name, each in rule._converters.items() if isinstance(each, NumberConverter)]
        if numbers:
            parts = knocker.parts(rule)
            for name in numbers:
                for far in FAR[:4]:
                    knocker.knock(rule, parts | {name: far}, _method(rule))
    assert knocker.knocks > 500
    assert knocker.failed == []


def test_far_numbers_and_dates_in_query_strings_are_passed_over(app: Flask, knocker: Knocker) -> None:
    for rule in _rules(app):
        source, method = _source(app, rule), _method(rule)
        numbers, names = set(_NUMBERS.findall(source)), set(_NAMES.findall(source))
        if not numbers | names:
            continue
        parts = knocker.parts(rule)
        asked = [(name, far) for name in sorted(numbers) for far in FAR]
        asked += [(name, day) for name in sorted(names - numbers) for day in DATES]
        for name, value in asked:
            where = "query_string" if method == "GET" else "data"
            knocker.knock(rule, parts, method, **{where: {name: value}})
    assert knocker.knocks > 500
    assert knocker.failed == []


@pytest.mark.sqlite_only
def test_far_numbers_and_dates_in_forms_are_complained_about(app: Flask, knocker: Knocker) -> None:
    for rule in _rules(app):
        case = CASES.get(rule.endpoint)
        form = getattr(case, "form", {})
        unsafe = (rule.methods or set()) & {"POST"}
        for name, value in form.items() if unsafe else ():
            if _DAY.match(str(value)):
                others = [_DAY.sub(day, str(value)) for day in DATES[:3]]
            elif str(value).isdecimal():
                others = [str(FAR[0])]
            else:
                continue
            parts = knocker.parts(rule)
            for other in others:
                knocker.knock(rule, parts, "POST", data={**form, name: other})
    assert knocker.knocks > 100
    assert knocker.failed == []


def test_an_address_with_too_many_digits_leads_nowhere_by_any_method(app: Flask) -> None:
    """A POST beside a GET of the same address: not 405, as if another method would do."""
    urls = app.url_map.bind("localhost")
    for method in ("GET", "POST"):
        with pytest.raises(NotFound):
            urls.match(f"/api/live-host/{10**20}", method=method)
    assert urls.match("/api/live-host/987654321", method="POST")[1] == {"room_id": 987_654_321}
