"""Ten thousand questions that were read: a page of their preview, their repetitions in a bank as large, storing them."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median

from rapidfuzz import fuzz

from benchmarks.table import Row
from benchmarks.world import build_world
from quizapp.banks import BankReading, import_bank, load_shipped_banks, read_bank_file
from quizapp.banks.desk.prepared import decode_prepared, encode_prepared, prepare
from quizapp.banks.desk.preview import apply_choices
from quizapp.banks.likeness import find_alike
from quizapp.db import Store
from quizapp.kit.clock import utc_now
from quizapp.questions import Question, dump_question

SIZE = 10_000
_REPEATS = 3
_BRUTE = 400
_HEAD = ("题型", "题干", "选项A", "选项B", "选项C", "答案", "解析", "难度", "知识点", "依据")


def measure() -> list[Row]:
    """Questions a second, medians of three."""
    questions, others, content = _questions(SIZE), _questions(SIZE, seed=2), _sheet(SIZE)
    reading = read_bank_file(content, "bench.csv")
    prepared = encode_prepared(prepare(reading, content))
    read_s = _median_s(lambda: read_bank_file(content, "bench.csv"))
    page_s = _median_s(lambda: apply_choices(decode_prepared(prepared), {}, {}, set()))
    alike_s = _median_s(lambda: list(find_alike(questions, others)))
    brute_s = _median_s(lambda: _every_pair(questions[:_BRUTE])) * (SIZE / _BRUTE) ** 2
    stored_s, bare_s = _store(reading), _bare_insert(reading.questions)
    return [
        _row("import: page", "ours, from what was kept", page_s), _row("", "the csv read again", read_s, ours=page_s),
        _row("import: alike", "ours, 10,000 x 10,000", alike_s), _row("", "every pair (scaled up)", brute_s, ours=alike_s),
        _row("import: store", "ours, one transaction", stored_s), _row("", "bare executemany", bare_s, ours=stored_s),
    ]  # fmt: skip


def _row(name: str, variant: str, seconds: float, *, ours: float | None = None) -> Row:
    return Row(
        benchmark=name, variant=variant, per_second=SIZE / seconds, p95_ms=seconds * 1000,
        ratio=seconds / ours if ours else None,
    )  # fmt: skip


def _questions(size: int, seed: int = 1) -> list[Question]:
    """Questions whose stems are halves of real ones: as unlike each other as those of a bank are."""
    stems = [question.stem for bank in load_shipped_banks() for question in bank.questions]
    rng = Random(seed)
    halves = ((rng.choice(stems), rng.choice(stems), number) for number in range(size))
    return [
        Question(type="single", stem=f"{one[: len(one) // 2]}{other[len(other) // 2 :]}（{n}）", options=("甲", "乙"), correct=(0,))
        for one, other, n in halves
    ]  # fmt: skip


def _sheet(size: int) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(_HEAD)
    for row, question in enumerate(_questions(size), 1):
        source = "《中华人民共和国消防法》第44条"
        writer.writerow(("单选题", question.stem, f"甲{row}", f"乙{row}", "丙", "A", "因为。", "易", "用火", source))
    return stream.getvalue().encode("utf-8-sig")


def _every_pair(questions: list[Question]) -> int:
    return sum(fuzz.ratio(one.stem, other.stem) >= 80 for one in questions for other in questions)


def _store(reading: BankReading) -> float:
    with tempfile.TemporaryDirectory(prefix="quizapp-bench-") as folder:
        world = build_world(Path(folder), phones=1)
        store = Store(world.settings.database_url)
        try:
            start = time.perf_counter()
            with store.write() as session:
                import_bank(session, reading, unit_id=world.town_id, title="bench", now=utc_now())
            return time.perf_counter() - start
        finally:
            store.close()


def _bare_insert(questions: tuple[Question, ...]) -> float:
    with tempfile.TemporaryDirectory(prefix="quizapp-bench-") as folder, sqlite3.connect(f"{folder}/bare.db") as bare:
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("CREATE TABLE question (id INTEGER PRIMARY KEY, stem TEXT, content TEXT)")
        rows = [(question.stem, json.dumps(dump_question(question), ensure_ascii=False)) for question in questions]
        start = time.perf_counter()
        bare.executemany("INSERT INTO question (stem, content) VALUES (?, ?)", rows)
        bare.commit()
        return time.perf_counter() - start


def _median_s(work: Callable[[], object]) -> float:
    times = []
    for _ in range(_REPEATS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return median(times)
