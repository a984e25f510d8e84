"""Signing in, through the pages, as a browser does it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select, update

from quizapp.accounts import Proven, enable, views_sign_in
from quizapp.accounts.models import RecoveryCode, Staff, StaffSession
from quizapp.accounts.service import sessions
from quizapp.audit.models import AuditEntry
from quizapp.db import Store
from quizapp.kit.vault import Vault
from quizapp.settings import Settings
from tests.support.cast import PASSWORD, Cast
from tests.support.clock import FakeClock
from tests.support.visitor import Visitor

SIGN_IN = "/staff/sign-in"
CODE = "/staff/sign-in/code"


def _try(client: Visitor, username: str = "alice", password: str = PASSWORD, **query: str) -> int:
    answer = client.post(SIGN_IN, data={"username": username, "password": password}, query_string=query)
    return answer.status_code


def test_it_works(client: Visitor, cast: Cast) -> None:
    answer = client.post(
        SIGN_IN, data={"username": " Alice ", "password": PASSWORD}, query_string={"next": "/console/account"}
    )
    assert (answer.status_code, answer.location) == (303, "/console/account")
    page = client.get("/console/account")
    assert page.status_code == 200
    assert "Alice" in page.text


def test_the_page_itself_says_nothing_about_accounts(client: Visitor, cast: Cast) -> None:
    texts = set()
    for username in ("alice", "nobody-at-all"):
        page = client.post(SIGN_IN, data={"username": username, "password": "wrong-password"})
        assert page.status_code == 422
        texts.add(re.sub(r'value="[^"]*"', "", page.text))
    assert len(texts) == 1


def test_a_guest_is_led_to_the_sign_in_page_and_back(client: Visitor, cast: Cast) -> None:
    answer = client.get("/console/account")
    assert answer.status_code == 303
    assert answer.location == f"{SIGN_IN}?next=%2Fconsole%2Faccount"


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "/\t/evil.example", "javascript:1"]
)
def test_the_way_back_is_a_path_of_ours(client: Visitor, cast: Cast, target: str) -> None:
    answer = client.post(SIGN_IN, data={"username": "alice", "password": PASSWORD}, query_string={"next": target})
    assert answer.location == "/console"


def test_five_wrong_passwords_close_the_door_for_a_while(client: Visitor, cast: Cast) -> None:
    assert [_try(client, password="wrong-password") for _ in range(5)] == [422] * 5
    answer = client.post(SIGN_IN, data={"username": "alice", "password": PASSWORD})
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 15 * 60


def test_a_right_password_clears_the_count(client: Visitor, cast: Cast) -> None:
    for _ in range(3):
        assert [_try(client, password="wrong-password") for _ in range(4)] == [422] * 4
        assert _try(client) == 303


def test_someone_else_guessing_elsewhere_does_not_lock_me_out(app: Flask, cast: Cast) -> None:
    for _ in range(6):
        app.test_client().post(
            SIGN_IN,
            data={"username": "alice", "password": "wrong-password"},
            environ_base={"REMOTE_ADDR": "203.0.113.9"},
        )
    client = app.test_client()
    assert isinstance(client, Visitor)
    assert _try(client) == 303


def test_a_disabled_account_cannot_sign_in(client: Visitor, cast: Cast, store: Store) -> None:
    with store.write() as session:
        session.execute(update(Staff).where(Staff.id == cast.alice.id).values(is_active=False))
    assert _try(client) == 422


def is_in(client: Visitor) -> bool:
    """Whether this browser is let into the console."""
    return client.get("/console/account").status_code == 200


def old_cookie_opens(client: Visitor) -> bool:
    """Whether a cookie that was copied before signing out is good for anything after it."""
    _try(client)
    assert is_in(client)
    old = client.get_cookie("session")
    assert old is not None
    assert client.post("/staff/sign-out").status_code == 303
    client.set_cookie("session", old.value)
    return is_in(client)


def test_an_old_cookie_opens_nothing_after_signing_out(client: Visitor, cast: Cast) -> None:
    assert not old_cookie_opens(client)


def test_the_twin_that_signs_out_in_the_browser_alone_is_caught(
    client: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views_sign_in, "sign_out", lambda *_args, **_named: None)
    assert old_cookie_opens(client)


def test_signing_out_clears_what_the_browser_keeps_of_pages_and_no_queue_of_a_device(
    client: Visitor, cast: Cast
) -> None:
    _try(client)
    assert client.post("/staff/sign-out").headers["Clear-Site-Data"] == '"cache"'


def test_each_page_of_staff_says_when_its_session_is_over(client: Visitor, cast: Cast, clock: FakeClock) -> None:
    _try(client)
    clock.advance(hours=2)
    page = client.get("/console/account").text
    assert f'data-idle-s="{3 * 3600}" data-left-s="{10 * 3600}"' in page
    assert "data-session-over" not in client.application.test_client().get("/staff/sign-in").text


def test_the_session_cookie_changes_at_sign_in(client: Visitor, cast: Cast) -> None:
    client.set_cookie("session", "planted")
    client.get(SIGN_IN)
    with client.session_transaction() as before:
        before["planted"] = "by someone else"
    _try(client)
    with client.session_transaction() as after:
        assert "planted" not in after
        assert len(after["_user_id"]) == 32


def test_the_table_holds_no_token(client: Visitor, cast: Cast, store: Store) -> None:
    _try(client)
    with client.session_transaction() as cookie:
        token = cookie["_user_id"]
    with store.read() as session:
        row = session.scalars(select(StaffSession)).one()
    assert token not in str(vars(row))
    assert len(row.token_hash) == 64


def outlasts_three_idle_hours(client: Visitor, clock: FakeClock) -> bool:
    """Whether a session that nobody uses for three hours goes on; a minute less never ends it."""
    _try(client)
    for _ in range(3):
        clock.advance(hours=2, minutes=59)
        assert is_in(client)
    clock.advance(hours=3)
    return is_in(client)


def outlasts_twelve_busy_hours(client: Visitor, clock: FakeClock) -> bool:
    """Whether a session that is used all the time goes on after twelve hours; an hour less never ends it."""
    _try(client)
    for _ in range(11):
        clock.advance(hours=1)
        assert is_in(client)
    clock.advance(hours=1)
    return is_in(client)


def test_idle_for_three_hours_ends_the_session(client: Visitor, cast: Cast, clock: FakeClock) -> None:
    assert not outlasts_three_idle_hours(client, clock)


def test_twelve_hours_end_the_session_however_busy(client: Visitor, cast: Cast, clock: FakeClock) -> None:
    assert not outlasts_twelve_busy_hours(client, clock)


def test_twins_whose_sessions_last_are_caught(
    client: Visitor, cast: Cast, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as without:
        without.setattr(sessions, "IDLE", timedelta(hours=4))
        assert outlasts_three_idle_hours(client, clock)
    client.post("/staff/sign-out")
    with monkeypatch.context() as without:
        without.setattr(sessions, "ABSOLUTE", timedelta(hours=13))
        assert outlasts_twelve_busy_hours(client, clock)


def test_signing_in_and_failing_are_in_the_audit_log(client: Visitor, cast: Cast, store: Store) -> None:
    _try(client, username="stranger", password="wrong-password")
    _try(client)
    with store.read() as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.position)).all()
    assert [(row.action, row.actor_id) for row in rows] == [
        ("accounts.sign_in_failed", None), ("accounts.sign_in", cast.alice.id),
    ]  # fmt: skip
    assert "stranger" in (rows[0].personal or "")
    assert "wrong-password" not in str([vars(row) for row in rows])


def _switch_on(store: Store, cast: Cast, settings: Settings, clock: FakeClock) -> tuple[pyotp.TOTP, list[str]]:
    totp = pyotp.TOTP(pyotp.random_base32())
    with store.write() as session:
        codes = enable(
            session,
            cast.alice.id,
            secret=totp.secret,
            code=totp.at(clock()),
            vault=Vault(settings.key_for("vault")),
            now=clock(),
        )
    clock.advance(minutes=2)
    return totp, codes


def password_alone_opens(client: Visitor) -> bool:
    """Whether somebody with a second factor is in without it."""
    answer = client.post(
        SIGN_IN, data={"username": "alice", "password": PASSWORD}, query_string={"next": "/console/account"}
    )
    return is_in(client) or answer.location != CODE


def test_the_twin_that_asks_for_no_code_is_caught(
    client: Visitor, cast: Cast, store: Store, settings: Settings, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = views_sign_in.check_password

    def forget_the_code(*args: Any, **named: Any) -> Proven | None:
        proven = honest(*args, **named)
        return proven and replace(proven, needs_code=False)

    monkeypatch.setattr(views_sign_in, "check_password", forget_the_code)
    _switch_on(store, cast, settings, clock)
    assert password_alone_opens(client)


def test_the_second_factor_asks_for_a_code(
    client: Visitor, cast: Cast, store: Store, settings: Settings, clock: FakeClock
) -> None:
    totp, _ = _switch_on(store, cast, settings, clock)
    assert not password_alone_opens(client)
    assert client.post(CODE, data={"code": "000000"}).status_code == 422
    entered = client.post(CODE, data={"code": totp.at(clock())})
    assert (entered.status_code, entered.location) == (303, "/console/account")
    assert client.get("/console/account").status_code == 200


def test_a_code_works_once(client: Visitor, cast: Cast, store: Store, settings: Settings, clock: FakeClock) -> None:
    totp, _ = _switch_on(store, cast, settings, clock)
    code = totp.at(clock())
    _try(client)
    assert client.post("/staff/sign-in/code", data={"code": code}).status_code == 303
    _try(client)
    assert client.post("/staff/sign-in/code", data={"code": code}).status_code == 422


def test_a_paper_code_works_once(
    client: Visitor, cast: Cast, store: Store, settings: Settings, clock: FakeClock
) -> None:
    _, codes = _switch_on(store, cast, settings, clock)
    assert len(set(codes)) == 10
    _try(client)
    assert client.post("/staff/sign-in/code", data={"code": codes[3].upper()}).status_code == 303
    _try(client)
    assert client.post("/staff/sign-in/code", data={"code": codes[3]}).status_code == 422


def test_paper_codes_have_more_than_112_bits_and_are_not_stored(
    cast: Cast, store: Store, settings: Settings, clock: FakeClock
) -> None:
    _, codes = _switch_on(store, cast, settings, clock)
    letters = {code.replace("-", "") for code in codes}
    assert {len(each) * 5 for each in letters} == {125}, "five bits a letter"
    assert all(set(each) <= set("abcdefghijkmnpqrstuvwxyz23456789") for each in letters)
    with store.read() as session:
        stored = session.scalars(select(RecoveryCode.code_hash)).all()
    assert len(stored) == 10
    assert not letters & set(stored)


def test_guessing_codes_is_limited(
    client: Visitor, cast: Cast, store: Store, settings: Settings, clock: FakeClock
) -> None:
    _switch_on(store, cast, settings, clock)
    _try(client)
    tries = [client.post("/staff/sign-in/code", data={"code": f"{n:06}"}).status_code for n in range(6)]
    assert tries == [422] * 5 + [429]


def test_the_password_step_expires(
    client: Visitor, cast: Cast, store: Store, settings: Settings, clock: FakeClock
) -> None:
    totp, _ = _switch_on(store, cast, settings, clock)
    _try(client)
    clock.advance(minutes=6)
    answer = client.post("/staff/sign-in/code", data={"code": totp.at(clock())})
    assert answer.location == SIGN_IN


def test_the_secret_is_sealed(cast: Cast, store: Store, settings: Settings, clock: FakeClock) -> None:
    totp, _ = _switch_on(store, cast, settings, clock)
    with store.read() as session:
        sealed = session.scalar(select(Staff.totp_secret).where(Staff.id == cast.alice.id))
    assert sealed is not None
    assert totp.secret.encode() not in sealed
