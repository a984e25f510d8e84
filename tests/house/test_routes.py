"""Every route, as everybody: declared, forged, as a guest, and from the wrong unit. Generated from the URL map."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.routing import AnyConverter, BaseConverter, Rule
from werkzeug.routing.converters import NumberConverter
from werkzeug.test import TestResponse

from quizapp.accounts import Role, revoke_all_sessions
from quizapp.accounts.models import Staff
from quizapp.db import Store
from quizapp.settings import Settings
from quizapp.web.csrf import is_bearer
from quizapp.web.policy import Audience, access_of, undeclared_routes
from tests.house.cases import Case, Open, Personal, Scoped, World, all_cases
from tests.support.cast import Cast, Officer
from tests.support.clock import FakeClock
from tests.support.factories import Place, insert_grant, insert_staff, insert_unit
from tests.support.visitor import Visitor

CASES = all_cases()
_UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
_STATIC = "static"


def _rules(app: Flask) -> Iterator[Rule]:
    return (
        rule for rule in app.url_map.iter_rules() if rule.endpoint != _STATIC and not rule.endpoint.endswith(".static")
    )


def _methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def _made_up_address(app: Flask, rule: Rule) -> str:
    """An address of the rule with invented parts."""
    values = {name: _made_up_part(converter) for name, converter in rule._converters.items()} | dict(
        rule.defaults or {}
    )
    with app.test_request_context():
        return str(app.url_map.bind("localhost").build(rule.endpoint, values, method=_methods(rule)[0]))


def _made_up_part(converter: BaseConverter) -> int | str:
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 1 if isinstance(converter, NumberConverter) else "nothing-here"


def test_every_route_says_who_may_come(app: Flask) -> None:
    assert undeclared_routes(app) == []


@pytest.mark.sqlite_only
def test_every_unsafe_route_refuses_a_forged_form(app: Flask, cast: Cast) -> None:
    guest, member = app.test_client(), app.test_client()
    assert isinstance(guest, Visitor)
    assert isinstance(member, Visitor)
    member.sign_in(cast.chen)
    accepted = [
        f"{method} {rule.rule}: {answer.status_code}"
        for rule in _rules(app)
        for method in set(_methods(rule)) & _UNSAFE
        for visitor in (guest, member)
        if (answer := visitor.open(_made_up_address(app, rule), method=method, csrf=False)).status_code
        # a route that trusts no cookie sees nobody there
        != (401 if is_bearer(app.view_functions[rule.endpoint]) else 400)
    ]
    assert accepted == []


def _is_turned_away(answer: TestResponse) -> bool:
    """To the sign-in page, or 401 for programs."""
    return answer.status_code == 401 or (answer.status_code == 303 and "/staff/sign-in" in (answer.location or ""))


@pytest.mark.sqlite_only
def test_every_staff_route_turns_guests_away(app: Flask, client: Visitor) -> None:
    let_in = [
        f"{method} {rule.rule}: {answer.status_code}"
        for rule in _rules(app)
        if (access := access_of(app.view_functions[rule.endpoint])) and access.audience is Audience.STAFF
        for method in _methods(rule)
        if not _is_turned_away(answer := client.open(_made_up_address(app, rule), method=method))
    ]
    assert let_in == []


def test_every_route_with_an_object_has_a_case(app: Flask) -> None:
    """A new route without an entry in ``tests/<feature>/route_cases.py`` fails here."""
    with_object = {rule.endpoint for rule in _rules(app) if rule.arguments - set(rule.defaults or {})}
    assert with_object - set(CASES) == set(), "routes nobody declared"
    assert set(CASES) - with_object == set(), "cases of routes that do not exist"


def test_a_route_of_staff_is_open_only_when_its_address_names_no_object(app: Flask) -> None:
    """`Open` needs a reason, and an id is never one."""
    for endpoint, case in CASES.items():
        if isinstance(case, Open):
            access = access_of(app.view_functions[endpoint])
            assert access is not None
            assert case.why
            numbers = {
                name for rule in app.url_map.iter_rules(endpoint) for name in rule.arguments if name.endswith("id")
            }
            assert access.audience is not Audience.STAFF or not numbers, endpoint


class _Probe:
    """Builds an object per visit and knocks at the case's addresses."""

    def __init__(self, app: Flask, store: Store, cast: Cast, settings: Settings, clock: FakeClock) -> None:
        self.app, self.store, self.cast, self.settings, self.clock = app, store, cast, settings, clock
        self._numbers = itertools.count(1)

    def officer(self, place: Place) -> Officer:
        """An administrator of ``place`` and nothing else."""
        with self.store.write() as session:
            username = f"probe{next(self._numbers)}"
            staff_id = insert_staff(session, self.clock(), username=username)
            insert_grant(session, self.clock(), staff_id=staff_id, role=Role.CAMPAIGN_ADMIN, unit_id=place.id)
        return Officer(id=staff_id, username=username, name=username, role=Role.CAMPAIGN_ADMIN, place=place)

    def visitor(self, officer: Officer | None) -> Visitor:
        """A browser, signed in or not."""
        client = self.app.test_client()
        assert isinstance(client, Visitor)
        if officer is not None:
            client.sign_in(officer)
        return client

    def knock(self, endpoint: str, case: Scoped | Personal, visitor: Visitor, owner: Officer) -> list[int]:
        """Status of every address and method of the endpoint, each at a fresh object."""
        return [
            self._send(visitor, address, method, case, owner) for address, method in self.addresses(endpoint, case, owner)
        ]  # fmt: skip

    def addresses(self, endpoint: str, case: Scoped | Personal, owner: Officer) -> Iterator[tuple[str, str]]:
        """Every address of the endpoint with a method, each at a fresh object."""
        for rule in self.app.url_map.iter_rules(endpoint):
            for method in _methods(rule):
                yield self._address(rule, case, owner, method), method

    def knock_by_turns(
        self, endpoint: str, case: Scoped | Personal, visitors: Mapping[str, Visitor], owner: Officer
    ) -> dict[str, set[int]]:
        """What each visitor gets where all of them knock at the same objects: for those who change nothing."""
        found: dict[str, set[int]] = {name: set() for name in visitors}
        for address, method in self.addresses(endpoint, case, owner):
            for name, visitor in visitors.items():
                found[name].add(self._send(visitor, address, method, case, owner))
        return found

    def _send(self, visitor: Visitor, address: str, method: str, case: Scoped | Personal, owner: Officer) -> int:
        sent: dict[str, Any] = {}
        if method in _UNSAFE and isinstance(case, Scoped) and case.json is not None:
            sent["json"] = case.json
        elif method in _UNSAFE:
            sent["data"] = {"unit_id": owner.place.id, **case.form}
        answer = visitor.open(address, method=method, **sent)
        return 303 if _is_turned_away(answer) else 200 if answer.status_code == 303 else answer.status_code

    def _address(self, rule: Rule, case: Scoped | Personal, owner: Officer, method: str) -> str:
        with self.store.write() as session:
            world = World(
                session=session, cast=self.cast, now=self.clock(), settings=self.settings, owner=owner.place,
                officer=owner, number=next(self._numbers),
            )  # fmt: skip
            values: Mapping[str, Any] = case.build(world)
        with self.app.test_request_context():
            full = dict(values) | dict(rule.defaults or {})
            return str(self.app.url_map.bind("localhost").build(rule.endpoint, full, method=method))


@pytest.fixture
def probe(app: Flask, store: Store, cast: Cast, settings: Settings, clock: FakeClock) -> _Probe:
    return _Probe(app, store, cast, settings, clock)


def _named(kind: type[Case]) -> list[str]:
    return sorted(name for name, case in CASES.items() if isinstance(case, kind))


@pytest.mark.parametrize("endpoint", _named(Scoped))
def test_an_object_is_seen_from_its_own_and_its_parents_unit_only(endpoint: str, probe: _Probe, cast: Cast) -> None:
    case = CASES[endpoint]
    assert isinstance(case, Scoped)
    own = probe.officer(cast.town)
    for place in (cast.town, cast.county):
        statuses = probe.knock(endpoint, case, probe.visitor(probe.officer(place)), own)
        assert all(status < 400 or status in {409, 422} for status in statuses), f"{place.name} is kept out: {statuses}"
    outside = [cast.sister_town, cast.stranger_county, cast.stranger_town]
    places = outside if case.seen_from_below else [*outside, cast.hongxing]
    strangers = {place.name: probe.visitor(probe.officer(place)) for place in places}
    turned_away = probe.knock_by_turns(endpoint, case, strangers, own)
    assert turned_away == {name: {404} for name in strangers}


@pytest.mark.sqlite_only
@pytest.mark.parametrize("endpoint", [*_named(Scoped), *_named(Personal)])
def test_guests_and_removed_staff_are_led_to_the_sign_in_page(
    endpoint: str, probe: _Probe, cast: Cast, store: Store, clock: FakeClock
) -> None:
    case = CASES[endpoint]
    assert isinstance(case, Scoped | Personal)
    own = probe.officer(cast.town)
    assert set(probe.knock(endpoint, case, probe.visitor(None), own)) == {303}
    removed = probe.officer(cast.town)
    visitor = probe.visitor(removed)
    with store.write() as session:
        session.execute(update(Staff).where(Staff.id == removed.id).values(is_active=False))
        revoke_all_sessions(session, removed.id, now=clock())
    assert set(probe.knock(endpoint, case, visitor, own)) == {303}


@pytest.mark.parametrize("endpoint", _named(Personal))
def test_what_is_personal_is_seen_by_its_owner_only(endpoint: str, probe: _Probe, cast: Cast) -> None:
    case = CASES[endpoint]
    assert isinstance(case, Personal)
    own = probe.officer(cast.town)
    assert all(status < 400 for status in probe.knock(endpoint, case, probe.visitor(own), own))
    places = (cast.town, cast.county, cast.hongxing, cast.stranger_county)
    others = {place.name: probe.visitor(probe.officer(place)) for place in places}
    assert probe.knock_by_turns(endpoint, case, others, own) == {name: {404} for name in others}


def test_a_made_up_id_and_a_foreign_id_look_alike(probe: _Probe, cast: Cast, store: Store, clock: FakeClock) -> None:
    """Same status, same page: the answer does not tell that something exists."""
    visitor = probe.visitor(cast.zhao)
    foreign = visitor.get(f"/console/staff/{cast.alice.id}")
    invented = visitor.get("/console/staff/999999")
    assert foreign.status_code == invented.status_code == 404
    places = foreign.text.replace(f"/staff/{cast.alice.id}", "?"), invented.text.replace("/staff/999999", "?")
    pages = [re.sub(r'name="csrf_token" value="[^"]*"|编号 \w+', "", page) for page in places]
    assert pages[0] == pages[1]


def test_reach_goes_all_the_way_down(probe: _Probe, cast: Cast, store: Store, clock: FakeClock) -> None:
    with store.write() as session:
        hamlet = insert_unit(session, clock(), name="小庄", code="hamlet", parent=cast.hongxing)
        staff_id = insert_staff(session, clock(), username="hamlet-officer")
        insert_grant(session, clock(), staff_id=staff_id, role=Role.HELPER, unit_id=hamlet.id)
    assert probe.visitor(probe.officer(cast.hongxing)).get(f"/console/staff/{staff_id}").status_code == 200
    assert probe.visitor(probe.officer(cast.qingshan)).get(f"/console/staff/{staff_id}").status_code == 404
