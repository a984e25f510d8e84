"""A site may demand a second factor: of nobody, of those who reach personal data, of everybody."""

from __future__ import annotations

import dataclasses
import json

import pytest
from flask import Flask
from sqlalchemy import select

from quizapp.accounts import SecondFactorDemand, count_without_second_factor
from quizapp.accounts.models import Staff
from quizapp.audit.models import AuditEntry
from quizapp.db import Store
from quizapp.web.context import Services
from tests.accounts.test_account_pages import set_up
from tests.support.cast import PASSWORD, Cast
from tests.support.clock import FakeClock
from tests.support.counting import statement_counter
from tests.support.visitor import Visitor

SET_UP = "/console/account/second-factor"
#: What an administrator says when somebody has lost his phone.
LOST = {"factor-reason": "手机丢了", "factor-checked": "in_person"}


def demand(app: Flask, demanded: SecondFactorDemand) -> None:
    """As if the installation were set up so."""
    services: Services = app.extensions["quizapp"]
    settings = dataclasses.replace(services.settings, second_factor=demanded.value)
    app.extensions["quizapp"] = dataclasses.replace(services, settings=settings)


def test_who_has_none_is_led_to_set_it_up_and_reaches_nothing_else_first(
    app: Flask, client: Visitor, cast: Cast, clock: FakeClock
) -> None:
    demand(app, SecondFactorDemand.EVERYONE)
    client.post("/staff/sign-in", data={"username": "alice", "password": PASSWORD})
    for address in ("/console/", "/console/account", "/console/people", "/console/units", "/console/downloads"):
        assert client.get(address).location == SET_UP, address
    assert client.post("/console/account/sessions/end-others").location == SET_UP
    page = client.get(SET_UP)
    assert page.status_code == 200
    assert "navlink" not in page.text  # every entry would only lead back here
    assert "先开启两步验证" in page.text
    set_up(client, clock)
    assert client.get("/console/").status_code == 200
    assert client.get("/console/downloads").status_code == 200


def test_signing_out_and_a_new_password_stay_open(app: Flask, client: Visitor, cast: Cast) -> None:
    demand(app, SecondFactorDemand.EVERYONE)
    client.sign_in(cast.alice)
    assert client.get("/console/account/password").status_code == 200
    assert client.post("/staff/sign-out").location == "/staff/sign-in"


def test_every_page_of_staff_but_its_own_waits_for_it(app: Flask, client: Visitor, cast: Cast) -> None:
    """From the list of routes: a new page cannot be forgotten."""
    demand(app, SecondFactorDemand.EVERYONE)
    client.sign_in(cast.chen)
    opened = []
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/console") and "GET" in (rule.methods or set()) and not rule.arguments:
            answer = client.get(rule.rule)
            if answer.location != SET_UP:
                opened.append(rule.endpoint)
    assert sorted(opened) == ["account.change_password", "account.second_factor"]


@pytest.mark.parametrize(
    ("who", "held"),
    [("chen", True), ("adam", True), ("alice", True), ("audrey", True), ("vera", False), ("bob", False)],
)
def test_of_those_who_reach_personal_data(app: Flask, client: Visitor, cast: Cast, who: str, held: bool) -> None:
    demand(app, SecondFactorDemand.PERSONAL)
    client.sign_in(getattr(cast, who))
    assert client.get("/console/account").location == (SET_UP if held else None)


def test_of_nobody_by_default(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.chen)
    assert client.get("/console/account").status_code == 200


def test_the_demand_costs_no_statement(app: Flask, client: Visitor, cast: Cast, clock: FakeClock, store: Store) -> None:
    client.sign_in(cast.vera)
    client.get("/console/account")
    with statement_counter(store) as before:
        client.get("/console/account")
    demand(app, SecondFactorDemand.PERSONAL)
    with statement_counter(store) as after:
        client.get("/console/account")
    assert len(after) == len(before)


def test_a_new_phone_is_set_up_at_once(app: Flask, client: Visitor, cast: Cast, clock: FakeClock) -> None:
    demand(app, SecondFactorDemand.EVERYONE)
    client.sign_in(cast.alice)
    code = set_up(client, clock).split("<code>")[1].split("<")[0]
    assert "换一台手机" in client.get("/console/account").text
    gone = client.post(f"{SET_UP}/off", data={"off-current_password": PASSWORD, "off-code": code})
    assert gone.location == SET_UP
    assert client.get("/console/").location == SET_UP


def _with_second_factor(app: Flask, cast: Cast, clock: FakeClock) -> None:
    hers = app.test_client()
    assert isinstance(hers, Visitor)
    hers.sign_in(cast.bob)
    set_up(hers, clock)


def _secret(store: Store, cast: Cast) -> bytes | None:
    with store.read() as session:
        return session.scalar(select(Staff.totp_secret).where(Staff.id == cast.bob.id))


def test_a_new_password_leaves_the_second_factor_on(
    app: Flask, client: Visitor, cast: Cast, clock: FakeClock, store: Store
) -> None:
    _with_second_factor(app, cast, clock)
    before = _secret(store, cast)
    client.sign_in(cast.adam)
    page = client.post(f"/console/staff/{cast.bob.id}/reset-password", data={"reset-reason": "当面来说忘了密码"})
    password = page.text.split('value="')[-1].split('"')[0]
    assert _secret(store, cast) == before is not None
    his = app.test_client().post("/staff/sign-in", data={"username": "bob", "password": password})
    assert his.location == "/staff/sign-in/code", "the new password alone opens nothing"


def test_taking_it_off_somebody_leaves_the_password(
    app: Flask, client: Visitor, cast: Cast, clock: FakeClock, store: Store
) -> None:
    _with_second_factor(app, cast, clock)
    client.sign_in(cast.adam)
    address = f"/console/staff/{cast.bob.id}/remove-second-factor"
    assert address in client.get(f"/console/staff/{cast.bob.id}").text
    assert client.post(address, data=LOST).status_code == 303
    assert _secret(store, cast) is None
    his = app.test_client().post("/staff/sign-in", data={"username": "bob", "password": PASSWORD})
    assert his.location == "/console"
    assert client.post(address, data=LOST).status_code == 409, "there is none any more"


@pytest.mark.parametrize(("deed", "field"), [("reset-password", "reset"), ("remove-second-factor", "factor")])
def test_each_wants_a_reason_and_writes_it_down(
    app: Flask, client: Visitor, cast: Cast, clock: FakeClock, store: Store, deed: str, field: str
) -> None:
    _with_second_factor(app, cast, clock)
    client.sign_in(cast.adam)
    address = f"/console/staff/{cast.bob.id}/{deed}"
    refused = client.post(address, data=LOST | {f"{field}-reason": "  "})
    assert refused.status_code == 422
    assert f'id="{field}-reason-error" role="alert"' in refused.text
    client.post(address, data=LOST | {f"{field}-reason": "本人当面来说"})
    with store.read() as session:
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.position.desc()).limit(1)).one()
    assert last.action == f"accounts.{deed.replace('-', '_')}"
    assert (last.object_id, last.actor_id) == (str(cast.bob.id), cast.adam.id)
    assert json.loads(last.personal or "{}")["reason"] == "本人当面来说"


@pytest.mark.parametrize("checked", ["", "somehow"])
def test_how_the_person_was_known_is_asked_and_written_down(
    app: Flask, client: Visitor, cast: Cast, clock: FakeClock, store: Store, checked: str
) -> None:
    _with_second_factor(app, cast, clock)
    client.sign_in(cast.adam)
    address = f"/console/staff/{cast.bob.id}/remove-second-factor"
    refused = client.post(address, data=LOST | {"factor-checked": checked})
    assert refused.status_code == 422
    assert 'id="factor-checked-error" role="alert"' in refused.text
    assert _secret(store, cast) is not None
    client.post(address, data=LOST | {"factor-checked": "call_back"})
    with store.read() as session:
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.position.desc()).limit(1)).one()
    assert json.loads(last.detail) == {"checked": "call_back"}


def test_nobody_takes_it_off_himself_or_somebody_above(
    app: Flask, client: Visitor, cast: Cast, clock: FakeClock
) -> None:
    client.sign_in(cast.adam)
    set_up(client, clock)
    assert client.post(f"/console/staff/{cast.adam.id}/remove-second-factor", data=LOST).status_code == 409
    assert client.post(f"/console/staff/{cast.chen.id}/remove-second-factor", data=LOST).status_code == 404


def test_how_many_have_none(app: Flask, cast: Cast, clock: FakeClock, store: Store) -> None:
    with store.read() as session:
        before = {each: count_without_second_factor(session, each) for each in SecondFactorDemand}
    _with_second_factor(app, cast, clock)
    with store.read() as session:
        after = {each: count_without_second_factor(session, each) for each in SecondFactorDemand}
    everyone, personal = len(cast.officers), len(cast.officers) - 2
    assert before[SecondFactorDemand.EVERYONE] == (everyone, everyone)
    assert before[SecondFactorDemand.PERSONAL] == before[SecondFactorDemand.OPTIONAL] == (personal, personal)
    assert after[SecondFactorDemand.EVERYONE] == (everyone - 1, everyone)
    assert after[SecondFactorDemand.PERSONAL] == (personal, personal), "a helper is not meant"
