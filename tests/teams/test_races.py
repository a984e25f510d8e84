"""Many at one instant: one on the last seat, one of a name, one seat a person. Each race has a twin without its guard."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text

from quizapp.errors import Conflict, Invalid
from quizapp.teams import Team, TeamMember, service
from tests.contests.test_races import together
from tests.teams.makers import Pitch

pytestmark = pytest.mark.processes


def tried(work: Callable[[], object]) -> bool:
    """Whether it was done; False when it was refused in words."""
    try:
        work()
    except (Conflict, Invalid):
        return False
    return True


def sitting(pitch: Pitch, team_id: int) -> int:
    with pitch.store.read() as session:
        sits = (TeamMember.team_id == team_id, TeamMember.left_at.is_(None))
        return session.scalar(select(func.count()).where(*sits)) or 0


def standing(pitch: Pitch) -> int:
    with pitch.store.read() as session:
        return session.scalar(select(func.count()).where(Team.dissolved_at.is_(None))) or 0


def test_the_last_seat_takes_one_of_eight(pitch: Pitch) -> None:
    team_id, _phones = pitch.team_of(1, size=2)
    crowd = [pitch.phone(number) for number in range(8)]
    assert sum(together(lambda number: tried(lambda: pitch.join(crowd[number], team_id)), crowd=8)) == 1
    assert sitting(pitch, team_id) == 3


def test_the_name_goes_to_one_of_eight_founders(pitch: Pitch) -> None:
    crowd = [pitch.phone(number) for number in range(8)]
    assert sum(together(lambda number: tried(lambda: pitch.found(crowd[number], "红星队")), crowd=8)) == 1
    assert standing(pitch) == 1


def test_one_who_founds_eight_teams_at_once_has_one(pitch: Pitch) -> None:
    founder = pitch.phone(1)
    assert sum(together(lambda number: tried(lambda: pitch.found(founder, f"{number}号队")), crowd=8)) == 1
    assert standing(pitch) == 1


def hold(monkeypatch: pytest.MonkeyPatch, name: str, crowd: int) -> None:
    """Everybody has looked once before anybody writes."""
    barrier, real = Barrier(crowd), getattr(service, name)
    seen: list[int] = []

    def waiting(*args: Any) -> Any:
        found = real(*args)
        if len(seen) < crowd:
            seen.append(1)
            barrier.wait(timeout=30)
        return found

    monkeypatch.setattr(service, name, waiting)


def plain_insert(session: Any, table: Any, values: Any, *, unique: Any) -> int:
    return int(session.execute(insert(table).values(values).returning(table.c.id)).scalar_one())


@pytest.mark.postgresql_only
def test_all_who_have_seen_the_last_seat_free_are_still_one(pitch: Pitch, monkeypatch: pytest.MonkeyPatch) -> None:
    team_id, _phones = pitch.team_of(1, size=2)
    crowd = [pitch.phone(number) for number in range(6)]
    hold(monkeypatch, "is_locked", 6)
    assert sum(together(lambda number: tried(lambda: pitch.join(crowd[number], team_id)), crowd=6)) == 1
    assert sitting(pitch, team_id) == 3


@pytest.mark.postgresql_only
def test_twin_without_the_seats_index_overfills_the_team(pitch: Pitch, monkeypatch: pytest.MonkeyPatch) -> None:
    team_id, _phones = pitch.team_of(1, size=2)
    crowd = [pitch.phone(number) for number in range(6)]
    with pitch.store.write() as session:
        session.execute(text("DROP INDEX uq_team_member_seat"))
    monkeypatch.setattr(service, "insert_or_ignore", plain_insert)
    hold(monkeypatch, "taken_seats", 6)
    assert sum(together(lambda number: tried(lambda: pitch.join(crowd[number], team_id)), crowd=6)) == 6
    assert sitting(pitch, team_id) == 8


@pytest.mark.postgresql_only
def test_twin_without_the_names_index_founds_six_of_one_name(pitch: Pitch, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = [pitch.phone(number) for number in range(6)]
    with pitch.store.write() as session:
        session.execute(text("DROP INDEX uq_team_name"))
        session.execute(text("ALTER TABLE team DROP CONSTRAINT uq_team_number"))
    monkeypatch.setattr(service, "insert_or_ignore", plain_insert)
    hold(monkeypatch, "_require_free", 6)
    real = service.new_short_code
    barrier = Barrier(6)

    def together_again() -> str:
        barrier.wait(timeout=30)
        return real()

    monkeypatch.setattr(service, "new_short_code", together_again)
    assert sum(together(lambda number: tried(lambda: pitch.found(crowd[number], "红星队")), crowd=6)) == 6
    assert standing(pitch) == 6
