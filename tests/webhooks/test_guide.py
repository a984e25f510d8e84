"""The guide names every event and every field, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from quizapp.webhooks import Event
from quizapp.webhooks.rules import EVENT_TYPES, PING

GUIDE = (Path(__file__).resolve().parents[2] / "docs/guide/webhooks.md").read_text("utf-8")


def _first_cells(head: str) -> set[str]:
    """Words in the first column of the table under ``head``."""
    lines = GUIDE.split(head)[1].split("\n\n")[0].splitlines()[2:]
    return {word for line in lines for word in re.findall(r"`([^`]+)`", line.split("|")[1])}


def test_every_event_is_told() -> None:
    assert _first_cells("| `type` | when |") == {*EVENT_TYPES, PING}


def test_every_field_is_told() -> None:
    assert _first_cells("| field | what |") | {"type"} == {each.name for each in msgspec.structs.fields(Event)}
