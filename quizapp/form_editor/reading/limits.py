"""How large a form may be: far more than any office prints, far less than hurts."""

from __future__ import annotations

from collections.abc import Iterable

from quizapp.kit.i18n import N_
from quizapp.sheets import Limits, TooLarge, UnknownFormat

MOST_ROWS, MOST_COLUMNS = 1_000, 40
LIMITS = Limits(
    file_bytes=8 * 1024 * 1024, inflated_bytes=48 * 1024 * 1024, ratio_from_bytes=4 * 1024 * 1024, sheets=20,
    rows=MOST_ROWS, columns=MOST_COLUMNS, cells=MOST_ROWS * MOST_COLUMNS, characters=2_000_000,
)  # fmt: skip


def refuse_long(rows: int) -> None:
    """Raises `TooLarge` for what is longer than a form."""
    if rows > MOST_ROWS:
        raise TooLarge(N_("这不像统计表：超过 %(rows)d 行或 %(columns)d 列"), rows=MOST_ROWS, columns=MOST_COLUMNS)


def refuse_macros(names: Iterable[str]) -> None:
    """Raises `UnknownFormat` for a file with macros: what it would show is not what stands in it."""
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnknownFormat(N_("文件带有宏（程序），已拒绝读取：请另存为不带宏的 docx 或 xlsx 再上传"))
