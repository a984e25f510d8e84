"""The account pages, as an officer uses them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts import views_staff
from quizapp.accounts.models import Staff
from quizapp.accounts.service import staff
from quizapp.db import Store
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


def test_ending_other_sessions_asks_for_the_password_after_ten_minutes(
    app: Flask, client: Visitor, cast: Cast, clock: FakeClock
) -> None:
    other = app.test_client()
    assert isinstance(other, Visitor)
    other.sign_in(cast.alice)
    client.sign_in(cast.alice)
    (end,) = re.findall(r'action="(/console/account/sessions/\d+/end)"', client.get("/console/account").text)
    clock.advance(minutes=10, seconds=1)
    page = client.get("/console/account").text
    assert (end in page, "/console/account/confirm" in page) == (False, True)
    for address in (end, "/console/account/sessions/end-others"):
        assert client.post(address).location == "/console/account#sessions"
    assert other.get("/console/account").status_code == 200, "nothing has ended"
    for wrong in ("", "wrong-password"):
        assert client.post("/console/account/confirm", data={"current_password": wrong}).status_code == 422
        assert client.post(end).location == "/console/account#sessions"
    assert client.post("/console/account/confirm", data={"current_password": PASSWORD}).status_code == 303
    clock.advance(minutes=9)
    assert client.post(end).location == "/console/account"
    assert other.get("/console/account").status_code == 303


def test_the_second_factor_from_set_up_to_switching_off(client: Visitor, cast: Cast, clock: FakeClock) -> None:
    client.sign_in(cast.alice)
    page = client.get("/console/account/second-factor")
    secret = re.search(r">([A-Z2-7]{32})<", page.text)
    sealed = re.search(r'name="sealed"[^>]*value="([^"]+)"', page.text)
    assert secret is not None
    assert sealed is not None
    assert "<svg" in page.text
    typed = {"sealed": sealed[1], "current_password": PASSWORD}
    wrong = client.post("/console/account/second-factor", data=typed | {"code": "000000"})
    assert wrong.status_code == 422
    assert secret[1] in wrong.text, "a wrong code keeps the secret that was scanned"
    done = client.post("/console/account/second-factor", data=typed | {"code": pyotp.TOTP(secret[1]).at(clock())})
    codes = re.findall(r"<code>((?:[a-z2-9]{5}-){4}[a-z2-9]{5})</code>", done.text)
    assert len(codes) == 10
    off = "/console/account/second-factor/off"
    for password, code in (("wrong", codes[0]), (PASSWORD, "000000"), (PASSWORD, "")):
        answer = client.post(off, data={"off-current_password": password, "off-code": code})
        assert answer.status_code == 422
        assert off in client.get("/console/account").text
    assert client.post(off, data={"off-current_password": PASSWORD, "off-code": codes[0]}).status_code == 303
    assert off not in client.get("/console/account").text


@pytest.mark.parametrize("password", ["wrong", ""])
def test_switching_the_second_factor_on_asks_for_the_password(
    client: Visitor, cast: Cast, clock: FakeClock, store: Store, password: str
) -> None:
    client.sign_in(cast.alice)
    page = client.get("/console/account/second-factor")
    secret, sealed = _secret_of(page.text)
    data = {"sealed": sealed, "code": pyotp.TOTP(secret).at(clock()), "current_password": password}
    refused = client.post("/console/account/second-factor", data=data)
    assert refused.status_code == 422
    assert 'id="current_password-error" role="alert"' in refused.text
    with store.read() as session:
        assert session.scalar(select(Staff.totp_secret).where(Staff.id == cast.alice.id)) is None


def test_switching_it_on_ends_sessions_that_were_opened_without(
    app: Flask, client: Visitor, cast: Cast, clock: FakeClock
) -> None:
    other = app.test_client()
    assert isinstance(other, Visitor)
    other.sign_in(cast.alice)
    client.sign_in(cast.alice)
    set_up(client, clock)
    assert other.get("/console/account").status_code == 303
    assert client.get("/console/account").status_code == 200


def _secret_of(page: str) -> tuple[str, str]:
    secret, sealed = re.search(r">([A-Z2-7]{32})<", page), re.search(r'name="sealed"[^>]*value="([^"]+)"', page)
    assert secret is not None
    assert sealed is not None
    return secret[1], sealed[1]


def set_up(client: Visitor, clock: FakeClock) -> str:
    """Set the second factor up as a person does; the page that follows."""
    secret, sealed = _secret_of(client.get("/console/account/second-factor").text)
    data = {"sealed": sealed, "code": pyotp.TOTP(secret).at(clock()), "current_password": PASSWORD}
    done = client.post("/console/account/second-factor", data=data)
    assert done.status_code == 200, done.text
    return done.text


def test_a_secret_sealed_for_someone_else_is_refused(client: Visitor, cast: Cast, clock: FakeClock) -> None:
    client.sign_in(cast.bob)
    secret, sealed = _secret_of(client.get("/console/account/second-factor").text)
    client.sign_in(cast.alice)
    data = {"sealed": sealed, "code": pyotp.TOTP(secret).at(clock()), "current_password": PASSWORD}
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
    page = client.post(f"/console/staff/{cast.bob.id}/reset-password", data={"reset-reason": "他当面来说忘了"})
    assert re.search(r'value="[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}"', page.text)
    theirs = app.test_client().post("/staff/sign-in", data={"username": "bob", "password": PASSWORD})
    assert theirs.status_code == 422
    assert client.post(f"/console/staff/{cast.adam.id}/disable").status_code == 409, "not oneself"


def test_nobody_waits_to_write_while_a_page_is_made_or_a_password_is_hashed(
    client: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    writers, seen, write = [0], list[tuple[str, int]](), Store.write

    @contextmanager
    def counted(store: Store) -> Iterator[Session]:
        with write(store) as session:
            writers[0] += 1
            try:
                yield session
            finally:
                writers[0] -= 1

    def watch(module: ModuleType, name: str) -> None:
        work = getattr(module, name)
        monkeypatch.setattr(
            module, name, lambda *args, **more: (seen.append((name, writers[0])), work(*args, **more))[1]
        )

    monkeypatch.setattr(Store, "write", counted)
    watch(views_staff, "render_template")
    for name in ("verify_password", "check_new_password", "hash_password"):
        watch(staff, name)
    client.sign_in(cast.adam)
    for deed in ("grants", "reset-password", "remove-second-factor"):
        assert client.post(f"/console/staff/{cast.bob.id}/{deed}", data={}).status_code == 422
    form = {"current_password": PASSWORD, "new_password": NEW, "repeat_password": NEW}
    assert client.post("/console/account/password", data=form).status_code == 303
    assert seen == [("render_template", 0)] * 3 + [
        ("verify_password", 0), ("check_new_password", 0), ("hash_password", 0),
    ]  # fmt: skip
