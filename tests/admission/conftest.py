"""A contest that is open, its door, and phones that come to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask

from quizapp.admission import Door
from quizapp.admission.bare import AdmissionLayer
from tests.contests.conftest import Scene, make_scene, scene
from tests.support.visitor import Visitor

__all__ = ["make_scene", "scene"]


def layer_of(app: Flask) -> AdmissionLayer:
    """The layer in front of the application."""
    layer = app.extensions["quizapp.admission.bare"]
    assert isinstance(layer, AdmissionLayer)
    return layer


@dataclass(frozen=True, kw_only=True)
class Hall:
    """People in front of the door of one contest."""

    app: Flask
    scene: Scene

    @property
    def door(self) -> Door:
        """The door of this process."""
        return layer_of(self.app).inside().door

    @property
    def page(self) -> str:
        """The contest's address."""
        return f"/q/{self.scene.code}"

    def phone(self, name: str = "") -> Visitor:
        """A new phone; with a name its owner is registered."""
        phone = self.app.test_client()
        assert isinstance(phone, Visitor)
        if name:
            who = {"name": name, "unit": "hongxing", "consent": "y", "do": "save"}
            assert phone.post("/c/dm2026/me", data=who).status_code == 303
        return phone

    @contextmanager
    def full(self) -> Iterator[None]:
        """All slots are taken meanwhile."""
        door = self.door
        taken = [door.take_slot() for _ in range(4)]
        assert all(taken)
        try:
            yield
        finally:
            for _ in taken:
                door.leave_slot()

    def later(self, seconds: float) -> None:
        """Time passes."""
        self.scene.clock.now += timedelta(seconds=seconds)

    def knock(self, phone: Visitor) -> bool:
        """Whether the phone sees the contest; otherwise it sees the page that waits."""
        found = phone.get(self.page)
        assert found.status_code == 200
        waits = "data-queue" in found.text
        assert waits != (
            "开始答题</button>" in found.text or "填写姓名，开始答题" in found.text or "继续答题" in found.text
        )
        return not waits

    def place(self, phone: Visitor) -> dict[str, object]:
        """What the waiting page's script is told."""
        found = phone.get(f"{self.page}/place")
        assert found.status_code == 200
        assert isinstance(found.json, dict)
        return found.json


MakeHall = Callable[[], Hall]


@pytest.fixture
def hall(app: Flask, scene: Scene) -> Hall:
    """The door of a contest that is open."""
    return Hall(app=app, scene=scene)
