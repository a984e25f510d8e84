"""Who goes in, who waits, in which order; and that nobody who answers is ever asked to wait."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from quizapp.admission.tickets import PASS_KEPT_S
from quizapp.contests import Attempt
from quizapp.web.app import make_services
from tests.admission.conftest import Hall, layer_of
from tests.contests.conftest import MakeScene


def test_while_there_is_room_nothing_is_different(hall: Hall) -> None:
    phone = hall.phone()
    assert hall.knock(phone)
    assert phone.get_cookie("queue") is not None, "a pass: the start that follows waits for nobody"
    assert hall.place(phone) == {"in": True}, "no number, no place: the door is where to ask"


def test_who_finds_it_full_waits_in_order_and_goes_in_in_order(hall: Hall) -> None:
    phones = [hall.phone() for _ in range(12)]
    with hall.full():
        assert [hall.knock(phone) for phone in phones] == [False] * 12
        assert [hall.place(phone)["ahead"] for phone in phones] == list(range(12))
    entered: list[int] = []
    waiting = list(enumerate(phones))
    for _ in range(60):
        hall.later(0.25)
        # those who came last ask first: it gives them nothing
        entered += [number for number, phone in reversed(waiting) if hall.place(phone)["in"] and hall.knock(phone)][
            ::-1
        ]
        waiting = [each for each in waiting if each[0] not in entered]
    assert entered == list(range(12))


def test_who_comes_later_does_not_go_ahead_of_who_waits(hall: Hall) -> None:
    first, second = hall.phone(), hall.phone()
    with hall.full():
        assert not hall.knock(first)
    assert not hall.knock(second), "there is room, but somebody waits for it"
    hall.later(1)
    assert hall.knock(first)
    assert hall.knock(second)


def test_twin_that_does_not_ask_for_the_line_lets_him_go_ahead(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = hall.phone(), hall.phone()
    with hall.full():
        assert not hall.knock(first)
    monkeypatch.setattr(hall.door, "has_line", lambda: False)
    assert hall.knock(second)


def test_a_place_is_kept_however_often_it_is_looked_at(hall: Hall) -> None:
    first, second = hall.phone("王一"), hall.phone("王二")
    with hall.full():
        assert not hall.knock(first)
        assert not hall.knock(second)
        for _ in range(3):
            assert not hall.knock(first)
            assert first.post(f"{hall.page}/start").location == hall.page, "a tap on start leads to the same place"
        assert (hall.place(first)["ahead"], hall.place(second)["ahead"]) == (0, 1)
        assert hall.door._line.look().issued == 2, "one number each"


def test_a_start_that_waits_comes_back_to_the_contest_and_starts_once(hall: Hall) -> None:
    phone = hall.phone("王一")
    with hall.full():
        sent = phone.post(f"{hall.page}/start")
        assert (sent.status_code, sent.location) == (303, hall.page)
        assert int(sent.headers["Retry-After"]) >= 1
        assert not hall.knock(phone)
    hall.later(1)
    began = hall.scene.clock.now
    assert hall.knock(phone)
    hall.later(30)
    where = phone.post(f"{hall.page}/start").location
    assert phone.post(f"{hall.page}/start").location == where, "two taps, one paper"
    with hall.scene.store.read() as session:
        started = session.scalars(select(Attempt.started_at)).all()
    assert started == [began + timedelta(seconds=30)], "the time in line is not the paper's"


def test_two_pages_of_one_phone_are_one_entry(hall: Hall) -> None:
    phone = hall.phone("王一")
    with hall.full():
        assert not hall.knock(phone)
        assert not hall.knock(phone)
    hall.later(1)
    assert hall.knock(phone)
    assert hall.knock(phone)
    assert {phone.post(f"{hall.page}/start").location for _ in range(2)} != {hall.page}
    with hall.scene.store.read() as session:
        assert session.scalar(select(func.count(Attempt.id))) == 1


def test_who_holds_a_paper_never_waits(hall: Hall) -> None:
    phone = hall.phone("王一")
    where = phone.post(f"{hall.page}/start").location
    phone.delete_cookie("queue")
    with hall.full():
        assert not hall.knock(hall.phone())
        assert phone.get(where).status_code == 200
        saved = phone.post(f"{where}/save", json={"revision": 1, "answers": {"1": [0]}})
        assert saved.status_code == 200
        assert hall.knock(phone), "back to the contest's page"
        assert phone.post(f"{hall.page}/start").location == where
        handed = phone.post(f"{where}/submit", data={"q-1": "0", "submission_key": "k-1"})
        assert handed.location == f"{where}/result"
        assert phone.get(handed.location).status_code == 200
        assert hall.place(phone) == {"in": True}


def test_twin_that_does_not_ask_who_holds_a_paper_lets_him_wait(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quizapp.admission.bare.holds_paper", lambda *_args, **_named: False)
    phone = hall.phone("王一")
    phone.post(f"{hall.page}/start")
    phone.delete_cookie("queue")
    with hall.full():
        assert not hall.knock(phone)


def test_a_pass_is_good_for_a_while_but_not_across_the_opening(make_scene: MakeScene, app: Flask) -> None:
    scene = make_scene()
    hall = Hall(app=app, scene=scene)
    phone = hall.phone()
    assert hall.knock(phone)
    with hall.full():
        assert hall.knock(phone), "was let in a moment ago"
        hall.later(PASS_KEPT_S + 1)
        assert not hall.knock(phone)


def test_who_looked_before_the_opening_lines_up_with_all_others(make_scene: MakeScene, app: Flask, clock) -> None:  # type: ignore[no-untyped-def]
    opens = clock() + timedelta(minutes=1)
    hall = Hall(app=app, scene=make_scene(opens_at=opens))
    phone = hall.phone()
    page = phone.get(hall.page).text
    assert "还没有开始" in page
    assert 'hidden data-opening="60000"' in page, "it opens by itself"
    assert 'rel="prefetch" href="/static/dist/player.js' in page
    hall.later(61)
    with hall.full():
        assert not hall.knock(phone)


def test_who_looks_again_after_the_opening_has_a_fresh_pass(make_scene: MakeScene, app: Flask, clock) -> None:  # type: ignore[no-untyped-def]
    hall = Hall(app=app, scene=make_scene(opens_at=clock() + timedelta(minutes=1)))
    phone = hall.phone("王一")
    assert "还没有开始" in phone.get(hall.page).text
    hall.later(61)
    assert hall.knock(phone), "there is room"
    with hall.full():
        assert not hall.knock(hall.phone())
        assert "/a/" in phone.post(f"{hall.page}/start").location, "the start that follows waits for nobody"


def test_after_the_process_died_places_are_as_they_were(hall: Hall, app: Flask) -> None:
    phones = [hall.phone() for _ in range(3)]
    with hall.full():
        assert not any(hall.knock(phone) for phone in phones)
        noted = [hall.place(phone)["ahead"] for phone in phones]
    services = app.extensions["quizapp"]
    app.extensions["quizapp"] = make_services(services.settings, services.store, services.clock)
    assert layer_of(app).inside().services is not services, "nothing of the old process is left"
    late = hall.phone()
    with hall.full():
        hall.later(1.1)
        assert [hall.place(phone)["ahead"] for phone in phones] == noted == [0, 1, 2]
        assert not hall.knock(late), "who comes now waits behind them"
    hall.later(2)
    assert [hall.knock(phone) for phone in (*phones, late)] == [True] * 4


def test_a_number_of_a_line_that_was_put_back_is_replaced_and_nobody_is_refused(hall: Hall, app: Flask) -> None:
    phone = hall.phone()
    inside = layer_of(app).inside()
    phone.set_cookie("queue", inside.tickets.ticket(5_000, inside.now()))
    with hall.full():
        assert not hall.knock(phone)
        assert hall.place(phone)["ahead"] == 0


def test_forged_numbers_are_new_numbers(hall: Hall, app: Flask) -> None:
    first, forger = hall.phone(), hall.phone()
    with hall.full():
        assert not hall.knock(first)
        forger.set_cookie("queue", "t.0.1780000000.AAAAAAAAAAAAAAAAAAAA")
        assert not hall.knock(forger)
        assert hall.place(forger)["ahead"] == 1


def test_a_line_that_cannot_be_kept_keeps_nobody_out(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = hall.phone()

    def broken(*_args: object) -> None:
        raise RuntimeError("no database")

    with hall.full():
        monkeypatch.setattr(hall.door, "join", broken)
        assert hall.knock(phone)


def test_nobody_waits_for_what_is_not_there_or_over(hall: Hall) -> None:
    with hall.full():
        assert hall.phone().get("/q/NOSUCH1").status_code == 404
        hall.later(8 * 24 * 3600)
        assert "竞赛已经结束" in hall.phone().get(hall.page).text


def test_switched_off_there_is_no_line(hall: Hall, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    services = app.extensions["quizapp"]
    off = type(services.settings)(**{
        **{name: getattr(services.settings, name) for name in services.settings.__slots__}, "openings_at_once": 0,
    })  # fmt: skip
    with hall.full():
        app.extensions["quizapp"] = make_services(off, services.store, services.clock)
        assert hall.knock(hall.phone())
