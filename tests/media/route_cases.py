"""The one route of media: the name is the hash of the bytes, so knowing it is having them."""

from __future__ import annotations

from tests.house.cases import Case, Open

CASES: dict[str, Case] = {"media.file": Open(why="pictures of questions are for everybody who is shown the question")}
