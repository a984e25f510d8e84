"""Ten thousand questions of a spreadsheet: read, understood and checked, against a bare reader of the same file."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Iterator
from statistics import median

import xlsxwriter
from python_calamine import CalamineWorkbook

from benchmarks.table import Row
from quizapp.banks import read_bank_file

SIZE = 10_000
_HEAD = ("题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "解析", "难度", "知识点", "依据")


def measure(rounds: int) -> list[Row]:
    """Rows a second, medians of the rounds, ours and bare in turn."""
    rows = list(_rows())
    sheet, text = _xlsx(rows), _csv(rows)
    return [
        *_compare("xlsx", rounds, lambda: _ours(sheet), lambda: _calamine(sheet), "python-calamine"),
        *_compare("csv gb18030", rounds, lambda: _ours(text), lambda: _csv_reader(text), "csv.reader"),
    ]


def _compare(name: str, rounds: int, ours: Callable[[], int], bare: Callable[[], int], bare_name: str) -> Iterator[Row]:
    wall: dict[str, list[float]] = {"ours": [], "bare": []}
    cpu: dict[str, list[float]] = {"ours": [], "bare": []}
    for _ in range(rounds):
        for variant, work in (("ours", ours), ("bare", bare)):
            began, spent = time.perf_counter(), time.process_time()
            if work() < SIZE:
                raise RuntimeError(f"{name}: {variant} lost rows")
            wall[variant].append(time.perf_counter() - began)
            cpu[variant].append(time.process_time() - spent)
    ours_s, bare_s = median(wall["ours"]), median(wall["bare"])
    ours_cpu, bare_cpu = median(cpu["ours"]), median(cpu["bare"])
    yield Row(
        benchmark="banks", variant=f"ours, {name}", per_second=SIZE / ours_s, p95_ms=ours_s * 1000,
        cpu_us=ours_cpu / SIZE * 1e6,
    )  # fmt: skip
    yield Row(
        benchmark="banks", variant=f"bare {bare_name}, {name}", per_second=SIZE / bare_s, p95_ms=bare_s * 1000,
        cpu_us=bare_cpu / SIZE * 1e6, ratio=bare_s / ours_s, cpu_ratio=bare_cpu / ours_cpu,
    )  # fmt: skip


def _rows() -> Iterator[tuple[str, ...]]:
    yield _HEAD
    for number in range(SIZE):
        options = (f"立即离开{number}", f"先报警再离开{number}", f"继续工作{number}", f"通知他人{number}")
        stem = f"在第{number}号配电室发现浓烟，首先应当怎么做？"
        yield (
            "单选题",
            stem,
            *options,
            "ABCD"[number % 4],
            "发现火情应当立即报警并疏散。",
            "易",
            "报警",
            "《中华人民共和国消防法》第44条",
        )


def _ours(data: bytes) -> int:
    return len(read_bank_file(data).questions)


def _calamine(data: bytes) -> int:
    return len(CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python())


def _csv_reader(data: bytes) -> int:
    return len(list(csv.reader(io.StringIO(data.decode("gb18030")))))


def _xlsx(rows: list[tuple[str, ...]]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return stream.getvalue()


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode("gb18030")
