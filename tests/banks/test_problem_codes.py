from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("banks", "questions", "sheets")


def test_every_code_of_a_question_file_is_explained() -> None:
    page = (ROOT / "docs" / "guide" / "errors.md").read_text("utf-8")
    sources = [path.read_text("utf-8") for room in ROOMS for path in (ROOT / "quizapp" / room).rglob("*.py")]
    codes = {code for text in sources for code in re.findall(r'"([EW]-[A-Z]+)"', text)}
    assert len(codes) > 50
    assert sorted(code for code in codes if f"`{code}`" not in page) == []
    assert sorted(code for code in re.findall(r"`([EW]-[A-Z]+)`", page) if code not in codes) == []
