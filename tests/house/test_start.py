"""What a server loads before it answers its first request."""

from __future__ import annotations

import subprocess
import sys

#: Libraries for files, pinyin and likeness: some 350 modules that most requests never need.
HEAVY = {
    "docx",
    "lxml",
    "numpy",
    "openpyxl",
    "pyarrow",
    "pypinyin",
    "rapidfuzz",
    "reportlab",
    "soundfile",
    "xlsxwriter",
}

_SERVED = """
import sys
import quizapp.cli.served
from quizapp.kit.registry import load_part
load_part("views"), load_part("jobs")
print(*{name.split(".")[0] for name in sys.modules})
"""


def _loaded(code: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_a_server_starts_without_libraries_that_it_may_never_need() -> None:
    loaded = _loaded(_SERVED)
    assert {"flask", "sqlalchemy"} <= loaded
    assert not loaded & HEAVY


def test_the_library_alone_knows_neither_the_web_nor_a_database() -> None:
    assert not _loaded("import sys, quizapp; print(*sys.modules)") & {
        "flask",
        "sqlalchemy",
        "werkzeug",
        "structlog",
        *HEAVY,
    }


def test_what_is_loaded_later_is_the_library_itself() -> None:
    code = """
import sys
from quizapp.kit import pinyin
assert "pypinyin" not in sys.modules
print(pinyin.full("单红星"), pinyin.initials("东明镇"), "pypinyin" in sys.modules)
"""
    assert _loaded(code) == {"shanhongxing", "dmz", "True"}
