"""Boards of a contest at ten thousand and at a million papers, against a bare GROUP BY over the papers."""

from __future__ import annotations

import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.reports import median_s
from benchmarks.table import Row
from benchmarks.world import World, build_world
from quizapp.accounts import SYSTEM
from quizapp.contests import find_contest, roll_up_results
from quizapp.db import Store
from quizapp.leaderboards import BoardSettings, read_people_board, read_unit_board, save_settings

SIZES = (10_000, 1_000_000)
#: Results that the sums do not know yet: a busy minute.
TAIL = 1_000

#: People of all villages with one paper each, ten questions, scores and times spread as people spread them.
_PEOPLE = """
WITH RECURSIVE n(i) AS (SELECT :start + 1 UNION ALL SELECT i + 1 FROM n WHERE i < :start + :size)
INSERT INTO person (id, campaign_id, unit_id, name, name_key, pinyin, initials, origin, created_at)
SELECT 1000000 + i, :campaign, :first_unit + i % :units, '村民', '村民', 'cunmin', 'cm', 'phone', :moment FROM n
"""
_ATTEMPTS = """
WITH RECURSIVE n(i) AS (SELECT :start + 1 UNION ALL SELECT i + 1 FROM n WHERE i < :start + :size)
INSERT INTO attempt (id, contest_id, person_id, token, attempt_no, day, day_no, issued, started_at, deadline_at, answers,
    revision, submitted_by, submitted_at, is_counted, score, max_score, correct_count, passed, voided_reason,
    returns_try, time_percent, reopened_reason)
SELECT 1000000 + i, :contest, 1000000 + i, 'bench-' || i, 1, '2026-06-01', 1, '[]', :moment, :moment, '{}', 0, 'phone',
    :moment, 1, (i * 7919 % 11) * 1000, 10000, i * 7919 % 11, (i * 7919 % 11) >= 6, '', 0, 100, ''
FROM n
"""
_RESULTS = """
INSERT INTO contest_result (contest_id, person_id, unit_id, unit_kind, attempts, attempt_id, score, max_score, lost,
    percent, correct, seconds, reached_at, passed, score_sum, max_sum, correct_sum, seconds_sum, is_rolled,
    rolled_percent, rolled_attempts, rolled_score, rolled_max, rolled_correct)
SELECT contest_id, person_id, person.unit_id, 'village', 1, attempt.id, score, max_score, max_score - score,
    100 * score / max_score, 100 * correct_count, person_id * 104729 % 900, submitted_at, passed, score, max_score,
    correct_count, person_id * 104729 % 900, 0, 0, 0, 0, 0, 0
FROM attempt JOIN person ON person.id = attempt.person_id WHERE attempt.id > 1000000 + :start
"""
_BARE_UNITS = """
SELECT person.unit_id, count(DISTINCT person_id), count(*), sum(score), sum(correct_count) FROM attempt
JOIN person ON person.id = attempt.person_id WHERE contest_id = 1 AND is_counted GROUP BY person.unit_id
"""
_BARE_PEOPLE = """
SELECT person_id, max(score) AS best, min(submitted_at) FROM attempt WHERE contest_id = 1 AND is_counted
GROUP BY person_id ORDER BY best DESC LIMIT 50
"""


def measure() -> list[Row]:
    """Boards a second, medians of seven, with sums rolled up and a tail of a busy minute."""
    return [row for size in SIZES for row in _at(size)]


def _at(size: int) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="quizapp-bench-") as folder:
        world = build_world(Path(folder), phones=1)
        file = world.settings.home / "quizapp.db"
        store = Store(world.settings.database_url)
        try:
            _open_boards(store, world)
            _fill(file, world, size, start=0)
            roll_up_results(store, step=20_000)
            _fill(file, world, TAIL, start=size)
            units_s = median_s(lambda: _read_units(store, world))
            last = 1_000_000 + size
            people_s = median_s(lambda: _read_people(store, world, last))
        finally:
            store.close()
        bare_units_s = median_s(lambda: _ask(file, _BARE_UNITS))
        bare_people_s = median_s(lambda: _ask(file, _BARE_PEOPLE))
    return [*_rows("units", size, units_s, bare_units_s), *_rows("persons", size, people_s, bare_people_s)]


def _rows(board: str, size: int, ours_s: float, bare_s: float) -> list[Row]:
    name = f"{board}, {size:,} papers"
    return [
        Row(benchmark="boards", variant=f"ours, {name}", per_second=1 / ours_s, p95_ms=ours_s * 1000),
        Row(
            benchmark="boards", variant=f"bare GROUP BY, {name}", per_second=1 / bare_s, p95_ms=bare_s * 1000,
            ratio=bare_s / ours_s,
        ),
    ]  # fmt: skip


def _open_boards(store: Store, world: World) -> None:
    with store.write() as session:
        contest = find_contest(session, world.contest_code)
        settings = BoardSettings(shows_units=True, shows_people=True, has_brackets=True)
        save_settings(session, contest.id, settings, actor=SYSTEM, now=datetime.now(UTC))


def _fill(file: Path, world: World, size: int, *, start: int) -> None:
    raw = sqlite3.connect(file)
    first, units = raw.execute("SELECT min(id), count(*) FROM unit WHERE level = 'village'").fetchone()
    moment = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
    values = {
        "size": size, "start": start, "campaign": world.campaign_id, "first_unit": first, "units": units,
        "moment": moment, "contest": 1,
    }  # fmt: skip
    for statement in (_PEOPLE, _ATTEMPTS, _RESULTS):
        raw.execute(statement, values)
    raw.commit()
    raw.close()


def _read_units(store: Store, world: World) -> None:
    with store.read() as session:
        board = read_unit_board(session, world.contest_code, now=datetime.now(UTC))
    assert board.brackets[0].lines


def _read_people(store: Store, world: World, person_id: int) -> None:
    """With the place of somebody far down: nothing walks through all that stand before him."""
    with store.read() as session:
        board = read_people_board(session, world.contest_code, now=datetime.now(UTC), person_id=person_id)
    assert len(board.people) == 50


def _ask(file: Path, statement: str) -> None:
    raw = sqlite3.connect(file)
    raw.execute(statement).fetchall()
    raw.close()
