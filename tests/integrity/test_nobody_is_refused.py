"""Honest crowds through the whole application: two hundred phones on one address, one tablet for sixty people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.contests import Attempt
from quizapp.integrity import IntegrityMark, mark_new
from tests.contests.conftest import Scene
from tests.support.visitor import Visitor


def take_part(scene: Scene, client: Visitor, number: int, *, seconds: float) -> list[int]:
    """A name, a start, a paper; the statuses."""
    who = {"name": f"村民{number}", "unit": "hongxing", "consent": "y", "do": "save"}
    named = client.post("/c/dm2026/me", data=who)
    started = client.post(f"/q/{scene.code}/start")
    where = started.headers.get("Location", "")
    scene.clock.now += timedelta(seconds=seconds)
    sheet = {f"q-{place}": str((number + place) % 3) for place in range(1, 11)} | {"submission_key": f"k{number}"}
    return [named.status_code, started.status_code, client.post(f"{where}/submit", data=sheet).status_code]


def outcome(scene: Scene) -> tuple[int, int]:
    """Papers that count, and marks."""
    mark_new(scene.store, now=scene.clock())
    with scene.store.read() as session:
        papers = session.scalar(select(func.count()).where(Attempt.is_counted)) or 0
        return papers, session.scalar(select(func.count(IntegrityMark.id))) or 0


@pytest.mark.sqlite_only
def test_two_hundred_phones_on_one_address(scene: Scene, client: Visitor) -> None:
    told = []
    for number in range(200):
        phone = client.application.test_client()
        assert isinstance(phone, Visitor)
        phone.get(f"/q/{scene.code}")
        before = scene.clock()
        told.append(take_part(scene, phone, number, seconds=60 + number % 50))
        scene.clock.now = before + timedelta(seconds=0.05)  # they answer side by side
    assert told == [[303, 303, 303]] * 200
    assert outcome(scene) == (200, 0)


@pytest.mark.sqlite_only
def test_a_volunteer_s_tablet_for_sixty_people(scene: Scene, client: Visitor) -> None:
    client.get(f"/q/{scene.code}")
    told = []
    for number in range(60):
        told.append(take_part(scene, client, number, seconds=90 + 7 * (number % 9)))
        scene.clock.advance(seconds=25 + number % 20)
    assert told == [[303, 303, 303]] * 60
    assert outcome(scene) == (60, 0)
