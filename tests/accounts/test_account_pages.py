"""The account pages, as an officer uses them."""

from __future__ import annotations

import re

import pyotp
import pytest
from flask import Flask

from tests.support.cast import PASSWORD, Cast
from tests.support.clock import FakeClock
from tests.support.visitor import Visitor

NEW = "a lantern over the river"


def test_a_new_colleague_from_creation_to_her_own_password(app: Flask, client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.adam)
    form = {"username": "meimei", "display_name": "韩梅梅", "role": "helper", "unit_id": str(cast.hongxing.id)}
    page = client.post("/console/staff/new", data=form)
    password = re.search(r'value="([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})"', page.text)
    assert password is not None
    hers = app.test_client()
    hers.post("/staff/sign-in", data={"username": "meimei", "password": password[1]})
    assert hers.get("/console/account").location == "/console/account/password"
    page = hers.get("/console/account/password")
    assert "navlink" not in page.text  # every entry would only lead back here
    answer = hers.post(
        "/console/account/password", data={"current_password": password[1], "new_password": NEW, "repeat_password": NEW}
    )
    assert (answer.status_code, answer.location) == (303, "/console/")
    assert "navlink" in hers.get("/console/").text
    assert "韩梅梅" in hers.get("/console/account").text


def test_wrong_fields_are_named_beside_the_field(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.adam)
    page = client.post(
        "/console/staff/new", data={"username": "a b", "display_name": "", "role": "king", "unit_id": "1"}
    )
    assert page.status_code == 422
    assert page.text.count('role="alert"') >= 3


def test_a_taken_name_is_said_beside_the_field(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.adam)
    form = {"username": "alice", "display_name": "Alice 2", "role": "helper", "unit_id": str(cast.town.id)}
    page = client.post("/console/staff/new", data=form)
    assert page.status_code == 422
    assert 'id="username-error" role="alert"' in page.text


def test_a_unit_outside_is_not_offered_and_not_taken(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.adam)
    assert "南河镇" not in client.get("/console/staff/new").text
    form = {"username": "new", "display_name": "New", "role": "helper", "unit_id": str(cast.sister_town.id)}
    assert client.post("/console/staff/new", data=form).status_code == 422


def test_hostile_names_are_shown_as_text(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.adam)
    hostile = "<script>alert(1)</script>𠮷䶮"
    form = {"username": "hostile", "display_name": hostile, "role": "helper", "unit_id": str(cast.town.id)}
    client.post("/console/staff/new", data=form)
    page = client.get("/console/staff")
    assert "&lt;script&gt;" in page.text
    assert "<script>alert" not in page.text
    assert "𠮷䶮" in page.text


def test_sessions_are_listed_and_ended(app: Flask, client: Visitor, cast: Cast) -> None:
    other = app.test_client()
    assert isinstance(other, Visitor)
    other.sign_in(cast.alice)
    client.sign_in(cast.alice)
    page = client.get("/console/account")
    (end,) = re.findall(r'action="(/console/account/sessions/\d+/end)"', page.text)
    assert client.post(end).status_code == 303
    assert other.get("/console/account").status_code == 303
    assert client.get("/console/account").status_code == 200


def test_all_other_sessions_are_ended(app: Flask, client: Visitor, cast: Cast) -> None:
    others = [app.test_client() for _ in range(3)]
    for other in others:
        assert isinstance(other, Visitor)
        other.sign_in(cast.alice)
    client.sign_in(cast.alice)
    client.post("/console/account/sessions/end-others")
    assert [other.get("/console/account").status_code for other in others] == [303] * 3
    assert client.get("/console/account").status_code == 200


def test_the_second_factor_from_set_up_to_switching_off(client: Visitor, cast: Cast, clock: FakeClock) -> None:
    client.sign_in(cast.alice)
    page = client.get("/console/account/second-factor")
    secret = re.search(r">([A-Z2-7]{32})<", page.text)
    sealed = re.search(r'name="sealed"[^>]*value="([^"]+)"', page.text)
    assert secret is not None
    assert sealed is not None
    assert "<svg" in page.text
    wrong = client.post("/console/account/second-factor", data={"sealed": sealed[1], "code": "000000"})
    assert wrong.status_code == 422
    assert secret[1] in wrong.text, "a wrong code keeps the secret that was scanned"
    code = pyotp.TOTP(secret[1]).at(clock())
    done = client.post("/console/account/second-factor", data={"sealed": sealed[1], "code": code})
    assert len(re.findall(r"<code>[a-z2-9]{5}-[a-z2-9]{5}</code>", done.text)) == 10
    assert "/console/account/second-factor/off" in client.get("/console/account").text
    client.post("/console/account/second-factor/off", data={"current_password": "wrong"})
    assert "/console/account/second-factor/off" in client.get("/console/account").text
    client.post("/console/account/second-factor/off", data={"current_password": PASSWORD})
    assert "/console/account/second-factor/off" not in client.get("/console/account").text


def test_a_secret_sealed_for_someone_else_is_refused(client: Visitor, cast: Cast, clock: FakeClock) -> None:
    client.sign_in(cast.bob)
    page = client.get("/console/account/second-factor")
    secret, sealed = (
        re.search(r">([A-Z2-7]{32})<", page.text),
        re.search(r'name="sealed"[^>]*value="([^"]+)"', page.text),
    )
    assert secret is not None
    assert sealed is not None
    client.sign_in(cast.alice)
    data = {"sealed": sealed[1], "code": pyotp.TOTP(secret[1]).at(clock())}
    assert client.post("/console/account/second-factor", data=data).status_code == 422


@pytest.mark.parametrize("role", ["alice", "bob", "vera", "audrey"])
def test_only_admins_reach_the_staff_pages(client: Visitor, cast: Cast, role: str) -> None:
    client.sign_in(getattr(cast, role))
    assert client.get("/console/staff").status_code == 403
    assert client.get(f"/console/staff/{cast.bob.id}").status_code == 403


def test_disable_reset_and_enable(app: Flask, client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.adam)
    assert client.post(f"/console/staff/{cast.bob.id}/disable").status_code == 303
    assert "已停用" in client.get(f"/console/staff/{cast.bob.id}").text
    assert client.post(f"/console/staff/{cast.bob.id}/enable").status_code == 303
    page = client.post(f"/console/staff/{cast.bob.id}/reset-password")
    assert re.search(r'value="[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}"', page.text)
    theirs = app.test_client().post("/staff/sign-in", data={"username": "bob", "password": PASSWORD})
    assert theirs.status_code == 422
    assert client.post(f"/console/staff/{cast.adam.id}/disable").status_code == 409, "not oneself"
