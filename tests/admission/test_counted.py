"""The door counts and names what it answers itself as the framework does: limits, figures, the log."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from quizapp.admission import Place
from quizapp.kit.watch import Watch
from quizapp.web.app import make_services
from quizapp.web.context import Services
from quizapp.web.limits import CROWD
from tests.admission.conftest import Hall

PAGES, STARTS = 120 * CROWD, 30 * CROWD


class Ear(Watch):
    """Remembers what was answered."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, int]] = []
        self.refusals: list[str] = []

    def answered(self, route: str, status: int, seconds: float) -> None:
        self.heard.append((route, status))

    def refused(self, scope: str) -> None:
        self.refusals.append(scope)


@pytest.fixture
def ear(app: Flask) -> Ear:
    """Who listens in these tests."""
    ear, services = Ear(), app.extensions["quizapp"]
    app.extensions["quizapp"] = make_services(services.settings, services.store, services.clock, ear)
    return ear


@pytest.fixture
def services(app: Flask) -> Services:
    """The application's services."""
    found = app.extensions["quizapp"]
    assert isinstance(found, Services)
    return found


@pytest.fixture
def full(hall: Hall) -> Iterator[Hall]:
    """The door, while all slots are taken."""
    with hall.full():
        yield hall


def test_what_the_door_answers_is_named_as_the_page_it_stands_for(ear: Ear, hall: Hall) -> None:
    with hall.full():
        phone = hall.phone()
        phone.get(hall.page)
        phone.post(f"{hall.page}/start")
        hall.place(phone)
    assert ear.heard == [("quiz.contest", 200), ("quiz.start", 303), ("admission.place", 200)]


def test_a_flood_from_one_address_takes_no_numbers_beyond_its_ring(full: Hall, services: Services) -> None:
    first, elsewhere = full.phone(), {"REMOTE_ADDR": "203.0.113.9"}
    services.limiter.hit("contest.page@", f"{PAGES} per minute", "127.0.0.1", cost=PAGES - 2)
    assert [full.knock(phone) for phone in (first, full.phone())] == [False, False]
    assert [full.phone().get(full.page).status_code for _ in range(3)] == [429] * 3
    assert full.door._line.look().issued == 2
    assert not full.knock(first), "who has a number asks for no other"
    assert full.phone().get(full.page, environ_base=elsewhere).status_code == 200
    assert full.door._line.look().issued == 3


def test_starts_are_counted_too(full: Hall, services: Services) -> None:
    services.limiter.hit("contest.start@", f"{STARTS} per minute", "127.0.0.1", cost=STARTS - 1)
    phones = full.phone("王一"), full.phone("王二")
    assert [phone.post(f"{full.page}/start").status_code for phone in phones] == [303, 429]


def test_a_refusal_in_front_is_one_refusal(ear: Ear, full: Hall, services: Services) -> None:
    services.limiter.hit("contest.page@", f"{PAGES} per minute", "127.0.0.1", cost=PAGES)
    said = full.phone().get(full.page)
    assert (said.status_code, int(said.headers["Retry-After"]) > 0) == (429, True)
    assert ear.refusals == ["contest.page@"]


def test_the_address_is_what_the_trusted_proxies_say(full: Hall, services: Services) -> None:
    """Whoever names an address himself is counted under his own."""
    services.limiter.hit("contest.page@", f"{PAGES} per minute", "127.0.0.1", cost=PAGES)
    forged = full.phone().get(full.page, headers={"X-Forwarded-For": "203.0.113.9"})
    assert forged.status_code == 429


def test_another_host_takes_no_number(full: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(full.app.config, "TRUSTED_HOSTS", ["quiz.example.gov.cn"])
    assert full.phone().get(full.page).status_code == 400
    assert full.door._line.look().issued == 0


def test_who_is_let_in_with_his_new_number_is_counted_once(
    hall: Hall, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.limiter.hit("contest.page@", f"{PAGES} per minute", "127.0.0.1", cost=PAGES - 1)
    monkeypatch.setattr(hall.door, "has_line", lambda: True)
    monkeypatch.setattr(hall.door, "join", lambda: Place(1, -1, 0.0))
    assert hall.knock(hall.phone())
    assert hall.phone().get(hall.page).status_code == 429
